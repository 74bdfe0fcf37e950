"""What employees record of a model's calls."""

from __future__ import annotations

from callrouter.model.states import Activity, CallState, Disposition, Flag, RefusalCode, Subject
from tests.queueing.model_records import ModelCall, unless
from tests.queueing.model_seats import Seats


class Casework(Seats):
    """Commands as in ``callrouter.queueing.casework``."""

    def finish_wrap_up(self, staff_id: str, call_id: str, disposition: Disposition | None) -> None:
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        call, person = self._as_participant(call_id, staff_id), self.people[staff_id]
        wrapping_up = person.activity is Activity.WRAP_UP and person.call_id == call_id
        over = call.state is CallState.ENDED
        unless(over or staff_id not in call.parties, RefusalCode.WRONG_STATE)
        if disposition is not None:
            self._state(call, staff_id, disposition)
        if wrapping_up:
            self._finish(person)
            self.place_person(person)

    def extend_wrap_up(self, staff_id: str, call_id: str, ends_at: int, *, most_ms: int) -> int:
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        person = self.people[staff_id]
        wrapping_up = person.activity is Activity.WRAP_UP and person.call_id == call_id
        unless(wrapping_up, RefusalCode.WRONG_STATE)
        assert person.wrap_up_ends_at is not None
        most = person.wrap_up_since + most_ms
        person.wrap_up_ends_at = max(person.wrap_up_ends_at, min(ends_at, most))
        return person.wrap_up_ends_at

    def state_disposition(self, staff_id: str, call_id: str, disposition: Disposition) -> None:
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
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
        unless(hosts or last, RefusalCode.WRONG_STATE)
        call.subject = subject
        if staff_id in call.left:
            call.left[staff_id].subject = subject

    def flag_call(self, staff_id: str, call_id: str, flag: Flag | None) -> None:
        unless(staff_id in self.people, RefusalCode.NO_SUCH_PERSON)
        call = self._as_participant(call_id, staff_id)
        if call.flag is flag and (flag is None or call_id in self.flagged):
            return
        call.flag = flag
        self.flagged.pop(call_id, None)
        if flag is not None:
            self.flagged[call_id] = flag, staff_id, self.now

    def settle_flag(self, call_id: str, by: str) -> None:  # noqa: ARG002
        self.flagged.pop(call_id, None)

    def write_note(self, staff_id: str, call_id: str, text: str, revision: int) -> None:
        unless(call_id in self.calls, RefusalCode.NO_SUCH_CALL)
        call = self.calls[call_id]
        unless(staff_id in call.ever and staff_id in self.people, RefusalCode.NOT_A_PARTICIPANT)
        over_at = None if call.ended_at is None else call.ended_at + call.request.notes_ms
        unless(over_at is None or over_at > self.now, RefusalCode.NO_SUCH_CALL)
        number, before = call.notes.get(staff_id, (0, None))
        if (number, before) != (revision, text):
            unless(revision == number + 1, RefusalCode.CHANGED_MEANWHILE)
            call.notes[staff_id] = revision, text
