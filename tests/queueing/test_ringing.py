"""What becomes of a reservation, and what a late answer is told."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    RefusalCode,
    SeatState,
    Status,
)
from callrouter.queueing import Deadline, DeadlineKind
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey
R1 = "c1/agent#1"


async def _refused(house: House, code: RefusalCode, reservation_id: str, staff_id: str) -> None:
    before = await house.journal.last_id()
    with pytest.raises(Refusal) as refusal:
        await house.engine.accept(reservation_id, staff_id)
    assert refusal.value.code is code
    assert await house.journal.last_id() == before


async def test_accepting_answers_the_call(house: House) -> None:
    call = await house.talks("ann", "c1")
    assert call.state is CallState.TALKING
    assert call.answered_at == house.clock.now
    assert call.seats[0].state is SeatState.TAKEN
    assert [p.participant_id for p in call.participants] == ["booth:c1", "ann"]
    ann = await house.staff("ann")
    assert (ann.activity, ann.call_id, ann.reservation_id) == (Activity.ON_CALL, "c1", None)


async def test_a_call_tells_its_story_in_order(house: House) -> None:
    await house.ready("ann")
    await house.booth("c1")
    before = await house.journal.last_id()
    await house.calls("c1")
    await house.engine.accept(R1, "ann")
    await house.engine.leave_call("c1", "booth:c1")
    assert await house.told_since(before) == [
        "call.queued",
        "reservation.created",
        "staff.changed",
        "call.joined",
        "reservation.ended",
        "staff.changed",
        "call.ended",
        "staff.changed",
    ]


async def test_accepting_again_answers_the_same(house: House) -> None:
    first = await house.talks("ann", "c1")
    before = await house.journal.last_id()
    assert await house.engine.accept(R1, "ann") == first
    assert await house.journal.last_id() == before


async def test_only_who_is_rung_may_answer(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await _refused(house, RefusalCode.NOT_YOURS, R1, "bob")
    await _refused(house, RefusalCode.NO_SUCH_RESERVATION, "c9/agent#1", "ann")
    with pytest.raises(Refusal, match="not_yours"):
        await house.engine.decline(R1, "bob")
    with pytest.raises(Refusal, match="no_such_reservation"):
        await house.engine.decline("c9/agent#1", "bob")


async def test_unanswered_ringing_makes_the_person_away_and_the_call_keeps_its_place(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2")
    await house.passes(RING_MS)
    ann = await house.staff("ann")
    assert (ann.status, ann.reason, ann.activity) == (Status.AWAY, AwayReason.MISSED, Activity.IDLE)
    assert [place.position for place in await house.engine.queue_places(["c1", "c2"])] == [1, 2]
    await house.ready("bob")
    assert await house.rings("bob") == "c1/agent#2"


async def test_unanswered_ringing_goes_to_the_next_at_once(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.passes(RING_MS)
    assert await house.rings("bob") == "c1/agent#2"
    assert await house.rings("ann") is None


async def test_an_answer_just_before_the_time_out_is_claimed_wins(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    house.clock.now += RING_MS + 500
    claimed = await house.engine.claim_deadlines()
    await house.engine.accept(R1, "ann")
    for deadline in claimed.due:
        await house.engine.apply_deadline(deadline)
    assert (await house.staff("ann")).activity is Activity.ON_CALL
    await house.passes(0)


async def test_an_answer_just_after_the_time_out_is_told_so(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.passes(RING_MS)
    await _refused(house, RefusalCode.RESERVATION_EXPIRED, R1, "ann")


async def test_a_time_out_before_its_time_does_nothing(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.apply_deadline(Deadline(DeadlineKind.RING, R1, house.clock.now))
    assert await house.rings("ann") == R1


async def test_a_late_answer_hears_that_somebody_else_is_rung_or_has_it(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.passes(RING_MS)
    await _refused(house, RefusalCode.ALREADY_TAKEN, R1, "ann")
    await house.engine.accept("c1/agent#2", "bob")
    await _refused(house, RefusalCode.ALREADY_TAKEN, R1, "ann")


async def test_an_answer_after_the_visitor_left_hears_so(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.leave_call("c1", "booth:c1")
    ann = await house.staff("ann")
    assert (ann.status, ann.activity) == (Status.READY, Activity.IDLE)
    await _refused(house, RefusalCode.CALLER_LEFT, R1, "ann")
    with pytest.raises(Refusal, match="caller_left"):
        await house.engine.decline(R1, "ann")


async def test_a_missed_call_that_ended_since_is_told_as_left(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.passes(RING_MS)
    await house.engine.leave_call("c1", "booth:c1")
    await _refused(house, RefusalCode.CALLER_LEFT, R1, "ann")


async def test_declining_offers_to_others_first_and_then_again(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.engine.decline(R1, "ann", backoff_ms=5000)
    assert await house.rings("bob") == "c1/agent#2"
    await house.engine.decline("c1/agent#2", "bob", backoff_ms=8000)
    await house.passes(4999)
    assert await house.rings("ann") is None
    assert (await house.staff("ann")).status is Status.READY
    await house.passes(1)
    assert await house.rings("ann") == "c1/agent#3"


async def test_who_declined_is_not_offered_another_call_within_the_back_off(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.decline(R1, "ann")
    await house.calls("c2")
    assert await house.rings("ann") is None
    await house.passes(5000)
    assert await house.rings("ann") == "c1/agent#2"


async def test_declining_without_back_off_offers_to_others_first(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.engine.decline(R1, "ann", backoff_ms=0)
    assert await house.rings("bob") == "c1/agent#2"
    await house.engine.decline("c1/agent#2", "bob", backoff_ms=0)
    assert await house.rings("ann") == "c1/agent#3"


async def test_declining_again_is_harmless_and_after_accepting_is_refused(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.decline(R1, "ann")
    before = await house.journal.last_id()
    await house.engine.decline(R1, "ann")
    assert await house.journal.last_id() == before
    await house.passes(5000)
    await house.engine.accept("c1/agent#2", "ann")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.decline("c1/agent#2", "ann")
    with pytest.raises(Refusal, match="reservation_expired"):
        await house.engine.accept(R1, "ann")


async def test_declining_after_the_time_out_is_told_so(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.passes(RING_MS)
    with pytest.raises(Refusal, match="reservation_expired"):
        await house.engine.decline(R1, "ann")


async def test_becoming_ready_again_does_not_shorten_the_back_off(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.decline(R1, "ann", backoff_ms=8000)
    assert (await house.staff("ann")).ready_at == house.clock.now + 8000
    await house.away("ann")
    await house.engine.set_status("ann", Status.READY)
    await house.passes(7999)
    assert await house.rings("ann") is None
    await house.passes(1)
    assert await house.rings("ann") == "c1/agent#2"
    assert (await house.staff("ann")).ready_at is None


async def test_toggling_the_status_while_ringing_can_not_spin(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.away("ann")
    await house.engine.set_status("ann", Status.READY)
    assert await house.rings("ann") is None
    await house.passes(5000)
    assert await house.rings("ann") == "c1/agent#2"


async def test_offers_missed_in_a_row_are_counted_until_one_is_taken(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.passes(RING_MS)
    await house.engine.set_status("ann", Status.READY)
    await house.passes(RING_MS)
    assert (await house.staff("ann")).missed == 2
    await house.engine.set_status("ann", Status.READY)
    await house.engine.accept("c1/agent#3", "ann")
    assert (await house.staff("ann")).missed == 0


@pytest.mark.parametrize("status", [Status.AWAY, Status.OFFLINE])
async def test_going_away_while_ringing_passes_the_seat_on(house: House, status: Status) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1")
    await house.engine.set_status("ann", status)
    assert await house.rings("bob") == "c1/agent#2"
    ann = await house.staff("ann")
    assert (ann.status, ann.activity) == (status, Activity.IDLE)
    await _refused(house, RefusalCode.ALREADY_TAKEN, R1, "ann")


async def test_who_is_freed_by_the_visitors_leaving_takes_the_next_call(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2")
    await house.engine.leave_call("c1", "booth:c1")
    assert await house.rings("ann") == "c2/agent#1"


_PAUSE_MS = 60_000


async def _declines(house: House, staff_id: str, *attempts: int) -> None:
    for attempt in attempts:
        assert await house.rings(staff_id) == f"c1/agent#{attempt}"
        await house.engine.decline(f"c1/agent#{attempt}", staff_id, backoff_ms=0)


async def test_whoever_is_the_only_one_left_is_asked_once_more_a_minute(house: House) -> None:
    """A visitor doesn't wait for ever beside somebody idle who declined as often as may be."""
    await house.ready("ann")
    await house.calls("c1")
    await _declines(house, "ann", 1, 2, 3)
    for attempt in (4, 5):
        await house.passes(_PAUSE_MS - 1)
        assert await house.rings("ann") is None
        await house.passes(1)
        await _declines(house, "ann", attempt)


async def test_as_long_as_somebody_else_may_come_nobody_is_asked_more_often(house: House) -> None:
    await house.talks("bob", "c0")
    await house.ready("ann")
    await house.calls("c1")
    await _declines(house, "ann", 1, 2, 3)
    await house.passes(_PAUSE_MS * 3)
    assert await house.rings("ann") is None
    await house.closes_page("bob", grace_ms=0)
    await house.passes(_PAUSE_MS)
    assert await house.rings("ann") == "c1/agent#4", "bob left meanwhile"


async def test_each_of_several_is_asked_once_more(house: House) -> None:
    await house.ready("ann")
    await house.ready("bob")
    await house.calls("c1", house.seat().model_copy(update={"most_offers": 1}))
    await _declines(house, "ann", 1)
    await _declines(house, "bob", 2)
    await house.passes(_PAUSE_MS)
    await _declines(house, "ann", 3)
    await _declines(house, "bob", 4)
    assert await house.rings("ann") is None


async def test_asking_again_waits_for_the_last_step(house: House) -> None:
    await house.ready("ann")
    await house.ready("far", ("east",))
    await house.calls("c0", house.seat(pools=("east",)))
    await house.calls("c1", house.seat(later=((_PAUSE_MS * 2, "east"),)))
    await _declines(house, "ann", 1, 2, 3)
    await house.engine.accept("c0/agent#1", "far")
    await house.passes(_PAUSE_MS)
    assert await house.rings("ann") is None, "far may still come"


async def test_an_only_interpreter_is_asked_once_more(house: House) -> None:
    await house.ready("ann")
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    for number in range(1, 4):
        await house.engine.decline(f"c1/tolk#{number}", "tom", backoff_ms=0)
    await house.engine.decline("c1/agent#1", "ann", backoff_ms=0)
    assert await house.rings("ann") is None
    await house.passes(_PAUSE_MS)
    assert await house.rings("ann") == "c1/agent#2"
    assert await house.rings("tom") == "c1/tolk#4"


@pytest.mark.parametrize("how", ["answered", "given up"])
async def test_nothing_is_left_of_asking_again_when_the_seat_waits_no_more(house: House, how: str) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await _declines(house, "ann", 1, 2, 3)
    if how == "answered":
        await house.ready("bob")
        await house.engine.accept("c1/agent#4", "bob")
    else:
        await house.engine.leave_call("c1", "booth:c1")
    late = Deadline(DeadlineKind.REOFFER, "c1/agent", house.clock.now)
    before = await house.journal.last_id()
    await house.engine.apply_deadline(late)
    assert await house.journal.last_id() == before


async def test_with_nobody_staffed_a_seat_is_looked_at_again_once_only(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await _declines(house, "ann", 1, 2, 3)
    await house.away("ann")
    await house.passes(_PAUSE_MS)
    await house.check()
    assert (await house.engine.claim_deadlines()).next_in_ms is not None, "leases aside:"
    names = await house.client.zrange(f"{{{house.namespace}}}:deadlines", 0, -1)
    assert not [name for name in names if str(name).startswith("reoffer:")]
    await house.engine.set_status("ann", Status.READY)
    assert await house.rings("ann") == "c1/agent#4"
