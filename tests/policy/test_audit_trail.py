"""What stands in the audit trail: every action of staff, of nobody else, and chained."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from callrouter.model.callback_steps import CallbackStep
from callrouter.model.events import EVENT, Event
from callrouter.model.sign_ins import SignInEnd
from callrouter.model.states import CallDeed, PersonDeed
from callrouter.policy.audit_trail import GENESIS, LEFT_OUT, READINGS, entries_of, entry_of, seal

_KINDS = {kind.model_fields["type"].annotation: kind for kind in get_args(get_args(Event)[0])}
_TYPES = {get_args(literal)[0]: kind for literal, kind in _KINDS.items()}

_CLOSING = {"reason": "technical", "by": "sue", "at": 1}
_CALL = {
    "call_id": "c1",
    "state": "talking",
    "booth_id": "booth:room-1",
    "centre": "centre",
    "location": "utrecht",
    "language": "ar",
    "subject": "question",
    "reference": "K7-42",
    "queued_at": 1,
    "participants": [
        {"participant_id": who, "role": role, "display_name": "A Name", "online": True, "joined_at": 2}
        for who, role in (("booth:room-1", "visitor"), ("ann", "agent"), ("tolk", "interpreter"))
    ],
    "seats": [
        {
            "seat_id": "t",
            "role": "interpreter",
            "language": "ar",
            "state": "closed",
            "hosts": False,
            "opened_at": 2,
        }
    ],
}
_STAFF = {
    "staff_id": "ann",
    "role": "agent",
    "display_name": "Ann",
    "centre": "centre",
    "languages": ["nl"],
    "status": "away",
    "reason": "break",
    "since": 5,
    "activity": "idle",
}


def _event(kind: str, **fields: Any) -> Event:
    return EVENT.validate_python({"type": kind, "event_id": "7-0", "at": 7, "audience": (), **fields})


def _told(kind: str, **fields: Any) -> tuple[str, str, str | None, str | None] | None:
    entry = entry_of(_event(kind, **fields), number=1)
    return None if entry is None else (entry.by, entry.action, entry.subject, entry.outcome)


def _status(status: str, reason: str | None, was: tuple[str, str | None], **fields: Any) -> Any:
    staff = _STAFF | {"status": status, "reason": reason} | fields
    return _told(
        "staff.changed",
        staff=staff,
        was={"status": was[0], "reason": was[1], "activity": "idle", "since": 1},
    )


def test_of_every_event_it_is_said_whether_it_is_an_action() -> None:
    assert READINGS.keys() | LEFT_OUT.keys() == _TYPES.keys()
    assert not READINGS.keys() & LEFT_OUT.keys()
    named = {kind for kind, model in _TYPES.items() if {"by", "staff_id"} & model.model_fields.keys()}
    assert named <= READINGS.keys()


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("call.joined", {"call": _CALL, "participant_id": "tolk"}, ("tolk", "call.joined", "c1", None)),
        ("call.held", {"call": _CALL, "by": "ann"}, ("ann", "call.held", "c1", "talking")),
        ("call.held", {"call": _CALL | {"held_at": 3}, "by": "ann"}, ("ann", "call.held", "c1", "held")),
        ("call.prioritised", {"call": _CALL, "by": "sue"}, ("sue", "call.prioritised", "c1", "0")),
        ("flag.settled", {"call_id": "c1", "by": "sue"}, ("sue", "flag.settled", "c1", None)),
        (
            "call.left",
            {"call": _CALL, "participant_id": "tolk", "reason": "hung_up"},
            ("tolk", "call.left", "c1", "hung_up"),
        ),
        (
            "call.left",
            {"call": _CALL, "participant_id": "tolk", "reason": "hung_up", "by": "ann"},
            ("ann", "call.left", "c1", "released"),
        ),
        ("call.left", {"call": _CALL, "participant_id": "tolk", "reason": "connection_lost"}, None),
        (
            "call.ended",
            {"call": _CALL | {"state": "ended", "end_reason": "staff_hung_up"}},
            ("ann", "call.ended", "c1", "staff_hung_up"),
        ),
        ("call.ended", {"call": _CALL | {"state": "ended", "end_reason": "visitor_hung_up"}}, None),
        (
            "seat.changed",
            {"call": _CALL, "seat_id": "t", "by": "ann"},
            ("ann", "seat.changed", "c1", "canceled_interpreter"),
        ),
        ("seat.changed", {"call": _CALL, "seat_id": "t"}, None),
        ("seat.changed", {"call": _CALL, "seat_id": "t", "by": "citizen:r1"}, None),
        (
            "location.switched",
            {"location": "utrecht", "open": False, "by": "sue"},
            ("sue", "location.switched", "utrecht", "closed"),
        ),
        (
            "location.switched",
            {"location": "utrecht", "open": False, "by": "sue", "closing": _CLOSING},
            ("sue", "location.switched", "utrecht", "technical"),
        ),
        (
            "location.switched",
            {"location": "utrecht", "open": False, "by": "sue", "closing": _CLOSING, "again": True},
            ("sue", "location.switched", "utrecht", "told"),
        ),
        (
            "document.changed",
            {"name": "routing", "version": 3, "by": "sue"},
            ("sue", "document.changed", "routing", "3"),
        ),
        ("call.rated", {"call_id": "c1", "rating": 5}, None),
        (
            "action.noted",
            {"action": "sign_in.refused", "by": "ann", "outcome": "desk"},
            ("ann", "sign_in.refused", None, "desk"),
        ),
    ],
)
def test_an_action_of_staff_is_told_and_nothing_else(kind: str, fields: Any, told: Any) -> None:
    assert _told(kind, **fields) == told


def test_a_status_is_told_when_somebody_set_it() -> None:
    assert _status("away", "break", ("ready", None)) == ("ann", "staff.changed", "ann", "break")
    assert _status("away", "meeting", ("away", "break")) == ("ann", "staff.changed", "ann", "meeting")
    assert _status("ready", None, ("away", "missed")) == ("ann", "staff.changed", "ann", "ready")
    assert _status("ready", None, ("away", "disconnected")) == ("ann", "staff.changed", "ann", "returned")
    assert _status("away", "break", ("away", "break")) is None
    assert _status("away", "missed", ("ready", None)) is None
    assert _status("ready", None, ("away", "disconnected"), activity="on_call") is None
    # As it was told before the reason was.
    assert _status("away", "break", ("away", None)) is None


@pytest.mark.parametrize(("by", "step"), [("wim", "claim"), ("wim", "erase"), ("clock", "erase")])
def test_a_step_with_a_request_is_told_of_staff_and_an_erasure_of_the_clock_too(by: str, step: str) -> None:
    entry = entry_of(_step(by, step), number=1)
    assert entry is not None
    assert (entry.action, entry.subject, entry.reference) == (f"callback.{step}", "r1", "AB12")


@pytest.mark.parametrize(("by", "step"), [("clock", "wake"), ("citizen:r1", "cancel"), ("api", "ask")])
def test_a_step_of_the_citizen_or_of_time_is_no_action_of_staff(by: str, step: str) -> None:
    assert entry_of(_step(by, step), number=1) is None


def _step(by: str, step: str) -> Event:
    request = {
        "request_id": "r1",
        "revision": 2,
        "reference": "AB12",
        "state": "waiting",
        "origin": "form",
        "queue": "noord",
        "team": "noord",
        "centre": "centre",
        "neighborhood": "korrewegwijk",
        "subject": "question",
        "language": "nl",
        "wishes": {"channel": "phone"},
        "requested_at": 1,
        "due_at": 2,
    }
    return _event("callback.changed", request=request, was="waiting", step=step, by=by)


def test_nobody_from_outside_is_named_in_an_entry() -> None:
    entry = entry_of(_event("call.held", call=_CALL, by="ann"), number=1)
    assert entry is not None
    assert "Name" not in entry.model_dump_json()


def test_entries_are_numbered_on_and_a_gap_is_told_first() -> None:
    events = [_event("flag.settled", call_id=call, by="sue") for call in ("c1", "c2")]
    assert [entry.number for entry in entries_of(events, after=4)] == [5, 6]
    gap, *rest = entries_of(events, after=4, gap="3-0")
    assert (gap.action, gap.subject, gap.number) == ("trail.gap", "3-0", 5)
    assert [entry.number for entry in rest] == [6, 7]


def test_a_hash_covers_the_entry_and_the_hash_before() -> None:
    entry = entry_of(_event("flag.settled", call_id="c1", by="sue"), number=1)
    assert entry is not None
    text, digest = seal(entry, after=GENESIS)
    assert text == (
        '{"action":"flag.settled","at":7,"by":"sue","event_id":"7-0","form":2,"number":1,"subject":"c1"}'
    )
    # sha256sum of sixty-four zeros and that text.
    assert digest == _SUM
    assert seal(entry, after=digest).hash != digest
    assert seal(entry.model_copy(update={"by": "ann"}), after=GENESIS).hash != digest


_SUM = "2034e755c37a0f8ff651644bf6708a8a671c317ba40607b813ea61d9a11ade46"


#: Steps with callback requests that staff take.
_STEPS = [step for step in get_args(CallbackStep) if "by" in step.model_fields]
_ROOT = Path(__file__).parents[2]
_NOTED = (
    "call.requested",
    "sign_in.done",
    "sign_in.refused",
    "password.changed",
    "second_step.set",
    "second_step.removed",
    "recovery_code.used",
    "account.locked",
    "account.unlocked",
    *(f"sign_in.revoked.{end}" for end in SignInEnd if end is not SignInEnd.SIGNED_OUT),
    "export.made",
    "staff.day_read",
    "erasure.run",
    "erasure.asked",
    "erasure.staff",
    "export.person",
)


def test_the_page_has_words_for_every_action() -> None:
    texts = (_ROOT / "web/shared/i18n/nl/audit.ts").read_text("utf-8")
    actions = READINGS.keys() - {"callback.changed", "call.steered", "staff.steered", "action.noted"}
    actions |= {f"call.steered.{deed}" for deed in CallDeed} | {
        f"staff.steered.{deed}" for deed in PersonDeed
    }
    actions |= {f"callback.{step.model_fields['step'].default}" for step in _STEPS} | {*_NOTED, "trail.gap"}
    assert [action for action in sorted(actions) if f'"did.{action}' not in texts] == []
