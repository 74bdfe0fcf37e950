"""Reading the journal: every event, in order, none lost as long as it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import structlog
from redis.asyncio import Redis

from callrouter.model.events import EVENT, Event
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

_EVENT_ID = re.compile(r"[0-9]{1,20}-[0-9]{1,20}")
_START = "0-0"

_log = structlog.get_logger(__name__)

#: Kinds of events that were logged as not understood, and of how many that is done.
_unreadable: set[str] = set()
_MOST_KINDS = 100
_LONGEST_KIND = 60


class Batch(NamedTuple):
    """Events in their order, and the place to go on from, which may be behind the last of them."""

    events: tuple[Event, ...]
    position: str
    #: Ids of entries between them that this version can't read.
    unreadable: tuple[str, ...] = ()
    #: Whether what was read on from is still there: if not, events are missing. They left the journal
    #: unread, or a server took over that hadn't got them.
    kept: bool = True


class Journal:
    """The event stream of one deployment; delivery is at least once, ids grow. ``now`` is for tests.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        keys = Keys(namespace)
        self._key = keys.journal
        self._run = Scripts(client, keys, now).run
        timeout_s = client.connection_pool.connection_kwargs.get("socket_timeout")
        # A server that blocks longer than the socket waits would look dead.
        self._longest_block_ms = None if timeout_s is None else max(1, int(timeout_s * 1000) // 2)

    async def last_id(self) -> str:
        """Return the newest event's id, or ``0-0`` before the first."""
        with reachable():
            newest = await self._client.xrevrange(self._key, count=1)
        return str(newest[0][0]) if newest else _START

    async def keeps(self, event_id: str) -> bool:
        """Whether this entry is still there: then all after it are too. ``0-0`` counts as kept."""
        with reachable():
            return event_id == _START or bool(await self._client.xrange(self._key, event_id, event_id))

    async def trim(self, kept_ms: int) -> int:
        """Let events go that are older; return how many did. None that a keeper hasn't read yet does."""
        return int((await self._run(ScriptName.TRIM_JOURNAL, kept_ms))[0])

    async def newest(self, limit: int) -> tuple[Event, ...]:
        """Read the newest events, at most ``limit``, in their order."""
        with reachable():
            entries: Any = await self._client.xrevrange(self._key, count=limit)
        return _readable(entries[::-1])

    async def after(self, event_id: str, *, limit: int) -> tuple[Event, ...] | None:
        """Read all events after ``event_id``.

        None when they can't be told without a gap: there are more than ``limit``, or the id is older
        than what is kept, malformed, or never was one; the reader must take a fresh view.
        """
        if not _EVENT_ID.fullmatch(event_id):
            return None
        with reachable():
            if event_id == _START:
                return await self._from_start(limit)
            entries = await self._client.xrange(self._key, min=event_id, count=limit + 2)
        if not entries or entries[0][0] != event_id or len(entries) > limit + 1:
            return None
        return _readable(entries[1:])

    async def _from_start(self, limit: int) -> tuple[Event, ...] | None:
        entries: Any = await self._client.xrange(self._key, count=limit + 1)
        if len(entries) > limit:
            return None
        if entries:
            kept = await self._client.xinfo_stream(self._key)
            if kept["entries-added"] != kept["length"]:
                return None
        return _readable(entries)

    async def wait(self, event_id: str, *, block_ms: int = 1000, limit: int = 500) -> Batch:
        """Up to ``limit`` events after ``event_id``, as soon as there are any; none after ``block_ms``.

        Waits no longer than half the client's socket time-out. Start from an id that ``last_id``, ``after``
        or a view gave.
        """
        block = block_ms if self._longest_block_ms is None else min(block_ms, self._longest_block_ms)
        with reachable():
            # Asked after reading, along the same connection: an entry that is still there now was there
            # then, with all that followed it.
            pipeline = self._client.pipeline(transaction=False)
            pipeline.execute_command(
                *("XREAD", "COUNT", limit, "BLOCK", max(1, block), "STREAMS", self._key, event_id)
            )
            pipeline.execute_command("XRANGE", self._key, event_id, event_id)
            answers: Any = await pipeline.execute()
        streams, kept = answers[0], event_id == _START or bool(answers[1])
        if not streams:
            return Batch((), event_id, kept=kept)
        entries: Any = streams[self._key][0] if isinstance(streams, dict) else streams[0][1]
        events = _readable(entries)
        read = {event.event_id for event in events}
        unreadable = tuple(each for each, _ in entries if each not in read)
        return Batch(events, entries[-1][0], unreadable, kept)


def journal_place(event_id: str) -> tuple[int, int]:
    """Return the sortable place of a journal entry's id (``ms-number``)."""
    ms, _, number = event_id.partition("-")
    return int(ms), int(number)


def _readable(entries: Any) -> tuple[Event, ...]:
    # The client's types allow for bytes and for entries deleted while being claimed; there are neither.
    events = (_event(event_id, fields) for event_id, fields in entries)
    return tuple(event for event in events if event is not None)


def _event(event_id: str, fields: dict[str, Any]) -> Event | None:
    """Return the event, or None for one of a kind that this version doesn't know."""
    try:
        return EVENT.validate_python(
            {
                "event_id": event_id,
                "type": fields["type"],
                "at": int(fields["at"]),
                "audience": tuple(fields["audience"].split()),
                **json.loads(fields["data"]),
            },
            # A node of a later version may tell more of something known.
            extra="ignore",
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        _say_once(str(fields.get("type"))[:_LONGEST_KIND], event_id)
        return None


def _say_once(kind: str, event_id: str) -> None:
    """Log a kind of event that isn't understood: a busy later version beside this one tells many."""
    if kind not in _unreadable and len(_unreadable) < _MOST_KINDS:
        _unreadable.add(kind)
        _log.error("journal.unreadable", kind=kind, event_id=event_id)
