"""The queue engine once more, as plainly as can be: no server, no queues, no indexes.

Methods are named like the engine's commands and raise ``Refused`` where the engine should refuse.
"""

from __future__ import annotations

from callrouter.model.commands import CallRequest, SeatSpec, SessionSpec, StaffSpec
from callrouter.model.records import Passed
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Device,
    Disposition,
    EndReason,
    Flag,
    LeaveReason,
    Outcome,
    RefusalCode,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
    Subject,
)
from callrouter.queueing import DeadlineKind
from tests.queueing.model_matching import Matching
from tests.queueing.model_records import (
    ModelCall,
    ModelEntry,
    ModelParty,
    ModelPerson,
    ModelReservation,
    ModelSeat,
    Refused,
)

_BACK_OFF_MS = 5000
_FORGET_MS = 3_600_000
_ENTERED = {ReservationOutcome.TIMED_OUT: Outcome.MISSED, ReservationOutcome.DECLINED: Outcome.DECLINED}
_BUSY = {Activity.ON_CALL, Activity.WRAP_UP}


def _unless(holds: object, code: RefusalCode) -> None:
    if not holds:
        raise Refused(code)


class ModelHouse(Matching):
    """People, booths and calls; ``now`` is set by whoever gives commands."""

    # Sessions --------------------------------------------------------------------------------

    def open_session(self, session: SessionSpec, staff: StaffSpec | None) -> None:
        principal, ends_at = session.principal_id, self.now + session.lease_ms
        owner = self.sessions.get(session.session_id, (principal, 0))[0]
        _unless(owner == principal, RefusalCode.NOT_YOURS)
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

    # Status ----------------------------------------------------------------------------------

    def set_status(self, staff_id: str, status: Status, reason: AwayReason | None = None) -> None:
        reason = (reason or AwayReason.OTHER) if status is Status.AWAY else None
        _unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[staff_id]
        reachable = self.connected(staff_id) or person.grace_ends_at is not None
        comes = status is Status.READY or (status is Status.AWAY and person.status is Status.OFFLINE)
        _unless(not comes or reachable, RefusalCode.WRONG_STATE)
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

    def _set_status(self, person: ModelPerson, status: Status, reason: AwayReason | None) -> None:
        self.turn(person)
        if person.status is Status.OFFLINE:
            person.signed_in_at, person.busy_ms = self.now, 0
        person.status, person.reason = status, reason
        person.next_status = person.next_reason = person.before = None
        if status is Status.READY:
            person.idle_since = self.now

    def _finish(self, person: ModelPerson) -> None:
        self.become(person, Activity.IDLE)
        person.idle_since, person.before = self.now, None
        if person.next_status is not None:
            self._set_status(person, person.next_status, person.next_reason)

    def _release(self, person: ModelPerson, wrap_up_ms: int, call_id: str) -> None:
        if wrap_up_ms == 0:
            self._finish(person)
            return
        self.become(person, Activity.WRAP_UP, call_id=call_id)
        person.wrap_up_since, person.wrap_up_ends_at = self.now, self.now + wrap_up_ms

    # Calls -----------------------------------------------------------------------------------

    def request_call(self, request: CallRequest) -> None:
        if request.call_id in self.calls:
            _unless(self.calls[request.call_id].request.booth_id == request.booth_id, RefusalCode.NOT_YOURS)
            return
        busy = any(call.request.booth_id == request.booth_id for call in self.live())
        _unless(not busy, RefusalCode.ALREADY_IN_CALL)
        _unless(request.location not in self.closed, RefusalCode.CLOSED_BY_HAND)
        waiting = [
            call
            for call in self.live()
            if call.state is CallState.WAITING and call.request.location == request.location
        ]
        full = request.most_waiting is not None and len(waiting) >= request.most_waiting
        _unless(not full, RefusalCode.QUEUE_FULL)
        _unless(
            not request.require_staff or self._anybody_could_come(request.seat), RefusalCode.NOBODY_STAFFED
        )
        call = ModelCall(request, self.now, request.head_start_ms)
        self.calls[request.call_id] = call
        self._join(call, request.booth_id, Role.VISITOR, "")
        self.place_seat(call, self.open_seat(call, request.seat, call.score))

    def _anybody_could_come(self, seat: SeatSpec) -> bool:
        companion = seat.companion is not None and self.anybody_present(seat.companion.pools)
        return any(
            (companion or not step.with_companion) and self.anybody_present(step.pools) for step in seat.steps
        )

    def _join(self, call: ModelCall, principal: str, role: Role, name: str) -> None:
        lost_at = None if self.connected(principal) else self.now
        call.parties[principal] = ModelParty(principal, role, name, self.now, lost_at)
        call.ever.add(principal)

    def _ringing(self, name: str, staff_id: str) -> ModelReservation:
        _unless(name in self.reservations, RefusalCode.NO_SUCH_RESERVATION)
        reservation = self.reservations[name]
        _unless(reservation.staff_id == staff_id, RefusalCode.NOT_YOURS)
        return reservation

    def _too_late(self, reservation: ModelReservation) -> RefusalCode:
        call, seat = reservation.call, reservation.seat
        if reservation.outcome == ReservationOutcome.ACCEPTED:
            return RefusalCode.WRONG_STATE
        if reservation.outcome == ReservationOutcome.CANCELED or call.state is CallState.ENDED:
            return RefusalCode.CALLER_LEFT
        if seat.staff_id not in {None, reservation.staff_id}:
            return RefusalCode.ALREADY_TAKEN
        if seat.state is SeatState.CLOSED and reservation.outcome != ReservationOutcome.RESCINDED:
            return RefusalCode.CALLER_LEFT
        return RefusalCode.RESERVATION_EXPIRED

    def accept(self, name: str, staff_id: str) -> None:
        reservation = self._ringing(name, staff_id)
        if reservation.outcome == ReservationOutcome.ACCEPTED:
            return
        if reservation.outcome is not None:
            raise Refused(self._too_late(reservation))
        call, seat, person = reservation.call, reservation.seat, self.people[staff_id]
        reservation.outcome = ReservationOutcome.ACCEPTED
        seat.state, seat.entry_id, seat.taken_at = SeatState.TAKEN, name, self.now
        call.left.pop(staff_id, None)
        call.pictured.discard(staff_id)
        companion = call.companion_of(seat)
        if companion is not None:
            companion.companion_of = None
        self.become(person, Activity.ON_CALL, call_id=call.request.call_id)
        person.missed = 0
        self._join(call, staff_id, seat.spec.role, person.spec.display_name)
        if seat.spec.hosts:
            call.stated.pop(staff_id, None)
        if seat.spec.hosts and call.state is CallState.WAITING:
            call.state, call.answered_at = CallState.TALKING, call.answered_at or self.now

    def decline(self, name: str, staff_id: str, *, backoff_ms: int = 5000) -> None:
        reservation = self._ringing(name, staff_id)
        if reservation.outcome == ReservationOutcome.DECLINED:
            return
        if reservation.outcome is not None:
            raise Refused(self._too_late(reservation))
        person = self.people[staff_id]
        if backoff_ms > 0:
            person.ready_at = self.now + backoff_ms
        call, seat = reservation.call, reservation.seat
        if seat.spec.once and call.state is CallState.TALKING:
            seat.passed = Passed(staff_id=staff_id, outcome=ReservationOutcome.DECLINED)
            self._enter_offer(seat, call, ReservationOutcome.DECLINED)
            people = self._withdraw(call, seat, ReservationOutcome.DECLINED)
            self.settle(call)
            for each in people:
                self.place_person(each)
        else:
            self._pass_on(reservation, ReservationOutcome.DECLINED)
            self.place_person(person)

    def _rescind(self, person: ModelPerson) -> None:
        person.ready_at = self.now + _BACK_OFF_MS
        self._pass_on(self.reservations[str(person.reservation_id)], ReservationOutcome.RESCINDED)

    def _enter_offer(self, seat: ModelSeat, call: ModelCall, outcome: ReservationOutcome) -> None:
        if outcome in _ENTERED:
            staff_id = str(seat.staff_id)
            name = str(self.people[staff_id].reservation_id)
            self._enter(staff_id, ModelEntry(name, _ENTERED[outcome], self.now, call.subject))

    def _pass_on(self, reservation: ModelReservation, outcome: ReservationOutcome) -> None:
        call, seat = reservation.call, reservation.seat
        self._enter_offer(seat, call, outcome)
        reservation.outcome = outcome
        self.become(self.people[reservation.staff_id], Activity.IDLE)
        seat.passed = Passed(staff_id=reservation.staff_id, outcome=outcome)
        seat.state, seat.staff_id = SeatState.WAITING, None
        companion = call.companion_of(seat)
        kept = companion is not None and companion.state is not SeatState.WAITING
        if kept and self.seek(call, seat):
            return
        freed = self._dismiss(call, companion) if companion is not None else None
        self.place_seat(call, seat)
        if companion is not None:
            self.settle(call)
        if freed is not None:
            self.place_person(freed)

    def _dismiss(self, call: ModelCall, companion: ModelSeat) -> ModelPerson | None:
        if companion.state is SeatState.TAKEN:
            companion.wrap_up_ms = 0
            return self._depart(call, companion)
        if companion.state is SeatState.RESERVED:
            companion.offers[str(companion.staff_id)] -= 1
        return self._close_seat(call, companion, ReservationOutcome.RESCINDED)

    def _close_seat(
        self, call: ModelCall, seat: ModelSeat, outcome: ReservationOutcome = ReservationOutcome.CANCELED
    ) -> ModelPerson | None:
        was, staff_id = seat.state, seat.staff_id
        talked = call.state is CallState.TALKING or call.talked_at >= seat.taken_at
        if was is SeatState.TAKEN and staff_id is not None and talked:
            stated, kind = call.stated.get(staff_id), "video" if staff_id in call.pictured else "audio"
            entry = ModelEntry(seat.entry_id, Outcome.TALKED, self.now, call.subject, stated, kind)
            call.left[staff_id] = entry
            self._enter(staff_id, entry)
        seat.state, seat.staff_id, seat.reoffer_at = SeatState.CLOSED, None, None
        if was is SeatState.CLOSED or staff_id is None:
            return None
        person = self.people[staff_id]
        if was is SeatState.RESERVED:
            self.reservations[str(person.reservation_id)].outcome = outcome
            self.become(person, Activity.IDLE)
        else:
            if seat.spec.hosts:
                self.served[call.request.booth_id] = staff_id, self.now
            self._release(person, seat.wrap_up_ms, call.request.call_id)
        return person

    def _enter(self, staff_id: str, entry: ModelEntry) -> None:
        self.days.setdefault(staff_id, []).append(entry)

    def _depart(self, call: ModelCall, seat: ModelSeat) -> ModelPerson:
        del call.parties[str(seat.staff_id)]
        if seat.spec.hosts:
            call.last_hosts = {str(seat.staff_id)}
        person = self._close_seat(call, seat)
        assert person is not None
        return person

    def _end_call(self, call: ModelCall, reason: EndReason) -> None:
        call.last_hosts = call.hosts() or call.last_hosts
        freed = [self._close_seat(call, seat) for seat in call.seats.values()]
        for staff_id, disposition in call.stated.items():
            if staff_id in call.last_hosts:
                call.disposition = disposition
        call.state, call.ended_at, call.end_reason, call.held_at = CallState.ENDED, self.now, reason, None
        for person in freed:
            if person is not None:
                self.place_person(person)

    def _leave(
        self, call: ModelCall, participant_id: str, reason: LeaveReason, *, unwanted: bool = False
    ) -> None:
        lost = EndReason.CONNECTION_LOST if reason is LeaveReason.CONNECTION_LOST else None
        if participant_id == call.request.booth_id:
            unlost = EndReason.ABANDONED if call.answered_at is None else EndReason.VISITOR_HUNG_UP
            self._end_call(call, lost or unlost)
            return
        seat = call.taken_by(participant_id)
        assert seat is not None
        if seat.spec.hosts and not call.other_host(participant_id):
            self._end_call(call, lost or EndReason.STAFF_HUNG_UP)
            return
        person = self._depart(call, seat)
        if not unwanted:
            self._replace(call, seat, None if lost else participant_id)
        self.settle(call)
        self.place_person(person)

    def _replace(self, call: ModelCall, left: ModelSeat, but_not: str | None) -> None:
        host = call.seats.get(left.companion_of or "")
        if host is not None and host.state is SeatState.RESERVED:
            if but_not is not None:
                left.offers[but_not] = left.spec.most_offers
            self.place_seat(call, self.open_companion(call, host))

    def _as_participant(self, call_id: str, by: str) -> ModelCall:
        _unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        _unless(by in call.ever, RefusalCode.NOT_A_PARTICIPANT)
        return call

    def leave_call(self, call_id: str, participant_id: str, reason: LeaveReason) -> None:
        call = self._as_participant(call_id, participant_id)
        if call.state is not CallState.ENDED and participant_id in call.parties:
            self._leave(call, participant_id, reason)

    def add_seat(self, call_id: str, seat: SeatSpec, *, by: str) -> None:
        call = self._as_participant(call_id, by)
        if seat.seat_id in call.seats and call.seats[seat.seat_id].by == by:
            return
        _unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        _unless(by in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        _unless(not call.knows(seat), RefusalCode.ALREADY_INVITED)
        open_seats = [each for each in call.seats.values() if each.state is not SeatState.CLOSED]
        for each in open_seats:
            like = (each.spec.role, each.spec.language) == (seat.role, seat.language)
            host = each.spec.hosts and each.state is SeatState.TAKEN
            _unless(not like or host, RefusalCode.ALREADY_INVITED)
        _unless(not call.full, RefusalCode.CALL_FULL)
        opened = self.open_seat(call, seat, self.now)
        opened.by = by
        self.place_seat(call, opened)
        self.settle(call)

    def cancel_seat(self, call_id: str, seat_id: str, *, by: str, taken: bool) -> None:
        _unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        _unless(seat_id in call.seats, RefusalCode.NO_SUCH_SEAT)
        seat = call.seats[seat_id]
        if seat.state is SeatState.CLOSED:
            return
        _unless(by in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        if seat.state is SeatState.TAKEN:
            _unless(taken and not seat.spec.hosts, RefusalCode.ALREADY_TAKEN)
            self._leave(call, str(seat.staff_id), LeaveReason.HUNG_UP, unwanted=True)
            return
        _unless(not seat.spec.hosts or call.state is not CallState.WAITING, RefusalCode.WRONG_STATE)
        people = self._withdraw(call, seat)
        self.settle(call)
        for person in people:
            self.place_person(person)

    def _withdraw(
        self, call: ModelCall, seat: ModelSeat, outcome: ReservationOutcome = ReservationOutcome.CANCELED
    ) -> list[ModelPerson]:
        companion = call.companion_of(seat)
        people = [self._close_seat(call, seat, outcome)]
        if companion is not None:
            people.append(self._dismiss(call, companion))
        return [person for person in people if person is not None]

    def transfer_call(self, call_id: str, seat: SeatSpec, *, by: str) -> None:
        call = self._as_participant(call_id, by)
        if seat.seat_id in call.seats and call.seats[seat.seat_id].by == by:
            return
        own = self._hosted(call, by)
        _unless(not call.knows(seat), RefusalCode.ALREADY_INVITED)
        call.stated.setdefault(by, Disposition.HANDED_OVER)
        people = [self._depart(call, own)]
        for each in call.seats.values():
            if each.spec.hosts and each.state in {SeatState.WAITING, SeatState.RESERVED}:
                people += self._withdraw(call, each)
        opened = self.open_seat(call, seat, call.score)
        opened.by = by
        opened.offers[by] = seat.most_offers
        if not call.other_host(by):
            call.talked_at = self.now if call.state is CallState.TALKING else call.talked_at
            call.state, call.held_at = CallState.WAITING, None
        self.place_seat(call, opened)
        self.settle(call)
        for person in people:
            self.place_person(person)

    def _hosted(self, call: ModelCall, by: str) -> ModelSeat:
        _unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        _unless(by in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        seat = call.taken_by(by)
        if seat is None or not seat.spec.hosts:
            raise Refused(RefusalCode.WRONG_STATE)
        return seat

    def show_devices(self, call_id: str, participant_id: str, *, microphone: Device, camera: Device) -> None:
        _unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        _unless(participant_id in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        _unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        party = call.parties[participant_id]
        party.microphone, party.camera = microphone, camera
        if camera is Device.ON:
            call.pictured.add(participant_id)

    def hold_call(self, call_id: str, held: bool, *, by: str) -> None:  # noqa: FBT001  (as the engine's)
        call = self._as_participant(call_id, by)
        self._hosted(call, by)
        call.held_at = (call.held_at or self.now) if held else None

    def prioritise_call(self, call_id: str, head_start_ms: int, *, most_ms: int, by: str) -> None:  # noqa: ARG002
        _unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        _unless(call.state is CallState.WAITING, RefusalCode.WRONG_STATE)
        own_ms = call.request.head_start_ms
        call.head_start_ms = max(own_ms, min(own_ms + head_start_ms, most_ms))
        for seat in call.seats.values():
            if seat.spec.hosts and seat.state in {SeatState.WAITING, SeatState.RESERVED}:
                seat.score = call.score

    def switch_location(self, location: str, *, open: bool, by: str) -> None:  # noqa: A002, ARG002
        (self.closed.discard if open else self.closed.add)(location)

    def finish_wrap_up(self, staff_id: str, call_id: str, disposition: Disposition | None) -> None:
        _unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        call, person = self._as_participant(call_id, staff_id), self.people[staff_id]
        wrapping_up = person.activity is Activity.WRAP_UP and person.call_id == call_id
        over = call.state is CallState.ENDED
        _unless(over or staff_id not in call.parties, RefusalCode.WRONG_STATE)
        if disposition is not None:
            self._state(call, staff_id, disposition)
        if wrapping_up:
            self._finish(person)
            self.place_person(person)

    def state_disposition(self, staff_id: str, call_id: str, disposition: Disposition) -> None:
        _unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        self._state(self._as_participant(call_id, staff_id), staff_id, disposition)

    def _state(self, call: ModelCall, staff_id: str, disposition: Disposition) -> None:
        call.stated.pop(staff_id, None)
        call.stated[staff_id] = disposition
        if staff_id in call.left:
            call.left[staff_id].disposition = disposition
        if call.state is CallState.ENDED and staff_id in call.last_hosts:
            call.disposition = disposition

    def classify_call(self, staff_id: str, call_id: str, subject: Subject) -> None:
        call = self._as_participant(call_id, staff_id)
        seat = call.taken_by(staff_id)
        hosts = seat is not None and seat.spec.hosts
        last = call.state is CallState.ENDED and staff_id in call.last_hosts
        _unless(hosts or last, RefusalCode.WRONG_STATE)
        call.subject = subject
        if staff_id in call.left:
            call.left[staff_id].subject = subject

    def flag_call(self, staff_id: str, call_id: str, flag: Flag | None) -> None:
        _unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        call = self._as_participant(call_id, staff_id)
        if call.flag is flag:
            return
        call.flag = flag
        self.flagged.pop(call_id, None)
        if flag is not None:
            self.flagged[call_id] = flag, staff_id, self.now

    def settle_flag(self, call_id: str, by: str) -> None:  # noqa: ARG002
        self.flagged.pop(call_id, None)

    def write_note(self, staff_id: str, call_id: str, text: str, revision: int) -> None:
        _unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        _unless(staff_id in call.ever and staff_id in self.people, RefusalCode.NOT_A_PARTICIPANT)
        over_at = None if call.ended_at is None else call.ended_at + call.request.notes_ms
        _unless(over_at is None or over_at > self.now, RefusalCode.NO_SUCH_CALL)
        number, before = call.notes.get(staff_id, (0, None))
        if (number, before) != (revision, text):
            _unless(revision == number + 1, RefusalCode.CHANGED_MEANWHILE)
            call.notes[staff_id] = revision, text

    def extend_wrap_up(self, staff_id: str, call_id: str, ends_at: int, *, most_ms: int) -> int:
        _unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[staff_id]
        wrapping_up = person.activity is Activity.WRAP_UP and person.call_id == call_id
        _unless(wrapping_up, RefusalCode.WRONG_STATE)
        assert person.wrap_up_ends_at is not None
        most = person.wrap_up_since + most_ms
        person.wrap_up_ends_at = max(person.wrap_up_ends_at, min(ends_at, most))
        return person.wrap_up_ends_at

    # Time ------------------------------------------------------------------------------------

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
