"""What an event adds to the statistics; all of it stands in that event, so order doesn't matter."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from callrouter.model.events import (
    CallbackChanged,
    CallEnded,
    CallJoined,
    CallLeft,
    CallQueued,
    CallRated,
    Event,
    ReservationEnded,
    StaffChanged,
    StaffWas,
)
from callrouter.model.records import Call, Staff
from callrouter.model.states import (
    Activity,
    LeaveReason,
    ReservationOutcome,
    Role,
    Status,
)
from callrouter.model.statistics import (
    INTERVAL_MS,
    STARS,
    UNKNOWN,
    WAIT_CLASSES_S,
    CallCell,
    PersonCell,
    Tally,
    interval_of,
)
from callrouter.policy.callback_figures import of_callback

_TIMES = {
    Activity.RESERVED: "reserved_ms",
    Activity.ON_CALL: "on_call_ms",
    Activity.WRAP_UP: "wrap_up_ms",
}
_IDLE_TIMES = {Status.READY: "idle_ms", Status.AWAY: "away_ms", Status.OFFLINE: None}
#: Time that is counted for the call's place too, and how often it was spent.
_HANDLING = {Activity.ON_CALL: ("talk_ms", "talks"), Activity.WRAP_UP: ("wrap_up_ms", "wrap_ups")}
_OFFERS = {
    ReservationOutcome.TIMED_OUT: "missed",
    ReservationOutcome.DECLINED: "declined",
    ReservationOutcome.RESCINDED: "rescinded",
}


def wait_class(wait_ms: int) -> int:
    """Return the number of the class of this wait: the first whose upper end, included, isn't below it."""
    return bisect_left(WAIT_CLASSES_S, wait_ms / 1000)


def tally(event: Event) -> Tally:
    """Return what the event adds.

    An event must be counted once, in any order. A call that ends unanswered is abandoned for whatever reason,
    a lost connection too: then every call offered is answered or abandoned or still waits.
    """
    counted = Tally()
    match event:
        case CallQueued(call=call):
            counted[_cell(call, call.queued_at, "offered")] = 1
        case CallJoined():
            counted = _joining(event)
        case CallLeft(call=call, reason=LeaveReason.TRANSFERRED):
            counted[_cell(call, event.at, "transferred")] = 1
        case CallEnded(call=call):
            counted = _ending(call, event.at)
        case CallRated(location=location, language=language) if location and language:
            cell = CallCell(interval_of(event.at), location, language, event.subject or UNKNOWN, "ratings")
            counted[cell._replace(number=min(max(event.rating, 1), STARS) - 1)] = 1
        case CallbackChanged():
            counted = of_callback(event)
        case ReservationEnded():
            counted = _offer(event)
        case StaffChanged(staff=staff, was=was) if was is not None:
            counted = _stretch(staff, was, event.at)
    return counted


def running(people: Iterable[Staff], at: int) -> Tally:
    """Return what people's time adds from their last change until ``at``, of which no event tells yet."""
    counted = Tally()
    for person in people:
        was = StaffWas(status=person.status, activity=person.activity, since=person.since)
        counted.update(_time(person.staff_id, was, at))
    return counted


def _cell(call: Call, at: int, figure: str, number: int | None = None) -> CallCell:
    return CallCell(interval_of(at), call.location, call.language, call.subject, figure, number)


def _wait(call: Call, until: int, ending: str) -> Tally:
    wait_ms = max(0, until - call.queued_at)
    return Tally(
        {
            _cell(call, until, ending): 1,
            _cell(call, until, f"{ending}_wait_ms"): wait_ms,
            _cell(call, until, f"{ending}_waits", wait_class(wait_ms)): 1,
        }
    )


def _joining(event: CallJoined) -> Tally:
    if _answers(event):
        return _wait(event.call, event.at, "answered")
    taken = (seat for seat in event.call.seats if seat.staff_id == event.participant_id)
    seat = next(taken, None)
    if seat is None or seat.role is not Role.INTERPRETER:
        return Tally()
    joined = _cell(event.call, event.at, "interpreters_joined")._replace(language=seat.language)
    waited_ms = max(0, event.at - seat.opened_at)
    return Tally({joined: 1, joined._replace(figure="interpreter_wait_ms"): waited_ms})


def _answers(event: CallJoined) -> bool:
    """Whether this is the first employee to join.

    The time alone doesn't say so: an interpreter or a colleague may join within the same millisecond. The
    first hosting seat is the one the call was queued with, and is left for good.
    """
    first = next((seat for seat in event.call.seats if seat.hosts), None)
    return event.call.answered_at == event.at and first is not None and first.staff_id == event.participant_id


def _ending(call: Call, at: int) -> Tally:
    counted = Tally({_cell(call, at, "ended"): 1})
    for seat in call.seats:
        if seat.role is Role.INTERPRETER:
            sought = _cell(call, at, "interpreters_sought")._replace(language=seat.language)
            counted[sought] += 1
    if call.answered_at is None:
        return counted + _wait(call, at, "abandoned")
    hosting = {seat.role for seat in call.seats if seat.hosts}
    if not any(participant.role in hosting for participant in call.participants):
        counted[_cell(call, at, "transfers_abandoned")] = 1
    return counted


def _offer(event: ReservationEnded) -> Tally:
    offer, starts_at = event.reservation, interval_of(event.at)
    if event.outcome is ReservationOutcome.ACCEPTED:
        return Tally({PersonCell(starts_at, offer.staff_id, "answered"): 1})
    if (figure := _OFFERS.get(event.outcome)) is None:
        return Tally()
    counted = Tally({PersonCell(starts_at, offer.staff_id, figure): 1})
    if offer.role is Role.AGENT:  # an interpreter's answer says nothing of how the call was answered
        counted[CallCell(starts_at, offer.location, offer.language, offer.subject, figure)] = 1
    return counted


def _stretch(staff: Staff, was: StaffWas, until: int) -> Tally:
    counted = _time(staff.staff_id, was, until)
    if was.location is None or was.language is None or (figures := _HANDLING.get(was.activity)) is None:
        return counted
    spent, times = figures
    interprets = staff.role is Role.INTERPRETER
    # What a call costs its employees; an interpreter's time apart, or it would count the same call twice.
    figure = "interpreter_talk_ms" if interprets and was.activity is Activity.ON_CALL else spent
    cell = CallCell(interval_of(until), was.location, was.language, was.subject or UNKNOWN, figure)
    if interprets and figure == spent:
        return counted
    counted[cell] = max(0, until - was.since)
    if not interprets:
        # One that goes on, its person's status another one now, is told of in parts.
        counted[cell._replace(figure=times)] = int(staff.activity is not was.activity)
    return counted


def _time(staff_id: str, was: StaffWas, until: int) -> Tally:
    figure = _TIMES.get(was.activity) or _IDLE_TIMES[was.status]
    if figure is None:
        return Tally()
    return Tally({PersonCell(start, staff_id, figure): ms for start, ms in _split(was.since, until)})


def _split(since: int, until: int) -> Iterator[tuple[int, int]]:
    """Each interval's start, and how much of the time from ``since`` until ``until`` lies in it."""
    while since < until:
        start = interval_of(since)
        end = min(until, start + INTERVAL_MS)
        yield start, end - since
        since = end
