"""A whole call with the keyboard alone, at the booth, the desk and the interpreter's page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.demo import PASSWORD
from tests.e2e.screens import Booth, Desk, InterpreterDesk
from tests.e2e.stage import Stage
from tests.e2e.tour.conditions import time_stands_still

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

RING_S = 120  # the tab key takes its time on a busy machine


async def talk_by_keyboard(booth: Booth, desk: Desk, interpreter: InterpreterDesk) -> None:
    """Write to each other, take a note, bring an interpreter in, and look for the other camera."""
    keyboard = desk.page.keyboard
    await booth.tabs_to("chat-input")
    await booth.page.keyboard.type("Good morning")
    await booth.page.keyboard.press("Enter")
    await expect(desk.part("chat-log")).to_contain_text("Good morning")
    await desk.tabs_to("chat-input")
    await keyboard.type("Welcome")
    await keyboard.press("Enter")
    await expect(booth.part("chat-log")).to_contain_text("Welcome")
    await desk.tabs_to("notes")
    await keyboard.type("Lost a key")
    await expect(desk.part("note-status")).to_have_attribute("data-status", "saved")
    await desk.enters("invite-interpreter")
    await desk.enters("invite-language-ar")
    await interpreter.is_offered()
    await expect(interpreter.part("offer-accept")).to_be_focused()
    await interpreter.page.keyboard.press("a")
    await interpreter.is_in_call()
    await desk.enters("devices")
    await desk.tabs_to("device-camera")
    await keyboard.press("Escape")
    await expect(desk.part("devices")).to_be_focused()


async def test_a_whole_call_can_be_had_with_the_keyboard_alone(stage: Stage) -> None:
    await stage.opens(ring_s=RING_S)
    booth, desk = await stage.booth(), await stage.staff_page(Desk)
    await booth.page.clock.install()
    await booth.reloads()
    interpreter = await stage.interpreter("tolk-ar")
    keyboard = desk.page.keyboard
    await desk.tabs_to("login-username")
    await keyboard.type("agent-1")
    await desk.tabs_to("login-password")
    await keyboard.type(PASSWORD)
    await keyboard.press("Enter")
    for screen in (interpreter, desk):
        await screen.tabs_to("status-select")
        await screen.page.keyboard.press("ArrowUp")
        await screen.is_shown_as("ready")

    for handle in ("start", "language-en", "subject-question", "start-call"):
        await booth.enters(handle)
    call_id = await desk.is_offered()
    # From where choosing "ready" left the focus.
    await expect(desk.part("offer-accept")).to_be_focused()
    await keyboard.press("Enter")
    await desk.is_in_call(call_id)
    await booth.is_in_call(call_id)

    await talk_by_keyboard(booth, desk, interpreter)
    await booth.enters("toggle-microphone")
    await time_stands_still(booth)  # there are but seconds to think better of it
    await booth.enters("hang-up")
    await expect(booth.part("hang-up-undo")).to_be_focused()
    await booth.page.keyboard.press("Enter")
    await booth.misses("hang-up-undo")
    await desk.enters("hang-up")
    await desk.is_in_no_call()
    await booth.enters("rating-4")
    await booth.enters("done")
    await booth.finds("start")
    await desk.tabs_to("disposition")
    await keyboard.press("ArrowDown")
    await desk.enters("wrap-up-done")
    await desk.misses("wrap-up-done")
    await desk.is_shown_as("ready")
    await desk.enters("day-open")
    await expect(desk.part("day-entry")).to_have_attribute("data-call-id", call_id)
    await desk.enters("day-back")
    await desk.finds("idle")
