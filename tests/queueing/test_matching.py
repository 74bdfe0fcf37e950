"""Who gets which seat, on both edges."""

from __future__ import annotations

import pytest

from callrouter.model.states import Activity, CallState, SeatState, Status
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey


async def test_a_call_rings_for_whoever_is_available(house: House) -> None:
    await house.ready("ann")
    call = await house.calls("c1")
    assert call.state is CallState.WAITING
    assert call.seats[0].state is SeatState.RESERVED
    assert call.seats[0].staff_id == "ann"
    reservation = await house.reservation("ann")
    assert reservation is not None
    assert reservation.reservation_id == "c1/agent#1"
    assert reservation.match.pool == "nl"
    assert reservation.expires_at == house.clock.now + RING_MS
    assert (await house.staff("ann")).activity is Activity.RESERVED


async def test_a_seat_without_staff_waits_and_rings_for_who_becomes_ready(house: House) -> None:
    call = await house.calls("c1")
    assert call.seats[0].state is SeatState.WAITING
    await house.passes(3_600_000)
    await house.ready("ann")
    assert await house.rings("ann") == "c1/agent#1"


async def test_the_longest_idle_is_rung(house: House) -> None:
    for name in ("cor", "ann", "bob"):
        await house.ready(name)
    for number, name in enumerate(("cor", "ann", "bob")):
        await house.calls(f"c{number}")
        assert await house.rings(name) == f"c{number}/agent#1"


async def test_being_idle_counts_from_the_last_call(house: House) -> None:
    await house.talks("ann", "c1", house.seat(wrap_up_ms=0))
    await house.ready("bob")
    house.clock.now += 1
    await house.engine.leave_call("c1", "ann")
    await house.calls("c2")
    assert await house.rings("bob") == "c2/agent#1"


async def test_the_longest_waiting_call_comes_first(house: House) -> None:
    for name in ("c3", "c1", "c2"):
        await house.calls(name)
    places = await house.engine.queue_places(["c1", "c2", "c3"])
    assert {place.call_id: place.position for place in places} == {"c3": 1, "c1": 2, "c2": 3}
    for staff_id, call_id in (("ann", "c3"), ("bob", "c1"), ("cor", "c2")):
        await house.ready(staff_id)
        assert await house.rings(staff_id) == f"{call_id}/agent#1"


async def test_a_head_start_passes_the_line_without_altering_the_measured_wait(house: House) -> None:
    first = await house.calls("c1")
    urgent = await house.calls("c2", head_start_ms=60_000)
    assert urgent.queued_at > first.queued_at
    places = await house.engine.queue_places(["c2", "c1"])
    assert [(place.call_id, place.booth_id, place.position) for place in places] == [
        ("c2", "booth:c2", 1),
        ("c1", "booth:c1", 2),
    ]
    await house.ready("ann")
    assert await house.rings("ann") == "c2/agent#1"


async def test_a_ringing_call_keeps_its_place_in_the_queue_and_an_answered_one_has_none(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2")
    assert [place.position for place in await house.engine.queue_places(["c1", "c2"])] == [1, 1]
    await house.engine.accept("c1/agent#1", "ann")
    assert [place.call_id for place in await house.engine.queue_places(["c1", "c2"])] == ["c2"]


async def test_over_several_pools_the_best_wins_on_either_edge(house: House) -> None:
    await house.ready("ann", ("en",))
    await house.ready("bob", ("nl",))
    await house.calls("c1", house.seat(pools=("nl", "en")))
    assert (await house.reservation("ann")) is not None
    await house.calls("c2", house.seat(pools=("fr",)))
    await house.calls("c3", house.seat(pools=("de",)))
    await house.ready("cor", ("de", "fr"))
    reservation = await house.reservation("cor")
    assert reservation is not None
    assert (reservation.call_id, reservation.match.pool) == ("c2", "fr")


async def test_nobody_from_another_pool_is_rung(house: House) -> None:
    await house.ready("ann", ("en",))
    await house.calls("c1")
    assert await house.rings("ann") is None


async def test_a_seat_opens_further_pools_when_their_step_comes(house: House) -> None:
    await house.talks("near", "c0", house.seat())
    await house.connects("near", ("nl", "north"))
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(pools=("north",), later=((30_000, "west"), (60_000, "east"))))
    await house.passes(59_999)
    assert await house.rings("far") is None
    await house.passes(1)
    reservation = await house.reservation("far")
    assert reservation is not None
    assert reservation.match.pool == "east"


async def test_steps_go_on_while_a_seat_rings(house: House) -> None:
    await house.ready("near", ("north",))
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(pools=("north",), later=((RING_MS - 1, "east"),)))
    assert await house.rings("near") == "c1/agent#1"
    await house.passes(RING_MS - 1)
    assert await house.rings("far") is None
    await house.passes(1)
    assert await house.rings("far") == "c1/agent#2"


async def test_who_comes_after_a_step_opened_is_found_in_its_pool(house: House) -> None:
    await house.calls("c1", house.seat(pools=("north",), later=((1000, "east"),)))
    await house.passes(1000)
    await house.ready("far", ("east",))
    assert await house.rings("far") == "c1/agent#1"


async def test_an_answered_seat_opens_no_more_steps(house: House) -> None:
    await house.talks("ann", "c1", house.seat(later=((1000, "east"),)))
    await house.ready("far", ("east",))
    await house.passes(5000)
    assert await house.rings("far") is None


async def test_changed_pools_count_from_the_next_connection(house: House) -> None:
    await house.ready("ann", ("nl",))
    await house.connects("ann", ("en",))
    await house.calls("c1")
    assert await house.rings("ann") is None
    await house.calls("c2", house.seat(pools=("en",)))
    assert await house.rings("ann") == "c2/agent#1"


async def test_only_the_ready_are_rung(house: House) -> None:
    await house.connects("ann")
    await house.ready("bob")
    await house.away("bob")
    await house.ready("cor")
    await house.engine.set_status("cor", Status.OFFLINE)
    call = await house.calls("c1")
    assert call.seats[0].state is SeatState.WAITING
