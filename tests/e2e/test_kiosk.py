"""A booth as a device: set up by a code, held fast, helped, and back by itself whatever is cut off."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.screens import Booth
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Whether the page lets the browser do what it does by itself on such an event.
LETS = """([kind, options]) => {
    const make = options.key ? KeyboardEvent : MouseEvent;
    return document.body.dispatchEvent(new make(kind, { bubbles: true, cancelable: true, ...options }));
}"""
Event = tuple[str, dict[str, object]]
HELD: tuple[Event, ...] = (
    ("contextmenu", {}),
    ("dragstart", {}),
    ("drop", {}),
    ("selectstart", {}),
    ("copy", {}),
    ("auxclick", {"button": 1}),
    ("mouseup", {"button": 3}),
    ("keydown", {"key": "F5"}),
    ("keydown", {"key": "p", "ctrlKey": True}),
    ("keydown", {"key": "ArrowLeft", "altKey": True}),
)
LEFT: tuple[Event, ...] = (("keydown", {"key": "Tab"}), ("keydown", {"key": "Enter"}), ("click", {}))
#: What the supervisor does about the device that is a booth.
ENROLMENT = """async method =>
    await (await fetch("/api/v1/booths/booth:demo-2/enrolment", { method })).json()"""
#: The cookie stays, and is no proof.
KEY_EMPTIED = """async () => await new Promise(done => {
    indexedDB.deleteDatabase("callrouter-booth").onsuccess = done;
})"""
SHELL_KEPT = """async () => {
    await navigator.serviceWorker.ready;
    return await caches.match("/booth/") !== undefined && navigator.serviceWorker.controller !== null;
}"""


async def _shows(booth: Booth, screen: str) -> None:
    await expect(booth.page.locator(f'[data-screen="{screen}"]')).to_be_visible()


async def test_a_device_is_set_up_held_fast_and_comes_back_by_itself(stage: Stage) -> None:
    demo = await stage.opens()
    booth = await stage.booth(kiosk="")
    await booth.finds("setup")
    board = await stage.wallboard(locale="nl")
    code = (await board.page.evaluate(ENROLMENT, "POST"))["code"]
    await booth.part("enrol-code").press_sequentially(code[:5])
    for digit in code[5:]:
        await booth.presses(f"key-{digit}")
    await booth.finds("start")

    for kind, options in HELD:
        assert not await booth.page.evaluate(LETS, [kind, options]), f"{kind} {options}"
    for kind, options in LEFT:
        assert await booth.page.evaluate(LETS, [kind, options]), f"{kind} {options}"

    await booth.presses("help")
    await booth.presses("help-call")
    await board.finds("help-wanted")
    await board.presses("help-acknowledge")
    await expect(booth.part("help-state")).to_have_attribute("data-state", "coming")
    await booth.presses("help-close")
    await expect(board.page.locator('[data-booth-id="booth:demo-2"]')).to_be_visible()
    await board.presses("help-settle")

    await booth.page.wait_for_function(SHELL_KEPT)
    stage.expects_outage()
    await demo.stop()
    await booth.opens()
    await _shows(booth, "offline")
    await demo.start()
    await booth.finds("start")

    await booth.page.evaluate(KEY_EMPTIED)
    await booth.opens()
    await expect(booth.part("enrol-problem")).to_have_attribute("data-problem", "key_lost")
    code = (await board.page.evaluate(ENROLMENT, "POST"))["code"]
    await booth.part("enrol-code").press_sequentially(code)
    await booth.finds("start")
    await board.page.evaluate(ENROLMENT, "DELETE")
    await booth.finds("setup")
