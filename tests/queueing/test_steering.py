"""What supervisors do with calls and people, and what stands in the journal of it."""

from __future__ import annotations

import asyncio

import pytest

from callrouter.model.commands import Redirect, SeatSpec
from callrouter.model.events import CallSteered, StaffSteered
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallDeed,
    CallState,
    EndReason,
    PersonDeed,
    Role,
    SeatState,
    Status,
)
from callrouter.model.steering_events import Deed
from callrouter.policy.statistics import tally
from tests.queueing.house import WRAP_UP_MS, House

pytestmark = pytest.mark.valkey

WHY = Deed("sue", "te druk")


async def _supervisor(house: House) -> None:
    await house.connects("sue", (), role=Role.SUPERVISOR)


async def _redirect(house: House, call_id: str, deed_id: str, seat: SeatSpec) -> Redirect:
    """To others, by who sees the call as it is now."""
    return Redirect(deed_id, seat, "north/en", (await house.seat_of(call_id)).opened_at)


async def _refusal_of(awaited: object) -> str:
    with pytest.raises(Refusal) as refused:
        await awaited  # type: ignore[misc]
    return refused.value.code


async def test_a_moved_call_rings_elsewhere_in_its_old_place(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.connects("bob", ("en",))
    await house.engine.set_status("bob", Status.READY)
    moved = await house.engine.redirect_call(
        "c1", await _redirect(house, "c1", "d1", house.seat("any", ("en",))), WHY
    )
    assert await house.rings("ann") is None
    assert (await house.staff("ann")).status is Status.READY, "nobody is to blame"
    assert await house.rings("bob") == "c1/agent#2"
    assert moved.queued_at == (await house.call("c1")).queued_at
    await house.engine.redirect_call(
        "c1", await _redirect(house, "c1", "d1", house.seat("any", ("en",))), WHY
    )
    assert await house.rings("bob") == "c1/agent#2", "a repeat is one"


async def test_of_two_who_move_a_call_they_see_one_does_and_the_other_is_told(house: House) -> None:
    await house.calls("c1")
    seen = [await _redirect(house, "c1", name, house.seat("any", (name,))) for name in ("en", "fr")]
    await house.passes(1)
    await house.engine.redirect_call("c1", seen[0], WHY)
    assert await _refusal_of(house.engine.redirect_call("c1", seen[1], Deed("sam"))) == "changed_meanwhile"


async def test_a_call_that_was_moved_counts_as_answered_once(house: House) -> None:
    await house.calls("c1")
    await house.engine.redirect_call(
        "c1", await _redirect(house, "c1", "d1", house.seat("any", ("en",))), WHY
    )
    await house.connects("bob", ("en",))
    await house.engine.set_status("bob", Status.READY)
    await house.engine.accept(str(await house.rings("bob")), "bob")
    counted = [tally(event) for event in await house.events()]
    assert (
        sum(
            n
            for each in counted
            for cell, n in each.items()
            if cell.figure == "answered" and hasattr(cell, "location")
        )
        == 1
    )


async def test_a_supervisor_takes_a_call_that_rings_and_it_rings_no_more(house: House) -> None:
    await _supervisor(house)
    await house.ready("ann")
    await house.calls("c1")
    call = await house.engine.pull_call("c1", WHY)
    assert call.state is CallState.TALKING
    assert [(each.participant_id, each.role) for each in call.participants][1:] == [("sue", Role.SUPERVISOR)]
    assert await house.rings("ann") is None
    assert (await house.staff("sue")).activity is Activity.ON_CALL
    assert (await house.engine.pull_call("c1", WHY)) == call
    await house.engine.leave_call("c1", "sue")
    assert (await house.staff("sue")).activity is Activity.IDLE, "a supervisor wraps nothing up"
    assert (await house.call("c1")).end_reason is EndReason.STAFF_HUNG_UP


async def test_of_two_who_want_a_call_one_has_it_and_the_other_is_told(house: House) -> None:
    await _supervisor(house)
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.accept("c1/agent#1", "ann")
    assert await _refusal_of(house.engine.pull_call("c1", WHY)) == "already_taken"
    assert (
        await _refusal_of(
            house.engine.redirect_call("c1", await _redirect(house, "c1", "d", house.seat()), WHY)
        )
        == "already_taken"
    )
    await house.engine.stop_call("c1", WHY)
    assert await _refusal_of(house.engine.pull_call("c1", WHY)) == "caller_left"


async def test_two_supervisors_take_one_call_at_the_same_moment_and_one_is_told(house: House) -> None:
    await _supervisor(house)
    await house.connects("sam", (), role=Role.SUPERVISOR)
    await house.calls("c1")
    both = (house.engine.pull_call("c1", Deed(name)) for name in ("sue", "sam"))
    first, second = await asyncio.gather(*both, return_exceptions=True)
    won, lost = (second, first) if isinstance(first, Refusal) else (first, second)
    assert isinstance(lost, Refusal)
    assert lost.code == "already_taken"
    assert not isinstance(won, BaseException)
    assert [each.role for each in won.participants] == [Role.VISITOR, Role.SUPERVISOR]


async def test_a_stopped_call_ends_for_everybody_and_says_who_and_why(house: House) -> None:
    await house.talks("ann", "c1")
    call = await house.engine.stop_call("c1", WHY)
    assert (call.state, call.end_reason) == (CallState.ENDED, EndReason.SUPERVISOR_ENDED)
    assert (await house.staff("ann")).activity is Activity.WRAP_UP
    told = [event for event in await house.events() if isinstance(event, CallSteered)]
    assert [(each.call_id, each.reference, each.deed, each.by, each.why) for each in told] == [
        ("c1", call.reference, CallDeed.ENDED, "sue", "te druk")
    ]


async def test_the_caller_of_somebody_freed_waits_again_for_others(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    await house.engine.free_person("ann", "c1", house.seat("again"), WHY)
    assert (await house.staff("ann")).activity is Activity.IDLE
    assert await house.rings("bob") == "c1/again#1"
    assert (await house.call("c1")).state is CallState.WAITING
    await house.engine.free_person("ann", "c1", house.seat("again2"), WHY)
    assert [seat.seat_id for seat in (await house.call("c1")).seats] == ["agent", "again"]


async def test_a_colleague_who_was_asked_in_is_not_one_too_many_when_the_employee_is_freed(
    house: House,
) -> None:
    await house.talks("ann", "c1")
    await house.engine.add_seat("c1", house.seat("second", ("nobody",)), by="ann")
    await house.engine.free_person("ann", "c1", house.seat("again"), WHY)
    seats = {seat.seat_id: seat.state for seat in (await house.call("c1")).seats}
    assert seats == {"agent": SeatState.CLOSED, "second": SeatState.CLOSED, "again": SeatState.WAITING}


async def test_somebody_is_freed_of_a_wrap_up_and_of_what_rings(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.free_person("ann", "c1", None, WHY)
    assert (await house.staff("ann")).activity is Activity.IDLE
    await house.passes(WRAP_UP_MS)
    await house.calls("c2")
    rung = str(await house.rings("ann"))
    await house.engine.free_person("ann", rung, None, WHY)
    assert (await house.seat_of("c2")).state is SeatState.WAITING
    told = [event for event in await house.events() if isinstance(event, StaffSteered)]
    assert [(each.staff_id, each.deed, each.why) for each in told] == [
        ("ann", PersonDeed.FREED, "te druk")
    ] * 2


async def test_a_status_set_by_a_supervisor_says_so_and_one_set_by_oneself_does_not(house: House) -> None:
    await house.ready("ann")
    await house.engine.set_status("ann", Status.AWAY, AwayReason.MEETING, WHY)
    await house.engine.set_status("ann", Status.READY)
    told = [event for event in await house.events() if isinstance(event, StaffSteered)]
    assert [(each.staff_id, each.status, each.reason, each.by) for each in told] == [
        ("ann", Status.AWAY, AwayReason.MEETING, "sue")
    ]
    assert "ann" in told[0].audience
