"""What employees record of their calls: how they ended, what they were about, notes, and the own day."""

from __future__ import annotations

import pytest

from callrouter.model.casework import DayEntry
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    Device,
    Disposition,
    Flag,
    LeaveReason,
    Outcome,
    Role,
    Status,
    Subject,
)
from callrouter.queueing import casework
from tests.queueing.house import RING_MS, START, WRAP_UP_MS, House

pytestmark = pytest.mark.valkey

_DAY_MS = 86_400_000


async def _day(house: House, staff_id: str) -> tuple[DayEntry, ...]:
    return (await house.engine.day(staff_id, START, house.clock.now + 1)).entries


async def _much_later(house: House, ms: int) -> None:
    """Let much time pass at once: everybody's connection is lost."""
    house.renewed.clear()
    house.clock.now += ms
    await house.passes(0)


async def _handed_over(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.ready("bob")
    await house.engine.accept("c1/second#1", "bob")


# How a call was finished ------------------------------------------------------------------------


async def test_what_is_stated_in_a_call_is_the_calls_when_it_ends(house: House) -> None:
    await house.talks("ann", "c1")
    for _ in range(2):
        await house.engine.state_disposition("ann", "c1", Disposition.REPORT_TAKEN)
    assert (await house.call("c1")).disposition is None
    assert (await house.engine.view("ann")).disposition is Disposition.REPORT_TAKEN
    await house.engine.leave_call("c1", "ann")
    assert (await house.call("c1")).disposition is Disposition.REPORT_TAKEN
    stated = [event for event in await house.events() if event.type == "disposition.stated"]
    assert [(event.disposition, event.audience) for event in stated] == [("report_taken", ("ann",))]


async def test_what_is_stated_while_wrapping_up_is_kept_when_the_time_runs_out(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.state_disposition("ann", "c1", Disposition.ONLINE_FORM)
    assert (await house.engine.view("ann")).disposition is Disposition.ONLINE_FORM
    await house.passes(WRAP_UP_MS)
    assert (await house.staff("ann")).activity is Activity.IDLE
    assert (await house.call("c1")).disposition is Disposition.ONLINE_FORM
    assert [event.type for event in await house.events()].count("call.closed") == 1


async def test_of_two_hosts_the_last_word_counts(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    await house.engine.add_seat("c1", house.seat("second"), by="ann")
    await house.engine.accept("c1/second#1", "bob")
    for staff_id, disposition in (
        ("ann", Disposition.ANSWERED),
        ("bob", Disposition.REFERRED),
        ("ann", Disposition.REPORT_TAKEN),
    ):
        await house.engine.state_disposition(staff_id, "c1", disposition)
    await house.engine.leave_call("c1", "booth:c1")
    assert (await house.call("c1")).disposition is Disposition.REPORT_TAKEN


async def test_who_hands_over_has_said_so(house: House) -> None:
    await _handed_over(house)
    assert (await house.engine.view("ann")).disposition is Disposition.HANDED_OVER
    await house.engine.leave_call("c1", "booth:c1")
    assert (await house.call("c1")).disposition is None, "it is for its last host to say"


async def test_who_said_otherwise_before_handing_over_has_said_that(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.state_disposition("ann", "c1", Disposition.REFERRED)
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    assert (await house.engine.view("ann")).disposition is Disposition.REFERRED


async def test_who_may_state_how_it_was_finished(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("bob")
    for staff_id, call_id, code in (
        ("bob", "c1", "not_a_participant"),
        ("ann", "c9", "no_such_call"),
        ("eve", "c1", "no_such_person"),
    ):
        with pytest.raises(Refusal, match=code):
            await house.engine.state_disposition(staff_id, call_id, Disposition.ANSWERED)
        with pytest.raises(Refusal, match=code):
            await house.engine.flag_call(staff_id, call_id, Flag.ABUSE)


# What it is about, and how the visitor behaves ------------------------------------------------------


async def test_a_host_corrects_what_a_call_is_about(house: House) -> None:
    await house.talks("ann", "c1")
    for _ in range(2):
        await house.engine.classify_call("ann", "c1", Subject.COMPLAINT)
    assert (await house.call("c1")).subject is Subject.COMPLAINT
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.classify_call("ann", "c1", Subject.REPORT)
    told = [event for event in await house.events() if event.type == "call.classified"]
    assert [(event.call.subject, event.audience) for event in told] == [
        ("complaint", ("booth:c1", "ann")),
        ("report", ("ann",)),
    ]
    assert [entry.subject for entry in await _day(house, "ann")] == [Subject.REPORT]


async def test_who_handed_a_call_over_does_not_say_any_longer_what_it_is_about(house: House) -> None:
    await _handed_over(house)
    with pytest.raises(Refusal, match="wrong_state"):
        await house.engine.classify_call("ann", "c1", Subject.REPORT)
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.classify_call("eve", "c1", Subject.REPORT)
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.classify_call("bob", "c9", Subject.REPORT)
    await house.engine.classify_call("bob", "c1", Subject.REPORT)


async def test_what_is_reported_of_a_visitor_is_told_to_employees_alone(house: House) -> None:
    await house.talks("ann", "c1")
    for flag in (Flag.ABUSE, Flag.ABUSE, Flag.THREAT):
        await house.engine.flag_call("ann", "c1", flag)
    assert (await house.call("c1")).flag is Flag.THREAT
    told = [event for event in await house.events() if event.type == "call.flagged"]
    assert [(event.call.flag, event.by, event.audience) for event in told] == [
        ("abuse", "ann", ("ann",)),
        ("threat", "ann", ("ann",)),
    ]


async def test_what_is_reported_is_kept_for_supervisors_until_one_has_seen_it(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.flag_call("ann", "c1", Flag.ABUSE)
    await house.engine.leave_call("c1", "booth:c1")
    await house.passes(1000)
    await house.engine.flag_call("ann", "c1", Flag.THREAT)
    (kept,) = (await house.engine.board()).flagged
    assert (kept.call_id, kept.kind, kept.by, kept.display_name) == ("c1", "threat", "ann", "Ann")
    assert (kept.at, kept.booth_id, kept.location) == (house.clock.now, "booth:c1", "station-1")
    for _ in range(2):
        await house.engine.settle_flag("c1", "sue")
    assert (await house.engine.board()).flagged == ()
    assert (await house.call("c1")).flag is Flag.THREAT
    settled = [event for event in await house.events() if event.type == "flag.settled"]
    assert [(event.call_id, event.by) for event in settled] == [("c1", "sue")]


async def test_a_report_can_be_taken_back(house: House) -> None:
    await house.talks("ann", "c1")
    for flag in (Flag.THREAT, None, None):
        await house.engine.flag_call("ann", "c1", flag)
    assert (await house.call("c1")).flag is None
    assert (await house.engine.board()).flagged == ()
    told = [event for event in await house.events() if event.type == "call.flagged"]
    assert [event.flagged and event.flagged.kind for event in told] == ["threat", None]


async def test_what_happens_again_after_it_was_seen_is_reported_anew(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.accept("c1/agent#1", "ann")
    await house.engine.flag_call("ann", "c1", Flag.THREAT)
    await house.engine.settle_flag("c1", "sue")
    for _ in range(2):
        await house.engine.flag_call("ann", "c1", Flag.THREAT)
    assert [each.kind for each in (await house.engine.board()).flagged] == [Flag.THREAT]
    told = [event for event in await house.events() if event.type == "call.flagged"]
    assert len(told) == 2


async def test_of_too_many_reports_the_oldest_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "MOST_FLAGGED", 2)
    for number in range(3):
        await house.talks("ann", f"c{number}")
        await house.engine.flag_call("ann", f"c{number}", Flag.ABUSE)
        await house.engine.leave_call(f"c{number}", "ann")
        await house.engine.finish_wrap_up("ann", f"c{number}", None)
    assert [each.call_id for each in (await house.engine.board()).flagged] == ["c1", "c2"]
    await _much_later(house, casework.FLAGGED_KEPT_MS)
    await house.talks("ann", "c3")
    await house.engine.flag_call("ann", "c3", Flag.ABUSE)
    assert [each.call_id for each in (await house.engine.board()).flagged] == ["c3"]


# Notes ----------------------------------------------------------------------------------------------


async def test_a_note_outlives_the_call_for_a_while(house: House) -> None:
    await house.talks("ann", "c1")
    for _ in range(2):
        await house.engine.write_note("ann", "c1", "Fiets gestolen", 1)
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.write_note("ann", "c1", "Fiets gestolen, blauw", 2)
    view = await house.engine.view("ann")
    assert [(note.text, note.revision, note.display_name) for note in view.notes] == [
        ("Fiets gestolen, blauw", 2, "Ann")
    ]
    await house.passes(WRAP_UP_MS)
    note = await house.engine.note("ann", "c1")
    assert note is not None
    assert note.text == "Fiets gestolen, blauw"
    assert (await house.engine.day("ann", START, house.clock.now)).noted == ("c1",)
    left_ms = await house.client.pttl(f"{{{house.namespace}}}:notes:c1")
    assert 0 < left_ms <= 12 * 3_600_000
    await _much_later(house, 12 * 3_600_000)
    with pytest.raises(Refusal, match="no_such_call"):
        await house.engine.write_note("ann", "c1", "te laat", 3)


async def test_a_notes_text_stands_in_no_event(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.write_note("ann", "c1", "geheim", 1)
    written = [event for event in await house.events() if event.type == "note.written"]
    assert [(event.staff_id, event.audience) for event in written] == [("ann", ("ann",))]
    assert "geheim" not in str(await house.client.xrange(f"{{{house.namespace}}}:journal"))


async def test_of_two_pages_the_one_that_knew_the_text_replaces_it(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.write_note("ann", "c1", "een", 1)
    for revision in (1, 3):
        with pytest.raises(Refusal, match="changed_meanwhile"):
            await house.engine.write_note("ann", "c1", "twee", revision)
    await house.engine.write_note("ann", "c1", "twee", 2)
    for staff_id, call_id, code in (("bob", "c1", "not_a_participant"), ("ann", "c9", "no_such_call")):
        with pytest.raises(Refusal, match=code):
            await house.engine.write_note(staff_id, call_id, "drie", 3)
    with pytest.raises(Refusal, match="not_a_participant"):
        await house.engine.write_note("booth:c1", "c1", "drie", 1)


async def test_whoever_takes_a_call_over_reads_what_was_noted_but_not_the_other_way(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.write_note("ann", "c1", "van ann", 1)
    await house.engine.transfer_call("c1", house.seat("second"), by="ann")
    await house.ready("bob")
    await house.engine.accept("c1/second#1", "bob")
    await house.engine.write_note("bob", "c1", "van bob", 1)
    await house.engine.write_note("ann", "c1", "nog van ann", 2)
    assert [note.text for note in (await house.engine.view("ann")).notes] == ["nog van ann"]
    assert {note.text for note in (await house.engine.view("bob")).notes} == {"van bob", "nog van ann"}
    assert (await house.engine.view("booth:c1")).notes == ()
    written = [event.audience for event in await house.events() if event.type == "note.written"]
    assert written == [("ann",), ("bob",), ("ann", "bob")]


async def test_an_interpreter_reads_no_notes(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.write_note("ann", "c1", "van ann", 1)
    await house.connects("tom", ("ar",), role=Role.INTERPRETER)
    await house.engine.set_status("tom", Status.READY)
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    view = await house.engine.view("tom")
    assert view.call is not None
    assert view.notes == ()


# The own day ----------------------------------------------------------------------------------------


async def test_a_day_has_every_stay_and_every_offer_that_came_to_nothing(house: House) -> None:
    await house.ready("ann")
    await house.calls("c1")
    await house.engine.decline("c1/agent#1", "ann")
    await house.passes(5000)
    await house.passes(RING_MS)
    await house.ready("ann")
    await house.engine.accept("c1/agent#3", "ann")
    await house.engine.state_disposition("ann", "c1", Disposition.ANSWERED)
    joined_at = house.clock.now
    await house.passes(61_000)
    await house.engine.leave_call("c1", "booth:c1")
    await house.engine.finish_wrap_up("ann", "c1", Disposition.REFERRED)
    day = await house.engine.day("ann", START, house.clock.now + 1)
    assert [(entry.entry_id, entry.outcome) for entry in day.entries] == [
        ("c1/agent#3", Outcome.TALKED),
        ("c1/agent#2", Outcome.MISSED),
        ("c1/agent#1", Outcome.DECLINED),
    ]
    assert (day.calls, day.talk_ms, day.missed) == (1, 61_000, 1)
    stay = day.entries[0]
    assert (stay.joined_at, stay.at, stay.disposition) == (joined_at, joined_at + 61_000, "referred")
    assert (stay.call_id, stay.role, stay.language, stay.location) == ("c1", "agent", "nl", "station-1")
    assert (await house.engine.day("ann", stay.at + 1, house.clock.now + 1)).entries == ()
    assert stay not in (await house.engine.day("ann", START, stay.at)).entries


async def test_two_stays_in_one_call_are_two_entries(house: House) -> None:
    await _handed_over(house)
    await house.passes(WRAP_UP_MS)
    await house.engine.transfer_call("c1", house.seat("third"), by="bob")
    await house.engine.accept("c1/third#1", "ann")
    await house.engine.state_disposition("ann", "c1", Disposition.ANSWERED)
    await house.engine.leave_call("c1", "ann")
    assert [(entry.entry_id, entry.disposition) for entry in await _day(house, "ann")] == [
        ("c1/third#1", "answered"),
        ("c1/agent#1", "handed_over"),
    ]
    assert [entry.disposition for entry in await _day(house, "bob")] == ["handed_over"]


@pytest.mark.parametrize(("camera", "kind"), [(Device.ON, "video"), (Device.OFF, "audio"), (None, "audio")])
async def test_an_interpreters_day_says_whether_they_showed_themselves(
    house: House, camera: Device | None, kind: str
) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    await house.engine.add_seat("c1", house.interpreter(), by="ann")
    await house.engine.accept("c1/tolk#1", "tom")
    if camera:
        await house.engine.show_devices("c1", "tom", microphone=Device.ON, camera=camera)
        await house.engine.show_devices("c1", "tom", microphone=Device.ON, camera=Device.OFF)
    await house.passes(1000)
    await house.engine.leave_call("c1", "tom", LeaveReason.HUNG_UP)
    (stay,) = await _day(house, "tom")
    assert (stay.kind, stay.language, stay.call_language) == (kind, "ar", "nl")


async def test_each_stay_counts_by_itself_whether_they_showed_themselves(house: House) -> None:
    await house.talks("ann", "c1")
    await house.ready("tom", ("ar",))
    for number, seat_id in enumerate(("one", "two")):
        await house.engine.add_seat("c1", house.interpreter(seat_id), by="ann")
        await house.engine.accept(f"c1/{seat_id}#1", "tom")
        if number == 0:
            await house.engine.show_devices("c1", "tom", microphone=Device.ON, camera=Device.ON)
        await house.passes(1000)
        await house.engine.leave_call("c1", "tom", LeaveReason.HUNG_UP)
    assert [stay.kind for stay in await _day(house, "tom")] == ["audio", "video"]


async def test_an_interpreter_who_met_nobody_but_the_visitor_has_no_stay(house: House) -> None:
    await house.ready("ann")
    await house.ready("tom", ("ar",))
    await house.calls("c1", house.seat_with_interpreter())
    await house.engine.accept("c1/tolk#1", "tom")
    await house.passes(1000)
    await house.engine.decline("c1/agent#1", "ann")
    assert (await house.staff("tom")).activity is Activity.IDLE
    assert await _day(house, "tom") == ()


async def test_a_day_is_forgotten_after_eight(house: House) -> None:
    await house.talks("ann", "c1")
    await house.engine.leave_call("c1", "booth:c1")
    await _much_later(house, 8 * _DAY_MS + 1)
    assert len(await _day(house, "ann")) == 1, "until something else is entered, or the key expires"
    await house.ready("ann")
    await house.calls("c2")
    await house.passes(RING_MS)
    assert [entry.call_id for entry in await _day(house, "ann")] == ["c2"]
    left_ms = await house.client.pttl(f"{{{house.namespace}}}:day:ann")
    assert 7 * _DAY_MS < left_ms <= 8 * _DAY_MS
