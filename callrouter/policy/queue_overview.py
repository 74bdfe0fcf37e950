"""What waits for one employee: the calls that are open to a pool they stand in, counted by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from callrouter.model.records import Language, Record
from callrouter.model.states import Role
from callrouter.model.views import Lineup, WaitingSeat


class LanguageQueue(Record):
    """The calls in one language that an employee could be offered. Says nothing of anybody."""

    language: Language
    #: Not ringing anywhere.
    waiting: int
    #: Ringing, at this employee or at another.
    ringing: int
    #: Since when the oldest of them all has been waiting for an employee; UTC epoch ms.
    longest_since: int


def queue_overviews(lineup: Lineup, staff_ids: Iterable[str]) -> Mapping[str, tuple[LanguageQueue, ...]]:
    """Return for each of these people what waits for them, the oldest first; empty for whoever isn't there.

    A call counts from the moment a step opens it to one of their pools, whatever their status: somebody who
    is away sees what they would be needed for.
    """
    by_pool: dict[str, set[int]] = {}
    for number, seat in enumerate(lineup.seats):
        if seat.role is Role.AGENT:
            for pool in {pool for step in seat.steps[: seat.opened] for pool in step.pools}:
                by_pool.setdefault(pool, set()).add(number)
    pools_of = {worker.staff.staff_id: worker.pools for worker in lineup.people}
    # Most of a centre's people stand in the same pools: what waits there is counted once.
    of_pools: dict[tuple[str, ...], tuple[LanguageQueue, ...]] = {}
    overviews: dict[str, tuple[LanguageQueue, ...]] = {}
    for staff_id in staff_ids:
        pools = tuple(sorted(pools_of.get(staff_id, ())))
        if pools not in of_pools:
            open_to_them = set[int]().union(*(by_pool.get(pool, ()) for pool in pools))
            of_pools[pools] = _by_language([lineup.seats[number] for number in open_to_them])
        overviews[staff_id] = of_pools[pools]
    return overviews


def _by_language(seats: Iterable[WaitingSeat]) -> tuple[LanguageQueue, ...]:
    spoken: dict[str, list[WaitingSeat]] = {}
    for seat in seats:
        spoken.setdefault(seat.language, []).append(seat)
    queues = (_queue(language, those) for language, those in spoken.items())
    return tuple(sorted(queues, key=lambda queue: (queue.longest_since, queue.language)))


def _queue(language: str, seats: Sequence[WaitingSeat]) -> LanguageQueue:
    ringing = sum(seat.reserved for seat in seats)
    return LanguageQueue(
        language=language,
        waiting=len(seats) - ringing,
        ringing=ringing,
        longest_since=min(seat.opened_at for seat in seats),
    )
