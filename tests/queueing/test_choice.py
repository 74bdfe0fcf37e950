"""Who of several is chosen: by idle time or occupancy, with handicaps, and by who it was last time."""

from __future__ import annotations

import pytest

from callrouter.model.commands import Place, SeatSpec
from callrouter.model.records import Match
from callrouter.model.states import Disposition, Order
from tests.queueing.house import House

pytestmark = pytest.mark.valkey
_MINUTE_MS = 60_000
_BY_OCCUPANCY = (Place(pool="nl", order=Order.OCCUPANCY),)


async def _match(house: House, staff_id: str) -> Match:
    reservation = await house.reservation(staff_id)
    assert reservation is not None
    return reservation.match


async def _serves(house: House, staff_id: str, call_id: str, ms: int) -> None:
    """Let a call of some length come and go, for whoever is the only one available."""
    await house.calls(call_id, house.seat(wrap_up_ms=0))
    await house.engine.accept(f"{call_id}/agent#1", staff_id)
    await house.passes(ms)
    await house.engine.leave_call(call_id, staff_id)


async def test_a_handicap_lets_others_go_first(house: House) -> None:
    await house.ready("poly", (Place(pool="nl", handicap=_MINUTE_MS),))
    await house.passes(_MINUTE_MS // 2)
    await house.ready("ann")
    await house.calls("c1")
    assert await house.rings("ann") == "c1/agent#1"


async def test_a_handicap_is_made_up_for_by_waiting(house: House) -> None:
    await house.ready("poly", (Place(pool="nl", handicap=_MINUTE_MS),))
    await house.passes(_MINUTE_MS + 1)
    await house.ready("ann")
    await house.calls("c1")
    assert await house.rings("poly") == "c1/agent#1"


async def test_a_handicap_counts_only_where_it_is_given(house: House) -> None:
    await house.ready("poly", (Place(pool="nl", handicap=_MINUTE_MS), Place(pool="ar")))
    await house.ready("ann", ("nl", "ar"))
    await house.calls("c1", house.seat(pools=("ar",)))
    assert await house.rings("poly") == "c1/agent#1"


async def test_the_least_occupied_is_chosen_where_that_is_the_order(house: House) -> None:
    await house.ready("busy", _BY_OCCUPANCY)
    await _serves(house, "busy", "c0", _MINUTE_MS)
    await house.ready("calm", _BY_OCCUPANCY)
    await house.calls("c1", house.seat(wrap_up_ms=0))
    assert await house.rings("calm") == "c1/agent#1", "although idle for a shorter time"
    assert (await _match(house, "calm")).order is Order.OCCUPANCY
    await house.engine.accept("c1/agent#1", "calm")
    await house.passes(_MINUTE_MS * 3)
    await house.engine.leave_call("c1", "calm")
    await house.calls("c2")
    assert await house.rings("busy") == "c2/agent#1"


async def test_wrapping_up_is_being_occupied(house: House) -> None:
    await house.ready("slow", _BY_OCCUPANCY)
    await house.calls("c0")
    await house.ready("quick", _BY_OCCUPANCY)
    await house.calls("c1")
    for staff_id, call_id in (("slow", "c0"), ("quick", "c1")):
        await house.engine.accept(f"{call_id}/agent#1", staff_id)
        await house.engine.leave_call(call_id, staff_id)
    await house.engine.finish_wrap_up("quick", "c1", Disposition.ANSWERED)
    await house.passes(10_000)
    await house.engine.finish_wrap_up("slow", "c0", Disposition.ANSWERED)
    await house.calls("c2")
    assert await house.rings("quick") == "c2/agent#1"


async def test_occupancy_counts_from_signing_in(house: House) -> None:
    await house.ready("busy", _BY_OCCUPANCY)
    await _serves(house, "busy", "c0", _MINUTE_MS)
    await house.ready("calm", _BY_OCCUPANCY)
    await _serves(house, "calm", "c1", 1000)
    await house.closes_page("busy", grace_ms=0)
    house.renewed.discard("calm-page")
    await house.passes(3_700_000)
    await house.ready("calm", _BY_OCCUPANCY)
    await _serves(house, "calm", "c2", 1000)
    await house.ready("busy", _BY_OCCUPANCY)
    await house.calls("c3")
    assert await house.rings("busy") == "c3/agent#1", "yesterday is over"


async def test_a_share_stays_while_somebody_waits_whatever_their_page_does(house: House) -> None:
    await house.ready("busy", _BY_OCCUPANCY)
    await _serves(house, "busy", "c0", _MINUTE_MS)
    await house.ready("calm", (*_BY_OCCUPANCY, Place(pool="en")))
    await house.passes(_MINUTE_MS)
    await house.calls("c1", house.seat(pools=("en",), wrap_up_ms=0))
    await house.engine.accept("c1/agent#1", "calm")
    await house.passes(_MINUTE_MS)
    await house.engine.leave_call("c1", "calm")
    await house.passes(60 * _MINUTE_MS)
    await house.closes_page("busy")
    await house.connects("busy", _BY_OCCUPANCY)
    await house.check()
    await house.calls("c2")
    assert await house.rings("calm") == "c2/agent#1"


def _same_person(seat_id: str = "agent", pools: tuple[str, ...] = ("nl",)) -> SeatSpec:
    return House.seat(seat_id, pools, wrap_up_ms=0).model_copy(update={"prefer_last_ms": _MINUTE_MS})


async def _was_served_by_ann(house: House) -> None:
    """Ann has hosted this booth's call; bob has been idle for longer."""
    await house.talks("ann", "c1", _same_person())
    await house.ready("bob")
    await house.passes(1000)
    await house.engine.leave_call("c1", "booth:c1")


async def test_whoever_hosted_the_booths_last_call_is_chosen_first(house: House) -> None:
    await _was_served_by_ann(house)
    await house.engine.request_call(house.request("c2", _same_person(), booth="c1"))
    assert await house.rings("ann") == "c2/agent#1"
    assert (await _match(house, "ann")).preferred


@pytest.mark.parametrize("why", ["too long ago", "another booth", "not asked for", "not available", "pool"])
async def test_otherwise_the_longest_idle_is(house: House, why: str) -> None:
    await _was_served_by_ann(house)
    booth, seat = "c1", _same_person()
    if why == "too long ago":
        await house.passes(_MINUTE_MS)
    elif why == "another booth":
        booth = "other"
        await house.booth(booth)
    elif why == "not asked for":
        seat = house.seat()
    elif why == "not available":
        await house.away("ann")
    else:
        await house.connects("bob", ("en",))
        seat = _same_person(pools=("en",))
    await house.engine.request_call(house.request("c2", seat, booth=booth))
    assert await house.rings("bob") == "c2/agent#1"
    assert not (await _match(house, "bob")).preferred


async def test_of_several_pools_of_a_step_the_best_person_is_chosen(house: House) -> None:
    await house.ready("ann", ("second",))
    await house.ready("bob", ("first",))
    await house.calls("c1", house.seat(pools=("first", "second")))
    assert await house.rings("ann") == "c1/agent#1"


async def test_who_stands_in_an_earlier_step_is_chosen_before_who_is_idle_longer(house: House) -> None:
    await house.ready("far", ("east",))
    await house.ready("ann")
    await house.calls("c1", house.seat(later=((0, "east"),)))
    assert await house.rings("ann") == "c1/agent#1"
