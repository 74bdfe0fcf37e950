"""The statistics, counted once more from the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from redis.asyncio import Redis

from callrouter.model.events import Event
from callrouter.model.reports import Filter
from callrouter.model.statistics import Interval, Tally, interval_of
from callrouter.policy.intervals import intervals
from callrouter.policy.local_time import Zones
from callrouter.policy.rollup import Table, fold
from callrouter.policy.statistics import tally
from callrouter.queueing.audit.contents import read_events
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.day_figures import DAY_MS
from callrouter.queueing.day_slices import KeptDay, slice_of
from callrouter.queueing.statistics import StatisticsStore

#: Readings until one falls between two events; a deployment that never pauses isn't recounted.
_MOST_TRIES: Final = 10
#: What a day's sums can be compared by without knowing where its places are.
_OF_INTERVALS: Final = frozenset(Table) - {Table.HOURS}


async def check_figures(client: Redis, namespace: str) -> tuple[Finding, ...]:
    """Find intervals whose figures aren't what the journal adds up to, as far as it goes back.

    Raises ``QueueUnavailableError``.
    """
    store = StatisticsStore(client, namespace=namespace)
    position = await store.position()
    for _ in range(_MOST_TRIES):
        events, _, from_start = await read_events(client, namespace, position.event_id)
        if not events:
            return ()
        first = interval_of(events[0].at)
        kept = await store.read(first, interval_of(position.at) + 1)
        before, position = position, await store.position()
        if before == position:
            differences = _differences(events, kept, after=None if from_start else first)
            return (*differences, *[finding async for finding in _days(store, first, position.at)])
    return ()


async def _days(store: StatisticsStore, from_at: int, to_at: int) -> AsyncIterator[Finding]:
    """Find days whose sums aren't what their intervals add up to."""
    slices = {name for table in Table if (name := slice_of(table, frozenset(), Filter()))}
    for starts_at, mark in (await store.days.marks()).items():
        if mark is not None or not from_at - DAY_MS < starts_at <= to_at:
            continue
        kept = await store.days.read(starts_at, slices)
        counted = Tally()
        async for part in store.parts(starts_at, starts_at + DAY_MS):
            counted.update(part.counted)
        summed = {table: sum(rows.values()) for table, rows in fold(counted, Zones({})).items()}
        if kept is None:
            continue
        day = KeptDay(starts_at, kept)
        if any(
            sum(row for _, row in day.rows(table, frozenset())) != summed[table] for table in _OF_INTERVALS
        ):
            what = "the day's sums aren't what its intervals add up to"
            yield Finding(FindingCode.STATISTICS_MISMATCH, str(starts_at), what)


def _differences(
    events: Sequence[Event], kept: Sequence[Interval], *, after: int | None
) -> tuple[Finding, ...]:
    counted = Tally()
    for event in events:
        counted.update(tally(event))
    recounted = {interval.starts_at: interval for interval in intervals(counted)}
    stored = {interval.starts_at: interval for interval in kept}
    return tuple(
        Finding(FindingCode.STATISTICS_MISMATCH, str(starts_at), "isn't what the journal adds up to")
        for starts_at in sorted({*recounted, *stored})
        # What was told before the journal's first entry may have added to that entry's interval.
        if after is None or starts_at > after
        if starts_at not in stored or not stored[starts_at].incomplete
        if recounted.get(starts_at) != stored.get(starts_at)
    )
