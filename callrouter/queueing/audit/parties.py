"""Who has what: seats, reservations, people and participants say the same of each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from callrouter.model.records import Call
from callrouter.model.states import CALLERS, Activity, CallState, Role, SeatState, Status
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.state import KeptPerson, State

_WITH_PERSON = {SeatState.RESERVED, SeatState.TAKEN}
_WITH_CALL = {Activity.ON_CALL, Activity.WRAP_UP}


def check_parties(state: State) -> Iterator[Finding]:
    """Find whoever is in two places, or in one that doesn't know of them."""
    yield from _reservations(state)
    yield from _participations(state)
    for person in state.people.values():
        yield from _person(person)
    for call in state.calls.values():
        yield from _call(state, call)


def _reservations(state: State) -> Iterator[Finding]:
    code = FindingCode.RESERVATION_MISMATCH
    held = {
        str(kept.hidden.get("reservation_id")): kept
        for kept in state.seats
        if kept.seat.state is SeatState.RESERVED
    }
    pending = {name: kept.reservation for name, kept in state.reservations.items() if kept.pending}
    rung = {str(p.staff.reservation_id): p.staff for p in state.people.values() if p.staff.reservation_id}
    for name, reservation in pending.items():
        if name not in held or held[name].seat.staff_id != reservation.staff_id:
            yield Finding(code, name, "is pending, but its seat isn't held for its person")
        if name not in rung or rung[name].staff_id != reservation.staff_id:
            yield Finding(code, name, "is pending, but its person isn't reserved for it")
    wrong = [(kept.name, name) for name, kept in held.items() if name not in pending]
    wrong += [(staff.staff_id, name) for name, staff in rung.items() if name not in pending]
    for subject, name in wrong:
        yield Finding(code, subject, f"is held for {name}, which isn't pending")
    people = Counter(reservation.staff_id for reservation in pending.values())
    seats = Counter(f"{each.call_id}/{each.seat_id}" for each in pending.values())
    for name, count in (*people.items(), *seats.items()):
        if count > 1:
            yield Finding(FindingCode.DOUBLE_RESERVATION, name, f"has {count} pending reservations")


def _participations(state: State) -> Iterator[Finding]:
    code = FindingCode.PARTICIPANT_MISMATCH
    taken = {(str(k.seat.staff_id), k.call.call_id) for k in state.seats if k.seat.state is SeatState.TAKEN}
    taken |= {
        (participant.participant_id, call.call_id)
        for call in state.live.values()
        for participant in call.participants
        if participant.mode is not None
    }
    joined = {
        (participant.participant_id, call.call_id)
        for call in state.live.values()
        for participant in call.participants
        if participant.role not in CALLERS
    }
    said = {
        (person.staff.staff_id, str(person.staff.call_id))
        for person in state.people.values()
        if person.staff.activity is Activity.ON_CALL
    }
    for staff_id, call_id in sorted(taken | joined | said):
        pair = staff_id, call_id
        missing = [
            what
            for what, pairs in (
                ("has neither seat nor mode", taken),
                ("takes no part", joined),
                ("isn't on call", said),
            )
            if pair not in pairs
        ]
        if missing:
            yield Finding(code, staff_id, f"in {call_id}: {', '.join(missing)}")
    for staff_id, count in Counter(staff_id for staff_id, _ in taken | joined).items():
        if count > 1:
            yield Finding(FindingCode.DOUBLE_PARTICIPATION, staff_id, f"takes part in {count} calls")


def _person(person: KeptPerson) -> Iterator[Finding]:
    staff = person.staff
    for holds, what in (
        (
            (staff.reservation_id is not None) == (staff.activity is Activity.RESERVED),
            "reservation and activity",
        ),
        ((staff.call_id is not None) == (staff.activity in _WITH_CALL), "call and activity"),
        (
            (staff.wrap_up_ends_at is not None) == (staff.activity is Activity.WRAP_UP),
            "end of the wrap-up and activity",
        ),
        ((staff.reason is not None) == (staff.status is Status.AWAY), "reason and status"),
        (staff.next_reason is None or staff.next_status is Status.AWAY, "next reason and next status"),
        (staff.next_status is None or staff.activity in _WITH_CALL, "next status and activity"),
        (staff.next_status != staff.status or staff.next_reason != staff.reason, "status and next status"),
        (staff.activity is not Activity.RESERVED or staff.status is Status.READY, "status and activity"),
    ):
        if not holds:
            yield Finding(FindingCode.RECORD_CONTRADICTION, staff.staff_id, f"{what} contradict each other")


def _call(state: State, call: Call) -> Iterator[Finding]:
    ended = call.state is CallState.ENDED
    hosted = any(seat.hosts and seat.state is SeatState.TAKEN for seat in call.seats)
    seated = {seat.staff_id for seat in call.seats if seat.state is SeatState.TAKEN}
    visitors = [each.participant_id for each in call.participants if each.role in CALLERS]
    supervisors = sum(each.mode is not None for each in call.participants)
    end = FindingCode.END_MISMATCH
    for holds, code, what in (
        (
            ended == (call.ended_at is not None) == (call.end_reason is not None),
            end,
            "end, its time and reason",
        ),
        (
            not ended or all(seat.state is SeatState.CLOSED for seat in call.seats),
            end,
            "ended with an open seat",
        ),
        (not ended or call.call_id not in state.contents.of("chat"), end, "ended but its chat is kept"),
        (ended or visitors == [call.booth_id], end, "goes on without its visitor"),
        (call.disposition is None or ended, FindingCode.RECORD_CONTRADICTION, "finished but not ended"),
        (
            (call.state is CallState.TALKING) == (hosted and not ended),
            FindingCode.RECORD_CONTRADICTION,
            "state and who hosts it contradict each other",
        ),
        (
            ended
            or all(
                # Whoever took a call has a seat; whoever joined somebody else's has a mode.
                (each.role is Role.SUPERVISOR and each.participant_id not in seated)
                == (each.mode is not None)
                for each in call.participants
            ),
            FindingCode.RECORD_CONTRADICTION,
            "role, seat and mode of a participant contradict each other",
        ),
        (
            supervisors <= (hosted or ended),
            FindingCode.RECORD_CONTRADICTION,
            "several supervisors, or one without anybody who hosts it",
        ),
        (
            not hosted or call.answered_at is not None,
            FindingCode.RECORD_CONTRADICTION,
            "hosted but never answered",
        ),
        (
            call.held_at is None or ended or hosted,
            FindingCode.RECORD_CONTRADICTION,
            "on hold without anybody who holds it",
        ),
        (
            all((seat.staff_id is not None) == (seat.state in _WITH_PERSON) for seat in call.seats),
            FindingCode.RECORD_CONTRADICTION,
            "a seat's state and its person contradict each other",
        ),
        (
            ended
            or call.state is CallState.TALKING
            or any(s.hosts and s.state is not SeatState.CLOSED for s in call.seats),
            end,
            "waits but for nobody",
        ),
    ):
        if not holds:
            yield Finding(code, call.call_id, what)
