"""When a call is refused: closed by hand, too many wait, or nobody is there who could answer."""

from __future__ import annotations

import asyncio

import pytest

from callrouter.model.commands import CallRequest, SeatSpec
from callrouter.model.doors import ClosingReason, Notice
from callrouter.model.refusal import Refusal
from callrouter.model.states import CallState, Status
from callrouter.model.steering_events import Deed
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


async def _asks(house: House, call_id: str, seat: SeatSpec | None = None, **limits: object) -> CallState:
    await house.booth(call_id)
    request = CallRequest.model_validate(house.request(call_id, seat).model_copy(update=limits))
    return (await house.engine.request_call(request)).state


async def test_no_more_calls_wait_at_a_location_than_may(house: House) -> None:
    await _asks(house, "c1", most_waiting=2)
    await _asks(house, "c2", most_waiting=2)
    before = await house.journal.last_id()
    with pytest.raises(Refusal, match="queue_full"):
        await _asks(house, "c3", most_waiting=2)
    assert await house.journal.last_id() == before
    assert await _asks(house, "c4", location="elsewhere", most_waiting=2) is CallState.WAITING
    assert await _asks(house, "c1", most_waiting=2) is CallState.WAITING, "it is there already"
    await house.ready("ann")
    await house.engine.accept("c1/agent#1", "ann")
    assert await _asks(house, "c3", most_waiting=2) is CallState.WAITING


async def test_a_location_closed_by_hand_takes_no_calls_until_it_is_opened(house: House) -> None:
    await _asks(house, "c1")
    await house.engine.close_location("station-1", Deed("sue", "brand"))
    await house.engine.close_location("station-1", Deed("sam"))
    assert (await house.engine.closings())["station-1"].by == "sue"
    with pytest.raises(Refusal, match="closed_by_hand"):
        await _asks(house, "c2")
    assert await _asks(house, "c1") is CallState.WAITING, "who waits goes on"
    assert await _asks(house, "c3", location="elsewhere") is CallState.WAITING
    await house.engine.open_location("station-1", Deed("sue"))
    await house.engine.open_location("station-1", Deed("sue"))
    assert await house.engine.closings() == {}
    assert await _asks(house, "c2") is CallState.WAITING
    told = [event for event in await house.events() if event.type == "location.switched"]
    assert [(event.location, event.open, event.by, event.why, event.audience) for event in told] == [
        ("station-1", False, "sue", "brand", ("sue",)),
        ("station-1", True, "sue", "", ("sue",)),
    ]


async def test_of_two_who_close_a_location_otherwise_one_wins_and_the_other_is_told(house: House) -> None:
    engine, technical = house.engine, Notice(reason=ClosingReason.TECHNICAL, line="Storing aan de lijn")
    safety = Notice(reason=ClosingReason.SAFETY)
    told = await asyncio.gather(
        engine.close_location("station-1", Deed("sue"), technical),
        engine.close_location("station-1", Deed("sam"), safety),
        return_exceptions=True,
    )
    refused = [str(each) for each in told if each is not None]
    assert refused == ["changed_meanwhile"]
    first = (await engine.closings())["station-1"]
    assert (first.by, first.reason) in {("sue", technical.reason), ("sam", safety.reason)}
    await house.passes(1)
    wanted = safety if first.by == "sue" else technical
    await engine.close_location("station-1", Deed("sam"), wanted, seen=first.at)
    for late in (
        engine.close_location("station-1", Deed("sue"), first, seen=first.at),
        engine.open_location("station-1", Deed("sue"), seen=first.at),
    ):
        with pytest.raises(Refusal, match="changed_meanwhile"):
            await late
    assert (await engine.closings())["station-1"].reason is wanted.reason


async def test_a_location_closed_until_a_moment_opens_then_and_not_before(house: House) -> None:
    engine, at = house.engine, house.clock.now + 60_000
    await engine.close_location("station-1", Deed("sue"), Notice(reopens_at=at))
    await engine.close_location("station-1", Deed("sue"), Notice(reopens_at=at + 5000), seen=house.clock.now)
    await house.passes(60_000)
    assert set(await engine.closings()) == {"station-1"}, "it was put off"
    await house.passes(5000)
    assert await engine.closings() == {}
    switched = [event for event in await house.events() if event.type == "location.switched"]
    assert [(event.open, event.by) for event in switched] == [(False, "sue"), (False, "sue"), (True, None)]
    await engine.close_location("station-1", Deed("sue"), Notice(reopens_at=house.clock.now + 1000))
    await engine.open_location("station-1", Deed("sam"))
    await engine.close_location("station-1", Deed("sam"))
    await house.passes(2000)
    assert set(await engine.closings()) == {"station-1"}, "the deadline was of another closing"


@pytest.mark.parametrize("status", [Status.READY, Status.AWAY])
async def test_a_call_may_need_somebody_to_be_there(house: House, status: Status) -> None:
    seat = house.seat(pools=("north",), later=((60_000, "east"),))
    with pytest.raises(Refusal, match="nobody_staffed"):
        await _asks(house, "c1", seat, require_staff=True)
    await house.connects("far", ("east",))
    await house.engine.set_status("far", status)
    assert await _asks(house, "c1", seat, require_staff=True) is CallState.WAITING


@pytest.mark.parametrize("gone", ["offline", "page closed"])
async def test_who_went_is_not_there(house: House, gone: str) -> None:
    await house.ready("ann")
    if gone == "offline":
        await house.engine.set_status("ann", Status.OFFLINE)
    else:
        await house.closes_page("ann", grace_ms=0)
    with pytest.raises(Refusal, match="nobody_staffed"):
        await _asks(house, "c1", require_staff=True)


async def test_somebody_who_needs_an_interpreter_is_not_enough_alone(house: House) -> None:
    await house.connects("ann")
    seat = house.seat_with_interpreter()
    with pytest.raises(Refusal, match="nobody_staffed"):
        await _asks(house, "c1", seat, require_staff=True)
    await house.connects("tom", ("ar",))
    assert await _asks(house, "c1", seat, require_staff=True) is CallState.WAITING


async def test_without_that_need_a_call_waits_for_somebody_to_come(house: House) -> None:
    assert await _asks(house, "c1") is CallState.WAITING


async def test_a_caller_asks_for_no_more_calls_than_may_be_its_own(house: House) -> None:
    async def asks_and_leaves(number: int, booth: str) -> None:
        request = house.request(f"{booth}-{number}", booth=booth).model_copy(update={"most_calls": 3})
        await house.engine.request_call(request)
        await house.engine.leave_call(request.call_id, request.booth_id)

    for booth in ("b1", "b2"):
        await house.booth(booth)
    for number in range(3):
        await asks_and_leaves(number, "b1")
    before = await house.journal.last_id()
    with pytest.raises(Refusal, match="too_often"):
        await asks_and_leaves(3, "b1")
    assert await house.journal.last_id() == before, "nobody is rung, and nothing is counted"
    await asks_and_leaves(0, "b2")
