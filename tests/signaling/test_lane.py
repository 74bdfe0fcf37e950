"""Slow messages of a page don't hold up its others."""

from __future__ import annotations

import asyncio

import pytest

from callrouter.timing import Kind, Outcome, doing, recording
from signaling.sessions.lane import Lane
from tests.signaling.conftest import Service


async def test_messages_are_carried_out_in_order_one_at_a_time() -> None:
    going, done = asyncio.Event(), asyncio.Event()
    began: list[int] = []

    async def carry_out(number: int) -> None:
        began.append(number)
        await going.wait()
        if number == 3:
            done.set()

    lane = Lane(carry_out)
    assert all(lane.take(number) for number in (1, 2, 3))
    await asyncio.sleep(0)
    assert began == [1]
    going.set()
    async with asyncio.timeout(5):
        await done.wait()
    assert began == [1, 2, 3]
    await lane.close()


async def test_no_more_wait_than_fit_and_none_is_carried_out_after_the_end() -> None:
    began: list[int] = []

    async def carry_out(number: int) -> None:
        began.append(number)
        await asyncio.Event().wait()

    lane = Lane(carry_out, capacity=2)
    assert lane.take(1)
    await asyncio.sleep(0)
    assert [lane.take(number) for number in (2, 3, 4)] == [True, True, False]
    await lane.close()
    assert began == [1]


async def test_what_a_page_leaves_behind_is_given_up_and_no_fault() -> None:
    async def carry_out(_number: int) -> None:
        with doing(Kind.MESSAGE, "media.offer"):
            await asyncio.Event().wait()

    with recording() as pieces:
        lane = Lane(carry_out)
        assert lane.take(1)
        await asyncio.sleep(0)
        await lane.close()
    assert [piece.outcome for piece in pieces] == [Outcome.GIVEN_UP]


async def test_hanging_up_is_answered_while_an_offer_hangs(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def hangs(*_: object) -> str:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(service.node.parts.media, "connect", hangs)
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="nl", subject="question")
    offered = (await desk.hears("reservation.created"))["reservation"]
    await desk.says("reservation.accept", reservation_id=offered["reservation_id"])
    call_id = offered["call_id"]
    await desk.says_raw({"type": "media.offer", "request_id": "o", "call_id": call_id, "sdp_offer": "v=0"})
    async with asyncio.timeout(5):
        await asked.wait()
    for number in range(9):
        await desk.says_raw(
            {"type": "media.offer", "request_id": f"o{number}", "call_id": call_id, "sdp_offer": "v=0"}
        )
    refused = await desk.hears("error")
    assert (refused["request_id"], refused["code"]) == ("o8", "too_many")
    left = await desk.says("call.leave", call_id=call_id)
    assert left["type"] == "request.done"
