"""What waits: queues equal the seats' opened steps, and nobody waits for somebody who is available."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from callrouter.model.states import SeatState
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit.relays import has_room
from callrouter.queueing.audit.standing import differences
from callrouter.queueing.audit.state import KeptSeat, State

#: As far as the engine looks into a pool or a queue for somebody who may still be offered a seat.
_MOST_LOOKED_AT: Final = 50
#: The visitor and whoever has or is sought for a seat.
_MOST_PARTIES: Final = 4


def check_queues(state: State) -> Iterator[Finding]:
    """Find seats that wait in the wrong queues, or needn't wait."""
    roomy = has_room(state)
    expected: dict[str, dict[str, float]] = {}
    partners: dict[str, set[str]] = {}
    for kept in state.seats:
        if not kept.waits:
            continue
        for pool, partner in sorted(_queues(state, kept), key=str):
            name = pool if partner is None else f"{pool}+{partner}"
            expected.setdefault(name, {})[kept.name] = kept.hidden["score"]
            if partner is not None:
                partners.setdefault(pool, set()).add(f">{partner}")
                partners.setdefault(partner, set()).add(f"<{pool}")
        if roomy or not _wants_room(state.hidden[kept.call.call_id]):
            yield from _missed(state, kept)
        yield from _steps(state, kept)
    for kind, code, should in (
        ("seats", FindingCode.QUEUE_MISMATCH, expected),
        (
            "partners",
            FindingCode.QUEUE_MISMATCH,
            {n: dict.fromkeys(members) for n, members in partners.items()},
        ),
    ):
        found = state.contents.of(kind)
        for name in sorted({*found, *should}):
            listed = found.get(name, {})
            members = listed if isinstance(listed, dict) else dict.fromkeys(listed)
            yield from differences(code, f"{kind}:{name}", members, should.get(name, {}))


def _wants_room(hidden: Mapping[str, Any]) -> bool:
    """Whether the call rings only when a relay has room for it."""
    return bool(hidden.get("media")) and not any(map(hidden.get, ("relay_id", "stranded", "promised")))


def _accompanied(state: State, kept: KeptSeat) -> bool:
    """Whether somebody like the seat's companion is in the call or sought already, or has no room in it."""
    spec = kept.plan.companion
    if spec is None:
        return False
    seats = [seat for seat in state.calls[kept.call.call_id].seats if seat.state is not SeatState.CLOSED]
    return len(seats) + 1 >= _MOST_PARTIES or any(
        other.seat_id != kept.seat.seat_id and other.role == spec.role and other.language == spec.language
        for other in seats
    )


def _queues(state: State, kept: KeptSeat) -> set[tuple[str, str | None]]:
    """Pools the seat is open to, each with the companion's pool where it needs two people."""
    accompanied = _accompanied(state, kept)
    queues: set[tuple[str, str | None]] = set()
    for step in kept.plan.steps[: kept.hidden["opened"]]:
        if step.with_companion and kept.plan.companion is not None and not accompanied:
            queues |= {(pool, partner) for pool in step.pools for partner in kept.plan.companion.pools}
        else:
            queues |= {(pool, None) for pool in step.pools}
    return queues


def _missed(state: State, kept: KeptSeat) -> Iterator[Finding]:
    ready = state.contents.of("ready")
    needed = kept.plan.companion
    companion = None if needed is None else state.named.get(f"{kept.call.call_id}/{needed.seat_id}")

    def first_of(pool: str, seat: KeptSeat | None) -> set[str]:
        members = sorted(ready.get(pool, {}).items(), key=lambda each: (each[1], each[0]))[:_MOST_LOOKED_AT]
        return {staff_id for staff_id, _ in members if seat is None or not seat.spent(staff_id)}

    for pool, partner in _queues(state, kept):
        people = first_of(pool, kept)
        if partner is None:
            if people:
                yield Finding(
                    FindingCode.MISSED_MATCH, kept.name, f"waits for {pool}, where somebody is available"
                )
        elif any(people - {other} for other in first_of(partner, companion)):
            yield Finding(
                FindingCode.MISSED_MATCH, kept.name, f"waits for {pool}+{partner}, where both are available"
            )


def _steps(state: State, kept: KeptSeat) -> Iterator[Finding]:
    opened = kept.hidden["opened"]
    if not 0 < opened <= len(kept.plan.steps):
        yield Finding(FindingCode.STEP_MISMATCH, kept.name, f"{opened} steps are open")
        return
    if opened == len(kept.plan.steps):
        return
    staffed = state.contents.one("staffed")
    companion = kept.plan.companion
    accompanied = _accompanied(state, kept)
    for step in kept.plan.steps[:opened]:
        alone = not step.with_companion or accompanied
        if any(pool in staffed for pool in step.pools) and (
            alone or (companion is not None and any(pool in staffed for pool in companion.pools))
        ):
            return
    deciding = {name for queue in _queues(state, kept) for name in queue if name is not None}
    armed = {
        name.split(":", 1)[1] for name in state.contents.one("deadlines") if name.startswith("unstaffed:")
    }
    if not any(subject == pool or subject.startswith(f"{pool} ") for subject in armed for pool in deciding):
        yield Finding(FindingCode.STEP_MISMATCH, kept.name, "nobody is staffed, but the next step isn't open")
