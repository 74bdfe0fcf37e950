"""What the pages for staff do around the call itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Dialog, expect

from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.screens import Desk
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Notes what a page asks of cameras and microphones.
NOTE_DEVICES = """() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.asked = [];
    navigator.mediaDevices.getUserMedia = wanted => {
        window.asked.push(...Object.keys(wanted).filter(kind => wanted[kind]));
        return real(wanted);
    };
}"""
ASKED = "() => [...new Set(window.asked)]"


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").splitlines()


async def test_a_closed_tab_is_asked_about_and_the_call_goes_on_in_the_next(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await booth.asks("en", "question")
    await expect(desk.part("own-queue")).to_have_attribute("data-waiting", "1")
    await desk.becomes_ready()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call(call_id)

    async def stay(dialog: Dialog) -> None:
        await dialog.dismiss()

    await desk.part("chat-input").press("/")
    await desk.part("phrases-search").fill("microphone")
    await desk.page.keyboard.press("Enter")
    await expect(desk.part("chat-input")).to_have_value("Can you come closer to the microphone?")

    desk.page.once("dialog", stay)
    async with desk.page.expect_event("dialog") as asked:
        await desk.page.close(run_before_unload=True)
    assert (await asked.value).type == "beforeunload"
    await desk.is_in_call(call_id)

    second = Desk(await desk.page.context.new_page(), stage.demo.url, "second-tab")
    await second.opens()
    await second.is_in_call(call_id)
    await desk.page.close()
    await second.is_in_call(call_id)
    await booth.is_in_call(call_id)
    await second.hangs_up()
    await booth.finds("done")


async def test_one_of_two_tabs_goes_on_alone(stage: Stage) -> None:
    await stage.opens()
    desk = await stage.desk("agent-1")
    second = Desk(await desk.page.context.new_page(), stage.demo.url, "second-tab")
    await second.opens()
    await second.presses("use-only-here")
    await desk.finds("taken")
    await second.misses("use-only-here")
    await desk.presses("use-here")
    await desk.finds("idle")
    await second.finds("taken")


async def test_a_call_goes_on_in_the_tab_that_accepted_it_and_then_in_the_one_that_is_left(
    stage: Stage,
) -> None:
    await stage.opens()
    machine = await stage.desk("agent-1")
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    second = Desk(await desk.page.context.new_page(), stage.demo.url, "second-tab")
    await second.opens()
    await second.finds("use-only-here")
    await desk.finds("use-only-here")
    await desk.becomes_ready()
    await booth.asks()
    call_id = await second.is_offered()
    await desk.is_offered(call_id)
    await desk.accepts()
    for other in (second, machine):
        await other.finds("call-elsewhere")
    await desk.is_with("visitor", VISITOR)
    await booth.is_with("agent", AGENT)
    await desk.misses("call-elsewhere")

    await desk.page.close()
    await second.misses("call-elsewhere")
    await second.is_with("visitor", VISITOR)
    await booth.is_with("agent", AGENT)
    await machine.finds("call-elsewhere")

    await second.part("notes").fill("Lost a key")
    await second.part("notes").press("ArrowLeft")
    await booth.hangs_up()
    await second.finds("wrap-up-done")
    await expect(second.part("notes")).to_be_focused()
    await expect(second.page.locator('[data-told="told.ended"]')).to_be_visible()
    await second.page.keyboard.type("bo")
    await expect(second.part("notes")).to_have_value("Lost a keboy")


async def test_an_interpreter_joins_by_sound_alone_and_keeps_the_day_for_the_invoice(stage: Stage) -> None:
    await stage.opens()
    desk, interpreter = await stage.desk("agent-1"), await stage.interpreter("tolk-ar")
    booth = await stage.booth()
    await interpreter.page.evaluate(NOTE_DEVICES)
    for screen in (interpreter, desk):
        await screen.becomes_ready()
    await booth.asks("ar", "report")
    await desk.is_offered()
    await interpreter.is_offered(language="ar")
    await interpreter.presses("offer-accept-sound")
    await expect(desk.part("offer-together")).to_have_text("The interpreter is there already.")
    await desk.accepts()
    await interpreter.finds("video-visitor")
    await expect(interpreter.part("toggle-camera")).to_contain_text("Camera off")
    assert await interpreter.page.evaluate(ASKED) == ["audio"]

    await desk.hangs_up()
    await expect(interpreter.part("day-calls")).to_have_text("1")
    await interpreter.presses("day-open")
    async with interpreter.page.expect_download() as saving:
        await interpreter.presses("day-export")
    saved = _lines(await (await saving.value).path())
    assert len(saved) == 3
    assert ",ar,ar,Sound only," in saved[1]
