"""Statistics: every node counts the journal, each event counts once, and reports sum up what was counted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable

import structlog

from callrouter.model.records import Staff
from callrouter.model.statistics import Grouping, Report, Tally, interval_of
from callrouter.policy.intervals import call_rows, grouped, person_rows
from callrouter.policy.local_time import Zones
from callrouter.policy.rollup import fold
from callrouter.policy.statistics import running, tally
from callrouter.queueing import (
    DAY_MS,
    Journal,
    Packed,
    Part,
    Position,
    StatisticsStore,
    packed,
)
from callrouter.queueing.journal import Batch, journal_place
from callrouter.services.journal_keeper import GATHER_S, JournalKeeper, always

_log = structlog.get_logger(__name__)

#: After a day an interval is rarely added to: only by somebody who did the same for so long.
_PACK_AFTER_MS = 86_400_000
#: A UTC day is added up this long after its end: what began on it is mostly over by then.
_DAY_SETTLES_MS = 3_600_000


class StatisticsKeeper(JournalKeeper[Position]):
    """Counts what the journal tells, and adds up days that are over."""

    name = "statistics"

    def __init__(
        self,
        store: StatisticsStore,
        journal: Journal,
        *,
        zones: Zones | None = None,
        gather_s: float = GATHER_S,
        leads: Callable[[], bool] = always,
    ) -> None:
        super().__init__(journal, gather_s=gather_s, leads=leads)
        self._store = store
        self._zones = zones or Zones({})
        self._added_up = -1

    async def position(self) -> Position:
        """Return up to where the journal is counted."""
        return await self._store.position()

    async def caught_up(self, position: Position) -> None:
        """Add up days that are over, once an interval."""
        if interval_of(position.at) != self._added_up:
            await self.add_up(before=position.at - _DAY_SETTLES_MS)
            self._added_up = interval_of(position.at)

    async def add_up(self, *, before: int) -> None:
        """Keep the sums of UTC days that ended before then; whoever else does so meanwhile keeps the same."""
        days = self._store.days
        marks = await days.marks()
        for starts_at, mark in sorted(marks.items()):
            if mark is None or starts_at + DAY_MS > before:
                continue
            parts = [part async for part in self._store.parts(starts_at, starts_at + DAY_MS)]
            sums = await asyncio.to_thread(_summed, parts, self._zones, starts_at)
            await days.keep(starts_at, mark, sums)
        # What an event of a clock far ahead makes look old still has its intervals.
        old = [day for day in marks if day < before - days.keep_days * DAY_MS]
        if old:
            still = await self._store.days_with_figures(old)
            await days.forget(set(old).difference(still))

    async def take(self, since: Position, batch: Batch) -> None:
        """Count a stretch of the journal, or let another node have counted it."""
        until = Position(batch.position, batch.events[-1].at if batch.events else since.at)
        counted = Tally()
        for event in batch.events:
            counted.update(tally(event))
        resumed_at = batch.events[0].at if batch.events else until.at
        lost = {interval_of(journal_place(each)[0]) for each in batch.unreadable}
        if not batch.kept:
            lost.update(self._store.lost_between(since.at, resumed_at))
        if await self._store.record(since, until, counted, lost=lost):
            if not batch.kept:
                _log.error("statistics.events_lost", from_at=since.at, to_at=resumed_at)
            if interval_of(until.at) != interval_of(since.at):
                await self._store.pack(before=until.at - _PACK_AFTER_MS)


def _summed(parts: Iterable[Part], zones: Zones, starts_at: int) -> Packed:
    counted, lost = Tally(), False
    for part in parts:
        counted.update(part.counted)
        lost |= part.incomplete
    return packed(fold(counted, zones), starts_at, lost=lost)


class Statistics:
    """Reports of what was counted."""

    def __init__(self, store: StatisticsStore) -> None:
        self._store = store

    async def report(
        self,
        from_at: int,
        to_at: int,
        *,
        by: Collection[Grouping] = frozenset(Grouping),
        people: Callable[[], Awaitable[Iterable[Staff]]] | None = None,
        now: int = 0,
    ) -> Report:
        """Sum up the intervals that start in ``from_at <= t < to_at`` (UTC epoch ms).

        Calls are told apart ``by`` what is named, people always. A person's time is counted when it ends:
        with ``people``, asked after what was counted is read, what they are in the middle of counts until
        ``now``.
        Raises ``ValueError`` if ``to_at`` isn't later, and ``QueueUnavailableError``.
        """
        if to_at <= from_at:
            raise ValueError("a report must end after it begins")
        told, incomplete = Tally(), []
        async for part in self._store.parts(from_at, to_at):
            told.update(grouped(part.counted, by))
            if part.incomplete:
                incomplete.append(part.starts_at)
            await asyncio.sleep(0)
        present = await people() if people else ()
        begun = {cell: ms for cell, ms in running(present, now).items() if from_at <= cell.starts_at < to_at}
        told.update(grouped(Tally(begun), by))
        return Report(
            from_at=from_at,
            to_at=to_at,
            calls=call_rows(told, by),
            people=person_rows(told, by),
            incomplete=tuple(incomplete),
        )
