"""The queue engine once more, as plainly as can be: no server, no queues, no indexes.

Methods are named like the engine's commands and raise ``Refused`` where the engine should refuse.
"""

from __future__ import annotations

from callrouter.model.commands import SessionSpec, StaffSpec
from callrouter.model.states import (
    Activity,
    AwayReason,
    LeaveReason,
    RefusalCode,
    ReservationOutcome,
    SeatState,
    Status,
)
from callrouter.queueing import DeadlineKind
from tests.queueing.model_calls import Calls
from tests.queueing.model_records import ModelCall, ModelPerson, unless

_FORGET_MS = 3_600_000
_BUSY = {Activity.ON_CALL, Activity.WRAP_UP}


class ModelHouse(Calls):
    """People, booths and calls; ``now`` is set by whoever gives commands."""

    # Sessions -------------------------------------------------------------------------------

    def open_session(self, session: SessionSpec, staff: StaffSpec | None) -> None:
        principal, ends_at = session.principal_id, self.now + session.lease_ms
        owner = self.sessions.get(session.session_id, (principal, 0))[0]
        unless(owner == principal, RefusalCode.NOT_YOURS)
        first = not self.connected(principal)
        self.sessions[session.session_id] = principal, ends_at
        if staff is not None:
            person = self.people.setdefault(
                principal, ModelPerson(staff, since=self.now, idle_since=self.now)
            )
            if person.spec.places != staff.places:
                person.standing = None
            person.spec = staff
            if first and person.status is Status.OFFLINE:
                self._set_status(person, Status.AWAY, AwayReason.SIGNED_IN)
        self._set_online(principal, online=True)
        if (known := self.people.get(principal)) is not None:
            known.grace_ends_at = known.forget_at = None
            self._restore(known)
            self.place_person(known)

    def renew_leases(self, session_ids: list[str], lease_ms: int) -> tuple[str, ...]:
        for session_id in session_ids:
            if session_id in self.sessions:
                self.sessions[session_id] = self.sessions[session_id][0], self.now + lease_ms
        return tuple(session_id for session_id in session_ids if session_id not in self.sessions)

    def close_session(self, session_id: str, *, grace_ms: int) -> None:
        if session_id not in self.sessions:
            return
        principal, _ = self.sessions.pop(session_id)
        if self.connected(principal):
            return
        self._set_online(principal, online=False)
        if (person := self.people.get(principal)) is not None:
            person.standing = None
            if grace_ms > 0:
                person.grace_ends_at = self.now + grace_ms
            else:
                self._disconnect(person)

    def _disconnect(self, person: ModelPerson) -> None:
        person.grace_ends_at, person.forget_at = None, self.now + _FORGET_MS
        known = person.reason is AwayReason.DISCONNECTED and person.next_status is None
        if person.status is not Status.OFFLINE and not known:
            before = person.status, person.reason, person.next_status, person.next_reason
            self._set_status(person, Status.AWAY, AwayReason.DISCONNECTED)
            person.before = before if person.activity in _BUSY else None
        if person.activity is Activity.RESERVED:
            self._rescind(person)

    def _restore(self, person: ModelPerson) -> None:
        if person.before is not None:
            self.turn(person)
            person.status, person.reason, person.next_status, person.next_reason = person.before
            person.before = None

    def _call_of(self, principal: str) -> ModelCall | None:
        person = self.people.get(principal)
        if person is not None:
            return self.calls[str(person.call_id)] if person.activity is Activity.ON_CALL else None
        return next((call for call in self.live() if call.request.booth_id == principal), None)

    def _set_online(self, principal: str, *, online: bool) -> None:
        call = self._call_of(principal)
        if call is not None and (call.parties[principal].lost_at is None) is not online:
            call.parties[principal].lost_at = None if online else self.now

    # Status ---------------------------------------------------------------------------------

    def set_status(self, staff_id: str, status: Status, reason: AwayReason | None = None) -> None:
        reason = (reason or AwayReason.OTHER) if status is Status.AWAY else None
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[staff_id]
        reachable = self.connected(staff_id) or person.grace_ends_at is not None
        comes = status is Status.READY or (status is Status.AWAY and person.status is Status.OFFLINE)
        unless(not comes or reachable, RefusalCode.WRONG_STATE)
        same = (person.status, person.reason) == (status, reason)
        if status is not Status.OFFLINE and person.activity in _BUSY:
            chosen = (None, None) if same else (status, reason)
            if chosen != (person.next_status, person.next_reason):
                person.next_status, person.next_reason = chosen
                person.before = None
            return
        if same and person.next_status is None:
            return
        self._set_status(person, status, reason)
        if status is not Status.READY and person.activity is Activity.RESERVED:
            self._rescind(person)
        self.place_person(person)

    # Time -----------------------------------------------------------------------------------

    def deadlines(self) -> dict[tuple[DeadlineKind, str], int]:
        """When what is due; nobody-staffed aside, which comes at once."""
        times: dict[tuple[DeadlineKind, str], int | None] = {}
        for name, reservation in self.reservations.items():
            times[DeadlineKind.RING, name] = reservation.expires_at if reservation.outcome is None else None
        for session_id, (_, ends_at) in self.sessions.items():
            times[DeadlineKind.LEASE, session_id] = ends_at
        for staff_id, person in self.people.items():
            times[DeadlineKind.WRAP_UP, staff_id] = person.wrap_up_ends_at
            times[DeadlineKind.READY, staff_id] = person.ready_at
            times[DeadlineKind.GRACE, staff_id] = person.grace_ends_at
            times[DeadlineKind.FORGET, staff_id] = person.forget_at
        for call in self.live():
            for seat in call.seats.values():
                if seat.state is SeatState.WAITING and seat.opened < len(seat.spec.steps):
                    after_ms = seat.spec.steps[seat.opened].after_ms
                    times[DeadlineKind.STEP, call.name_of(seat)] = seat.opened_at + after_ms
                times[DeadlineKind.REOFFER, call.name_of(seat)] = seat.reoffer_at
            for principal, party in call.parties.items():
                grace_ends = None if party.lost_at is None else party.lost_at + call.request.grace_ms
                times[DeadlineKind.LOST, principal] = grace_ends
        return {name: at for name, at in times.items() if at is not None}

    def comes(self, kind: DeadlineKind, subject: str) -> None:
        """Do what a deadline brings, if it is due."""
        if kind is DeadlineKind.UNSTAFFED:
            self.skip_unstaffed(subject)
            return
        at = self.deadlines().get((kind, subject))
        if at is None or at > self.now:
            return
        if kind is DeadlineKind.RING:
            reservation = self.reservations[subject]
            person = self.people[reservation.staff_id]
            person.missed += 1
            self._set_status(person, Status.AWAY, AwayReason.MISSED)
            self._pass_on(reservation, ReservationOutcome.TIMED_OUT)
        elif kind in {DeadlineKind.STEP, DeadlineKind.REOFFER}:
            call = self.calls[subject.rpartition("/")[0]]
            place = self.offers_again if kind is DeadlineKind.REOFFER else self.place_seat
            place(call, call.seats[subject.rpartition("/")[2]])
        elif kind is DeadlineKind.LEASE:
            self.close_session(subject, grace_ms=0)
        elif kind is DeadlineKind.LOST:
            lost_in = self._call_of(subject)
            assert lost_in is not None
            self._leave(lost_in, subject, LeaveReason.CONNECTION_LOST)
        else:
            self._comes_for_person(kind, self.people[subject])

    def _comes_for_person(self, kind: DeadlineKind, person: ModelPerson) -> None:
        if kind is DeadlineKind.GRACE:
            self._disconnect(person)
        elif kind is DeadlineKind.FORGET:
            person.forget_at = None
            if person.status is not Status.OFFLINE:
                self._set_status(person, Status.OFFLINE, None)
        else:
            if kind is DeadlineKind.WRAP_UP:
                self._finish(person)
            else:
                person.ready_at = None
            self.place_person(person)
