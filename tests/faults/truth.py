"""What must hold after every fault, by the journal, by all that is kept, and by what people were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from callrouter.model.events import (
    CallEnded,
    CallJoined,
    CallLeft,
    CallQueued,
    Event,
    ReservationCreated,
    ReservationEnded,
)
from callrouter.model.records import Call
from callrouter.model.states import CallState, EndReason, ReservationOutcome
from callrouter.queueing import Journal, connect
from callrouter.queueing.audit import audit
from tests.faults.crowd import Crowd

_NAMESPACE = "callrouter"


async def told_and_kept(url: str, crowd: Crowd) -> None:
    """Assert that nothing was lost, doubled, overtaken or forgotten."""
    client = await connect(url)
    try:
        contradictions = await audit(client, _NAMESPACE)
        assert not contradictions, "\n".join(map(str, contradictions))
        events = await Journal(client, namespace=_NAMESPACE).after("0-0", limit=1_000_000)
        assert events is not None
    finally:
        await client.aclose()
    faults = [
        *_lost(events, crowd),
        *_doubled(events),
        *_held_twice(events),
        *_overtaken(events),
        *_cut_short(events),
    ]
    assert not faults, "\n".join(faults)


def _lost(events: Sequence[Event], crowd: Crowd) -> Iterable[str]:
    queued = {event.call.call_id for event in events if isinstance(event, CallQueued)}
    ended = {event.call.call_id for event in events if isinstance(event, CallEnded)}
    for visitor in crowd.visitors:
        for call_id in visitor.promised:
            if call_id not in queued:
                yield f"{call_id} was promised to {visitor.page.name} and is unknown"
        for call_id in visitor.done:
            if call_id not in ended:
                yield f"{call_id} was ended by {visitor.page.name} and goes on"
        earlier = visitor.promised[:-1]
        for call_id in earlier:
            if call_id not in ended:
                yield f"{visitor.page.name} has a later call, but {call_id} never ended"


def _doubled(events: Sequence[Event]) -> Iterable[str]:
    for kind in (CallQueued, CallEnded):
        counted = Counter(event.call.call_id for event in events if isinstance(event, kind))
        yield from (
            f"{kind.__name__} {times} times for {each}" for each, times in counted.items() if times > 1
        )
    joined = Counter(
        (e.call.call_id, e.participant_id, e.call.answered_at) for e in events if isinstance(e, CallJoined)
    )
    yield from (f"joined {times} times: {who}" for who, times in joined.items() if times > 1)


def _held_twice(events: Sequence[Event]) -> Iterable[str]:
    """Find who rang for two calls at once, or while in another; and calls that rang for two."""
    rings: dict[str, str] = {}
    calls: dict[str, str] = {}
    talks: dict[str, str] = {}
    for event in events:
        if isinstance(event, ReservationCreated):
            who, call_id = event.reservation.staff_id, event.reservation.call_id
            if who in rings or who in talks:
                yield f"{who} is rung for {call_id} and held by {rings.get(who) or talks.get(who)}"
            if call_id in calls:
                yield f"{call_id} rings for {who} and for {calls[call_id]}"
            rings[who], calls[call_id] = call_id, who
        elif isinstance(event, ReservationEnded):
            rings.pop(event.reservation.staff_id, None)
            calls.pop(event.reservation.call_id, None)
            if event.outcome is ReservationOutcome.ACCEPTED:
                talks[event.reservation.staff_id] = event.reservation.call_id
        elif isinstance(event, CallLeft):
            talks.pop(event.participant_id, None)
        elif isinstance(event, CallEnded):
            talks = {who: call_id for who, call_id in talks.items() if call_id != event.call.call_id}


def _overtaken(events: Sequence[Event]) -> Iterable[str]:
    """Find calls that were offered while another waited for longer: all stand in one queue."""
    waiting: dict[str, int] = {}
    ended = set()
    for event in events:
        if isinstance(event, CallQueued) or (
            isinstance(event, CallLeft) and event.call.state is CallState.WAITING
        ):
            waiting[event.call.call_id] = _rank(event.call)
        elif isinstance(event, ReservationCreated):
            rank = waiting.pop(event.reservation.call_id, None)
            if rank is not None:
                before = [each for each, earlier in waiting.items() if earlier < rank]
                if before:
                    yield f"{event.reservation.call_id} was offered before {before}"
        elif isinstance(event, ReservationEnded) and event.outcome is not ReservationOutcome.ACCEPTED:
            if event.reservation.call_id not in ended:
                waiting.setdefault(event.reservation.call_id, event.reservation.queued_at)
        elif isinstance(event, CallEnded | CallJoined):
            waiting.pop(event.call.call_id, None)
            if isinstance(event, CallEnded):
                ended.add(event.call.call_id)


def _rank(call: Call) -> int:
    return call.queued_at - call.head_start_ms


def _cut_short(events: Sequence[Event]) -> Iterable[str]:
    """Find calls that ended otherwise than by their visitor: nobody else hangs up here.

    One may leave before being answered: after hearing of an answer that was lost with a server.
    """
    by_visitor = {EndReason.VISITOR_HUNG_UP, EndReason.ABANDONED}
    for event in events:
        if isinstance(event, CallEnded) and event.call.end_reason not in by_visitor:
            yield f"{event.call.call_id} ended by {event.call.end_reason}"
