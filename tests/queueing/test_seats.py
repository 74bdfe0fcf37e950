"""Seats added during a call: interpreters are queued, rung and released like everybody."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from callrouter.model.states import Activity, CallState, SeatState
from tests.queueing.house import RING_MS, House

pytestmark = pytest.mark.valkey


async def _joined(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")


async def test_an_interpreter_joins(house: House) -> None:
    await _joined(house)
    call = await house.call("c1")
    assert [p.participant_id for p in call.participants] == ["booth:c1", "ann", "tom"]
    assert call.participants[2].role == "interpreter"
    assert call.state is CallState.TALKING
    assert call.answered_at is not None
    joined = [event for event in await house.events() if event.type == "call.joined"]
    assert set(joined[-1].audience) == {"booth:c1", "ann", "tom"}


async def test_an_invitation_tells_the_call_once_and_waits_its_turn(house: House) -> None:
    await house.talks("ann", "c1")
    before = await house.journal.last_id()
    call = await house.engine.add_seat("c1", house.interpreter(), by="ann")
    assert call.seats[1].state is SeatState.WAITING
    assert await house.told_since(before) == ["seat.changed"]
    assert await house.engine.queue_places(["c1"]) == ()
    before = await house.journal.last_id()
    assert await house.engine.add_seat("c1", house.interpreter(), by="ann") == call
    assert await house.journal.last_id() == before
    await house.ready("tom", ("ar",))
    assert await house.rings("tom") == "c1/tolk#1"


async def test_invitations_are_filled_in_the_order_in_which_they_were_opened(house: House) -> None:
    await house.talks("ann", "c1")
    await house.talks("bob", "c2")
    await house.engine.add_seat("c2", house.interpreter(), by="bob")
    house.clock.now += 1
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.ready("tom", ("ar",))
    assert await house.rings("tom") == "c2/tolk#1"


async def test_who_may_invite_whom(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    await house.engine.add_seat("c1", house.interpreter(), by="booth:c1")
    for call_id, seat_id, by, code in (
        ("c1", "other", "ann", "already_invited"),
        ("c1", "other", "bob", "not_a_participant"),
        ("c9", "other", "ann", "no_such_call"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.add_seat(call_id, house.interpreter(seat_id), by=by)
    await house.engine.add_seat("c1", house.interpreter("other", language="tr"), by="ann")
    await house.engine.leave_call("c1", "ann")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.add_seat("c1", house.interpreter("third", language="fr"), by="ann")


async def test_a_withdrawn_invitation_may_be_repeated(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    assert await house.rings("tom") == "c1/tolk#1"
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    assert await house.rings("tom") is None
    assert (await house.seat_of("c1", "tolk")).state is SeatState.CLOSED
    with pytest.raises(Refusal, match="caller_left"):
        await house.engine.accept("c1/tolk#1", "tom")
    before = await house.journal.last_id()
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    assert await house.journal.last_id() == before
    await house.engine.add_seat("c1", house.interpreter("tolk-2"), by="ann")
    assert await house.rings("tom") == "c1/tolk-2#1"


async def test_a_waiting_invitation_is_withdrawn(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.cancel_seat("c1", "tolk", by="booth:c1", taken=True)
    await house.ready("tom", ("ar",))
    assert await house.rings("tom") is None


async def test_a_missed_invitation_goes_on(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.ready("zoe", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.passes(RING_MS)
    assert await house.rings("zoe") == "c1/tolk#2"
    assert (await house.call("c1")).state is CallState.TALKING


async def test_the_call_goes_on_without_its_interpreter(house: House) -> None:
    await _joined(house)
    await house.engine.leave_call("c1", "tom")
    call = await house.call("c1")
    assert [p.participant_id for p in call.participants] == ["booth:c1", "ann"]
    assert call.state is CallState.TALKING
    left = next(event for event in await house.events() if event.type == "call.left")
    assert set(left.audience) == {"booth:c1", "ann", "tom"}
    assert (await house.staff("tom")).activity is Activity.IDLE
    before = await house.journal.last_id()
    await house.engine.leave_call("c1", "tom")
    assert await house.journal.last_id() == before
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.add_seat("c1", house.interpreter("other", language="tr"), by="tom")


async def test_an_interpreter_is_released_for_the_next_call(house: House) -> None:
    await _joined(house)
    await house.talks("bob", "c2")
    await house.engine.add_seat("c2", house.interpreter(), by="bob")
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    assert await house.rings("tom") == "c2/tolk#1"


async def test_an_interpreter_who_left_may_be_invited_again_at_once(house: House) -> None:
    await _joined(house)
    await house.engine.leave_call("c1", "tom")
    await house.engine.add_seat("c1", house.interpreter("again"), by="ann")
    assert await house.rings("tom") == "c1/again#1"


async def test_the_end_frees_the_interpreter_too(house: House) -> None:
    await _joined(house)
    await house.engine.leave_call("c1", "ann")
    assert (await house.staff("tom")).activity is Activity.IDLE
    assert (await house.staff("ann")).activity is Activity.WRAP_UP


async def test_the_first_seat_is_neither_withdrawn_nor_its_host_sent_away(house: House) -> None:
    await house.calls("c1")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.cancel_seat("c1", "agent", by="booth:c1", taken=True)
    await house.ready("ann")
    await house.engine.accept("c1/agent#1", "ann")
    with pytest.raises(Refusal, match="no_such_seat"):
        await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.cancel_seat("c9", "tolk", by="ann", taken=True)
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.cancel_seat("c1", "agent", by="bob", taken=True)
    for taken in (False, True):
        with pytest.raises(Refusal, match="already_taken"):
            await house.engine.cancel_seat("c1", "agent", by="booth:c1", taken=taken)
    assert (await house.call("c1")).state is CallState.TALKING


async def test_a_withdrawal_that_comes_after_the_interpreter_sends_nobody_away(house: House) -> None:
    await _joined(house)
    with pytest.raises(Refusal, match="already_taken"):
        await house.engine.cancel_seat("c1", "tolk", by="ann", taken=False)
    assert (await house.staff("tom")).activity is Activity.ON_CALL
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=True)
    assert (await house.staff("tom")).activity is Activity.IDLE


async def test_a_seats_id_is_repeated_only_by_who_chose_it(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    with pytest.raises(Refusal, match="already_invited"):
        await house.engine.add_seat("c1", house.interpreter(), by="booth:c1")
    await house.engine.cancel_seat("c1", "tolk", by="ann", taken=False)
    call = await house.engine.add_seat("c1", house.interpreter(), by="ann")
    assert call.seats[1].state is SeatState.CLOSED, "the answer to the first time"
    with pytest.raises(Refusal, match="already_invited"):
        await house.engine.add_seat("c1", house.interpreter("agent"), by="ann")


async def test_nobody_takes_the_id_of_a_companion_to_come(house: House) -> None:
    await house.calls("c1", house.seat_with_interpreter())
    two = house.seat_with_interpreter("second")
    assert two.companion is not None
    turkish = two.companion.model_copy(update={"language": "tr"})
    for seat in (
        house.interpreter("tolk", language="tr"),
        house.seat_with_interpreter("tolk"),
        two.model_copy(update={"companion": turkish}),
    ):
        with pytest.raises(Refusal, match="already_invited"):
            await house.engine.add_seat("c1", seat, by="booth:c1")


async def test_an_interpreter_may_come_before_the_employee(house: House) -> None:
    await house.calls("c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="booth:c1")
    call = await house.engine.accept("c1/tolk#1", "tom")
    assert call.state is CallState.WAITING
    await house.ready("ann")
    call = await house.engine.accept("c1/agent#1", "ann")
    assert call.state is CallState.TALKING
    assert [p.participant_id for p in call.participants] == ["booth:c1", "tom", "ann"]
