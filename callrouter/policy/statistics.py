"""What an event adds to the statistics; all of it stands in that event, so order doesn't matter."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from callrouter.model.events import (
    CallEnded,
    CallJoined,
    CallLeft,
    CallQueued,
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
    WAIT_CLASSES_S,
    CallCell,
    CallRow,
    Cell,
    Grouping,
    Interval,
    PersonCell,
    PersonRow,
)

#: What is to be added to which figure; adding two of them is adding what both count.
Tally = Counter[Cell]

#: What cells name in place of what isn't told apart.
_ALL_TIME, _ALL_PLACES, _ALL_LANGUAGES = 0, "*", "mul"

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


def interval_of(at: int) -> int:
    """Return the start of the interval in which ``at`` falls; both UTC epoch ms."""
    return at - at % INTERVAL_MS


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
        case CallJoined(call=call) if _answers(event):
            counted = _wait(call, event.at, "answered")
        case CallLeft(call=call, reason=LeaveReason.TRANSFERRED):
            counted[_cell(call, event.at, "transferred")] = 1
        case CallEnded(call=call):
            counted = _ending(call, event.at)
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


def intervals(counted: Tally) -> tuple[Interval, ...]:
    """Return the intervals that ``counted`` holds figures of, by time."""
    calls: dict[int, dict[str, dict[str, dict[str, Any]]]] = {}
    people: dict[int, dict[str, dict[str, int]]] = {}
    for cell, count in (+counted).items():
        if isinstance(cell, PersonCell):
            people.setdefault(cell.starts_at, {}).setdefault(cell.staff_id, {})[cell.figure] = count
            continue
        places = calls.setdefault(cell.starts_at, {})
        figures = places.setdefault(cell.location, {}).setdefault(cell.language, {})
        if cell.wait_class is None:
            figures[cell.figure] = count
        else:
            figures.setdefault(cell.figure, [0] * (len(WAIT_CLASSES_S) + 1))[cell.wait_class] = count
    return tuple(
        Interval.model_validate({"starts_at": at, "calls": calls.get(at, {}), "people": people.get(at, {})})
        for at in sorted(calls.keys() | people.keys())
    )


def grouped(counted: Tally, by: Collection[Grouping]) -> Tally:
    """Return the same without what a report doesn't tell apart."""
    kept = frozenset(by)
    in_time, in_place, in_language = (each in kept for each in Grouping)
    told = Tally()
    for cell, count in counted.items():
        starts_at = cell.starts_at if in_time else _ALL_TIME
        if isinstance(cell, PersonCell):
            told[PersonCell(starts_at, cell.staff_id, cell.figure)] += count
        else:
            location = cell.location if in_place else _ALL_PLACES
            language = cell.language if in_language else _ALL_LANGUAGES
            told[CallCell(starts_at, location, language, cell.figure, cell.wait_class)] += count
    return told


def call_rows(told: Tally, by: Collection[Grouping]) -> tuple[CallRow, ...]:
    """Return the calls' rows of what was ``grouped``, in the order of what they name."""
    return tuple(
        CallRow(
            starts_at=interval.starts_at if Grouping.INTERVAL in by else None,
            location=location if Grouping.LOCATION in by else None,
            language=language if Grouping.LANGUAGE in by else None,
            figures=figures,
        )
        for interval in intervals(told)
        for location, by_language in sorted(interval.calls.items())
        for language, figures in sorted(by_language.items())
    )


def person_rows(told: Tally, by: Collection[Grouping]) -> tuple[PersonRow, ...]:
    """Return the people's rows of what was ``grouped``, by time and name."""
    return tuple(
        PersonRow(
            starts_at=interval.starts_at if Grouping.INTERVAL in by else None,
            staff_id=staff_id,
            figures=figures,
        )
        for interval in intervals(told)
        for staff_id, figures in sorted(interval.people.items())
    )


def _cell(call: Call, at: int, figure: str, wait_class: int | None = None) -> CallCell:
    return CallCell(interval_of(at), call.location, call.language, figure, wait_class)


def _wait(call: Call, until: int, ending: str) -> Tally:
    wait_ms = max(0, until - call.queued_at)
    return Tally(
        {
            _cell(call, until, ending): 1,
            _cell(call, until, f"{ending}_wait_ms"): wait_ms,
            _cell(call, until, f"{ending}_waits", wait_class(wait_ms)): 1,
        }
    )


def _answers(event: CallJoined) -> bool:
    """Whether this is the first employee to join.

    The time alone doesn't say so: an interpreter or a colleague may join within the same millisecond. The
    first hosting seat is the one the call was queued with, and is left for good.
    """
    first = next((seat for seat in event.call.seats if seat.hosts), None)
    return event.call.answered_at == event.at and first is not None and first.staff_id == event.participant_id


def _ending(call: Call, at: int) -> Tally:
    counted = Tally({_cell(call, at, "ended"): 1})
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
        counted[CallCell(starts_at, offer.location, offer.language, figure)] = 1
    return counted


def _stretch(staff: Staff, was: StaffWas, until: int) -> Tally:
    counted = _time(staff.staff_id, was, until)
    # What a call costs its employees; an interpreter's time would count the same call twice.
    if (figures := _HANDLING.get(was.activity)) is None or staff.role is Role.INTERPRETER:
        return counted
    if was.location is not None and was.language is not None:
        spent, times = figures
        cell = CallCell(interval_of(until), was.location, was.language, spent)
        counted[cell] = max(0, until - was.since)
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
