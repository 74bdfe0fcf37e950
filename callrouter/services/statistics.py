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
    QueueUnavailableError,
    StatisticsStore,
    packed,
)

_log = structlog.get_logger(__name__)

#: Events folded into one script.
_EVENTS_A_SCRIPT = 500
#: After the first event more are let come, so that a quiet hour doesn't cost a script an event on every node.
_GATHER_S = 0.5
#: After a day an interval is rarely added to: only by somebody who did the same for so long.
_PACK_AFTER_MS = 86_400_000
#: A UTC day is added up this long after its end: what began on it is mostly over by then.
_DAY_SETTLES_MS = 3_600_000
_PAUSE_AFTER_FAULT_S = 1.0


class StatisticsKeeper:
    """Counts what the journal tells. Every node runs one; whoever is second takes nothing twice."""

    def __init__(
        self,
        store: StatisticsStore,
        journal: Journal,
        *,
        zones: Zones | None = None,
        gather_s: float = _GATHER_S,
    ) -> None:
        self._store = store
        self._journal = journal
        self._zones = zones or Zones({})
        self._gather_s = gather_s

    async def run(self) -> None:
        """Count for ever, and add up days that are over."""
        reachable, added_up = True, -1
        while True:
            try:
                position = await self.catch_up()
                reachable = True
                if interval_of(position.at) != added_up:
                    await self.add_up(before=position.at - _DAY_SETTLES_MS)
                    added_up = interval_of(position.at)
                if (await self._journal.wait(position.event_id, limit=1)).position != position.event_id:
                    await asyncio.sleep(self._gather_s)
            except QueueUnavailableError:
                if reachable:
                    _log.warning("statistics.unavailable")
                reachable = False
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def catch_up(self) -> Position:
        """Count all that has happened; return up to where. Raises ``QueueUnavailableError``."""
        while True:
            position = await self._store.position()
            if not await self._count_on(position):
                return position

    async def add_up(self, *, before: int) -> None:
        """Keep the sums of UTC days that ended before then; whoever else does so meanwhile keeps the same."""
        days = self._store.days
        marks = await days.marks()
        position = await self._store.position()
        if not marks and position.at:
            await days.list_again(await self._store.days_with_figures(position.at), position.event_id)
            marks = await days.marks()
        for starts_at, mark in sorted(marks.items()):
            if mark is None or starts_at + DAY_MS > before:
                continue
            parts = [part async for part in self._store.parts(starts_at, starts_at + DAY_MS)]
            sums = await asyncio.to_thread(_summed, parts, self._zones, starts_at)
            await days.keep(starts_at, mark, sums)
        await days.forget(day for day in marks if day < before - days.keep_days * DAY_MS)

    async def _count_on(self, since: Position) -> bool:
        """Count the next stretch of the journal, or let another node have counted it; False at the end."""
        batch = await self._journal.wait(since.event_id, block_ms=1, limit=_EVENTS_A_SCRIPT)
        if batch.position == since.event_id:
            return False
        until = Position(batch.position, batch.events[-1].at if batch.events else since.at)
        counted = Tally()
        for event in batch.events:
            counted.update(tally(event))
        resumed_at = batch.events[0].at if batch.events else until.at
        # Asked after reading: an entry that is still there now was there then, with all that followed it.
        kept = await self._journal.keeps(since.event_id)
        lost = () if kept else self._store.lost_between(since.at, resumed_at)
        if await self._store.record(since, until, counted, lost=lost):
            if not kept:
                _log.error("statistics.events_lost", from_at=since.at, to_at=resumed_at)
            if interval_of(until.at) != interval_of(since.at):
                await self._store.pack(before=until.at - _PACK_AFTER_MS)
        return True


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
