"""Where the audit trail is kept: a chain of entries by day, added to in one step with where they came from.

A restart of the server that forgets the last second forgets entries and place alike; the journal tells them
again. Entries stand as ``<hash> <text>``; a thousand at a time are packed into about a fifth of the room.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime
from itertools import accumulate, groupby
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.audit_trail import AuditEntry
from callrouter.policy.audit_trail import GENESIS, dropped, seal, start_of
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

_START: Final = "0-0"
#: Entries that are packed together, and read in one round trip.
RUN: Final = 1000
#: A note whose outcome was unknown is repeated within this time.
_NOTE_KNOWN_S: Final = 3600
_HASH_LENGTH: Final = 64
_DAY_MS: Final = 86_400_000
#: When a day begins, the day whose time is over goes, and one more where days are to be kept for less long
#: than they were. No clock, however far ahead, drops more.
_DROPPED_AT_ONCE: Final = 2


class TrailPosition(NamedTuple):
    """Up to which journal entry the trail tells, when that was, and its last entry: number and hash."""

    event_id: str
    #: UTC epoch ms; 0 = nothing yet.
    at: int
    number: int
    head: str


class TrailDay(NamedTuple):
    """A day (UTC) of the trail: the number of its first entry, and the hash of the one before."""

    day: str
    number: int
    after: str


class KeptEntry(NamedTuple):
    """An entry as it stands there; nothing says that it is the one that was written."""

    hash: str
    text: str


class Action(NamedTuple):
    """What somebody did that changes nothing in the queue; each is an identifier."""

    action: str
    by: str
    subject: str | None = None
    outcome: str | None = None


class AuditTrailStore:
    """The audit trail of one deployment, each day of it kept for ``keep_days``.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self,
        client: Redis,
        *,
        namespace: str = "callrouter",
        keep_days: int = 1826,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self.namespace = namespace
        self._client = client
        self._keys = Keys(namespace)
        #: From a day's beginning on.
        self._kept_ms = (keep_days + 1) * _DAY_MS
        #: Days are dropped by the server's own clock, unless another one is given: an event's may be ahead.
        self._clock = clock
        self._run = Scripts(client, self._keys, clock).run

    async def note(self, action: Action, *, note_id: str) -> None:
        """Tell an action in the journal, whence it comes into the trail. Safe to repeat with its id."""
        told = {name: value for name, value in action._asdict().items() if value is not None}
        await self._run(ScriptName.NOTE_ACTION, note_id, json.dumps(told), _NOTE_KNOWN_S)

    async def position(self) -> TrailPosition:
        """Return where the trail ends."""
        with reachable():
            stored: Any = await self._client.hmget(
                self._keys.index("trail"), "position", "at", "number", "head"
            )
        return TrailPosition(stored[0] or _START, int(stored[1] or 0), int(stored[2] or 0), stored[3] or "")

    async def record(
        self, since: TrailPosition, entries: Sequence[AuditEntry], *, until: str, at: int
    ) -> bool:
        """Add entries, numbered on from ``since``, that the journal tells up to ``until``, which was ``at``.

        When a day begins, days whose time is over are dropped, and a last entry tells what they left.
        False, and nothing was added, if the trail has gone on from ``since``, or another server took over
        whose journal doesn't go as far as ``until``. Safe to repeat: after an unknown outcome, go on from
        ``position``.
        """
        over = await self._over(since, entries)
        if over:
            left, number = start_of(over[-1].number, over[-1].after), entries[-1].number + 1
            moment = max(since.at, *(entry.at for entry in entries))
            entries = (*entries, dropped(left, number=number, at=moment, event_id=until))
        days: list[dict[str, Any]] = []
        head = since.head or GENESIS
        # A clock that is put back doesn't put entries before others.
        moments = list(accumulate((entry.at for entry in entries), max, initial=since.at))
        dated = zip(map(day_of, moments[1:]), entries, strict=True)
        for day, of_day in groupby(dated, lambda each: each[0]):
            after, texts, first = head, [], 0
            for _, entry in of_day:
                text, head = seal(entry, after=head)
                texts.append(f"{head} {text}")
                first = first or entry.number
            days.append({"day": day, "number": first, "after": after, "entries": texts})
        number = entries[-1].number if entries else since.number
        done = await self._run(
            ScriptName.RECORD_TRAIL,
            since.event_id,
            since.head,
            until,
            max(at, moments[-1]),
            f"{number} {head if number else ''}",
            json.dumps(days, ensure_ascii=False),
            json.dumps([each.day for each in over[:-1]]),
        )
        return bool(done[0])

    async def pack(self) -> None:
        """Keep full runs in less room, and what is left of days that are over."""
        today = day_of((await self.position()).at)
        for day in reversed(await self.days()):
            kept = await self._unpacked_yet(day.day)
            if not kept:
                break
            while kept and (len(kept) == RUN or day.day < today):
                packed = b64encode(zlib.compress("\n".join(kept).encode())).decode()
                await self._run(ScriptName.PACK_TRAIL, day.day, kept[0], len(kept), packed)
                kept = await self._unpacked_yet(day.day)

    async def days(self) -> tuple[TrailDay, ...]:
        """Return the days that are kept, the oldest first."""
        with reachable():
            kept: Any = await self._client.hgetall(self._keys.index("trail_days"))
        found = []
        for day, text in sorted(kept.items()):
            number, _, after = text.partition(" ")
            found.append(TrailDay(day, int(number), after))
        return tuple(found)

    async def keeps(self, day: str) -> bool:
        """Say whether a day (UTC) isn't old enough to be dropped."""
        return _start_of(day) + self._kept_ms > await self._now()

    async def signatures(self) -> dict[str, str]:
        """Return the signatures of days that are over, by day."""
        with reachable():
            kept: Any = await self._client.hgetall(self._keys.index("trail_signatures"))
        return dict(kept)

    async def keep_signature(self, day: str, signature: str) -> None:
        """Keep a day's signature, unless it has one."""
        with reachable():
            await self._client.hsetnx(self._keys.index("trail_signatures"), day, signature)

    async def run_of(self, day: TrailDay, index: int) -> tuple[KeptEntry, ...]:
        """Return the entries of a day from ``index * RUN`` on, at most ``RUN``; none behind its last."""
        while True:
            packed_name, entries_name = self._packed(day.day), self._entries(day.day)
            with reachable():
                packed, count = await self._together(("LINDEX", packed_name, index), ("LLEN", packed_name))
                if packed is not None:
                    return _unpacked(packed)
                start = (index - count) * RUN
                kept, still = await self._together(
                    ("LRANGE", entries_name, start, start + RUN - 1), ("LLEN", packed_name)
                )
            if still == count:
                return tuple(map(_taken_apart, kept))

    async def forward(
        self, *, first: str = "", last: str = "9"
    ) -> AsyncIterator[tuple[TrailDay, tuple[KeptEntry, ...]]]:
        """Yield all entries that are kept, or those of some days, the oldest first, a run at a time."""
        for day in await self.days():
            if not first <= day.day <= last:
                continue
            index = 0
            while run := await self.run_of(day, index):
                yield day, run
                index += 1

    async def backward(self, before: int, *, after: int = 0) -> AsyncIterator[tuple[KeptEntry, ...]]:
        """Yield entries with numbers between these, the newest run first; each run in its own order."""
        end = min(before, (await self.position()).number + 1)
        for day in reversed(await self.days()):
            if day.number >= end:
                continue
            for index in range((end - day.number - 1) // RUN, -1, -1):
                if end - 1 <= after:
                    return
                first = day.number + index * RUN
                run = await self.run_of(day, index)
                yield run[max(0, after + 1 - first) : max(0, end - first)]
                end = first

    async def _unpacked_yet(self, day: str) -> list[str]:
        with reachable():
            kept: Any = await self._client.lrange(self._entries(day), 0, RUN - 1)
        return list(kept)

    async def _over(self, since: TrailPosition, entries: Sequence[AuditEntry]) -> Sequence[TrailDay]:
        """Return the days that go now that a day begins, and the one that is the oldest then; or none."""
        if not entries or max(day_of(entry.at) for entry in entries) <= day_of(since.at):
            return ()
        oldest = (await self.days())[: _DROPPED_AT_ONCE + 1]
        now = await self._now()
        gone = sum(_start_of(each.day) + self._kept_ms <= now for each in oldest[:-1])
        return oldest[: gone + 1] if gone else ()

    async def _now(self) -> int:
        if self._clock is not None:
            return self._clock()
        with reachable():
            seconds, micros = await self._client.time()
        return seconds * 1000 + micros // 1000

    def _entries(self, day: str) -> str:
        return self._keys.record("trail_entries", day)

    def _packed(self, day: str) -> str:
        return self._keys.record("trail_packed", day)

    async def _together(self, *commands: tuple[Any, ...]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=True)
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = await pipeline.execute()
        return answers


def day_of(at: int) -> str:
    """Return the day (UTC) of a moment (UTC epoch ms), as ``2026-11-22``."""
    return _moment(at).date().isoformat()


def _start_of(day: str) -> int:
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * _DAY_MS


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, tz=UTC)


def _unpacked(packed: str) -> tuple[KeptEntry, ...]:
    return tuple(map(_taken_apart, zlib.decompress(b64decode(packed)).decode().split("\n")))


def _taken_apart(kept: str) -> KeptEntry:
    return KeptEntry(kept[:_HASH_LENGTH], kept[_HASH_LENGTH + 1 :])
