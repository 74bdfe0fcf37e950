"""A call goes from one employee to another, asked or unasked, and the visitor is never lost between them."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.fake_devices import AGENT, COLLEAGUE, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_a_call_is_handed_over_at_once(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    colleague = await stage.desk("agent-2", COLLEAGUE)
    await colleague.becomes_ready()

    await desk.hands_over_to("agent-2")

    await desk.finds("wrap-up-done")
    await booth.is_handed_over()
    await colleague.is_offered(call_id)
    await colleague.finds("offer-handed-over")
    await colleague.accepts()
    await colleague.is_in_call(call_id)
    await booth.is_in_call(call_id)
    await booth.is_with("agent", COLLEAGUE)
    await colleague.is_with("visitor", VISITOR)
    await desk.wraps_up()
    await desk.is_shown_as("ready")
    await desk.is_not_rung()


async def test_a_colleague_is_asked_first_and_then_left_alone_with_the_visitor(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_with("agent", AGENT)
    colleague = await stage.desk("agent-2", COLLEAGUE)
    await colleague.becomes_ready()

    await desk.asks_colleague("agent-2")
    await colleague.is_offered(call_id)
    await desk.sees_colleague_as("ringing")
    await colleague.accepts()
    await desk.sees_colleague_as("joined")
    await desk.is_with("agent", COLLEAGUE)
    await colleague.is_with("agent", AGENT)
    await colleague.is_with("visitor", VISITOR)
    await expect(booth.part("video-agent")).to_have_count(2)

    await desk.presses("transfer-leave")

    await desk.finds("wrap-up-done")
    await expect(booth.part("video-agent")).to_have_count(1)
    await booth.is_with("agent", COLLEAGUE)
    await colleague.is_with("visitor", VISITOR)
    await colleague.is_in_call(call_id)


async def test_a_choice_given_up_and_a_colleague_who_declines_leave_the_call_where_it_is(
    stage: Stage,
) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call(call_id)

    await desk.presses("transfer")
    await expect(desk.part("transfer-search")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await desk.misses("transfer-search")
    await expect(desk.part("transfer")).to_be_focused()
    await desk.presses("transfer")
    await desk.presses("transfer-close")
    await desk.misses("transfer-search")
    await expect(desk.part("transfer")).to_be_focused()

    colleague = await stage.desk("agent-2")
    await colleague.becomes_ready()
    await desk.asks_colleague("agent-2")
    await colleague.is_offered(call_id)

    await colleague.declines()

    await desk.finds("transfer-declined")
    await desk.finds("transfer")
    await desk.is_in_call(call_id)
    await booth.is_in_call(call_id)
    await colleague.is_not_rung()


async def test_a_visitor_can_leave_while_the_call_is_handed_over(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    call_id = await desk.is_offered()
    await desk.accepts()
    await booth.is_in_call(call_id)
    colleague = await stage.desk("agent-2")
    await colleague.becomes_ready()
    await desk.hands_over_to("agent-2")
    await colleague.is_offered(call_id)
    await booth.is_handed_over()

    await booth.gives_up()

    await colleague.is_not_rung(within_s=2)
    await booth.goes()


async def test_an_interpreter_stays_while_the_call_is_handed_over(stage: Stage) -> None:
    await stage.opens()
    desk, booth, interpreter = (
        await stage.desk("agent-1"),
        await stage.booth(),
        await stage.interpreter("tolk-ar"),
    )
    await interpreter.becomes_ready()
    await desk.becomes_ready()
    await booth.asks(language="ar")
    call_id = await desk.is_offered()
    await desk.accepts()
    await interpreter.is_offered(call_id)
    await interpreter.accepts()
    await interpreter.is_in_call(call_id)
    colleague = await stage.desk("agent-2")
    await colleague.becomes_ready()

    await desk.hands_over_to("agent-2")

    await interpreter.finds("expecting")
    await colleague.is_offered(call_id)
    await colleague.accepts()
    await interpreter.is_in_call(call_id)
    await interpreter.finds("video-visitor")
    await colleague.sees_interpreter_as("joined")
    await colleague.finds("video-interpreter")
