"""What a model's seats, parties and people become as somebody comes, leaves, or doesn't answer."""

from __future__ import annotations

from callrouter.model.records import Passed
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    EndReason,
    LeaveReason,
    Outcome,
    RefusalCode,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
)
from tests.queueing.model_matching import Matching
from tests.queueing.model_records import (
    ModelCall,
    ModelEntry,
    ModelParty,
    ModelPerson,
    ModelReservation,
    ModelSeat,
    Refused,
    unless,
)

_BACK_OFF_MS = 5000
_ENTERED = {ReservationOutcome.TIMED_OUT: Outcome.MISSED, ReservationOutcome.DECLINED: Outcome.DECLINED}


class Seats(Matching):
    """Opening is for ``Matching``; this closes."""

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

    def _rescind(self, person: ModelPerson) -> None:
        person.ready_at = self.now + _BACK_OFF_MS
        self._pass_on(self.reservations[str(person.reservation_id)], ReservationOutcome.RESCINDED)

    def _as_participant(self, call_id: str, by: str) -> ModelCall:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(by in call.ever, RefusalCode.NOT_A_PARTICIPANT)
        return call

    def _hosted(self, call: ModelCall, by: str) -> ModelSeat:
        unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        unless(by in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        seat = call.taken_by(by)
        if seat is None or not seat.spec.hosts:
            raise Refused(RefusalCode.WRONG_STATE)
        return seat

    def _join(self, call: ModelCall, principal: str, role: Role, name: str) -> None:
        lost_at = None if self.connected(principal) else self.now
        call.parties[principal] = ModelParty(principal, role, name, self.now, lost_at)
        call.ever.add(principal)

    def _enter(self, staff_id: str, entry: ModelEntry) -> None:
        self.days.setdefault(staff_id, []).append(entry)

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

    def _withdraw(
        self, call: ModelCall, seat: ModelSeat, outcome: ReservationOutcome = ReservationOutcome.CANCELED
    ) -> list[ModelPerson]:
        companion = call.companion_of(seat)
        people = [self._close_seat(call, seat, outcome)]
        if companion is not None:
            people.append(self._dismiss(call, companion))
        return [person for person in people if person is not None]

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

    def _depart(self, call: ModelCall, seat: ModelSeat) -> ModelPerson:
        del call.parties[str(seat.staff_id)]
        if seat.spec.hosts:
            call.last_hosts = {str(seat.staff_id)}
        person = self._close_seat(call, seat)
        assert person is not None
        return person

    def _replace(self, call: ModelCall, left: ModelSeat, but_not: str | None) -> None:
        host = call.seats.get(left.companion_of or "")
        if host is not None and host.state is SeatState.RESERVED:
            if but_not is not None:
                left.offers[but_not] = left.spec.most_offers
            self.place_seat(call, self.open_companion(call, host))

    def _leave(
        self, call: ModelCall, participant_id: str, reason: LeaveReason, *, unwanted: bool = False
    ) -> None:
        lost = EndReason.CONNECTION_LOST if reason is LeaveReason.CONNECTION_LOST else None
        if participant_id == call.request.booth_id:
            unlost = EndReason.ABANDONED if call.answered_at is None else EndReason.VISITOR_HUNG_UP
            self._end_call(call, lost or unlost)
            return
        if call.parties[participant_id].mode is not None:
            self._step_out(call, participant_id)
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

    def _step_out(self, call: ModelCall, supervisor_id: str) -> None:
        del call.parties[supervisor_id]
        self._finish(self.people[supervisor_id])
        self.place_person(self.people[supervisor_id])

    def _end_call(self, call: ModelCall, reason: EndReason) -> None:
        call.last_hosts = call.hosts() or call.last_hosts
        freed = [self._close_seat(call, seat) for seat in call.seats.values()]
        for staff_id, disposition in call.stated.items():
            if staff_id in call.last_hosts:
                call.disposition = disposition
        if (supervisor := call.supervisor()) is not None:
            freed.append(self.people[supervisor.principal])
            self._finish(self.people[supervisor.principal])
        call.state, call.ended_at, call.end_reason, call.held_at = CallState.ENDED, self.now, reason, None
        for person in freed:
            if person is not None:
                self.place_person(person)
