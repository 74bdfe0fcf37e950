"""An employee and an interpreter are called for one visitor at the same time."""

from __future__ import annotations

import pytest

from tests.e2e.fake_devices import AGENT, INTERPRETER, VISITOR
from tests.e2e.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


async def test_the_employee_talks_at_once_and_the_interpreter_enters_when_he_accepts(stage: Stage) -> None:
    await stage.opens()
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    interpreter = await stage.interpreter("tolk-ar", INTERPRETER)
    await desk.becomes_ready()
    await interpreter.becomes_ready()

    await booth.asks(language="ar")

    call_id = await desk.is_offered(language="ar")
    await desk.finds("offer-together")
    await interpreter.is_offered(call_id, language="ar")
    await interpreter.finds("offer-together")
    await desk.accepts()
    await desk.is_in_call(call_id)
    await booth.is_with("agent", AGENT)
    await desk.sees_interpreter_as("ringing")
    await interpreter.accepts()
    await interpreter.is_with("visitor", VISITOR)
    await interpreter.is_with("agent", AGENT)
    await booth.is_with("interpreter", INTERPRETER)
    await desk.is_with("interpreter", INTERPRETER)
    await desk.sees_interpreter_as("joined")


async def test_an_interpreter_who_accepts_first_waits_for_the_employee(stage: Stage) -> None:
    await stage.opens()
    desk, booth, interpreter = (
        await stage.desk("agent-1"),
        await stage.booth(),
        await stage.interpreter("tolk-ar"),
    )
    await desk.becomes_ready()
    await interpreter.becomes_ready()
    await booth.asks(language="ar")
    call_id = await desk.is_offered()
    await interpreter.is_offered(call_id)

    await interpreter.accepts()

    await interpreter.finds("expecting")
    await booth.finds("waiting")
    await desk.accepts()
    await interpreter.is_in_call(call_id)
    await interpreter.finds("video-visitor")
    await booth.finds("video-interpreter")


async def test_an_interpreter_is_released_when_no_employee_comes(stage: Stage) -> None:
    await stage.opens()
    desk, booth, interpreter = (
        await stage.desk("agent-1"),
        await stage.booth(),
        await stage.interpreter("tolk-ar"),
    )
    await desk.becomes_ready()
    await interpreter.becomes_ready()
    await booth.asks(language="ar")
    call_id = await desk.is_offered()
    await interpreter.is_offered(call_id)
    await interpreter.accepts()
    await interpreter.finds("expecting")

    await desk.declines()

    await interpreter.finds("idle")
    await interpreter.is_shown_as("ready")
    await booth.finds("waiting")
