"""What the journal tells: replayed as far as it goes back, it ends in the records as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from callrouter.model.events import (
    CallClassified,
    CallClosed,
    CallEnded,
    CallFlagged,
    CallHeld,
    CallJoined,
    CallLeft,
    CallMeasured,
    CallPrioritised,
    CallQueued,
    CallSteered,
    CallSupervised,
    Event,
    MediaMoved,
    ParticipantChanged,
    ReservationCreated,
    ReservationEnded,
    SeatChanged,
    StaffChanged,
)
from callrouter.model.records import Call, Record, Staff
from callrouter.model.states import CallDeed, CallState, ReservationOutcome
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.state import State

_OF_CALLS = (
    CallQueued,
    CallJoined,
    CallLeft,
    CallEnded,
    CallClosed,
    CallHeld,
    CallPrioritised,
    CallSupervised,
    ParticipantChanged,
    SeatChanged,
    MediaMoved,
)


@dataclass
class Story:
    """The last that was told of each call, person and reservation, and how often what."""

    calls: dict[str, Call] = field(default_factory=dict)
    people: dict[str, Staff] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    queued: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)


def check_story(state: State) -> Iterator[Finding]:
    """Find events that can't follow each other, and records the journal tells otherwise of."""
    story = Story()
    for event in state.contents.events:
        yield from _tell(story, event, from_start=state.contents.from_start)
        if isinstance(event, CallSteered) and event.deed is CallDeed.PULLED:
            # Somebody answered for whom it didn't ring.
            story.accepted[event.call_id] += 1
    yield from _compare("call", story.calls, state.calls, state)
    yield from _compare("staff", story.people, {i: person.staff for i, person in state.people.items()}, state)
    for name, kept in state.reservations.items():
        told = story.outcomes.get(name)
        if told != kept.outcome and (told is not None or state.contents.from_start):
            yield _finding(name, f"is {kept.outcome}, but {told} by the journal")
    yield from _counts(story, state)


def _tell(story: Story, event: Event, *, from_start: bool) -> Iterator[Finding]:
    if not event.audience and isinstance(
        event, (*_OF_CALLS, ReservationCreated, ReservationEnded, StaffChanged)
    ):
        yield _finding(event.event_id, f"{event.type} is told to nobody")
    if isinstance(event, _OF_CALLS):
        call_id, call = event.call.call_id, event.call
        over = isinstance(event, (CallEnded, CallClosed))
        if (call.state is CallState.ENDED) is not over:
            yield _finding(call_id, f"{call.state} in {event.type}")
        story.calls[call_id] = call
        story.queued[call_id] += isinstance(event, CallQueued)
        story.ended[call_id] += isinstance(event, CallEnded)
        story.joined[call_id] += isinstance(event, CallJoined)
    elif isinstance(event, CallMeasured | CallClassified | CallFlagged):
        story.calls[event.call.call_id] = event.call
    elif isinstance(event, StaffChanged):
        before = story.people.get(event.staff.staff_id)
        if before == event.staff:
            yield _finding(event.staff.staff_id, "an event tells nothing new")
        if event.was is not None and before is not None:
            was = (event.was.status, event.was.activity, event.was.since)
            if was != (before.status, before.activity, before.since):
                yield _finding(event.staff.staff_id, "wasn't what an event says it was")
        story.people[event.staff.staff_id] = event.staff
    elif isinstance(event, ReservationCreated | ReservationEnded):
        yield from _tell_of_reservation(story, event, from_start=from_start)


def _tell_of_reservation(
    story: Story, event: ReservationCreated | ReservationEnded, *, from_start: bool
) -> Iterator[Finding]:
    name = event.reservation.reservation_id
    told = story.outcomes.get(name)
    if isinstance(event, ReservationCreated):
        if told is not None:
            yield _finding(name, "was made twice")
        story.outcomes[name] = "pending"
        return
    if told != "pending" and (from_start or told is not None):
        yield _finding(name, "ended without being pending")
    story.outcomes[name] = event.outcome
    story.accepted[event.reservation.call_id] += event.outcome is ReservationOutcome.ACCEPTED


def _compare(
    kind: str, told: Mapping[str, Record], kept: Mapping[str, Record], state: State
) -> Iterator[Finding]:
    for identifier, record in kept.items():
        last = told.get(identifier)
        if last is None and state.contents.from_start:
            yield _finding(f"{kind}:{identifier}", "the journal knows nothing of it")
        elif last is not None and last != record:
            fields = sorted(n for n in type(record).model_fields if getattr(last, n) != getattr(record, n))
            yield _finding(f"{kind}:{identifier}", f"differs from the journal in {', '.join(fields)}")


def _counts(story: Story, state: State) -> Iterator[Finding]:
    for call_id, call in story.calls.items():
        ended = call.state is CallState.ENDED
        begun = story.queued[call_id]
        if begun > 1 or (state.contents.from_start and begun != 1):
            yield _finding(call_id, f"entered the queue {begun} times")
        if story.ended[call_id] > 1 or (begun and story.ended[call_id] != ended):
            yield _finding(call_id, f"ended {story.ended[call_id]} times")
        if begun and story.joined[call_id] != story.accepted[call_id]:
            yield _finding(call_id, "joined and accepted differ")
        if not ended and call_id not in state.calls:
            yield _finding(call_id, "never ended but is gone")


def _finding(subject: str, detail: str) -> Finding:
    return Finding(FindingCode.JOURNAL_MISMATCH, subject, detail)
