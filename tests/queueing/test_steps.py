"""When a seat opens to more people: in time, at once where nobody is staffed, or when all have been asked."""

from __future__ import annotations

import pytest

from callrouter.model.states import Disposition, Status
from tests.queueing.house import RING_MS, WRAP_UP_MS, House

pytestmark = pytest.mark.valkey
#: Longer than anything that happens in these tests.
_LATER = 600_000


async def test_where_nobody_is_staffed_the_next_step_opens_at_once(house: House) -> None:
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(pools=("north",), later=((_LATER, "west"), (_LATER, "east"))))
    reservation = await house.reservation("far")
    assert reservation is not None
    assert (reservation.match.step, reservation.match.steps) == (3, 3)


async def test_where_nobody_is_staffed_anywhere_all_steps_are_open(house: House) -> None:
    await house.calls("c1", house.seat(pools=("north",), later=((_LATER, "east"),)))
    explanation = await house.engine.explain("c1")
    assert [step.opened for step in explanation.steps] == [True, True]


async def test_who_is_busy_is_staffed(house: House) -> None:
    await house.talks("ann", "c0")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((_LATER, "east"),)))
    assert await house.rings("far") is None
    await house.engine.leave_call("c0", "ann")
    assert await house.rings("far") is None, "wrapping up is staffed"
    await house.engine.finish_wrap_up("ann", "c0", Disposition.ANSWERED)
    assert await house.rings("ann") == "c1/agent#1"


@pytest.mark.parametrize("how", ["away", "offline", "next away", "page gone", "missed"])
async def test_when_the_last_one_stops_those_who_wait_go_on_at_once(house: House, how: str) -> None:
    if how == "missed":
        await house.ready("ann")
        await house.calls("c0")
    else:
        await house.talks("ann", "c0")
        if how != "next away":
            await house.engine.leave_call("c0", "ann")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((_LATER, "east"),)))
    assert await house.rings("far") is None
    if how == "missed":
        await house.passes(RING_MS)
    elif how == "offline":
        await house.engine.set_status("ann", Status.OFFLINE)
    elif how == "page gone":
        await house.closes_page("ann", grace_ms=0)
    else:
        if how == "away":
            await house.engine.finish_wrap_up("ann", "c0", None)
            await house.engine.decline("c1/agent#1", "ann")
        await house.away("ann")
    await house.passes(0)
    assert (await house.rings("far") or "").startswith("c1/agent#")


async def test_within_the_grace_for_reloading_somebody_is_staffed(house: House) -> None:
    await house.ready("ann")
    await house.closes_page("ann")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((_LATER, "east"),)))
    assert await house.rings("far") is None
    await house.connects("ann")
    assert await house.rings("ann") == "c1/agent#1"


async def test_many_who_wait_go_on_in_batches(house: House) -> None:
    """More than a script walks, with equal scores among them: nobody is left out."""
    await house.talks("ann", "c0")
    seat = house.seat(later=((_LATER, "east"),))
    for number in range(230):
        await house.booth(f"w{number}")
        await house.engine.request_call(house.request(f"w{number}", seat))
        if number % 50 == 0:
            house.clock.now += 1
    await house.away("ann")
    claimed = await house.engine.claim_deadlines()
    assert [(each.kind, each.subject) for each in claimed.due] == [("unstaffed", "nl")]
    await house.engine.apply_deadline(claimed.due[0])
    opened = [len(waiting.steps) == waiting.opened for waiting in (await house.engine.lineup()).seats]
    assert (opened.count(True), opened.count(False)) == (100, 130)
    await house.passes(0)
    assert all(len(waiting.steps) == waiting.opened for waiting in (await house.engine.lineup()).seats)


async def test_a_step_for_two_is_staffed_if_both_kinds_are(house: House) -> None:
    await house.talks("ann", "c0")
    await house.ready("far", ("east",))
    seat = house.seat_with_interpreter(later=((_LATER, "east"),))
    await house.calls("c1", seat)
    assert await house.rings("far") == "c1/agent#1", "no interpreter is staffed"
    await house.engine.accept("c1/agent#1", "far")
    await house.talks("bob", "c2")
    await house.ready("tom", ("ar",))
    await house.ready("farther", ("east",))
    await house.calls("c3", seat)
    assert await house.rings("farther") is None
    await house.away("tom")
    await house.passes(0)
    assert await house.rings("farther") == "c3/agent#1", "the last interpreter stopped"


async def test_a_step_is_due_by_the_clock_too(house: House) -> None:
    await house.talks("ann", "c0")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((WRAP_UP_MS, "east"),)))
    await house.passes(WRAP_UP_MS - 1)
    assert await house.rings("far") is None
    await house.passes(1)
    assert await house.rings("far") == "c1/agent#1"


async def test_a_seat_is_offered_to_one_person_only_so_often(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2")
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=0)
    assert await house.rings("ann") == "c2/agent#1", "the next in line instead"
    await house.ready("bob")
    assert await house.rings("bob") == "c1/agent#4"


async def test_a_match_names_who_was_passed_over(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=0)
    await house.ready("bob")
    await house.ready("cor")
    await house.engine.decline("c1/agent#4", "bob", backoff_ms=0)
    reservation = await house.reservation("cor")
    assert reservation is not None
    assert (reservation.reservation_id, reservation.match.passed_over) == ("c1/agent#5", ("ann",))
    await house.calls("c2")
    assert await house.rings("ann") == "c2/agent#1", "another call is another matter"


async def test_when_all_staffed_have_been_asked_as_often_as_may_be_the_next_step_opens(house: House) -> None:
    await house.ready("ann")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((_LATER, "east"),)))
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=0)
    assert await house.rings("far") == "c1/agent#4"


async def test_while_somebody_staffed_has_not_been_asked_too_often_it_does_not(house: House) -> None:
    await house.talks("bob", "c0")
    await house.ready("ann")
    await house.ready("far", ("east",))
    await house.calls("c1", house.seat(later=((_LATER, "east"),)))
    for number in range(1, 4):
        await house.engine.decline(f"c1/agent#{number}", "ann", backoff_ms=0)
    assert await house.rings("far") is None
    await house.engine.leave_call("c0", "bob")
    await house.engine.finish_wrap_up("bob", "c0", None)
    assert await house.rings("bob") == "c1/agent#4"


@pytest.mark.parametrize("named", ["busy", "away", "offline", "unknown"])
async def test_a_call_for_somebody_by_name(house: House, named: str) -> None:
    """Waits a while for who is busy; who isn't there isn't waited for."""
    await house.ready("far")
    if named != "unknown":
        await house.connects("wim", ("person/wim",))
    if named == "busy":
        await house.engine.set_status("wim", Status.READY)
        await house.calls("c0", house.seat(pools=("person/wim",)))
        await house.engine.accept("c0/agent#1", "wim")
    if named == "offline":
        await house.engine.set_status("wim", Status.OFFLINE)
    await house.calls("c1", house.seat(pools=("person/wim",), later=((30_000, "nl"),)))
    if named == "busy":
        assert await house.rings("far") is None
        await house.passes(30_000)
    assert await house.rings("far") == "c1/agent#1"


async def test_a_call_for_somebody_by_name_is_theirs_when_they_are_free(house: House) -> None:
    await house.ready("wim", ("person/wim",))
    await house.calls("c1", house.seat(pools=("person/wim",), later=((30_000, "nl"),)))
    assert await house.rings("wim") == "c1/agent#1"
