"""Calls change hands: handed over blindly or after asking, put on hold, and put first by a supervisor."""

from __future__ import annotations

import pytest

from callrouter.model.records import Passed
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    CallState,
    Disposition,
    EndReason,
    LeaveReason,
    ReservationOutcome,
    SeatState,
)
from tests.queueing.house import WRAP_UP_MS, House

pytestmark = pytest.mark.valkey


_PAUSE_MS = 60_000


async def _talk(house: House) -> None:
    await house.talks("ann", "c1")


async def test_whoever_it_rings_at_is_told_who_asks_and_since_when(house: House) -> None:
    await _talk(house)
    await house.ready("bob")
    asked = await house.engine.add_seat("c1", house.seat("second"), by="ann")
    rung = (await house.engine.view("bob")).reservation
    assert rung is not None
    assert (rung.asked_by, rung.consulted) == ("Ann", True)
    assert rung.seat_opened_at == next(seat.opened_at for seat in asked.seats if seat.seat_id == "second")
    await house.engine.transfer_call("c1", house.seat("third"), by="ann")
    rung = (await house.engine.view("bob")).reservation
    assert rung is not None
    assert (rung.seat_id, rung.asked_by, rung.consulted) == ("third", "Ann", False)


async def test_nobody_asks_for_a_new_call(house: House) -> None:
    await house.ready("ann")
    call = await house.calls("c1")
    rung = (await house.engine.view("ann")).reservation
    assert rung is not None
    assert (rung.asked_by, rung.consulted, rung.seat_opened_at) == (None, False, call.queued_at)


# Blind ----------------------------------------------------------------------------------------


async def test_handed_over_a_call_rings_for_the_next_and_the_first_wraps_up(house: House) -> None:
    await _talk(house)
    await house.ready("bob")
    call = await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert call.state is CallState.WAITING
    assert [each.participant_id for each in call.participants] == ["booth:c1"]
    ann = await house.staff("ann")
    assert (ann.activity, ann.call_id) == (Activity.WRAP_UP, "c1")
    left = next(event for event in await house.events() if event.type == "call.left")
    assert (left.participant_id, left.reason) == ("ann", LeaveReason.TRANSFERRED)
    again = await house.engine.accept("c1/second#1", "bob")
    assert (again.state, again.answered_at) == (CallState.TALKING, call.answered_at)


async def test_handed_over_a_call_has_the_place_of_when_it_came(house: House) -> None:
    await _talk(house)
    await house.calls("c2")
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    places = await house.engine.queue_places(["c1", "c2"])
    assert [place.position for place in places] == [1, 2]
    await house.ready("bob")
    assert await house.rings("bob") == "c1/second#1"


async def test_a_call_does_not_come_back_to_who_gave_it_away(house: House) -> None:
    await house.talks("ann", "c1", house.seat(wrap_up_ms=0))
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert (await house.staff("ann")).activity is Activity.IDLE
    assert await house.rings("ann") is None
    await house.ready("bob")
    assert await house.rings("bob") == "c1/second#1"


async def test_handing_over_again_is_harmless(house: House) -> None:
    await _talk(house)
    call = await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    before = await house.journal.last_id()
    assert await house.engine.transfer_call("c1", house.seat("second"), by="ann") == call
    assert await house.journal.last_id() == before


async def test_the_visitor_may_leave_while_being_handed_over(house: House) -> None:
    await _talk(house)
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.engine.leave_call("c1", "booth:c1")
    assert (await house.call("c1")).end_reason is EndReason.VISITOR_HUNG_UP, "it had been answered"


async def test_who_may_hand_over(house: House) -> None:
    await _talk(house)
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    for call_id, by, code in (
        ("c9", "ann", "no_such_call"),
        ("c1", "bob", "not_a_participant"),
        ("c1", "tom", "wrong_state"),
        ("c1", "booth:c1", "wrong_state"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.transfer_call(call_id, house.seat("second"), by=by)
    with pytest.raises(ValueError, match="host"):
        await house.engine.transfer_call("c1", house.interpreter("second"), by="ann")
    await house.engine.leave_call("c1", "ann")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.transfer_call("c1", house.seat("second"), by="ann")


async def test_the_interpreter_stays_when_a_call_is_handed_over(house: House) -> None:
    await _talk(house)
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    call = await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert [each.participant_id for each in call.participants] == ["booth:c1", "tom"]
    assert (await house.staff("tom")).activity is Activity.ON_CALL


async def test_who_was_being_asked_is_asked_no_more_when_the_call_is_handed_over(house: House) -> None:
    """Two colleagues would join otherwise."""
    await _talk(house)
    await house.ready("bob", ("en",))
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.seat_with_interpreter("asked", ("en",)), by="ann")
    assert await house.rings("tom") == "c1/tolk#1"
    call = await house.engine.transfer_call("c1", house.seat("second", ("nl", "en")), by="ann")
    assert [(seat.seat_id, seat.state) for seat in call.seats] == [
        ("agent", SeatState.CLOSED),
        ("asked", SeatState.CLOSED),
        ("tolk", SeatState.CLOSED),
        ("second", SeatState.RESERVED),
    ]
    assert await house.rings("tom") is None
    ended = [event for event in await house.events() if event.type == "reservation.ended"]
    assert {event.reservation.staff_id: event.outcome for event in ended[-2:]} == {
        "bob": "canceled",
        "tom": "rescinded",
    }
    assert await house.rings("bob") == "c1/second#1", "he is free for it"


async def test_an_invited_interpreter_is_still_sought_when_the_call_is_handed_over(house: House) -> None:
    await _talk(house)
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert (await house.seat_of("c1", "tolk")).state is SeatState.WAITING


async def test_a_call_is_handed_over_with_a_new_seats_id(house: House) -> None:
    await _both_host(house)
    with pytest.raises(Refusal, match="already_invited"):
        await house.engine.transfer_call("c1", house.seat("second"), by="bob")
    assert (await house.staff("bob")).activity is Activity.ON_CALL


async def test_a_call_nobody_else_could_take_comes_back_to_who_gave_it_after_a_while(house: House) -> None:
    await house.talks("ann", "c1", house.seat(wrap_up_ms=0))
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.passes(_PAUSE_MS - 1)
    assert await house.rings("ann") is None
    await house.passes(1)
    assert await house.rings("ann") == "c1/second#1"


# Consulted ------------------------------------------------------------------------------------


async def _both_host(house: House) -> None:
    await _talk(house)
    await house.ready("bob", ("person/bob",))
    await house.engine.add_seat("c1", house.seat("second", ("person/bob",)), by="ann")
    await house.engine.accept("c1/second#1", "bob")


async def test_a_colleague_joins_and_the_first_leaves(house: House) -> None:
    await _both_host(house)
    await house.engine.leave_call("c1", "ann")
    call = await house.call("c1")
    assert (call.state, call.ended_at) == (CallState.TALKING, None)
    assert [each.participant_id for each in call.participants] == ["booth:c1", "bob"]
    await house.engine.leave_call("c1", "bob")
    assert (await house.call("c1")).end_reason is EndReason.STAFF_HUNG_UP


async def test_a_consulted_colleague_leaves_and_the_first_goes_on(house: House) -> None:
    await _both_host(house)
    await house.engine.leave_call("c1", "bob")
    assert (await house.staff("ann")).activity is Activity.ON_CALL
    assert (await house.staff("bob")).activity is Activity.WRAP_UP


async def test_a_colleague_asked_alone_who_declines_is_not_asked_again(house: House) -> None:
    await _talk(house)
    await house.ready("bob", ("person/bob",))
    seat = house.seat("second", ("person/bob",)).model_copy(update={"once": True})
    await house.engine.add_seat("c1", seat, by="ann")
    for _ in range(2):
        await house.engine.decline("c1/second#1", "bob", backoff_ms=1000)
    asked = (await house.call("c1")).seats[1]
    assert asked.state is SeatState.CLOSED
    assert asked.passed == Passed(staff_id="bob", outcome=ReservationOutcome.DECLINED)
    await house.passes(2000)
    assert await house.rings("bob") is None


async def test_a_call_in_which_nobody_is_left_goes_on_seeking_whoever_declines(house: House) -> None:
    await _talk(house)
    await house.ready("bob", ("person/bob",))
    seat = house.seat("second", ("person/bob",)).model_copy(update={"once": True})
    await house.engine.transfer_call("c1", seat, by="ann")
    await house.engine.decline("c1/second#1", "bob", backoff_ms=1000)
    assert (await house.call("c1")).seats[1].state is SeatState.WAITING


async def test_asking_may_be_taken_back(house: House) -> None:
    await _talk(house)
    await house.engine.add_seat("c1", house.seat("second", ("person/bob",)), by="ann")
    await house.engine.cancel_seat("c1", "second", by="ann", taken=False)
    await house.ready("bob", ("person/bob",))
    assert await house.rings("bob") is None


async def test_who_accepted_in_time_is_not_sent_away_by_a_withdrawal(house: House) -> None:
    await _both_host(house)
    for taken in (False, True):
        with pytest.raises(Refusal, match="already_taken"):
            await house.engine.cancel_seat("c1", "second", by="ann", taken=taken)
    assert (await house.staff("bob")).activity is Activity.ON_CALL


async def test_asking_is_over_when_the_only_host_leaves(house: House) -> None:
    await _talk(house)
    await house.ready("bob", ("person/bob",))
    await house.engine.add_seat("c1", house.seat("second", ("person/bob",)), by="ann")
    await house.engine.leave_call("c1", "ann")
    assert await house.rings("bob") is None
    assert (await house.call("c1")).ended_at is not None


async def test_one_of_two_hosts_may_hand_over(house: House) -> None:
    await _both_host(house)
    call = await house.engine.transfer_call("c1", house.seat("third"), by="ann")
    assert call.state is CallState.TALKING
    assert call.seats[2].state is SeatState.WAITING


async def test_a_call_has_no_more_parties_than_a_page_can_show(house: House) -> None:
    await _both_host(house)
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    with pytest.raises(Refusal, match="call_full"):
        await house.engine.add_seat("c1", house.interpreter("other", language="tr"), by="ann")
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    await house.engine.add_seat("c1", house.interpreter("other", language="tr"), by="ann")


# Hold -----------------------------------------------------------------------------------------


async def test_hold_is_told_and_ends(house: House) -> None:
    await _talk(house)
    call = await house.engine.hold_call("c1", True, by="ann")
    assert call.held_at == house.clock.now
    before = await house.journal.last_id()
    await house.passes(10)
    assert await house.engine.hold_call("c1", True, by="ann") == call
    assert await house.journal.last_id() == before
    assert (await house.engine.hold_call("c1", False, by="ann")).held_at is None
    held = [event for event in await house.events() if event.type == "call.held"]
    assert [(event.by, set(event.audience)) for event in held] == [("ann", {"ann", "booth:c1"})] * 2


@pytest.mark.parametrize("how", ["handed over", "ended"])
async def test_nobody_is_on_hold_without_a_host(house: House, how: str) -> None:
    await _talk(house)
    await house.engine.hold_call("c1", True, by="ann")
    if how == "ended":
        await house.engine.leave_call("c1", "ann")
    else:
        await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert (await house.call("c1")).held_at is None


async def test_hold_outlives_one_of_two_hosts(house: House) -> None:
    await _both_host(house)
    await house.engine.hold_call("c1", True, by="ann")
    await house.engine.leave_call("c1", "ann")
    assert (await house.call("c1")).held_at is not None


async def test_who_may_hold(house: House) -> None:
    await _talk(house)
    for call_id, by, code in (
        ("c9", "ann", "no_such_call"),
        ("c1", "bob", "not_a_participant"),
        ("c1", "booth:c1", "wrong_state"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.hold_call(call_id, True, by=by)
    await house.engine.leave_call("c1", "ann")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.hold_call("c1", True, by="ann")


# First ----------------------------------------------------------------------------------------


async def test_a_supervisor_puts_a_call_first_without_altering_its_wait(house: House) -> None:
    await house.calls("c1")
    call = await house.calls("c2")
    put_first = await house.engine.prioritise_call("c2", 60_000, most_ms=900_000, by="sue")
    assert (put_first.head_start_ms, put_first.queued_at) == (60_000, call.queued_at)
    assert [place.position for place in await house.engine.queue_places(["c1", "c2"])] == [2, 1]
    told = next(event for event in await house.events() if event.type == "call.prioritised")
    assert (told.by, set(told.audience)) == ("sue", {"sue", "booth:c2"})
    await house.ready("ann")
    assert await house.rings("ann") == "c2/agent#1"


async def test_a_supervisors_head_start_is_beside_its_own_capped_and_taken_back(house: House) -> None:
    await house.calls("c1", head_start_ms=20_000)
    for head_start_ms, together in ((10_000, 30_000), (90_000, 60_000), (0, 20_000)):
        call = await house.engine.prioritise_call("c1", head_start_ms, most_ms=60_000, by="sue")
        assert call.head_start_ms == together
    before = await house.journal.last_id()
    await house.engine.prioritise_call("c1", 0, most_ms=60_000, by="sue")
    assert await house.journal.last_id() == before


async def test_no_limit_takes_away_what_a_call_came_with(house: House) -> None:
    await house.calls("c1", head_start_ms=90_000)
    for head_start_ms in (10_000, 0):
        call = await house.engine.prioritise_call("c1", head_start_ms, most_ms=60_000, by="sue")
        assert call.head_start_ms == 90_000


async def test_a_ringing_call_put_first_keeps_it_when_nobody_answers(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.calls("c2")
    await house.calls("c3")
    await house.engine.prioritise_call("c2", 60_000, most_ms=900_000, by="sue")
    await house.engine.prioritise_call("c1", 70_000, most_ms=900_000, by="sue")
    await house.engine.decline("c1/agent#1", "ann")
    await house.ready("bob")
    assert await house.rings("bob") == "c1/agent#2"


async def test_only_who_waits_is_put_first(house: House) -> None:
    await _talk(house)
    for call_id, code in (("c1", "wrong_state"), ("c9", "no_such_call")):
        with pytest.raises(Refusal, match=code):
            await house.engine.prioritise_call(call_id, 1, most_ms=2, by="sue")


# Wrap-up --------------------------------------------------------------------------------------


async def test_wrap_up_is_extended_within_bounds_and_never_shortened(house: House) -> None:
    await _talk(house)
    await house.engine.leave_call("c1", "ann")
    start = house.clock.now
    most_ms = WRAP_UP_MS * 3
    for asked, ends_at in (
        (start + WRAP_UP_MS * 2, start + WRAP_UP_MS * 2),
        (start + WRAP_UP_MS * 2, start + WRAP_UP_MS * 2),
        (start, start + WRAP_UP_MS * 2),
        (start + WRAP_UP_MS * 9, start + most_ms),
    ):
        assert await house.engine.extend_wrap_up("ann", "c1", asked, most_ms=most_ms) == ends_at
        assert (await house.staff("ann")).wrap_up_ends_at == ends_at
    await house.passes(most_ms - 1)
    assert (await house.staff("ann")).activity is Activity.WRAP_UP
    await house.passes(1)
    assert (await house.staff("ann")).activity is Activity.IDLE


async def test_only_ones_own_wrap_up_is_extended(house: House) -> None:
    await _talk(house)
    for staff_id, call_id, code in (
        ("ann", "c1", "wrong_state"),
        ("eve", "c1", "no_such_person"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.extend_wrap_up(staff_id, call_id, house.clock.now, most_ms=1)
    await house.engine.leave_call("c1", "ann")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.extend_wrap_up("ann", "c9", house.clock.now, most_ms=1)


# Wrapping up a call that goes on ---------------------------------------------------------------


async def _handed_over(house: House) -> None:
    """Ann handed it over to bob and wraps up."""
    await _talk(house)
    await house.ready("bob")
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.engine.accept("c1/second#1", "bob")


async def test_who_handed_a_call_over_does_not_see_how_it_goes_on(house: House) -> None:
    await _handed_over(house)
    view = await house.engine.view("ann")
    assert view.staff is not None
    assert view.staff.call_id == "c1"
    assert view.call is not None, "what they wrap up"
    assert (view.call.participants, view.call.seats, view.chat) == ((), (), ())
    bobs = (await house.engine.view("bob")).call
    assert bobs == await house.call("c1")
    await house.engine.leave_call("c1", "bob")
    for name in ("ann", "bob"):
        call = (await house.engine.view(name)).call
        assert call is not None, f"{name} wraps up an ended call"
        assert call.end_reason is EndReason.STAFF_HUNG_UP


async def test_a_wrap_up_ends_while_the_call_goes_on(house: House) -> None:
    await _handed_over(house)
    for _ in range(2):
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
        assert (await house.staff("ann")).activity is Activity.IDLE
    assert (await house.call("c1")).disposition is None
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.finish_wrap_up("bob", "c1", Disposition.ANSWERED)


@pytest.mark.parametrize("when", ["before the end", "after the end, first", "after the end, last"])
async def test_a_calls_disposition_is_its_last_hosts(house: House, when: str) -> None:
    await _handed_over(house)
    if when == "before the end":
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    await house.engine.leave_call("c1", "booth:c1")
    if when == "after the end, first":
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    assert (await house.call("c1")).disposition is None
    await house.engine.finish_wrap_up("bob", "c1", Disposition.ANSWERED)
    if when == "after the end, last":
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    assert (await house.call("c1")).disposition is Disposition.ANSWERED
    closed = [event for event in await house.events() if event.type == "call.closed"]
    assert [event.audience for event in closed] == [("bob",)]


@pytest.mark.parametrize("stated_first", [True, False])
async def test_of_a_call_nobody_took_over_it_is_who_gave_it_away(house: House, *, stated_first: bool) -> None:
    await _talk(house)
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    if stated_first:
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    await house.engine.leave_call("c1", "booth:c1")
    if not stated_first:
        await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    assert (await house.call("c1")).disposition is Disposition.REFERRED


async def test_what_was_stated_before_coming_back_to_a_call_does_not_count(house: House) -> None:
    await _handed_over(house)
    await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    await house.engine.transfer_call("c1", house.seat("third"), by="bob")
    await house.engine.accept("c1/third#1", "ann")
    await house.engine.leave_call("c1", "booth:c1")
    assert (await house.call("c1")).disposition is None


async def test_what_an_interpreter_states_is_not_the_calls(house: House) -> None:
    await _talk(house)
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.finish_wrap_up("tom", "c1", Disposition.NOTHING_DONE)
    assert (await house.call("c1")).disposition is None
