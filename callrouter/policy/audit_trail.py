"""Which event is an action of staff, what of it stands in the audit trail, and how entries are chained.

Each entry's hash covers the hash of the one before, so that none can be altered, left out or put in between
without all hashes after it being other ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final, NamedTuple

from callrouter.model.audit_trail import AuditEntry
from callrouter.model.events import (
    CallbackChanged,
    CallEnded,
    CallFlagged,
    CallLeft,
    CallSteered,
    CallSupervised,
    DocumentChanged,
    Event,
    LocationSwitched,
    ReservationEnded,
    SignInEnded,
    StaffChanged,
    StaffSteered,
)
from callrouter.model.sign_ins import SignInEnd
from callrouter.model.states import (
    HOSTS,
    Activity,
    AwayReason,
    EndReason,
    LeaveReason,
    ReservationOutcome,
    Role,
    Status,
)

#: What the hash of the first entry covers in place of one before it.
GENESIS: Final = "0" * 64
#: The form of ``READINGS``: raised when something that was told before is told in other words from now on.
FORM: Final = 2
#: What the trail tells of itself: events before this one are lost; this one can't be read; days were dropped.
GAP: Final = "trail.gap"
UNREADABLE: Final = "trail.unreadable"
DROPPED: Final = "trail.dropped"
#: Whom steps are told of that nobody took.
_CLOCK: Final = "clock"
#: What the service does by itself and still has to answer for.
_OWN_ACTIONS: Final = frozenset({"callback.erase"})
#: Beginnings of the ids of those who aren't staff; ``api`` is a form of others, which citizens fill in.
_OUTSIDE: Final = ("booth:", "citizen:")
_FORM: Final = "api"
#: Set by the service, not by the person.
_BY_ITSELF: Final = frozenset({AwayReason.SIGNED_IN, AwayReason.MISSED, AwayReason.DISCONNECTED})


class _Reading(NamedTuple):
    """How an event is read as an action; each names a field by its path, or finds it."""

    subject: str | Callable[[Any], str | None]
    by: str | Callable[[Any], str | None] = "by"
    outcome: str | Callable[[Any], object] | None = None
    reference: str | None = None
    action: str | Callable[[Any], str] = "type"


def _of_call(
    outcome: str | Callable[[Any], object] | None = None, by: str | Callable[[Any], str | None] = "by"
) -> _Reading:
    return _Reading("call.call_id", by, outcome, "call.reference")


def _decliner(event: ReservationEnded) -> str | None:
    """Return who declined; who accepts joins the call, which tells more of it."""
    return event.reservation.staff_id if event.outcome is ReservationOutcome.DECLINED else None


def _leaver(event: CallLeft) -> str | None:
    if event.by is not None:
        return event.by
    return event.participant_id if event.reason in {LeaveReason.HUNG_UP, LeaveReason.TRANSFERRED} else None


def _joiner(event: CallSupervised) -> str | None:
    return event.by if event.left in {None, LeaveReason.HUNG_UP} else None


def _ender(event: CallEnded) -> str | None:
    """Return who hung up: of those who host it only the last one's leaving ends a call."""
    if event.call.end_reason is not EndReason.STAFF_HUNG_UP:
        return None
    # A supervisor hosts what they took themselves; whoever only joined has a mode.
    hosting = HOSTS | {Role.SUPERVISOR}
    taking_part = (each for each in event.call.participants if each.mode is None)
    hosts = [each.participant_id for each in taking_part if each.role in hosting]
    return hosts[0] if len(hosts) == 1 else None


def _status_setter(event: StaffChanged) -> str | None:
    """Return who set a status: nobody where it changed by itself, or where only what follows from it did."""
    staff, was = event.staff, event.was
    if event.by is not None:  # told by ``staff.steered``
        return None
    if was is None or staff.status is Status.OFFLINE or staff.reason in _BY_ITSELF:
        return None
    if was.status is staff.status and was.reason in {staff.reason, None}:
        return None
    restored = was.reason is AwayReason.DISCONNECTED and staff.activity in {
        Activity.ON_CALL,
        Activity.WRAP_UP,
    }
    return None if restored else staff.staff_id


def _new_status(event: StaffChanged) -> str:
    """Tell who chose a status from who is ready again after an outage, which the page may have asked for."""
    staff, was = event.staff, event.was
    is_back = staff.status is Status.READY and was is not None and was.reason is AwayReason.DISCONNECTED
    return "returned" if is_back else staff.reason or staff.status


def _callback_outcome(event: CallbackChanged) -> str | None:
    request = event.request
    if event.step == "hand_over":
        return request.staff_id or request.queue
    return request.outcome


def _deed(event: CallSteered | StaffSteered) -> str:
    return f"{event.type}.{event.deed}"


def _document(event: DocumentChanged) -> str:
    return event.name if event.what is None else event.what.partition("/")[0]


def _new_text(event: DocumentChanged) -> object:
    return event.version if event.what is None else event.what.partition("/")[2].replace("/", " ")


def _of_document(event: DocumentChanged) -> str:
    return event.type if event.what is None else f"{event.name}.changed"


def _end_of_sign_in(event: SignInEnded) -> str:
    """Tell signing out, which is its person's own, from what is done to a sign-in."""
    return event.type if event.reason is SignInEnd.SIGNED_OUT else "sign_in.revoked"


def _signed_out(event: SignInEnded) -> str | None:
    return None if event.reason is SignInEnd.SIGNED_OUT else event.staff_id


def _page_or_reason(event: SignInEnded) -> str:
    return event.page if event.reason is SignInEnd.SIGNED_OUT else event.reason


def _door(event: LocationSwitched) -> str:
    if event.open:
        return "open"
    if event.again:
        return "told"
    return "closed" if event.closing is None or event.closing.reason is None else event.closing.reason


def _flag(event: CallFlagged) -> str:
    return "withdrawn" if event.flagged is None else event.flagged.kind


def _seat(event: Any) -> str:
    seat = next(each for each in event.call.seats if each.seat_id == event.seat_id)
    return f"{'canceled' if seat.state == 'closed' else 'asked'}_{seat.role}"


#: Every event that tells an action of staff, by its type.
READINGS: Final[Mapping[str, _Reading]] = {
    "reservation.ended": _Reading("reservation.call_id", _decliner, "outcome"),
    "call.joined": _of_call(by="participant_id"),
    "call.left": _of_call(lambda event: "released" if event.by else event.reason, by=_leaver),
    "call.ended": _of_call("call.end_reason", by=_ender),
    "call.held": _of_call(lambda event: "talking" if event.call.held_at is None else "held"),
    "call.supervised": _of_call(lambda event: event.mode or "left", by=_joiner),
    "call.prioritised": _of_call(lambda event: event.call.head_start_ms // 1000),
    "call.steered": _Reading("call_id", outcome="to", reference="reference", action=_deed),
    "staff.steered": _Reading("staff_id", outcome=lambda event: event.reason or event.status, action=_deed),
    "call.classified": _of_call("call.subject"),
    "call.flagged": _of_call(_flag),
    "flag.settled": _Reading("call_id"),
    "disposition.stated": _Reading("call_id", "staff_id", "disposition"),
    "note.written": _Reading("call_id", "staff_id"),
    "seat.changed": _of_call(_seat),
    "staff.changed": _Reading("staff.staff_id", _status_setter, _new_status),
    "location.switched": _Reading("location", outcome=_door),
    "help.requested": _Reading("help.booth_id"),
    "help.acknowledged": _Reading("help.booth_id"),
    "help.ended": _Reading("help.booth_id", outcome="reason"),
    "enrolment.offered": _Reading("booth_id"),
    "booth.enrolled": _Reading("booth_id"),
    "booth.revoked": _Reading("booth_id"),
    "alert.acknowledged": _Reading("alert.rule_id", outcome="alert.kind"),
    "document.changed": _Reading(_document, outcome=_new_text, action=_of_document),
    "callback.changed": _Reading(
        "request.request_id",
        outcome=_callback_outcome,
        reference="request.reference",
        action=lambda event: f"callback.{event.step}",
    ),
    "account.changed": _Reading("staff_id", outcome="what"),
    "sign_in.ended": _Reading(_signed_out, outcome=_page_or_reason, action=_end_of_sign_in),
    "action.noted": _Reading("subject", outcome="outcome", action="action"),
}

#: Every other event, and why it is no action of staff.
LEFT_OUT: Final[Mapping[str, str]] = {
    "call.queued": "a visitor's",
    "call.closed": "follows from what an employee stated",
    "call.rated": "a visitor's",
    "call.measured": "of the media",
    "participant.changed": "of a connection",
    "reservation.created": "of the queue",
    "booth.reported": "of a device",
    "chat.posted": "a conversation, not an action",
    "message.delivered": "of a carrier",
    "media.moved": "of the media",
    "media.replaced": "of a page",
    "alert.raised": "of the service",
    "alert.changed": "of the service",
    "alert.cleared": "of the service",
    "relay.registered": "of a relay",
    "relay.draining": "of a relay",
    "relay.gone": "of a relay",
}


def entry_of(event: Event, *, number: int) -> AuditEntry | None:
    """Return the entry of this number that tells the event, or None if it is no action of staff."""
    reading = READINGS.get(event.type)
    by = None if reading is None else _read(reading.by, event)
    if reading is None or by is None or str(by) in {"", _FORM} or str(by).startswith(_OUTSIDE):
        return None
    action = str(_read(reading.action, event))
    if by == _CLOCK and action.startswith("callback.") and action not in _OWN_ACTIONS:
        return None
    return AuditEntry(
        number=number,
        at=event.at,
        by=by,
        action=action,
        subject=_read(reading.subject, event),
        reference=_text(_read(reading.reference, event)),
        outcome=_text(_read(reading.outcome, event)),
        why=_text(getattr(event, "why", None)),
        event_id=event.event_id,
        form=FORM,
    )


def tells(entry: AuditEntry, event: Event) -> bool:
    """Say whether an entry tells an event.

    Of another form it was told in other words: then it must name nobody and nothing that the event doesn't.
    """
    if entry.form == FORM:
        return entry_of(event, number=entry.number) == entry
    named = event.model_dump_json()
    whom = (each for each in (entry.by, entry.subject) if each is not None)
    return entry.at == event.at and all(f'"{each}"' in named for each in whom)


def dropped(left: str, *, number: int, at: int, event_id: str) -> AuditEntry:
    """Return the entry that tells what the days left that are dropped with it, as ``start_of`` writes it."""
    return AuditEntry(number=number, at=at, by=_CLOCK, action=DROPPED, outcome=left, event_id=event_id)


def start_of(number: int, after: str) -> str:
    """Write where a trail begins whose first entry is of this number, behind that hash."""
    return f"{number - 1} {after}"


def entries_of(
    events: Sequence[Event], *, after: int, gap: str | None = None, unreadable: Sequence[str] = ()
) -> list[AuditEntry]:
    """Return the entries that tell these events, numbered on from ``after``.

    The first says that what followed the event ``gap`` is lost, if anything is; the last ones name events
    that can't be read.
    """
    entries: list[AuditEntry] = []
    if gap is not None and events:
        number, at, event_id = after + 1, events[0].at, events[0].event_id
        entries.append(
            AuditEntry(number=number, at=at, by=_CLOCK, action=GAP, subject=gap, event_id=event_id)
        )
    for event in events:
        entry = entry_of(event, number=after + len(entries) + 1)
        if entry is not None:
            entries.append(entry)
    for event_id in unreadable:
        number, at = after + len(entries) + 1, int(event_id.partition("-")[0])
        entries.append(AuditEntry(number=number, at=at, by=_CLOCK, action=UNREADABLE, event_id=event_id))
    return entries


class Sealed(NamedTuple):
    """An entry as it is kept: its text, and the hash over that and the hash before."""

    text: str
    hash: str


def seal(entry: AuditEntry, *, after: str) -> Sealed:
    """Chain an entry to the hash ``after`` which it comes."""
    text = json.dumps(
        entry.model_dump(mode="json", exclude_none=True),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return Sealed(text, chained(after, text))


def chained(after: str, text: str) -> str:
    """Return the hash of an entry's text behind the hash ``after``: SHA-256 over both, in hexadecimal."""
    return sha256(f"{after}{text}".encode()).hexdigest()


def _read(found: str | Callable[[Any], Any] | None, event: Event) -> Any:
    if found is None:
        return None
    return attrgetter(found)(event) if isinstance(found, str) else found(event)


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
