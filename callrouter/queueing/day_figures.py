"""Days of the statistics, added up: kept beside their intervals, and only while they equal them.

Whatever is added to an interval takes its day's sums away in the same step; they are made anew when the
day is over. So a report reads days where it can and intervals where it must, and both tell the same.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from redis.asyncio import Redis
from redis.client import NEVER_DECODE

from callrouter.model.reports import Filter
from callrouter.policy.rollup import (
    CHOICES,
    CUBED,
    EVERY,
    LANE,
    LANES,
    Dimension,
    Dimensions,
    RowKey,
    Rows,
    Table,
    narrowed,
)
from callrouter.queueing.connect import reachable
from callrouter.queueing.journal import journal_place
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

DAY_MS: Final = 86_400_000
#: Names what isn't empty when events of a day were lost.
LOST: Final = "lost"
#: Marks a day whose sums are kept, in this form and up to a journal entry; others are made anew.
_KEPT: Final = "kept/2"
_LANE_BITS: Final = 8 * LANE

Packed = dict[str, bytes]


def ordinal_of(starts_at: int) -> int:
    """Return the ordinal of the date on which a UTC day starts."""
    return datetime.fromtimestamp(starts_at / 1000, UTC).toordinal()


def field_of(table: Table, told_apart: Dimensions) -> str:
    """Name the rows of a table that tell so much apart; of those not kept so, the rows that tell more."""
    chosen = told_apart if table in CUBED else EVERY
    return " ".join((table, *sorted(chosen)))


def packed(tables: Mapping[Table, Rows], starts_at: int, *, lost: bool = False) -> Packed:
    """Return the tables of a UTC day as they are kept; ``lost``: not every event of it was counted."""
    first = ordinal_of(starts_at)
    return {LOST: b"1" if lost else b""} | {
        field_of(table, choice): _packed(table, narrowed(rows, choice), first)
        for table, rows in tables.items()
        for choice in (CHOICES if table in CUBED else (EVERY,))
    }


def _packed(table: Table, rows: Rows, first: int) -> bytes:
    size = LANE * len(LANES[table])
    columns = (
        [row.day - first for row in rows],
        [row.location for row in rows],
        [row.language for row in rows],
        [row.subject for row in rows],
    )
    head = {"lanes": _lane_names(table), "rows": columns}
    body = b"".join(row.to_bytes(size, "little") for row in rows.values())
    return zlib.compress(b"\n".join((json.dumps(head, separators=(",", ":")).encode(), body)))


def unpacked(
    table: Table, kept: bytes, starts_at: int, days: range, only: Filter
) -> Iterator[tuple[RowKey, int]]:
    """Yield the rows of these local days (ordinals) that the filter lets through."""
    first = ordinal_of(starts_at)
    text, _, body = zlib.decompress(kept).partition(b"\n")
    head = json.loads(text)
    names: list[str] = head["lanes"]
    size, own = LANE * len(names), names == _lane_names(table)
    offsets, *of = head["rows"]
    wanted = [place for place, offset in enumerate(offsets) if first + offset in days]
    for column, dimension in zip(of, Dimension, strict=True):
        if (value := getattr(only, dimension)) is not None:
            wanted = [place for place in wanted if column[place] == value]
    locations, languages, subjects = of
    read = int.from_bytes
    for place in wanted:
        row = read(body[place * size : (place + 1) * size], "little")
        key = RowKey(first + offsets[place], locations[place], languages[place], subjects[place])
        yield key, row if own else _rearranged(table, names, row)


@cache
def _lane_names(table: Table) -> list[str]:
    return [figure if number is None else f"{figure}/{number}" for figure, number in LANES[table]]


def _rearranged(table: Table, names: Sequence[str], row: int) -> int:
    """Return a row of a version that counts other figures as one of this version's."""
    places = {name: place for place, name in enumerate(_lane_names(table))}
    mask = (1 << _LANE_BITS) - 1
    return sum(
        (row >> place * _LANE_BITS & mask) << places[name] * _LANE_BITS
        for place, name in enumerate(names)
        if name in places
    )


def _mark(mark: str, newest: tuple[int, int]) -> str | None:
    form, _, until = mark.partition(" ")
    return None if form == _KEPT and until and newest <= journal_place(until) else mark


class DayFigures:
    """The sums of one deployment's days. Every method raises ``QueueUnavailableError``."""

    def __init__(self, client: Redis, *, namespace: str = "callrouter", keep_days: int = 400) -> None:
        self._client = client
        self._execute: Callable[..., Awaitable[Any]] = client.execute_command
        self._keys = Keys(namespace)
        self.keep_days = keep_days
        self._run = Scripts(client, self._keys, None).run

    async def marks(self) -> dict[int, str | None]:
        """Return the starts of UTC days with figures, each with its mark; None = its sums are kept.

        Sums that an interval was added to since aren't: a node of an earlier version tells only there.
        """
        with reachable():
            kept: Any = await self._client.hgetall(self._keys.statistics_days)
            added: Any = await self._client.hgetall(self._keys.statistics)
        newest: dict[int, tuple[int, int]] = {}
        for name, event_id in added.items():
            if name.isdigit():
                day = int(name) - int(name) % DAY_MS
                newest[day] = max(newest.get(day, (0, 0)), journal_place(event_id))
        return {int(day): _mark(mark, newest.get(int(day), (0, 0))) for day, mark in kept.items()}

    async def read(self, starts_at: int, fields: Sequence[str]) -> Packed | None:
        """Return what is kept of a day under these names; None when its sums aren't kept any more."""
        name = self._keys.day_figures(starts_at)
        with reachable():
            kept: Any = await self._execute("HMGET", name, *fields, **{NEVER_DECODE: True})
        return None if None in kept else dict(zip(fields, kept, strict=True))

    async def keep(self, starts_at: int, mark: str, tables: Packed, *, until: str) -> bool:
        """Keep a day's sums, unless it was added to since ``mark``: False then, and nothing changed.

        They hold all that the journal told ``until`` then.
        """
        pairs = [part for pair in tables.items() for part in pair]
        kept_s = self.keep_days * DAY_MS // 1000
        done = await self._run(ScriptName.ROLL_UP_DAY, starts_at, mark, kept_s, f"{_KEPT} {until}", *pairs)
        return bool(done[0])

    async def forget(self, days: Iterable[int]) -> None:
        """Take days off whose figures are no longer kept."""
        if names := [str(day) for day in days]:
            with reachable():
                await self._client.hdel(self._keys.statistics_days, *names)

    async def list_again(self, starts_at: Iterable[int], mark: str) -> None:
        """List days with figures that were counted by an earlier version, which lists none."""
        with reachable():
            for day in starts_at:
                await self._client.hsetnx(self._keys.statistics_days, str(day), mark)
