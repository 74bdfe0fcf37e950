"""Camera and microphone during a call: chosen, unplugged, refused, silent."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.e2e import chromium
from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.screens import Desk
from tests.e2e.stage import Stage
from tests.e2e.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SEVERAL = "--use-fake-device-for-media-stream=device-count=3,fps=5"

#: Lets a test pull out plugs (`__unplugged` holds ids) and refuse devices (`__refusal`: an error's name).
BENEATH = """(() => {
    window.__tracks = []; window.__unplugged = []; window.__refusal = null;
    const devices = navigator.mediaDevices;
    const [open, list] = [devices.getUserMedia.bind(devices), devices.enumerateDevices.bind(devices)];
    const present = constraint => {
        const id = constraint?.deviceId?.exact;
        if (window.__unplugged.includes(id)) throw new DOMException("unplugged", "OverconstrainedError");
        return constraint;
    };
    devices.getUserMedia = async ({audio, video}) => {
        if (window.__refusal) throw new DOMException("as the test wants", window.__refusal);
        const wanted = Object.fromEntries(Object.entries({audio: present(audio), video: present(video)})
            .filter(([, constraint]) => constraint));
        const stream = await open(wanted);
        window.__tracks.push(...stream.getTracks());
        return stream;
    };
    devices.enumerateDevices = async () =>
        (await list()).filter(device => !window.__unplugged.includes(device.deviceId));
    window.__unplug = kind => {
        const track = window.__tracks.findLast(each => each.kind === kind && each.readyState === "live");
        window.__unplugged.push(track.getSettings().deviceId);
        track.stop();
        track.dispatchEvent(new Event("ended"));
        devices.dispatchEvent(new Event("devicechange"));
    };
    window.__withdraw = () => {
        window.__refusal = "NotAllowedError";
        for (const track of window.__tracks) { track.stop(); track.dispatchEvent(new Event("ended")); }
    };
    window.__plugIn = () => { window.__unplugged = []; devices.dispatchEvent(new Event("devicechange")); };
})()"""

REFUSE = "name => { window.__refusal = name; }"

#: Which device the page has open.
OPENED = """async kind => {
    const track = window.__tracks.findLast(each => each.kind === kind && each.readyState === "live");
    return track?.getSettings().deviceId ?? null;
}"""


@asynccontextmanager
async def desk_with(stage: Stage, *flags: str) -> AsyncIterator[Desk]:
    """Open a desk in a browser of its own, with these devices, and bring a visitor to it."""
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright, *flags)
        context = await chromium.context_in(browser, "en-GB")
        await context.add_init_script(BENEATH)
        desk = Desk(await context.new_page(), stage.demo.url, "desk")
        stage.screens.append(desk)
        await desk.opens()
        await desk.signs_in("agent-1")
        yield desk
        await browser.close()


async def answers(stage: Stage, desk: Desk) -> None:
    """Answer a visitor's call."""
    booth = await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await desk.sees("visitor", VISITOR)


async def uses(page: Page, handle: str) -> str:
    """Answer which device the menu says is in use."""
    label: str = await page.get_by_test_id(handle).evaluate("select => select.selectedOptions[0].label")
    return label


async def test_another_camera_and_microphone_are_chosen_during_a_call(stage: Stage) -> None:
    await stage.opens()
    async with desk_with(stage, SEVERAL) as desk:
        await answers(stage, desk)
        await desk.presses("devices")
        camera = desk.part("device-camera")
        before = await desk.page.evaluate(OPENED, "video")
        assert await uses(desk.page, "device-camera") == "fake_device_0"
        await camera.select_option(label="fake_device_1")
        await expect(camera.locator("option:checked")).to_have_text("fake_device_1")
        await until(
            lambda: desk.page.evaluate(OPENED, "video"),
            lambda opened: opened not in {None, before},
            "the other camera to be open",
        )

        microphone = desk.part("device-microphone")
        await microphone.select_option(label="Fake Audio Input 2")
        await expect(microphone.locator("option:checked")).to_have_text("Fake Audio Input 2")
        await expect(desk.part("toggle-microphone")).to_have_attribute("data-state", "on")
        await desk.page.keyboard.press("Escape")
        await expect(desk.part("device-camera")).to_be_hidden()

        await desk.reloads()
        await desk.sees("visitor", VISITOR)
        await desk.presses("devices")
        await expect(desk.part("device-camera").locator("option:checked")).to_have_text("fake_device_1")


async def test_a_camera_that_is_unplugged_is_replaced_and_taken_again_when_it_is_back(stage: Stage) -> None:
    await stage.opens()
    async with desk_with(stage, SEVERAL) as desk:
        await answers(stage, desk)
        await desk.presses("devices")
        before = await desk.page.evaluate(OPENED, "video")
        await desk.part("device-camera").select_option(label="fake_device_2")
        chosen = desk.part("device-camera").locator("option:checked")
        await expect(chosen).to_have_text("fake_device_2")
        await until(
            lambda: desk.page.evaluate(OPENED, "video"),
            lambda opened: opened not in {None, before},
            "the other camera to be open",
        )

        await desk.page.evaluate("window.__unplug('video')")
        await expect(desk.part("device-notice")).to_have_attribute("data-kind", "fell_back")
        await expect(desk.part("device-notice")).to_contain_text("fake_device_2")
        await expect(desk.part("toggle-camera")).to_have_attribute("data-state", "on")
        await expect(chosen).not_to_have_text("fake_device_2")

        await desk.page.evaluate("window.__plugIn()")
        await expect(desk.part("device-notice")).to_have_attribute("data-kind", "came_back")
        await expect(chosen).to_have_text("fake_device_2")


async def test_devices_refused_or_withdrawn_are_explained_and_tried_again_without_a_reload(
    stage: Stage,
) -> None:
    await stage.opens()
    async with desk_with(stage, SEVERAL) as desk:
        await desk.page.evaluate(REFUSE, "NotAllowedError")
        await answers(stage, desk)
        not_heard = desk.part("not-heard")
        await expect(not_heard).to_have_attribute("data-trouble", "system")
        for refusal, trouble in (("NotReadableError", "busy"), ("NotFoundError", "none")):
            await desk.page.evaluate(REFUSE, refusal)
            await desk.presses("retry-microphone")
            await expect(not_heard).to_have_attribute("data-trouble", trouble)

        await desk.page.evaluate(REFUSE, None)
        await desk.presses("retry-microphone")
        await desk.misses("not-heard")
        await expect(desk.part("toggle-microphone")).to_have_attribute("data-state", "on")
        await desk.presses("toggle-camera")
        await expect(desk.part("toggle-camera")).to_have_attribute("data-state", "on")

        await desk.page.evaluate("window.__withdraw()")
        await expect(not_heard).to_have_attribute("data-trouble", "system")
        await expect(desk.part("not-seen")).to_have_attribute("data-trouble", "system")
        await desk.sees("visitor", VISITOR)
        await desk.page.evaluate(REFUSE, None)
        for device in ("microphone", "camera"):
            await desk.presses(f"retry-{device}")
            await expect(desk.part(f"toggle-{device}")).to_have_attribute("data-state", "on")
        await desk.misses("not-heard")
        await desk.misses("not-seen")


async def test_a_booth_without_camera_and_microphone_says_so_and_the_call_goes_on_without(
    stage: Stage,
) -> None:
    await stage.opens()
    board, desk, booth = await stage.wallboard(), await stage.desk("agent-1"), await stage.booth(VISITOR)
    standing = board.page.locator('[data-testid="booth-row"][data-booth-id="booth:demo"]')
    await booth.page.add_init_script(BENEATH)
    await booth.reloads()
    await booth.finds("start")
    await booth.page.evaluate(REFUSE, "NotAllowedError")
    for handle in ("start", "language-en", "subject-question"):
        await booth.presses(handle)
    for _ in range(2):
        for device in ("camera", "microphone"):
            await expect(booth.part("device-check")).to_have_attribute(f"data-{device}", "denied")
        await booth.finds("check-without")
        await booth.presses("retry-devices")
    await expect(standing).to_have_attribute("data-state", "trouble")
    await expect(standing.get_by_role("listitem")).to_have_count(2)

    await booth.presses("start-call")
    await desk.becomes_ready()
    await desk.is_offered()
    await desk.accepts()
    await booth.finds("not-heard")
    await booth.part("chat-input").fill("I can only type")
    await booth.page.keyboard.press("Enter")
    await expect(desk.part("chat-log")).to_contain_text("I can only type")

    await booth.page.evaluate(REFUSE, None)
    await booth.presses("retry-microphone")
    await booth.misses("not-heard")
    await booth.presses("toggle-camera")
    await desk.is_with("visitor", VISITOR)
    await expect(standing).to_have_attribute("data-state", "well")


async def test_a_browser_that_refuses_is_told_apart(stage: Stage) -> None:
    await stage.opens()
    async with desk_with(stage, SEVERAL, "--use-fake-ui-for-media-stream=deny") as desk:
        await answers(stage, desk)
        await expect(desk.part("not-heard")).to_have_attribute("data-trouble", "blocked")
        await expect(desk.part("not-seen")).to_have_attribute("data-trouble", "blocked")
        await desk.presses("dismiss-not-seen")
        await desk.misses("not-seen")


async def test_a_microphone_that_gives_nothing_is_noticed(stage: Stage, tmp_path: Path) -> None:
    await stage.opens()
    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(bytes(2 * 48_000))
    async with desk_with(stage, SEVERAL, f"--use-file-for-fake-audio-capture={silence}") as desk:
        await answers(stage, desk)
        await expect(desk.part("microphone-hint")).to_have_attribute("data-hint", "silent")
        await desk.presses("dismiss-hint")
        await desk.misses("microphone-hint")


async def test_somebody_who_speaks_into_a_muted_microphone_is_told(stage: Stage) -> None:
    await stage.opens()
    desk = await stage.desk("agent-1", AGENT)
    await answers(stage, desk)
    await desk.misses("microphone-hint")
    await desk.presses("toggle-microphone")
    await expect(desk.part("microphone-hint")).to_have_attribute("data-hint", "muted")
    await desk.presses("unmute")
    await expect(desk.part("toggle-microphone")).to_have_attribute("data-state", "on")
    await desk.misses("microphone-hint")
