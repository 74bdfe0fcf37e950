"""A visitor, an employee and an interpreter find each other and talk, in real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_a_visitor_is_helped_by_an_employee_and_an_interpreter(stage: Stage) -> None:
    await stage.opens()
    board = await stage.wallboard(AGENT)
    desk = await stage.desk("agent-1", AGENT)
    booth = await stage.booth(VISITOR)
    interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
    await interpreter.becomes_ready()

    await booth.asks(language="en", subject="question")
    await booth.waits_at(1)
    await board.counts_waiting(1)
    call_id = await board.waiting_call()

    await desk.becomes_ready()
    await desk.is_offered(call_id, language="en")
    await desk.accepts()
    await desk.is_in_call(call_id)
    await booth.is_in_call(call_id)
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)
    await board.counts_waiting(0)

    await desk.invites_interpreter("ar")
    await interpreter.is_offered(call_id, language="ar")
    await interpreter.accepts()
    await interpreter.is_with("visitor", VISITOR)
    await interpreter.is_with("agent", AGENT)
    await booth.is_with("interpreter", INTERPRETER)
    await booth.is_with("agent", AGENT)
    await desk.is_with("interpreter", INTERPRETER)
    await desk.is_with("visitor", VISITOR)

    await interpreter.hangs_up()
    await interpreter.is_in_no_call()
    await booth.misses("video-interpreter")
    await desk.misses("video-interpreter")
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)

    await desk.hangs_up()
    await booth.is_in_no_call()
    await desk.is_in_no_call()
    await expect(booth.part("reference")).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
    await booth.presses("rating-4")
    await booth.goes()
    await desk.wraps_up()
    await desk.is_shown_as("ready")


async def test_a_visitor_who_hangs_up_ends_the_call_for_everybody(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    interpreter, other = await stage.interpreter("tolk-ar"), await stage.interpreter("tolk-uk")
    for person in (desk, interpreter, other):
        await person.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await desk.invites_interpreter("ar")
    await interpreter.is_offered(call_id, language="ar")
    await other.is_not_rung()
    await interpreter.accepts()
    await interpreter.is_in_call(call_id)

    await booth.presses("hang-up")
    await booth.presses("hang-up-undo")
    await booth.misses("hang-up-undo")
    await booth.is_in_call(call_id)
    await expect(booth.part("toggle-microphone")).to_have_attribute("data-state", "on")
    await desk.is_in_call(call_id)
    await booth.presses("hang-up")
    await expect(booth.part("toggle-microphone")).to_have_attribute("data-state", "off")

    await booth.is_in_no_call()  # by itself, after a few seconds
    await desk.is_in_no_call()
    await interpreter.is_in_no_call()
    await booth.goes()


async def test_an_interpreter_who_declines_is_not_rung_again(stage: Stage) -> None:
    await stage.opens()
    desk, booth, interpreter = (
        await stage.desk("agent-1"),
        await stage.booth(),
        await stage.interpreter("tolk-pl"),
    )
    await desk.becomes_ready()
    await interpreter.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await desk.invites_interpreter("pl")
    await interpreter.is_offered(call_id, language="pl")

    await interpreter.declines()

    await interpreter.is_not_rung()
    await desk.is_in_call(call_id)
    await booth.is_in_call(call_id)
