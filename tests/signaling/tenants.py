"""Two centres that have nothing to do with each other, one of them at work; and how one asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from callrouter.model.directory import Directory
from callrouter.model.states import Role
from tests.signaling.conftest import Message, Person, Service
from tests.signaling.test_callbacks import asks

#: Somebody of every role at the other centre.
STRANGERS: Final = {
    Role.VISITOR: "booth:oost",
    Role.CITIZEN: "citizen:of-nobody",
    Role.AGENT: "agent-oost",
    Role.WIJKAGENT: "wijkagent-oost",
    Role.INTERPRETER: "tolk-oost",
    Role.SUPERVISOR: "supervisor-oost",
    Role.SERVICE: "service-oost",
}
#: Of what there is at the first centre, and of nothing.
NAMES: Final = ("call_id", "reservation_id", "seat_id", "callback_id", "staff_id", "officer", "help_id")
NOTHING: Final = dict.fromkeys(NAMES, "none") | {
    "location": "nowhere",
    "booth_id": "booth:nowhere",
    "help_id": "booth:nowhere#1",
}
OWN_CENTRE_ALONE: Final = {
    "plans": [{"steps": [{"after_s": 0, "reach": "own_centre", "speaker": "anybody"}]}]
}


def with_another_centre(directory: Directory) -> Directory:
    """Return the directory with a centre more, where somebody of every role works."""
    text = directory.model_dump()
    (agent,) = (each for each in text["accounts"] if each["staff_id"] == "agent-1")
    text["centres"] = [*text["centres"], {"centre_id": "oost", "name": "RSC Oost"}]
    text["locations"] = [
        *text["locations"],
        text["locations"][0] | {"location_id": "plein-oost", "name": "Plein Oost", "centre": "oost"},
    ]
    text["booths"] = [*text["booths"], {"booth_id": "booth:oost", "location": "plein-oost"}]
    text["teams"] = [*text["teams"], {"team_id": "team-oost", "name": "Team Oost", "centre": "oost"}]
    special = {Role.WIJKAGENT: {"teams": ("team-oost",)}, Role.SERVICE: {"locations": ("plein-oost",)}}
    text["accounts"] = [
        *text["accounts"],
        *(
            agent
            | {"staff_id": name, "role": role, "centre": "oost", "display_name": name}
            | special.get(role, {})
            for role, name in STRANGERS.items()
            if role not in {Role.VISITOR, Role.CITIZEN}
        ),
    ]
    return Directory.model_validate(text)


@dataclass(frozen=True, kw_only=True)
class Work:
    """What goes on at the first centre, by id."""

    names: dict[str, str]
    people: tuple[Person, ...]


async def a_days_work(service: Service) -> Work:
    """Have a call talked in, one that rings, help wanted, and a callback request held."""
    rules = service.node.parts.rules
    await rules.load()
    await rules.replace(type(rules.current()).model_validate(OWN_CENTRE_ALONE), 0, "supervisor-1")
    agent = await service.staff("desk", "agent-1")
    booth = await service.booth("demo")
    call_id = await _calls(booth)
    rings = await agent.hears("reservation.created")
    taken = await agent.says("reservation.accept", reservation_id=rings["reservation"]["reservation_id"])
    assert taken["type"] == "request.done"
    await agent.says("call.flag", call_id=call_id, kind="threat")
    await agent.says("note.write", call_id=call_id, text="Geheim", revision=1)
    wanted = await booth.says("help.request")
    assert wanted["type"] == "request.done"
    help_id: str = (await booth.hears("help.requested"))["help"]["help_id"]
    colleague = await service.staff("desk", "agent-2")
    second = await service.booth("demo-2")
    await _calls(second)
    ringing: Message = (await colleague.hears("reservation.created"))["reservation"]
    officer = await service.staff("wijkagent", "wijkagent-zuid")
    request_id = await asks(service, postcode="9721 AA")
    assert (await officer.says("callback.claim", callback_id=request_id))["type"] == "callback.told"
    names = {
        "call_id": call_id,
        "seat_id": rings["reservation"]["seat_id"],
        "reservation_id": ringing["reservation_id"],
        "callback_id": request_id,
        "staff_id": "agent-1",
        "officer": "wijkagent-zuid",
        "help_id": help_id,
        "location": "utrecht-stationsplein",
        "booth_id": "booth:demo",
    }
    return Work(names=names, people=(agent, booth, colleague, second, officer))


async def _calls(booth: Person) -> str:
    told = await booth.says("call.request", language="nl", subject="question")
    return str(told["call_id"])


_SDP: Final = "v=0\r\n"
_DEED: Final[dict[str, Any]] = {"deed_id": "d1", "to": {"kind": "person", "staff_id": "agent-oost"}}
_FORM: Final = {
    "name": "Jo Smit",
    "phone": "0612345678",
    "postcode": "9712 AB",
    "language": "nl",
    "topic": "question",
    "preference": "phone",
}
#: One example of each message; ``$name`` is a thing of the other centre, or nothing.
MESSAGES: Final[dict[str, dict[str, Any]]] = {
    "call.request": {"language": "nl", "subject": "question"},
    "call.rate": {"call_id": "$call_id", "rating": 3},
    "call.leave": {"call_id": "$call_id"},
    "chat.post": {"call_id": "$call_id", "entry_id": "e", "text": "hoi"},
    "chat.read": {"call_id": "$call_id"},
    "text.type": {"call_id": "$call_id", "entry_id": "e", "revision": 1, "text": "h"},
    "media.prepare": {"call_id": "$call_id"},
    "media.offer": {"call_id": "$call_id", "sdp_offer": _SDP},
    "media.show": {"call_id": "$call_id", "microphone": "on", "camera": "on"},
    "media.share": {"call_id": "$call_id", "on": True},
    "status.set": {"status": "ready"},
    "reservation.accept": {"reservation_id": "$reservation_id"},
    "reservation.decline": {"reservation_id": "$reservation_id"},
    "interpreter.invite": {"call_id": "$call_id", "language": "ar"},
    "interpreter.cancel": {"call_id": "$call_id", "seat_id": "$seat_id"},
    "call.hold": {"call_id": "$call_id", "held": True},
    "call.transfer": {"call_id": "$call_id", "transfer_id": "t1", "to": _DEED["to"], "consulted": False},
    "transfer.cancel": {"call_id": "$call_id", "seat_id": "$seat_id"},
    "wrap_up.finish": {"call_id": "$call_id", "disposition": "answered"},
    "wrap_up.extend": {"call_id": "$call_id", "ends_at": 2**42},
    "disposition.state": {"call_id": "$call_id", "disposition": "answered"},
    "call.classify": {"call_id": "$call_id", "subject": "report"},
    "call.flag": {"call_id": "$call_id", "kind": "threat"},
    "note.write": {"call_id": "$call_id", "text": "x", "revision": 1},
    "note.read": {"call_id": "$call_id"},
    "day.read": {"from_at": 0, "to_at": 2**42},
    "call.join": {"call_id": "$call_id", "mode": "listen", "why": "coaching"},
    "call.explain": {"call_id": "$call_id"},
    "call.prioritise": {"call_id": "$call_id", "head_start_s": 60},
    "call.move": {"call_id": "$call_id", **_DEED, "opened_at": 0},
    "call.pull": {"call_id": "$call_id"},
    "call.stop": {"call_id": "$call_id", "why": "zo"},
    "staff.steer": {"staff_id": "$staff_id", "status": "away"},
    "staff.free": {"staff_id": "$staff_id", "busy_with": "$call_id", "why": "zo"},
    "staff.read_day": {"staff_id": "$staff_id", "from_at": 0, "to_at": 2**42},
    "flag.settle": {"call_id": "$call_id"},
    "location.switch": {"location": "$location", "open": False},
    "booth.report": {"report": {"camera": "on", "microphone": "on", "loudspeaker": "ok", "network": "good"}},
    "help.request": {"call_id": "$call_id"},
    "help.withdraw": {},
    "help.acknowledge": {"help_id": "$help_id"},
    "help.settle": {"help_id": "$help_id"},
    "callback.list": {},
    "callback.read": {"callback_id": "$callback_id"},
    "callback.claim": {"callback_id": "$callback_id"},
    "callback.put_back": {"callback_id": "$callback_id"},
    "callback.hand_over": {"callback_id": "$callback_id", "queue": "team-oost"},
    "callback.invite": {"callback_id": "$callback_id", "invitation_id": "invitation-1"},
    "callback.plan": {
        "callback_id": "$callback_id",
        "starts_at": 2**42,
        "channel": "phone",
        "invitation_id": "invitation-1",
    },
    "callback.miss": {"callback_id": "$callback_id", "attempt_id": "attempt-1"},
    "callback.close": {"callback_id": "$callback_id", "outcome": "needless"},
    "callback.note": {"callback_id": "$callback_id", "text": "x"},
    "callback.dismiss": {"callback_id": "$callback_id"},
    "callback.propose": {"callback_id": "$callback_id"},
    "callback.ask": {"callback_id": "0123456789abcdef", "form": _FORM},
    "absence.set": {"staff_id": "$officer", "starts_at": 1, "ends_at": 2**42},
    "absence.clear": {"staff_id": "$officer"},
    "absence.list": {},
    "room.enter": {},
    "room.ask_phone": {},
    "room.ask_centre": {},
}

#: One example of each operation that has a query or a body.
OPERATIONS: Final[dict[str, dict[str, Any]]] = {
    "POST /calls": {"booth_id": "$booth_id", "language": "nl", "subject": "question"},
    "PUT /calls/{call_id}/priority": {"head_start_s": 60},
    "POST /calls/{call_id}/move": {**_DEED, "opened_at": 0},
    "POST /calls/{call_id}/end": {"why": "zo"},
    "PUT /people/{staff_id}/status": {"status": "away"},
    "POST /people/{staff_id}/free": {"busy_with": "$call_id", "why": "zo"},
    "PUT /locations/{location_id}/door": {"open": False},
    "PUT /locations/{location_id}/exceptions/{day}": {},
    "PUT /help": {"help_id": "$help_id", "state": "acknowledged"},
    "PUT /absences/{staff_id}": {"starts_at": 1, "ends_at": 2**42},
    "PUT /routing": {"version": 1, "rules": {}},
    "PUT /alerts/rules": {"version": 0, "rules": {"rules": []}},
    "POST /callbacks": {"id": "0123456789", **_FORM},
    "GET /statistics": {"from_at": "0", "to_at": "1000", "by": ""},
    "GET /statistics/report": {"from_day": "2026-11-01", "to_day": "2026-11-02"},
    "GET /statistics/export": {"from_day": "2026-11-01", "to_day": "2026-11-02", "table": "people"},
    "GET /audit/export": {"from_at": "0", "to_at": str(2**40)},
}


def filled_in(example: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return the example about these things."""
    return {
        field: names[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for field, value in example.items()
    }
