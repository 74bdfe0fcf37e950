"""What employees record of a call, over real WebSockets: kept, and told to nobody else."""

from __future__ import annotations

import pytest

from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _answered(service: Service, desk: Person) -> tuple[Person, str]:
    """Return a booth in a call with the desk, and the call's id."""
    booth = await service.booth()
    await booth.says("call.request", language="nl", subject="question")
    ringing = await desk.hears("reservation.created")
    answer = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    return booth, answer["call_id"]


async def test_a_note_reaches_the_own_pages_and_whoever_takes_over_and_nobody_else(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    desk, other_page = await service.staff("desk", "agent-1"), await service.staff("desk", "agent-1")
    booth, call_id = await _answered(service, desk)
    answer = await desk.says("note.write", call_id=call_id, text="Fiets gestolen", revision=1)
    assert answer["type"] == "request.done"
    told = await other_page.hears("note.changed")
    assert (told["note"]["text"], told["note"]["revision"]) == ("Fiets gestolen", 1)
    late = await other_page.says("note.write", call_id=call_id, text="Iets anders", revision=1)
    assert late["code"] == "changed_meanwhile"
    to = {"kind": "person", "staff_id": "agent-2"}
    await desk.says("call.transfer", call_id=call_id, transfer_id="t1", to=to, consulted=False)
    assert (await desk.hears("disposition.stated"))["disposition"] == "handed_over"

    colleague = await service.staff("desk", "agent-2")
    ringing = await colleague.hears("reservation.created")
    await colleague.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    told = await colleague.says("note.read", call_id=call_id)
    assert [n["text"] for n in told["notes"]] == ["Fiets gestolen"]
    await colleague.drop()
    snapshot = await colleague.open()
    assert [(n["staff_id"], n["text"]) for n in snapshot["notes"]] == [("agent-1", "Fiets gestolen")]
    await colleague.says("call.flag", call_id=call_id, kind="abuse")
    flagged = (await supervisor.hears("call.flagged", lambda m: m["call"]["flag"] == "abuse"))["flagged"]
    assert (flagged["kind"], flagged["by"], flagged["call_id"]) == ("abuse", "agent-2", call_id)
    await colleague.says("call.classify", call_id=call_id, subject="report")
    classified = await booth.hears("call.classified")
    assert (classified["call"]["subject"], classified["call"]["flag"]) == ("report", None)
    await booth.says("call.leave", call_id=call_id)
    await supervisor.hears("call.ended")
    await supervisor.drop()
    assert (await supervisor.open())["board"]["flagged"] == [flagged], "it outlives the call"
    assert (await colleague.says("flag.settle", call_id=call_id))["code"] == "not_allowed"
    await supervisor.says("flag.settle", call_id=call_id)
    assert (await supervisor.hears("flag.settled"))["by"] == "supervisor-1"

    await desk.drop()
    wrapping_up = await desk.open()
    assert wrapping_up["call"]["reference"] == classified["call"]["reference"]
    assert wrapping_up["disposition"] == "handed_over"
    for person in (booth, supervisor):
        assert "Fiets" not in str(person.heard)
    assert not [m for m in booth.heard if m["type"] in {"call.flagged", "note.changed", "disposition.stated"}]


async def test_what_is_stated_is_kept_and_stands_in_the_own_day(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    booth, call_id = await _answered(service, desk)
    await desk.says("note.write", call_id=call_id, text="Geholpen", revision=1)
    stated = await desk.says("disposition.state", call_id=call_id, disposition="online_form")
    assert stated["type"] == "request.done"
    await booth.says("call.leave", call_id=call_id)
    await desk.hears("call.ended")
    done = await desk.says("wrap_up.finish", call_id=call_id, disposition="report_taken")
    assert done["type"] == "request.done"
    day = await desk.says("day.read", from_at=0, to_at=9_999_999_999_999)
    assert (day["type"], day["calls"], day["missed"]) == ("day.listed", 1, 0)
    (entry,) = day["entries"]
    assert (entry["call_id"], entry["disposition"], entry["outcome"]) == (call_id, "report_taken", "talked")
    assert day["noted"] == [call_id]
    (note,) = (await desk.says("note.read", call_id=call_id))["notes"]
    assert note["text"] == "Geholpen"
    colleague = await service.staff("desk", "agent-2", ready=False)
    assert (await colleague.says("note.read", call_id=call_id))["notes"] == []
    assert (await colleague.says("day.read", from_at=0, to_at=9_999_999_999_999))["entries"] == []


async def test_who_may_record_what(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    booth, call_id = await _answered(service, desk)
    interpreter = await service.staff("interpreter", "tolk-ar")
    for person in (booth, interpreter):
        for kind, fields in (
            ("note.write", {"text": "x", "revision": 1}),
            ("note.read", {}),
            ("call.flag", {"kind": "abuse"}),
            ("call.classify", {"subject": "report"}),
            ("disposition.state", {"disposition": "answered"}),
        ):
            assert (await person.says(kind, call_id=call_id, **fields))["code"] == "not_allowed"
    assert (await booth.says("day.read", from_at=0, to_at=1))["code"] == "not_allowed"
    assert (await interpreter.says("day.read", from_at=0, to_at=1))["type"] == "day.listed"
    for text in ("x" * 8001, 7):
        answer = await desk.says("note.write", call_id=call_id, text=text, revision=1)
        assert answer["code"] == "bad_message"
