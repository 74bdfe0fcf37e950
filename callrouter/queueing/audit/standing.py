"""Where people and calls are listed: pools, counters and indexes equal a recount from the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from callrouter.model.states import Activity, CallState, Order, SeatState, Status
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.state import State


def check_standing(state: State) -> Iterator[Finding]:
    """Find who or what is listed wrongly."""
    yield from _indexes(state)
    yield from _counters(state)
    yield from _pools(state)


def _indexes(state: State) -> Iterator[Finding]:
    live = state.live.values()
    lists: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
        ("calls", state.contents.one("calls"), {call.call_id: call.booth_id for call in live}),
        ("booths", state.contents.one("booths"), {call.booth_id: call.call_id for call in live}),
        (
            "people",
            dict.fromkeys(state.contents.one("people") or ()),
            {
                person.staff.staff_id: None
                for person in state.people.values()
                if person.staff.status is not Status.OFFLINE or person.staff.activity is not Activity.IDLE
            },
        ),
        (
            "unfilled",
            state.contents.one("unfilled"),
            {
                kept.name: kept.hidden["score"]
                for kept in state.seats
                if kept.seat.state in {SeatState.WAITING, SeatState.RESERVED}
            },
        ),
    ]
    waiting: dict[str, dict[str, Any]] = {}
    for call in live:
        if call.state is CallState.WAITING:
            waiting.setdefault(call.location, {})[call.call_id] = call.queued_at - call.head_start_ms
    listed = state.contents.of("waiting")
    lists += [
        (f"waiting:{location}", listed.get(location, {}), waiting.get(location, {}))
        for location in sorted({*waiting, *listed})
    ]
    for name, found, expected in lists:
        yield from differences(FindingCode.INDEX_MISMATCH, name, found, expected)


def _counters(state: State) -> Iterator[Finding]:
    for name in ("present", "staffed"):
        recount = Counter(
            place.pool for person in state.people.values() if getattr(person, name) for place in person.places
        )
        found = {pool: int(count) for pool, count in state.contents.one(name).items()}
        yield from differences(FindingCode.COUNTER_MISMATCH, name, found, recount)


def _pools(state: State) -> Iterator[Finding]:
    found = state.contents.of("ready")
    expected: dict[str, set[str]] = {}
    for staff_id, person in state.people.items():
        for place in person.places if person.available else ():
            expected.setdefault(place.pool, set()).add(staff_id)
            score = found.get(place.pool, {}).get(staff_id)
            rank = (
                _occupancy(person.hidden) if place.order is Order.OCCUPANCY else person.hidden["idle_since"]
            ) + place.handicap
            if score not in {None, rank}:
                yield Finding(
                    FindingCode.POOL_MISMATCH,
                    f"ready:{place.pool}",
                    f"{staff_id} stands at {score} instead of {rank}",
                )
        if person.available is not bool(person.hidden.get("standing")) and person.places:
            yield Finding(
                FindingCode.POOL_MISMATCH, staff_id, "is available and stands in no pool, or the reverse"
            )
    for pool in sorted({*found, *expected}):
        listed, should = dict.fromkeys(found.get(pool, ())), dict.fromkeys(expected.get(pool, ()))
        yield from differences(FindingCode.POOL_MISMATCH, f"ready:{pool}", listed, should)


def _occupancy(hidden: Mapping[str, Any]) -> int:
    """Return a person's rank by occupancy, in millionths: of the time until they last became free."""
    signed_in_ms = int(hidden["idle_since"]) - int(hidden["signed_in_at"])
    return int(hidden["busy_ms"]) * 1_000_000 // signed_in_ms if signed_in_ms > 0 else 0


def differences(
    code: FindingCode, name: str, found: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[Finding]:
    """Tell member by member how what is listed differs from what should be.

    With what stands there: the same booth in several readings may be of several calls that came and went.
    """
    for member in sorted({*found, *expected}):
        if member not in found:
            yield Finding(code, name, f"{member} ({expected[member]}) is missing")
        elif member not in expected:
            yield Finding(code, name, f"{member} ({found[member]}) doesn't belong there")
        elif found[member] != expected[member]:
            yield Finding(code, name, f"{member}: {found[member]} instead of {expected[member]}")
