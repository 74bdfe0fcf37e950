"""A visitor on hold is apart from everybody, and is back at once."""

from __future__ import annotations

import pytest

from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_a_visitor_on_hold_sees_and_is_seen_by_nobody_until_the_talk_goes_on(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
    await interpreter.becomes_ready()
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await desk.invites_interpreter("ar")
    await interpreter.is_offered()
    await interpreter.accepts()
    await booth.is_with("agent", AGENT)
    await desk.is_with("interpreter", INTERPRETER)

    await desk.puts_on_hold()

    await booth.finds("on-hold")
    for screen, role in (
        (booth, "agent"),
        (booth, "interpreter"),
        (desk, "visitor"),
        (interpreter, "visitor"),
    ):
        await screen.misses(f"video-{role}")
    await desk.is_with("interpreter", INTERPRETER)
    await interpreter.is_with("agent", AGENT)

    await desk.talks_on()

    await booth.misses("on-hold")
    await booth.is_with("agent", AGENT)
    await booth.is_with("interpreter", INTERPRETER)
    await desk.is_with("visitor", VISITOR)
    await interpreter.is_with("visitor", VISITOR)


async def test_a_page_reloaded_on_hold_is_on_hold_still(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1"), await stage.booth()
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await booth.finds("video-agent")
    await desk.puts_on_hold()

    await booth.reloads()

    await booth.finds("on-hold")
    await booth.misses("video-agent")
    await desk.talks_on()
    await booth.finds("video-agent")
