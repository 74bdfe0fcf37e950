"""The commands about a model's calls, reservations and locations."""

from __future__ import annotations

from collections import Counter

from callrouter.model.commands import CallRequest, Redirect, SeatSpec
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.records import Passed
from callrouter.model.states import (
    Activity,
    CallState,
    Device,
    Disposition,
    EndReason,
    LeaveReason,
    RefusalCode,
    ReservationOutcome,
    Role,
    SeatState,
)
from callrouter.model.steering_events import Deed
from tests.queueing.model_casework import Casework
from tests.queueing.model_records import ModelCall, ModelReservation, ModelSeat, Refused, unless


class Calls(Casework):
    """Commands as in ``callrouter.queueing.engine``."""

    def request_call(self, request: CallRequest) -> None:
        if request.call_id in self.calls:
            unless(self.calls[request.call_id].request.booth_id == request.booth_id, RefusalCode.NOT_YOURS)
            return
        busy = any(call.request.booth_id == request.booth_id for call in self.live())
        unless(not busy, RefusalCode.ALREADY_IN_CALL)
        unless(request.location not in self.closed, RefusalCode.CLOSED_BY_HAND)
        waiting = [
            call
            for call in self.live()
            if call.state is CallState.WAITING and call.request.location == request.location
        ]
        full = request.most_waiting is not None and len(waiting) >= request.most_waiting
        unless(not full, RefusalCode.QUEUE_FULL)
        unless(
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

    def _ringing(self, name: str, staff_id: str) -> ModelReservation:
        unless(name in self.reservations, RefusalCode.NO_SUCH_RESERVATION)
        reservation = self.reservations[name]
        unless(reservation.staff_id == staff_id, RefusalCode.NOT_YOURS)
        return reservation

    def _too_late(self, reservation: ModelReservation) -> RefusalCode:
        call = reservation.call
        # As it is now: a seat may have been opened again since.
        seat = call.seats[reservation.seat.spec.seat_id]
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

    def leave_call(self, call_id: str, participant_id: str, reason: LeaveReason) -> None:
        call = self._as_participant(call_id, participant_id)
        if call.state is not CallState.ENDED and participant_id in call.parties:
            self._leave(call, participant_id, reason)

    def add_seat(self, call_id: str, seat: SeatSpec, *, by: str) -> None:
        call = self._as_participant(call_id, by)
        if seat.seat_id in call.seats and call.seats[seat.seat_id].by == by:
            return
        unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        unless(by in call.parties and call.parties[by].mode is None, RefusalCode.NOT_A_PARTICIPANT)
        unless(not call.knows(seat), RefusalCode.ALREADY_INVITED)
        open_seats = [each for each in call.seats.values() if each.state is not SeatState.CLOSED]
        for each in open_seats:
            like = (each.spec.role, each.spec.language) == (seat.role, seat.language)
            host = each.spec.hosts and each.state is SeatState.TAKEN
            unless(not like or host, RefusalCode.ALREADY_INVITED)
        unless(not call.full, RefusalCode.CALL_FULL)
        waits = call.state is CallState.WAITING
        opened = self.open_seat(call, seat, call.score if waits else self.now)
        opened.by = by
        self.place_seat(call, opened)
        self.settle(call)

    def cancel_seat(self, call_id: str, seat_id: str, *, by: str, taken: bool) -> None:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(seat_id in call.seats, RefusalCode.NO_SUCH_SEAT)
        seat = call.seats[seat_id]
        if seat.state is SeatState.CLOSED:
            return
        unless(by in call.parties and call.parties[by].mode is None, RefusalCode.NOT_A_PARTICIPANT)
        if seat.state is SeatState.TAKEN:
            unless(taken and not seat.spec.hosts, RefusalCode.ALREADY_TAKEN)
            self._leave(call, str(seat.staff_id), LeaveReason.HUNG_UP, unwanted=True)
            return
        unless(not seat.spec.hosts or call.state is not CallState.WAITING, RefusalCode.WRONG_STATE)
        people = self._withdraw(call, seat)
        self.settle(call)
        for person in people:
            self.place_person(person)

    def transfer_call(self, call_id: str, seat: SeatSpec, *, by: str) -> None:
        call = self._as_participant(call_id, by)
        if seat.seat_id in call.seats and call.seats[seat.seat_id].by == by:
            return
        own = self._hosted(call, by)
        unless(not call.knows(seat), RefusalCode.ALREADY_INVITED)
        call.stated.setdefault(by, Disposition.HANDED_OVER)
        people = [self._depart(call, own)]
        for each in call.seats.values():
            if each.spec.hosts and each.state in {SeatState.WAITING, SeatState.RESERVED}:
                people += self._withdraw(call, each)
        opened = self.open_seat(call, seat, call.score)
        opened.by = by
        opened.offers[by] = seat.most_offers
        if not call.other_host(by):
            self._waits_again(call)
        self.place_seat(call, opened)
        self.settle(call)
        for person in people:
            self.place_person(person)

    def show_devices(self, call_id: str, participant_id: str, *, microphone: Device, camera: Device) -> None:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(participant_id in call.parties, RefusalCode.NOT_A_PARTICIPANT)
        unless(call.state is not CallState.ENDED, RefusalCode.WRONG_STATE)
        party = call.parties[participant_id]
        party.microphone, party.camera = microphone, camera
        if camera is Device.ON:
            call.pictured.add(participant_id)

    def hold_call(self, call_id: str, held: bool, *, by: str) -> None:  # noqa: FBT001  (as the engine's)
        call = self._as_participant(call_id, by)
        self._hosted(call, by)
        call.held_at = (call.held_at or self.now) if held else None

    def join_call(self, call_id: str, staff_id: str, mode: JoinMode, why: JoinReason) -> None:  # noqa: ARG002
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        call, person = self.calls[call_id], self.people[staff_id]
        unless(call.state is CallState.TALKING, RefusalCode.WRONG_STATE)
        supervisor = call.supervisor()
        if supervisor is None or supervisor.principal != staff_id:
            unless(person.activity is Activity.IDLE, RefusalCode.ALREADY_IN_CALL)
            unless(supervisor is None, RefusalCode.ALREADY_SUPERVISED)
            person.standing = None
            self.become(person, Activity.ON_CALL, call_id=call_id)
            self._join(call, staff_id, Role.SUPERVISOR, person.spec.display_name)
        call.parties[staff_id].mode = mode

    def prioritise_call(self, call_id: str, head_start_ms: int, *, most_ms: int, by: str) -> None:  # noqa: ARG002
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(call.state is CallState.WAITING, RefusalCode.WRONG_STATE)
        own_ms = call.request.head_start_ms
        call.head_start_ms = max(own_ms, min(own_ms + head_start_ms, most_ms))
        for seat in call.seats.values():
            if seat.spec.hosts and seat.state in {SeatState.WAITING, SeatState.RESERVED}:
                seat.score = call.score

    def redirect_call(self, call_id: str, redirect: Redirect, _deed: Deed) -> None:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        if call.redirected == redirect.deed_id:
            return
        own = self._wanted(call)
        unless(own.opened_at == redirect.opened_at, RefusalCode.CHANGED_MEANWHILE)
        call.redirected = redirect.deed_id
        people = self._withdraw(call, own, ReservationOutcome.RESCINDED)
        seat = redirect.seat.model_copy(update={"seat_id": own.spec.seat_id})
        opened = self.open_seat(call, seat, call.score)
        opened.by, opened.offers = own.by, Counter()
        self.place_seat(call, opened)
        self.settle(call)
        for person in people:
            self.place_person(person)

    def pull_call(self, call_id: str, deed: Deed) -> None:
        by = deed.by
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(call.state is not CallState.ENDED, RefusalCode.CALLER_LEFT)
        if (own := call.taken_by(by)) is not None and own.spec.hosts:
            return
        seat = self._wanted(call)
        unless(by in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[by]
        unless(person.activity is Activity.IDLE and self.connected(by), RefusalCode.WRONG_STATE)
        people = self._withdraw(call, seat, ReservationOutcome.RESCINDED)
        seat.spec = seat.spec.model_copy(update={"role": Role.SUPERVISOR, "companion": None})
        seat.state, seat.staff_id, seat.taken_at, seat.wrap_up_ms = SeatState.TAKEN, by, self.now, 0
        seat.attempts += 1
        seat.entry_id = f"{call.name_of(seat)}#{seat.attempts}"
        call.left.pop(by, None)
        call.pictured.discard(by)
        person.standing = None
        self.become(person, Activity.ON_CALL, call_id=call_id)
        self._join(call, by, Role.SUPERVISOR, person.spec.display_name)
        call.stated.pop(by, None)
        call.state, call.answered_at = CallState.TALKING, call.answered_at or self.now
        self.settle(call)
        for each in people:
            self.place_person(each)

    @staticmethod
    def _wanted(call: ModelCall) -> ModelSeat:
        unless(call.state is not CallState.ENDED, RefusalCode.CALLER_LEFT)
        sought = {SeatState.WAITING, SeatState.RESERVED} if call.state is CallState.WAITING else set()
        wanted = (seat for seat in call.seats.values() if seat.spec.hosts and seat.state in sought)
        if (seat := next(wanted, None)) is None:
            raise Refused(RefusalCode.ALREADY_TAKEN)
        return seat

    def stop_call(self, call_id: str, _deed: Deed) -> None:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        if call.end_reason is not EndReason.SUPERVISOR_ENDED:
            unless(call.state is not CallState.ENDED, RefusalCode.CALLER_LEFT)
            self._end_call(call, EndReason.SUPERVISOR_ENDED)

    def free_person(self, staff_id: str, busy_with: str, instead: SeatSpec, _deed: Deed) -> None:
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[staff_id]
        if (person.call_id or person.reservation_id) != busy_with:
            return
        call = self.calls[busy_with] if person.activity is Activity.ON_CALL else None
        own = call.taken_by(staff_id) if call is not None else None
        if person.activity is Activity.RESERVED:
            self._rescind(person)
        elif call is not None and own is not None:
            own.wrap_up_ms = 0
            if own.spec.hosts and not call.other_host(staff_id):
                self._seek_instead(call, own, instead)
            else:
                self._leave(call, staff_id, LeaveReason.FREED, unwanted=True)
        elif call is not None:
            self._step_out(call, staff_id)
        else:
            self._finish(person)
        self.place_person(person)

    def _seek_instead(self, call: ModelCall, own: ModelSeat, instead: SeatSpec) -> None:
        freed = str(own.staff_id)
        self._depart(call, own)
        asked = [
            each
            for each in call.seats.values()
            if each.spec.hosts and each.state in {SeatState.WAITING, SeatState.RESERVED}
        ]
        others = [person for each in asked for person in self._withdraw(call, each)]
        opened = self.open_seat(call, instead, call.score)
        opened.offers[freed] = instead.most_offers
        self._waits_again(call)
        self.place_seat(call, opened)
        self.settle(call)
        for person in others:
            self.place_person(person)

    def _waits_again(self, call: ModelCall) -> None:
        call.talked_at = self.now if call.state is CallState.TALKING else call.talked_at
        if (supervisor := call.supervisor()) is not None:
            self._step_out(call, supervisor.principal)
        call.state, call.held_at = CallState.WAITING, None

    def close_location(self, location: str, _deed: Deed) -> None:
        self.closed.add(location)

    def open_location(self, location: str, _deed: Deed) -> None:
        self.closed.discard(location)
