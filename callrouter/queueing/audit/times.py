"""What comes due and what expires: deadlines, leases and expiries equal what the records ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from callrouter.model.states import Activity, Status
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.state import KeptSeat, State
from callrouter.queueing.deadlines import DeadlineKind

#: Kinds of keys that are there for a while only, always.
_PASSING: Final = (
    "token:",
    "served:",
    "statistics:",
    "statistics_day:",
    "device:",
    "enrolment:",
    "day:",
)


def check_times(state: State) -> Iterator[Finding]:
    """Find deadlines nobody asked for or that are missing, lost sessions, and what is kept too long."""
    yield from _deadlines(state)
    yield from _sessions(state)
    yield from _expiries(state)


def _deadlines(state: State) -> Iterator[Finding]:
    code = FindingCode.DEADLINE_MISMATCH
    armed: dict[str, float] = state.contents.one("deadlines")
    expected = dict((*_of_calls(state), *_of_people(state), *_of_relays(state), *_of_places(state)))
    for name in sorted({*armed, *expected}):
        kind = name.partition(":")[0]
        if kind not in DeadlineKind.__members__.values() or kind == DeadlineKind.UNSTAFFED:
            continue
        if name not in armed:
            yield Finding(code, name, f"isn't armed, is due at {expected[name]:.0f}")
        elif name not in expected:
            yield Finding(code, name, "is armed for nothing")
        elif armed[name] != expected[name] and not (
            expected[name] <= state.now and armed[name] > expected[name]
        ):
            # One that has come may be claimed: then it comes again later.
            yield Finding(code, name, f"is armed for {armed[name]:.0f}, is due at {expected[name]:.0f}")


def _of_calls(state: State) -> Iterator[tuple[str, float]]:
    for name, kept in state.reservations.items():
        if kept.pending:
            yield f"{DeadlineKind.RING}:{name}", kept.reservation.expires_at
    for seat in state.seats:
        opened = seat.hidden["opened"]
        if seat.waits and opened < len(seat.plan.steps):
            yield f"{DeadlineKind.STEP}:{seat.name}", seat.seat.opened_at + seat.plan.steps[opened].after_ms
        elif seat.waits and _spent(state, seat):
            yield f"{DeadlineKind.REOFFER}:{seat.name}", float(seat.hidden.get("reoffer_at", 0))
    for call_id, call in state.live.items():
        hidden = state.hidden[call_id]
        lost = dict(hidden.get("lost") or {})
        for participant in call.participants:
            if not participant.online and participant.participant_id in lost:
                lost_at = lost[participant.participant_id]
                yield f"{DeadlineKind.LOST}:{participant.participant_id}", lost_at + hidden["grace_ms"]


def _spent(state: State, seat: KeptSeat) -> bool:
    """Whether the seat was offered to somebody as often as may be, or its companion's would be."""
    spec = seat.plan.companion
    alone = spec is None or seat.hidden.get("accompanied")
    partner = None if spec is None or alone else state.named.get(f"{seat.call.call_id}/{spec.seat_id}")
    return any(
        each.spent(staff_id)
        for each in (seat, partner)
        if each is not None
        for staff_id in dict(each.hidden.get("offers") or {})
    )


def _of_people(state: State) -> Iterator[tuple[str, float]]:
    for staff_id, person in state.people.items():
        for kind, at in (
            (DeadlineKind.WRAP_UP, person.staff.wrap_up_ends_at),
            (DeadlineKind.READY, person.staff.ready_at),
            (DeadlineKind.GRACE, person.hidden.get("grace_ends_at")),
            (DeadlineKind.FORGET, person.hidden.get("forget_at")),
        ):
            if at is not None:
                yield f"{kind}:{staff_id}", at
    for session_id, session in state.contents.of("session").items():
        yield f"{DeadlineKind.LEASE}:{session_id}", float(session["ends_at"])


def _of_relays(state: State) -> Iterator[tuple[str, float]]:
    for relay_id, relay in state.contents.of("relay").items():
        yield f"{DeadlineKind.RELAY}:{relay_id}", float(relay["ends_at"])


def _of_places(state: State) -> Iterator[tuple[str, float]]:
    for booth_id, text in state.contents.one("help").items():
        yield f"{DeadlineKind.HELP}:{booth_id}", float(json.loads(text)["lapses_at"])
    for location_id, text in state.contents.one("closed").items():
        if (reopens_at := json.loads(text).get("reopens_at")) is not None:
            yield f"{DeadlineKind.DOOR}:{location_id}", float(reopens_at)


def _sessions(state: State) -> Iterator[Finding]:
    code = FindingCode.SESSION_MISMATCH
    sessions = state.contents.of("session")
    listed = {(str(i), principal) for principal, ids in state.contents.of("sessions").items() for i in ids}
    said = {(session_id, session["principal"]) for session_id, session in sessions.items()}
    for session_id, principal in sorted(listed ^ said):
        yield Finding(code, session_id, f"isn't both a session and one of {principal}")
    connected = {principal for _, principal in listed}
    for call_id, call in state.live.items():
        lost = dict(state.hidden[call_id].get("lost") or {})
        for participant in call.participants:
            known = participant.participant_id in connected
            if participant.online is not known or participant.online is (participant.participant_id in lost):
                yield Finding(code, participant.participant_id, f"in {call_id}: connected and online differ")
        for principal in sorted(lost.keys() - {each.participant_id for each in call.participants}):
            yield Finding(code, principal, f"in {call_id}: lost but takes no part")
    for staff_id, person in state.people.items():
        leaving = [name for name in ("grace_ends_at", "forget_at") if person.hidden.get(name) is not None]
        offline = person.staff.status is Status.OFFLINE
        if len(leaving) > (not person.connected) or not (leaving or person.connected or offline):
            yield Finding(code, staff_id, "is neither connected nor about to be forgotten, or both")


def _expiries(state: State) -> Iterator[Finding]:
    code = FindingCode.EXPIRY_MISMATCH
    live = state.live
    ends = {f"call:{call_id}": call_id not in live for call_id in state.calls}
    ends |= {f"reservation:{name}": not kept.pending for name, kept in state.reservations.items()}
    ends |= {
        f"staff:{staff_id}": person.staff.status is Status.OFFLINE
        and person.staff.activity is Activity.IDLE
        and not person.connected
        for staff_id, person in state.people.items()
    }
    ends |= {f"notes:{call_id}": call_id not in live for call_id in state.contents.of("notes")}
    ends |= dict.fromkeys((n for n in state.contents.values if n.startswith(_PASSING)), True)
    for name, expires in sorted(ends.items()):
        if expires and name not in state.contents.expiring:
            yield Finding(code, name, "is over but kept for ever")
        elif not expires and name in state.contents.expiring:
            yield Finding(code, name, "is live but expires")
