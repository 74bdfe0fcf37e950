"""What an interpreter is told: languages and the kind of call, and of the rest only what is said to them."""

from __future__ import annotations

import pytest

from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

#: Where a call comes from, and what an employee thinks of who calls.
NEVER = ("utrecht", "midden-nederland", "threat", "booths.changed", "location.changed")
#: Who is in it, and how they can be met.
NOT_BEFORE = ("booth:demo", "agent-1", "Sanne", "without_hearing")
#: Where they work themselves is no secret of a call's.
OWN = frozenset({"session.opened", "staff.changed"})


def _told(person: Person) -> str:
    heard = (message for message in person.heard if message["type"] not in OWN)
    return str([{name: told for name, told in message.items() if name != "staff"} for message in heard])


async def _rings(person: Person) -> str:
    reservation = (await person.hears("reservation.created"))["reservation"]
    assert (reservation["language"], reservation["subject"]) == ("ar", "complaint")
    return str(reservation["reservation_id"])


async def test_an_interpreter_learns_a_call_in_every_phase_by_its_language_and_kind(service: Service) -> None:
    agent = await service.staff("desk", "agent-1")
    interpreter = await service.staff("interpreter", "tolk-ar")
    booth = await service.booth()
    asked = await booth.says("call.request", language="ar", subject="complaint", needs=["without_hearing"])
    call_id = asked["call_id"]

    await _rings(interpreter)
    host = (await agent.hears("reservation.created"))["reservation"]["reservation_id"]
    await interpreter.drop()
    again = await interpreter.open()
    assert (again["call"], again["board"], again["locations"]) == (None, None, [])
    assert again["reservation"]["needs"] == []
    await agent.says("reservation.accept", reservation_id=host)
    await interpreter.hears("partner.changed")
    told = _told(interpreter)
    assert not [word for word in (*NEVER, *NOT_BEFORE) if word in told]

    reservation_id = again["reservation"]["reservation_id"]
    assert (await interpreter.says("reservation.accept", reservation_id=reservation_id))[
        "type"
    ] == "request.done"
    call = (await interpreter.hears("call.joined"))["call"]
    assert (call["language"], call["subject"], call["needs"]) == ("ar", "complaint", ["without_hearing"])
    assert [each["display_name"] for each in call["participants"] if each["role"] == "visitor"] == [""]
    await agent.says("call.flag", call_id=call_id, kind="threat")
    await agent.says("note.write", call_id=call_id, text="Jan", revision=1)
    await agent.says("call.hold", call_id=call_id, held=True)
    await interpreter.hears("call.held")
    await interpreter.says("call.leave", call_id=call_id)
    day = await interpreter.says("day.read", from_at=0, to_at=2**42)
    assert [entry["location"] for entry in day["entries"]] == ["-"]
    await booth.says("call.leave", call_id=call_id)
    await agent.hears("call.ended")
    told = _told(interpreter)
    assert not [word for word in (*NEVER, "Jan") if word in told]
