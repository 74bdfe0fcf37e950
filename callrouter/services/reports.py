"""Reports over local days: added up from whole days where those are kept, else from their intervals."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from callrouter.model.records import Staff
from callrouter.model.reports import DayReport, Filter, Step
from callrouter.model.statistics import Tally
from callrouter.policy.local_time import Zones
from callrouter.policy.report_sums import TOTALS, Section, Sums, told
from callrouter.policy.rollup import Dimensions, RowKey, Rows, Table, fold
from callrouter.policy.statistics import running
from callrouter.queueing import DAY_MS, KeptDay, StatisticsStore, slice_of

#: Days read before a thread adds them up.
_DAYS_A_THREAD = 32
#: How long the thread rests after each day: else the event loop waits 5 ms for its turn, again and again.
_REST_S = 0.000_05
#: No place is further from UTC than this.
_FURTHEST = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ReportWanted:
    """A report over local days, both included."""

    from_day: date
    to_day: date
    step: Step = Step.DAY
    only: Filter = field(default_factory=Filter)


class Reports:
    """Adds up what was counted. Nothing of it holds up the event loop for longer than a row takes."""

    def __init__(self, store: StatisticsStore, zones: Zones) -> None:
        self._store = store
        self._zones = zones

    def today(self, now: int) -> date:
        """Return the date where most locations are; ``now`` is UTC epoch ms."""
        return date.fromordinal(self._zones.local(now)[0])

    async def report(
        self,
        wanted: ReportWanted,
        *,
        people: Callable[[], Awaitable[Iterable[Staff]]] | None = None,
        now: int = 0,
    ) -> DayReport:
        """Return the report, with the totals of as many days before.

        A person's time is counted when it ends: with ``people``, asked after what was counted is read, what
        they are in the middle of counts until ``now``. Raises ``ValueError`` if it ends before it begins, and
        ``QueueUnavailableError``.
        """
        first, last = wanted.from_day.toordinal(), wanted.to_day.toordinal()
        if last < first:
            raise ValueError("a report must end after it begins")
        sums = Sums(first, last, wanted.only)
        before = Sums(first - (last - first + 1), first - 1, wanted.only, TOTALS)
        marks = await self._store.days.marks()
        lost = await self._add(sums, marks, hourly=wanted.step is Step.HOUR)
        await self._add(before, marks)
        if people is not None:
            begun = running(await people(), now)
            _add_tables(sums, fold(begun, self._zones))
        return await asyncio.to_thread(told, sums, before, wanted.step, incomplete=lost)

    async def rows(
        self, wanted: ReportWanted, table: Table, by: Dimensions
    ) -> list[tuple[RowKey, dict[str, Any]]]:
        """Return one table's rows by step and by whatever is named, each with its figures by name.

        Raises as ``report`` does.
        """
        section = Section(table, by, in_time=True)
        sums = Sums(wanted.from_day.toordinal(), wanted.to_day.toordinal(), wanted.only, (section,))
        await self._add(sums, await self._store.days.marks(), hourly=wanted.step is Step.HOUR)
        return await asyncio.to_thread(sums.rows, section, wanted.step)

    async def _add(self, sums: Sums, marks: dict[int, str | None], *, hourly: bool = False) -> bool:
        """Add all that was counted on these days; True if some of it is known to be missing."""
        lost = False
        slices = {slice_of(each.table, sums.needed(each), sums.only) for each in sums.sections}
        names = None if None in slices else {name for name in slices if name}
        kept: list[KeptDay] = []
        for starts_at in sorted(_touched(sums, marks)):
            packed = None
            if marks[starts_at] is None and not hourly:
                packed = await self._store.days.read(starts_at, names)
            if packed is None:
                lost |= await self._add_intervals(sums, starts_at, hourly=hourly)
                continue
            kept.append(KeptDay(starts_at, packed))
            lost |= kept[-1].lost
            if len(kept) == _DAYS_A_THREAD:
                await asyncio.to_thread(_add_days, sums, kept)
                kept = []
        await asyncio.to_thread(_add_days, sums, kept)
        return lost

    async def _add_intervals(self, sums: Sums, starts_at: int, *, hourly: bool) -> bool:
        lost = False
        tables = fold(Tally(), self._zones)
        async for part in self._store.parts(starts_at, starts_at + DAY_MS):
            await asyncio.to_thread(fold, part.counted, self._zones, hourly=hourly, onto=tables)
            lost |= part.incomplete
        await asyncio.to_thread(_add_tables, sums, tables)
        return lost


def _touched(sums: Sums, marks: Iterable[int]) -> Iterable[int]:
    """Return the UTC days in which the local days may lie."""
    first, last = (
        datetime.combine(date.fromordinal(day) + further, datetime.min.time(), UTC).timestamp() * 1000
        for day, further in ((sums.first, -_FURTHEST), (sums.last, _FURTHEST))
    )
    return (day for day in marks if first <= day <= last)


def _add_days(sums: Sums, kept: Sequence[KeptDay]) -> None:
    for day in kept:
        for section in sums.sections:
            rows = day.rows(section.table, sums.needed(section))
            sums.add(section, sums.wanted(section.table, rows))
        time.sleep(_REST_S)


def _add_tables(sums: Sums, tables: Mapping[Table, Rows]) -> None:
    for section in sums.sections:
        rows = sums.wanted(section.table, tables[section.table].items())
        sums.add(section, rows)
        time.sleep(_REST_S)
