"""An employee and an interpreter are held for one call together; what becomes of one without the other."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from callrouter.model.states import Activity, AwayReason, CallState, LeaveReason, SeatState, Status
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey


async def _both_ring(house: House) -> None:
    await house.ready("ann")
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())


async def _outcomes(house: House, staff_id: str) -> list[str]:
    return [
        event.outcome
        for event in await house.events()
        if event.type == "reservation.ended" and event.reservation.staff_id == staff_id
    ]


async def test_both_ring_at_once(house: House) -> None:
    await _both_ring(house)
    ann, tom = await house.reservation("ann"), await house.reservation("tom")
    assert ann is not None
    assert tom is not None
    assert (ann.reservation_id, tom.reservation_id) == ("c1/agent#1", "c1/tolk#1")
    assert (ann.match.together_with, tom.match.together_with) == ("tom", "ann")
    assert (ann.match.pool, ann.match.step, tom.match.pool) == ("nl", 2, "ar")
    call = await house.call("c1")
    assert [(seat.role, seat.hosts, seat.state) for seat in call.seats] == [
        ("agent", True, SeatState.RESERVED),
        ("interpreter", False, SeatState.RESERVED),
    ]


@pytest.mark.parametrize("first", ["ann", "tom"])
async def test_a_call_for_two_waits_until_both_are_there(house: House, first: str) -> None:
    pools = {"ann": ("nl",), "tom": ("ar",)}
    await house.calls("c1", house.seat_with_interpreter())
    await house.ready(first, pools[first])
    assert await house.rings(first) is None
    (second,) = set(pools) - {first}
    await house.ready(second, pools[second])
    assert await house.rings("ann") == "c1/agent#1"
    assert await house.rings("tom") == "c1/tolk#1"
    reservation = await house.reservation(first)
    assert reservation is not None
    assert reservation.match.edge == "person_freed"


async def test_who_speaks_the_language_needs_no_interpreter(house: House) -> None:
    await house.ready("ann")
    await house.ready("tom", ("ar",))
    await house.ready("amal", ("agent-ar",))
    await house.calls("c1", house.seat_with_interpreter())
    assert await house.rings("amal") == "c1/agent#1"
    assert await house.rings("tom") is None


async def test_one_person_is_never_both(house: House) -> None:
    await house.ready("sam", ("nl", "ar"))
    await house.calls("c1", house.seat_with_interpreter())
    assert await house.rings("sam") is None
    await house.ready("ann", ("nl",))
    assert await house.rings("ann") == "c1/agent#1"
    assert await house.rings("sam") == "c1/tolk#1"


async def test_who_can_be_both_is_the_one_that_is_missing(house: House) -> None:
    await house.ready("sam", ("nl", "ar"))
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    assert await house.rings("sam") == "c1/agent#1"
    assert await house.rings("tom") == "c1/tolk#1"


async def test_who_is_freed_takes_the_best_call_whether_alone_or_together(house: House) -> None:
    await house.ready("tom", ("ar",))
    await house.calls("alone")
    await house.calls("together", house.seat_with_interpreter())
    await house.ready("ann")
    assert await house.rings("ann") == "alone/agent#1"
    await house.ready("bob")
    assert await house.rings("bob") == "together/agent#1"


async def test_a_call_for_two_that_came_first_is_first(house: House) -> None:
    await house.ready("tom", ("ar",))
    await house.calls("together", house.seat_with_interpreter())
    await house.calls("alone")
    await house.ready("ann")
    assert await house.rings("ann") == "together/agent#1"
    assert await house.rings("tom") == "together/tolk#1"


async def test_a_call_for_two_does_not_hold_up_others_while_nobody_interprets(house: House) -> None:
    await house.calls("together", house.seat_with_interpreter())
    await house.calls("alone")
    await house.ready("ann")
    assert await house.rings("ann") == "alone/agent#1"


async def test_the_conversation_starts_with_the_employee_alone(house: House) -> None:
    await _both_ring(house)
    call = await house.engine.accept("c1/agent#1", "ann")
    assert call.state is CallState.TALKING
    assert await house.rings("tom") == "c1/tolk#1"
    call = await house.engine.accept("c1/tolk#1", "tom")
    assert [each.participant_id for each in call.participants] == ["booth:c1", "ann", "tom"]


async def test_an_interpreter_who_is_first_waits_with_the_visitor(house: House) -> None:
    await _both_ring(house)
    call = await house.engine.accept("c1/tolk#1", "tom")
    assert (call.state, call.answered_at) == (CallState.WAITING, None)
    call = await house.engine.accept("c1/agent#1", "ann")
    assert call.state is CallState.TALKING


async def test_an_interpreter_declines_and_the_next_rings_while_the_employee_stays(house: House) -> None:
    await _both_ring(house)
    await house.ready("zoe", ("ar",))
    await house.engine.decline("c1/tolk#1", "tom")
    assert await house.rings("zoe") == "c1/tolk#2"
    assert await house.rings("ann") == "c1/agent#1"
    await house.engine.accept("c1/agent#1", "ann")
    await house.passes(RING_MS)
    assert (await house.staff("zoe")).reason is AwayReason.MISSED
    assert await house.rings("tom") == "c1/tolk#3"
    assert (await house.staff("ann")).activity is Activity.ON_CALL


async def test_without_another_interpreter_the_seat_waits_for_one(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.decline("c1/tolk#1", "tom", backoff_ms=60_000)
    assert (await house.seat_of("c1", "tolk")).state is SeatState.WAITING
    await house.ready("zoe", ("ar",))
    assert await house.rings("zoe") == "c1/tolk#2"


@pytest.mark.parametrize("accepted", [False, True])
async def test_an_employee_declines_and_the_next_is_held_with_the_same_interpreter(
    house: House, *, accepted: bool
) -> None:
    await _both_ring(house)
    if accepted:
        await house.engine.accept("c1/tolk#1", "tom")
    await house.ready("bob")
    await house.engine.decline("c1/agent#1", "ann")
    assert await house.rings("bob") == "c1/agent#2"
    reservation = await house.reservation("bob")
    assert reservation is not None
    assert reservation.match.together_with == "tom"
    assert await _outcomes(house, "tom") == (["accepted"] if accepted else [])
    assert (await house.seat_of("c1", "tolk")).staff_id == "tom"


async def test_without_another_employee_a_ringing_interpreter_is_let_go_without_blame(house: House) -> None:
    await _both_ring(house)
    await house.ready("zoe", ("ar",))
    await house.passes(RING_MS - 2)
    await house.engine.decline("c1/agent#1", "ann")
    assert await _outcomes(house, "tom") == ["rescinded"]
    tom = await house.staff("tom")
    assert (tom.status, tom.activity, tom.ready_at, tom.missed) == (Status.READY, Activity.IDLE, None, 0)
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED
    with pytest.raises(Refusal, match="reservation_expired"):
        await house.engine.accept("c1/tolk#1", "tom")
    await house.ready("bob")
    assert await house.rings("bob") == "c1/agent#2"
    assert await house.rings("tom") == "c1/tolk#2", "tom was idle before zoe, and still is"


async def test_being_let_go_is_no_offer(house: House) -> None:
    """Three employees decline: the interpreter, who never did, may still be asked."""
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    for number, name in enumerate(("ann", "bob", "cor"), start=1):
        await house.ready(name)
        assert await house.rings("tom") == f"c1/tolk#{number}"
        await house.engine.decline(f"c1/agent#{number}", name, backoff_ms=3_600_000)
    await house.ready("dia")
    assert await house.rings("tom") == "c1/tolk#4"


async def test_without_another_employee_an_interpreter_who_came_is_released(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.decline("c1/agent#1", "ann")
    call = await house.call("c1")
    assert [each.participant_id for each in call.participants] == ["booth:c1"]
    left = next(event for event in await house.events() if event.type == "call.left")
    assert (left.participant_id, left.reason) == ("tom", LeaveReason.RELEASED)
    assert "tom" in left.audience
    assert (await house.staff("tom")).activity is Activity.IDLE


async def test_an_employee_misses_the_call_and_the_next_one_keeps_the_interpreter(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/tolk#1", "tom")
    await house.ready("bob")
    await house.passes(RING_MS)
    assert (await house.staff("ann")).reason is AwayReason.MISSED
    assert await house.rings("bob") == "c1/agent#2"
    assert (await house.staff("tom")).activity is Activity.ON_CALL


async def test_a_companions_seat_that_only_waits_closes_when_the_employee_goes(house: House) -> None:
    await _both_ring(house)
    await house.engine.decline("c1/tolk#1", "tom", backoff_ms=60_000)
    assert (await house.seat_of("c1", "tolk")).state is SeatState.WAITING
    await house.engine.decline("c1/agent#1", "ann")
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED
    assert (await house.seat_of("c1")).state is SeatState.WAITING
    await house.ready("zoe", ("ar",))
    assert await house.rings("zoe") is None, "nobody is there to talk with"


async def test_the_visitor_leaves_and_both_are_free(house: House) -> None:
    await _both_ring(house)
    await house.engine.leave_call("c1", "booth:c1")
    assert await _outcomes(house, "ann") == await _outcomes(house, "tom") == ["canceled"]
    await house.calls("c2", house.seat_with_interpreter())
    assert await house.rings("ann") == "c2/agent#1"
    assert await house.rings("tom") == "c2/tolk#1"


async def test_an_interpreter_whose_page_is_gone_is_replaced(house: House) -> None:
    await _both_ring(house)
    await house.ready("zoe", ("ar",))
    await house.closes_page("tom", grace_ms=0)
    assert await house.rings("zoe") == "c1/tolk#2"
    assert await house.rings("ann") == "c1/agent#1"


async def test_an_interpreter_who_is_in_the_call_already_is_the_companion(house: House) -> None:
    """Handed over: the interpreter stays, and the next employee needs no other."""
    await _both_ring(house)
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.transfer_call("c1", house.seat_with_interpreter("second"), by="ann")
    await house.ready("bob")
    reservation = await house.reservation("bob")
    assert reservation is not None
    assert (reservation.reservation_id, reservation.match.together_with) == ("c1/second#1", "tom")
    await house.engine.decline("c1/second#1", "bob")
    assert (await house.staff("tom")).activity is Activity.ON_CALL, "he wasn't held for bob"


async def test_when_the_interpreter_leaves_a_waiting_call_it_waits_for_two_again(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.transfer_call("c1", house.seat_with_interpreter("second"), by="ann")
    await house.engine.leave_call("c1", "tom")
    await house.away("tom")
    await house.ready("bob")
    assert await house.rings("bob") is None
    await house.engine.set_status("tom", Status.READY)
    assert await house.rings("bob") == "c1/second#1"
    assert await house.rings("tom") == "c1/tolk#2"


async def test_an_interpreter_invited_while_the_call_waits_is_the_companion(house: House) -> None:
    await house.calls("c1", house.seat_with_interpreter())
    await house.engine.add_seat("c1", house.interpreter("invited"), by="booth:c1")
    await house.ready("ann")
    assert await house.rings("ann") == "c1/agent#1"
    assert len((await house.call("c1")).seats) == 2


async def test_who_declined_too_often_is_not_held_with_anybody(house: House) -> None:
    await house.ready("ann")
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    for number in range(1, 4):
        await house.engine.decline(f"c1/tolk#{number}", "tom", backoff_ms=0)
    assert await house.rings("tom") is None
    assert await house.rings("ann") == "c1/agent#1"
    await house.engine.decline("c1/agent#1", "ann", backoff_ms=0)
    assert await house.rings("ann") is None, "the only interpreter has been asked as often as may be"
    await house.ready("zoe", ("ar",))
    assert await house.rings("ann") == "c1/agent#2"
    assert await house.rings("zoe") == "c1/tolk#4"


async def test_an_interpreter_is_let_go_with_the_invitation_he_was_held_for(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob", ("en",))
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.seat_with_interpreter("second", ("en",)), by="ann")
    assert await house.rings("tom") == "c1/tolk#1"
    await house.engine.cancel_seat("c1", "second", by="ann", taken=False)
    assert await house.rings("bob") is None
    assert await _outcomes(house, "tom") == ["rescinded"]
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED


@pytest.mark.parametrize("how", ["hangs up", "is lost"])
async def test_an_interpreter_who_came_and_goes_while_the_employee_rings_is_replaced(
    house: House, how: str
) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/tolk#1", "tom")
    await house.ready("zoe", ("ar",))
    reason = LeaveReason.HUNG_UP if how == "hangs up" else LeaveReason.CONNECTION_LOST
    await house.engine.leave_call("c1", "tom", reason)
    assert await house.rings("zoe") == "c1/tolk#2"
    assert await house.rings("ann") == "c1/agent#1"
    await house.engine.decline("c1/agent#1", "ann")
    assert await house.rings("zoe") is None, "she was held for ann"
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED


async def test_without_another_interpreter_the_seat_waits_and_whoever_left_is_not_rung(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.leave_call("c1", "tom")
    assert (await house.seat_of("c1", "tolk")).state is SeatState.WAITING
    assert await house.rings("tom") is None
    await house.engine.accept("c1/agent#1", "ann")
    await house.ready("zoe", ("ar",))
    assert await house.rings("zoe") == "c1/tolk#2"


async def test_an_interpreter_who_leaves_a_conversation_is_not_replaced(house: House) -> None:
    await _both_ring(house)
    await house.engine.accept("c1/tolk#1", "tom")
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.leave_call("c1", "tom")
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED


async def test_no_companion_is_held_for_whom_the_call_has_no_room(house: House) -> None:
    """The visitor and three others are all a page can show."""
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    for language in ("tr", "fr"):
        invited = house.interpreter(language, language=language)
        await house.engine.add_seat("c1", invited, by="booth:c1")
    await house.ready("ann")
    assert await house.rings("ann") == "c1/agent#1"
    assert await house.rings("tom") is None
    assert len((await house.call("c1")).seats) == 3
    reservation = await house.reservation("ann")
    assert reservation is not None
    assert reservation.match.together_with is None


async def test_a_call_waits_for_two_again_when_there_is_room(house: House) -> None:
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    for language in ("tr", "fr"):
        await house.engine.add_seat("c1", house.interpreter(language, language=language), by="booth:c1")
    await house.engine.cancel_seat("c1", "fr", by="booth:c1", taken=False)
    await house.ready("ann")
    assert await house.rings("ann") == "c1/agent#1"
    assert await house.rings("tom") == "c1/tolk#1"


async def test_of_two_seats_of_one_call_the_second_needs_no_companion_of_its_own(house: House) -> None:
    await house.calls("c1", house.seat_with_interpreter())
    second = house.seat_with_interpreter("second", ("de",)).model_copy(update={"language": "de"})
    await house.engine.add_seat("c1", second, by="booth:c1")
    await house.ready("tom", ("ar",))
    await house.ready("bob")
    assert (await house.rings("bob"), await house.rings("tom")) == ("c1/agent#1", "c1/tolk#1")
    await house.ready("cor", ("de",))
    assert await house.rings("cor") == "c1/second#1"
    await house.engine.decline("c1/second#1", "cor")
    await house.check()
    await house.engine.decline("c1/agent#1", "bob")
    await house.check()
    await house.passes(5000)
    assert (await house.rings("bob"), await house.rings("cor")) == ("c1/agent#2", "c1/second#2")
