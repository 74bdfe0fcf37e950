"""A waiting call's place among those who wait for the same people, whatever queues they stand in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from callrouter.model.states import Role, Status
from callrouter.model.views import Lineup, WaitingSeat, Worker


def queue_places(lineup: Lineup, call_ids: Collection[str]) -> dict[str, int]:
    """Return the places of those of these calls that wait in the lineup; 1 is next, as is one that rings.

    Ahead are those who rank before and whom somebody could answer who is there for this call too: callers of
    two languages wait for one another if the same employee speaks both. While nobody is there for a call,
    everybody who ranks before is ahead.
    """
    waiting = [seat for seat in lineup.seats if seat.role is Role.AGENT]
    ready = [person for person in lineup.people if person.staff.status is Status.READY]
    reached = [_reached(seat, ready) for seat in waiting]
    places: dict[str, int] = {}
    for number, seat in enumerate(waiting):
        if seat.call_id in call_ids and seat.call_id not in places:
            ahead = 0 if seat.reserved else _ahead(waiting[:number], reached, reached[number])
            places[seat.call_id] = 1 + ahead
    return places


def _ahead(before: Sequence[WaitingSeat], reached: Sequence[frozenset[str]], own: frozenset[str]) -> int:
    return sum(
        not seat.reserved and (not own or not own.isdisjoint(reached[number]))
        for number, seat in enumerate(before)
    )


def _reached(seat: WaitingSeat, people: Sequence[Worker]) -> frozenset[str]:
    """Return who could be offered a seat by the steps that are open."""
    pools = {pool for step in seat.steps[: seat.opened] for pool in step.pools}
    return frozenset(person.staff.staff_id for person in people if not pools.isdisjoint(person.pools))
