"""How calls end, what becomes of those who took part, and what is said of the call afterwards."""

from __future__ import annotations

import pytest

from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Device,
    Disposition,
    EndReason,
    LeaveReason,
    SeatState,
    Status,
)
from tests.queueing.house import WRAP_UP_MS, House

pytestmark = pytest.mark.valkey


@pytest.mark.parametrize(
    ("reason", "end_reason"),
    [
        (LeaveReason.HUNG_UP, EndReason.ABANDONED),
        (LeaveReason.CONNECTION_LOST, EndReason.CONNECTION_LOST),
    ],
)
async def test_the_visitor_leaves_before_anybody_answered(
    house: House, reason: LeaveReason, end_reason: EndReason
) -> None:
    await house.calls("c1")
    await house.engine.leave_call("c1", "booth:c1", reason)
    call = await house.call("c1")
    assert (call.state, call.end_reason, call.ended_at) == (CallState.ENDED, end_reason, house.clock.now)
    assert (await house.engine.view("booth:c1")).call is None
    assert await house.engine.queue_places(["c1"]) == ()
    await house.ready("ann")
    assert await house.rings("ann") is None


@pytest.mark.parametrize(
    ("who", "reason", "end_reason"),
    [
        ("booth:c1", LeaveReason.HUNG_UP, EndReason.VISITOR_HUNG_UP),
        ("booth:c1", LeaveReason.CONNECTION_LOST, EndReason.CONNECTION_LOST),
        ("ann", LeaveReason.HUNG_UP, EndReason.STAFF_HUNG_UP),
        ("ann", LeaveReason.CONNECTION_LOST, EndReason.CONNECTION_LOST),
    ],
)
async def test_a_conversation_ends_for_everybody(
    house: House, who: str, reason: LeaveReason, end_reason: EndReason
) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", who, reason)
    call = await house.call("c1")
    assert call.end_reason is end_reason
    assert [p.participant_id for p in call.participants] == ["booth:c1", "ann"]
    ann = await house.staff("ann")
    assert (ann.activity, ann.call_id) == (Activity.WRAP_UP, "c1")
    assert ann.wrap_up_ends_at == house.clock.now + WRAP_UP_MS
    ended = (await house.events())[-2]
    assert (ended.type, set(ended.audience)) == ("call.ended", {"booth:c1", "ann"})
    assert (await house.engine.view("ann")).call == call


async def test_leaving_again_is_harmless(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "ann")
    before = await house.journal.last_id()
    await house.engine.leave_call("c1", "ann")
    await house.engine.leave_call("c1", "booth:c1", LeaveReason.CONNECTION_LOST)
    assert await house.journal.last_id() == before
    assert (await house.call("c1")).end_reason is EndReason.STAFF_HUNG_UP


async def test_only_participants_leave(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.leave_call("c1", "ann")
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.leave_call("c9", "booth:c1")


async def test_a_booth_has_one_live_call(house: House) -> None:
    first = await house.calls("c1")
    before = await house.journal.last_id()
    assert await house.engine.request_call(house.request("c1")) == first
    with pytest.raises(Refusal, match="already_in_call"):
        await house.engine.request_call(house.request("c2", booth="c1"))
    with pytest.raises(Refusal, match="not_yours"):
        await house.engine.request_call(house.request("c1", booth="other"))
    assert await house.journal.last_id() == before
    await house.engine.leave_call("c1", "booth:c1")
    assert (await house.engine.request_call(house.request("c1"))).state is CallState.ENDED
    await house.engine.request_call(house.request("c2", booth="c1"))
    assert [call.call_id for call in (await house.engine.board()).calls] == ["c2"]


async def test_wrap_up_ends_by_itself_and_the_next_call_rings(house: House) -> None:
    await house.talks("ann", "c1")
    await house.calls("c2")
    await house.engine.leave_call("c1", "ann")
    await house.passes(WRAP_UP_MS - 1)
    assert (await house.staff("ann")).activity is Activity.WRAP_UP
    await house.passes(1)
    assert await house.rings("ann") == "c2/agent#1"


async def test_without_wrap_up_the_next_call_rings_at_once(house: House) -> None:
    await house.talks("ann", "c1", house.seat(wrap_up_ms=0))
    await house.calls("c2")
    await house.engine.leave_call("c1", "booth:c1")
    assert await house.rings("ann") == "c2/agent#1"


async def test_finishing_the_wrap_up_states_how_the_call_was_finished(house: House) -> None:
    await house.talks("ann", "c1")
    await house.calls("c2")
    await house.engine.leave_call("c1", "ann")
    await house.engine.finish_wrap_up("ann", "c1", Disposition.REPORT_TAKEN)
    assert (await house.call("c1")).disposition is Disposition.REPORT_TAKEN
    assert await house.rings("ann") == "c2/agent#1"
    before = await house.journal.last_id()
    await house.engine.finish_wrap_up("ann", "c1", Disposition.REPORT_TAKEN)
    assert await house.journal.last_id() == before
    closed = [event for event in await house.events() if event.type == "call.closed"]
    assert [event.audience for event in closed] == [("ann",)]


async def test_a_statement_that_comes_after_the_wrap_up_is_kept(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "ann")
    await house.passes(WRAP_UP_MS)
    await house.engine.finish_wrap_up("ann", "c1", Disposition.ANSWERED)
    assert (await house.call("c1")).disposition is Disposition.ANSWERED


async def test_wrap_up_may_be_finished_without_a_statement(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "ann")
    await house.engine.finish_wrap_up("ann", "c1", None)
    assert (await house.staff("ann")).activity is Activity.IDLE
    assert "call.closed" not in [event.type for event in await house.events()]


async def test_who_may_not_finish_a_wrap_up(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    for staff_id, call_id, code in (
        ("ann", "c1", "wrong_state"),
        ("bob", "c1", "not_a_participant"),
        ("eve", "c1", "no_such_person"),
        ("ann", "c9", "no_such_call"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.finish_wrap_up(staff_id, call_id, Disposition.ANSWERED)


async def test_a_status_set_during_a_call_comes_after_it(house: House) -> None:
    await house.talks("ann", "c1")
    await house.away("ann", AwayReason.MEETING)
    ann = await house.staff("ann")
    assert (ann.status, ann.next_status, ann.next_reason) == (Status.READY, Status.AWAY, AwayReason.MEETING)
    await house.calls("c2")
    await house.engine.leave_call("c1", "ann")
    assert (await house.staff("ann")).status is Status.READY
    await house.passes(WRAP_UP_MS)
    ann = await house.staff("ann")
    assert (ann.status, ann.reason, ann.next_status) == (Status.AWAY, AwayReason.MEETING, None)
    assert await house.rings("ann") is None
    await house.engine.set_status("ann", Status.READY)
    assert await house.rings("ann") == "c2/agent#1"


async def test_what_comes_next_is_taken_back_by_setting_what_is(house: House) -> None:
    await house.talks("ann", "c1")
    await house.away("ann")
    await house.engine.set_status("ann", Status.READY)
    assert (await house.staff("ann")).next_status is None
    await house.calls("c2")
    await house.engine.leave_call("c1", "ann")
    await house.passes(WRAP_UP_MS)
    assert await house.rings("ann") == "c2/agent#1"


async def test_going_offline_during_a_call_acts_at_once_and_leaves_the_call_alone(house: House) -> None:
    await house.talks("ann", "c1")
    await house.away("ann")
    await house.engine.set_status("ann", Status.OFFLINE)
    ann = await house.staff("ann")
    assert (ann.status, ann.activity, ann.next_status) == (Status.OFFLINE, Activity.ON_CALL, None)
    await house.calls("c2")
    await house.engine.leave_call("c1", "ann")
    await house.passes(WRAP_UP_MS)
    assert await house.rings("ann") is None


async def test_becoming_ready_during_wrap_up_waits_for_its_end(house: House) -> None:
    await house.talks("ann", "c1")
    await house.away("ann")
    await house.engine.leave_call("c1", "ann")
    await house.engine.set_status("ann", Status.READY)
    await house.calls("c2")
    assert await house.rings("ann") is None
    await house.engine.finish_wrap_up("ann", "c1", None)
    assert await house.rings("ann") == "c2/agent#1"


async def test_chat_holds_so_much_and_no_more(house: House) -> None:
    await house.calls("c1")
    for number in range(500):
        await house.engine.post_chat("c1", "booth:c1", f"m{number}", "x")
    await house.engine.post_chat("c1", "booth:c1", "m7", "x")
    with pytest.raises(Refusal, match="chat_full"):
        await house.engine.post_chat("c1", "booth:c1", "m500", "x")


async def test_chat_is_kept_once_and_gone_with_the_call(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.post_chat("c1", "ann", "m2", 'Goedendag, "u"')
    await house.engine.post_chat("c1", "booth:c1", "m1", "Привет / hallo")
    before = await house.journal.last_id()
    await house.engine.post_chat("c1", "ann", "m2", "again")
    assert await house.journal.last_id() == before
    chat = (await house.engine.view("booth:c1")).chat
    assert [(entry.participant_id, entry.text) for entry in chat] == [
        ("ann", 'Goedendag, "u"'),
        ("booth:c1", "Привет / hallo"),
    ]
    assert await house.engine.chat_entry("c1", "m1") == chat[1]
    assert await house.engine.chat_entry("c1", "m9") is None
    posted = [event for event in await house.events() if event.type == "chat.posted"]
    assert [set(event.audience) for event in posted] == [{"booth:c1", "ann"}] * 2
    await house.engine.leave_call("c1", "booth:c1")
    assert await house.engine.chat_entry("c1", "m1") is None
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.post_chat("c1", "ann", "m3", "too late")


async def test_only_participants_chat(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.post_chat("c1", "bob", "m1", "hi")
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.post_chat("c9", "bob", "m1", "hi")


async def test_the_visitor_rates_an_ended_call_once(house: House) -> None:
    await house.talks("ann", "c1")
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.rate_call("c1", "booth:c1", 5)
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.rate_call("c1", "booth:c1", 4)
    before = await house.journal.last_id()
    await house.engine.rate_call("c1", "booth:c1", 4)
    assert await house.journal.last_id() == before
    for booth, call_id, code in (
        ("booth:c1", "c1", "wrong_state"),
        ("booth:x", "c1", "not_yours"),
        ("booth:c1", "c9", "no_such_call"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.rate_call(call_id, booth, 5)
    with pytest.raises(ValueError, match="rating"):
        await house.engine.rate_call("c1", "booth:c1", 6)


async def test_an_ended_call_has_no_steps_to_come(house: House) -> None:
    await house.calls("c1", house.seat(later=((60_000, "en"),)))
    await house.engine.leave_call("c1", "booth:c1")
    await house.check()


async def test_all_reservations_of_a_call_end_with_it(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    assert await house.rings("tom") == "c1/tolk#1"
    await house.engine.leave_call("c1", "booth:c1")
    assert await house.rings("tom") is None
    assert {seat.state for seat in (await house.call("c1")).seats} == {SeatState.CLOSED}
    with pytest.raises(Refusal, match="caller_left"):
        await house.engine.accept("c1/tolk#1", "tom")


async def test_what_a_persons_time_went_to_is_told_when_it_is_over(house: House) -> None:
    await house.ready("ann")
    await house.passes(1000)
    await house.calls("c1")
    await house.passes(2000)
    await house.engine.accept("c1/agent#1", "ann")
    await house.passes(3000)
    await house.away("ann")
    await house.engine.leave_call("c1", "ann")
    await house.passes(WRAP_UP_MS)
    changes = [event for event in await house.events() if event.type == "staff.changed"]
    told = [
        (event.was.activity, event.at - event.was.since, event.was.location, event.was.language)
        for event in changes
        if event.was is not None and event.was.status is Status.READY
    ]
    assert told == [
        (Activity.IDLE, 1001, None, None),
        (Activity.RESERVED, 2000, "station-1", "nl"),
        (Activity.ON_CALL, 3000, "station-1", "nl"),
        (Activity.WRAP_UP, WRAP_UP_MS, "station-1", "nl"),
    ]
    intended = next(event for event in changes if event.staff.next_status is Status.AWAY)
    assert intended.was is None, "what comes next ends no stretch of time"


async def test_what_a_participant_says_of_the_own_devices_is_told_once(house: House) -> None:
    await house.calls("c1")
    booth = "booth:c1"
    await house.engine.show_devices("c1", booth, microphone=Device.ON, camera=Device.MISSING)
    before = len(await house.events())
    await house.engine.show_devices("c1", booth, microphone=Device.ON, camera=Device.MISSING)
    assert len(await house.events()) == before
    [visitor] = (await house.call("c1")).participants
    assert (visitor.microphone, visitor.camera) == (Device.ON, Device.MISSING)
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.show_devices("c1", "ann", microphone=Device.ON, camera=Device.ON)
    await house.engine.leave_call("c1", booth)
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.show_devices("c1", booth, microphone=Device.OFF, camera=Device.OFF)
