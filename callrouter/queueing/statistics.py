"""Where the statistics are kept: exactly once, however many read the journal for them.

The figures and the place in the journal up to which they count it are changed in one step, so a restart of
the server that forgets the last second forgets both.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from base64 import b85decode, b85encode
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from redis.asyncio import Redis

from callrouter.model.statistics import (
    INTERVAL_MS,
    UNKNOWN,
    CallCell,
    Cell,
    Interval,
    PersonCell,
    Tally,
    interval_of,
)
from callrouter.policy.intervals import intervals
from callrouter.queueing.connect import reachable
from callrouter.queueing.day_figures import DAY_MS, DayFigures
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

_START = "0-0"
_SECONDS_A_DAY = 86_400
#: Intervals read in one round trip: the loop takes their answers in at once, milliseconds each for a country.
_INTERVALS_A_READ = 4
#: Intervals packed at a time: a day's, so that one quarter's round makes up for a day's outage.
_INTERVALS_A_PACKING = 96
_INCOMPLETE, _PACKED = "lost", "packed"

#: Figures as they are stored, short because there are a great many; a code never changes its meaning.
_CODES = {
    "offered": "o",
    "answered": "a",
    "abandoned": "x",
    "missed": "m",
    "declined": "d",
    "rescinded": "r",
    "transferred": "t",
    "transfers_abandoned": "tx",
    "ended": "e",
    "answered_wait_ms": "aw",
    "abandoned_wait_ms": "xw",
    "talk_ms": "tm",
    "wrap_up_ms": "wm",
    "talks": "tn",
    "wrap_ups": "wn",
    "answered_waits": "ac",
    "abandoned_waits": "xc",
    "idle_ms": "im",
    "reserved_ms": "rm",
    "on_call_ms": "cm",
    "away_ms": "ym",
    "ratings": "s",
    "interpreters_sought": "is",
    "interpreters_joined": "ij",
    "interpreter_wait_ms": "iw",
    "interpreter_talk_ms": "it",
    "asked_for_video": "cv",
    "asked_for_phone": "cp",
    "spoken_by_video": "csv",
    "spoken_by_phone": "csp",
    "answered_in_writing": "csw",
    "not_reached": "cn",
    "callbacks_canceled": "cx",
    "referred": "cr",
    "needless": "cd",
    "in_time": "ci",
    "late": "cl",
    "past_due": "co",
    "no_answers": "cna",
    "no_shows": "cns",
    "kept_waiting": "ckw",
    "interrupted": "cit",
    "first_contacts": "cf",
    "first_contact_ms": "cfm",
}
_FIGURES = {code: figure for figure, code in _CODES.items()}


class Position(NamedTuple):
    """Up to which journal entry the statistics count, and when (UTC epoch ms; 0 = nothing yet)."""

    event_id: str
    at: int


class Part(NamedTuple):
    """What one interval counts, and whether events of its time were lost."""

    starts_at: int
    counted: Tally
    incomplete: bool


class StatisticsStore:
    """Figures by interval of one deployment, each kept ``keep_days`` after it was last added to.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(self, client: Redis, *, namespace: str = "callrouter", keep_days: int = 400) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._keep_days = keep_days
        #: The sums of whole days.
        self.days = DayFigures(client, namespace=namespace, keep_days=keep_days)
        self._run = Scripts(client, self._keys, None).run

    async def position(self) -> Position:
        """Return up to where the journal is counted; ``0-0`` before the first event is."""
        with reachable():
            stored: Any = await self._client.hmget(self._keys.statistics, "position", "at")
        return Position(stored[0] or _START, int(stored[1] or 0))

    async def record(
        self, since: Position, until: Position, counted: Tally, *, lost: Iterable[int] = ()
    ) -> bool:
        """Add what the journal tells after ``since`` up to ``until``, and mark intervals as incomplete.

        False, and nothing was added, if somebody else has counted on from ``since``, or another server took
        over whose journal doesn't go as far as ``until``. Safe to repeat: after an unknown outcome, go on
        from ``position``.
        """
        added: dict[int, dict[str, int]] = {}
        for cell, count in (+counted).items():
            added.setdefault(cell.starts_at, {})[_field(cell)] = count
        for starts_at in lost:
            added.setdefault(starts_at, {})[_INCOMPLETE] = 1
        done = await self._run(
            ScriptName.RECORD_STATISTICS,
            since.event_id,
            until.event_id,
            until.at,
            self._keep_days * _SECONDS_A_DAY,
            json.dumps(added, separators=(",", ":")),
        )
        return bool(done[0])

    async def pack(self, *, before: int) -> None:
        """Keep intervals that started earlier in about a tenth of the room, some of them each time.

        What is added to a packed one later is packed with it the next time.
        """
        with reachable():
            marks: Any = await self._client.hgetall(self._keys.statistics)
        old = sorted(int(name) for name in marks if name.isdigit() and int(name) < before)
        for starts_at in old[:_INTERVALS_A_PACKING]:
            with reachable():
                fields: Any = await self._client.hgetall(self._keys.interval(starts_at))
            packed = _packed(_unpacked(fields))
            await self._run(ScriptName.PACK_STATISTICS, starts_at, marks[str(starts_at)], packed)

    def lost_between(self, from_at: int, to_at: int) -> range:
        """Return the intervals touched from ``from_at`` to ``to_at``, none older than are kept."""
        oldest = interval_of(to_at) - self._keep_days * _SECONDS_A_DAY * 1000
        return range(max(interval_of(from_at), oldest), interval_of(to_at) + 1, INTERVAL_MS)

    async def read(self, from_at: int, to_at: int) -> tuple[Interval, ...]:
        """Return the intervals that start in ``from_at <= t < to_at`` and have figures, by time.

        Not one atomic step: an interval read later may count more of the journal.
        """
        read: list[Interval] = []
        async for part in self.parts(from_at, to_at):
            known = intervals(part.counted) or (Interval(starts_at=part.starts_at),)
            read += (interval.model_copy(update={"incomplete": part.incomplete}) for interval in known)
        return tuple(read)

    async def parts(self, from_at: int, to_at: int) -> AsyncIterator[Part]:
        """Yield the same as cells, some intervals a round trip, for sums over any length of time.

        They are taken apart in a thread: a country's take milliseconds each, and calls don't wait for them.
        """
        starts = range(interval_of(from_at + INTERVAL_MS - 1), to_at, INTERVAL_MS)
        for first in range(0, len(starts), _INTERVALS_A_READ):
            batch = starts[first : first + _INTERVALS_A_READ]
            with reachable():
                pipeline = self._client.pipeline(transaction=False)
                for starts_at in batch:
                    pipeline.execute_command("HGETALL", self._keys.interval(starts_at))
                answers: list[dict[str, str]] = await pipeline.execute()
            found = [(starts_at, fields) for starts_at, fields in zip(batch, answers, strict=True) if fields]
            if found:
                for part in await asyncio.to_thread(_parts, found):
                    yield part

    async def days_with_figures(self, days: Collection[int]) -> list[int]:
        """Return those of these UTC days of which intervals are kept."""
        with reachable():
            pipeline = self._client.pipeline(transaction=False)
            for day in days:
                names = (self._keys.interval(at) for at in range(day, day + DAY_MS, INTERVAL_MS))
                pipeline.execute_command("EXISTS", *names)
            found: list[int] = await pipeline.execute()
        return [day for day, number in zip(days, found, strict=True) if number]


def _parts(found: Sequence[tuple[int, dict[str, str]]]) -> list[Part]:
    return [_part(starts_at, fields) for starts_at, fields in found]


def _part(starts_at: int, fields: dict[str, str]) -> Part:
    counted = Tally()
    counts = _unpacked(fields)
    for field, count in counts.items():
        if (cell := _cell(starts_at, field)) is not None:
            counted[cell] = count
    return Part(starts_at, counted, incomplete=_INCOMPLETE in counts)


def _packed(counts: Counter[str]) -> str:
    # In order, names that begin alike stand together.
    text = json.dumps(counts, sort_keys=True, separators=(",", ":"))
    return b85encode(zlib.compress(text.encode())).decode()


def _unpacked(fields: dict[str, str]) -> Counter[str]:
    """Return all counts, of which some may be packed and some added since."""
    counts = Counter({field: int(count) for field, count in fields.items() if field != _PACKED})
    if _PACKED in fields:
        counts.update(json.loads(zlib.decompress(b85decode(fields[_PACKED]))))
    return counts


def _field(cell: Cell) -> str:
    """Name a cell within its interval. Ids hold no spaces."""
    if isinstance(cell, PersonCell):
        return f"{_CODES[cell.figure]} {cell.staff_id}"
    number = "" if cell.number is None else cell.number
    return f"{_CODES[cell.figure]}{number} {cell.location} {cell.language} {cell.subject}"


def _cell(starts_at: int, field: str) -> Cell | None:
    """Return the cell of this name, or None for one that this version doesn't know."""
    figure, number, of = _taken_apart(field)
    match of:
        case [staff_id] if figure:
            return PersonCell(starts_at, staff_id, figure)
        case [location, language, subject] if figure:
            return CallCell(starts_at, location, language, subject, figure, number)
        case [location, language] if figure:  # counted before subjects were
            return CallCell(starts_at, location, language, UNKNOWN, figure, number)
        case _:
            return None


@lru_cache(maxsize=200_000)
def _taken_apart(field: str) -> tuple[str | None, int | None, tuple[str, ...]]:
    """Return figure, class of waits and whose it is; the same names come back in every interval."""
    name, *of = field.split(" ")
    code = name.rstrip("0123456789")
    number = int(name[len(code) :]) if len(name) > len(code) else None
    return _FIGURES.get(code), number, tuple(of)
