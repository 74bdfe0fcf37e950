"""What a visitor is told who can't be taken: each reason has its own code."""

from __future__ import annotations

import pytest

from callrouter.model.directory import Directory
from tests.signaling.conftest import Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.fixture
def directory(directory: Directory) -> Directory:
    """Return the demonstration's people with one strict location: one caller waits, and only for somebody."""
    (location,) = directory.locations
    strict = location.model_copy(update={"most_waiting": 1, "require_staff": True})
    return directory.model_copy(update={"locations": (strict,)})


async def test_nobody_waits_for_nobody(service: Service) -> None:
    booth = await service.booth()
    refused = await booth.says("call.request", language="nl", subject="question")
    assert refused["code"] == "nobody_staffed"
    await service.staff("desk", "agent-1", ready=False)
    answer = await booth.says("call.request", language="nl", subject="question")
    assert answer["type"] == "request.done", "somebody who is away for a moment comes back"


async def test_no_more_callers_wait_than_may_and_a_repeat_is_the_same_call(service: Service) -> None:
    await service.staff("desk", "agent-1", ready=False)
    first, second = await service.booth("demo"), await service.booth("demo-2")
    call = await first.says("call.request", language="nl", subject="question")
    refused = await second.says("call.request", language="nl", subject="question")
    assert refused["code"] == "queue_full"
    again = await first.says("call.request", language="nl", subject="question")
    assert again["call_id"] == call["call_id"]
    await first.says("call.leave", call_id=call["call_id"])
    answer = await second.says("call.request", language="nl", subject="question")
    assert answer["type"] == "request.done"
