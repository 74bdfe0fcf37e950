"""Reads everything a deployment keeps without holding it up: in one step what is little, else in several.

What changed between two steps may seem to contradict something; what is found is read again for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from redis import exceptions
from redis.asyncio import Redis

from callrouter.model.events import Event
from callrouter.queueing.audit.naming import named_in
from callrouter.queueing.connect import reachable
from callrouter.queueing.journal import Journal
from callrouter.queueing.keys import Keys

_HASH: Final = ("HGETALL",)
_ZSET: Final = ("ZRANGE", "0", "-1", "WITHSCORES")
_SET: Final = ("SMEMBERS",)
#: How each kind of key is read. Of secrets, texts and figures only whether they are there.
READERS: Final = {
    **dict.fromkeys(("call", "staff", "reservation", "session", "calls", "booths"), _HASH),
    **dict.fromkeys(("present", "staffed", "closed", "relay", "help", "flagged"), _HASH),
    **dict.fromkeys(("seats", "ready", "waiting", "unfilled", "deadlines", "day"), _ZSET),
    **dict.fromkeys(
        ("sessions", "partners", "people", "relays", "placed", "stranded", "promised", "cramped"), _SET
    ),
    **dict.fromkeys(("chat", "notes", "document", "statistics", "statistics_days"), ("HLEN",)),
    **dict.fromkeys(("device", "enrolled", "enrolling", "statistics_day"), ("HLEN",)),
    **dict.fromkeys(("token", "served", "layout", "confirmed", "enrolment"), ("STRLEN",)),
    **dict.fromkeys(("message", "link", "asked", "called"), ("STRLEN",)),
    **dict.fromkeys(("callbacks", "callback_times", "outbox"), _ZSET),
    "sign_in": ("HLEN",),
    "sign_in_token": ("STRLEN",),
    "sign_ins": ("ZCARD",),
    "credentials": ("STRLEN",),
    "tries": ("HLEN",),
    # Not who the citizen is.
    "callback": ("HMGET", "record", "lists"),
    "noted": ("STRLEN",),
    **dict.fromkeys(("trail", "trail_days", "trail_signatures"), ("HLEN",)),
    **dict.fromkeys(("trail_entries", "trail_packed"), ("LLEN",)),
    **dict.fromkeys(("alerts", "alert_notices", "alert_watch", "call_stories"), ("HLEN",)),
    **dict.fromkeys(("accounts", "account_subjects", "layout_change"), ("HLEN",)),
    "nodes": ("ZCARD",),
    "node": ("HLEN",),
    "clock": ("HLEN",),
    "journal": ("XREVRANGE", "+", "-", "COUNT", "1"),
}
#: What no other key is compared with, of which there may be most: read apart from all the rest.
_ALONE: Final = frozenset(
    {"statistics", "document", "token", "served", "device", "enrolment", "day", "link", "asked", "noted"}
    | {"called", "nodes", "node"}
    | {"statistics_day", "trail", "trail_days", "trail_signatures", "trail_entries", "trail_packed"}
    | {"alerts", "alert_notices", "alert_watch", "accounts", "account_subjects", "layout_change"}
    | {
        "alerts",
        "alert_notices",
        "alert_watch",
        "call_stories",
        "sign_in",
        "sign_in_token",
        "sign_ins",
        "credentials",
        "tries",
    }
)
#: Kinds whose keys expire once they have ended.
_ENDED: Final = frozenset({"call", "reservation"})
#: Keys read in one step. The server does nothing else for a few µs each, longer for a queue of thousands.
_MOST_AT_ONCE: Final = 2000
_EVENTS_A_READ: Final = 2000
#: Readings until every key that another one names was asked for.
_MOST_TRIES: Final = 10


@dataclass(frozen=True)
class Contents:
    """What stood under one prefix, by name without the prefix; journal entries apart."""

    prefix: str
    values: dict[str, Any]
    #: Names that expire.
    expiring: frozenset[str]
    #: What the journal keeps up to the moment of reading, oldest first.
    events: tuple[Event, ...] = ()
    #: Whether the journal still begins with its first entry.
    from_start: bool = True
    #: Names asked for, whether or not there was anything.
    names: frozenset[str] = frozenset()

    def of(self, kind: str) -> Mapping[str, Any]:
        """Return all values of one kind, by what follows the kind's name."""
        return self._by_kind.get(kind, {})

    @cached_property
    def _by_kind(self) -> dict[str, dict[str, Any]]:
        """Sorted out once, since checks ask for a kind again for each of thousands of calls."""
        kinds: dict[str, dict[str, Any]] = {}
        for name, value in self.values.items():
            kind, delimiter, identifier = name.partition(":")
            if delimiter:
                kinds.setdefault(kind, {})[identifier] = value
        return kinds

    def one(self, kind: str) -> Any:
        """Return the only value of a kind; an empty mapping when there is none."""
        return self.values.get(kind, {})


async def read_contents(
    client: Redis, namespace: str, *, journal: bool = True, known: Iterable[str] = ()
) -> Contents:
    """Read it all. ``known``: names to look for though they aren't there yet when the reading begins.

    Up to 2,000 keys of what lives are as they were at one moment, except those no other key is compared with.
    Raises ``QueueUnavailableError``.
    """
    prefix = Keys(namespace).prefix
    with reachable():
        found = {
            str(name).removeprefix(prefix) async for name in client.scan_iter(match=f"{prefix}*", count=1000)
        }
    names = {*found, *known, "journal"}
    alone = {name for name in names if name.partition(":")[0] in _ALONE}
    values: dict[str, Any] = {}
    expiring: set[str] = set()
    await _read(client, prefix, names - alone, values, expiring)
    for _ in range(_MOST_TRIES):
        # What came up after the names were asked for is known only from what names it.
        unread = named_in(values) - names
        names |= unread
        # What has ended changes no more; all else is read once more, in one step if it fits into one.
        settled = {name for name in expiring if name.partition(":")[0] in _ENDED}
        live = names - alone - settled
        await _read(client, prefix, live if len(live) <= _MOST_AT_ONCE else unread, values, expiring)
        if not named_in(values) - names:
            break
    position = values.pop("journal", None)
    await _read(client, prefix, alone, values, expiring)
    last_id = position[0][0] if position else "0-0"
    events, _, from_start = await read_events(client, namespace, last_id) if journal else ((), (), True)
    return Contents(prefix, values, frozenset(expiring), events, from_start, frozenset(names))


async def _read(
    client: Redis, prefix: str, names: Iterable[str], values: dict[str, Any], expiring: set[str]
) -> None:
    ordered = sorted(names)
    for first in range(0, len(ordered), _MOST_AT_ONCE):
        await _read_some(client, prefix, ordered[first : first + _MOST_AT_ONCE], values, expiring)


async def _read_some(
    client: Redis, prefix: str, names: Sequence[str], values: dict[str, Any], expiring: set[str]
) -> None:
    kinds = {name: name.partition(":")[0] for name in names}
    expiring.difference_update(names)
    pipeline = client.pipeline(transaction=True)
    for name in names:
        command, *words = READERS.get(kinds[name], ("TYPE",))
        pipeline.execute_command(command, f"{prefix}{name}", *words)
        pipeline.execute_command("TTL", f"{prefix}{name}")
    with reachable():
        answers = await pipeline.execute(raise_on_error=False)
    for name, value, ttl in zip(names, answers[::2], answers[1::2], strict=True):
        values.pop(name, None)
        if isinstance(value, exceptions.ResponseError):
            values[name] = value
        elif ttl != -2:  # noqa: PLR2004  (no such key)
            values[name] = dict(value) if READERS.get(kinds[name]) is _ZSET else value
            if ttl >= 0:
                expiring.add(name)


async def read_events(
    client: Redis, namespace: str, last_id: str
) -> tuple[tuple[Event, ...], tuple[str, ...], bool]:
    """Read the journal up to an entry: events, ids of unreadable ones, whether its first one is still there.

    Raises ``QueueUnavailableError``.
    """
    journal = Journal(client, namespace=namespace)
    key = Keys(namespace).journal
    if last_id == "0-0":
        return (), (), True
    with reachable():
        kept: Any = await client.xinfo_stream(key)
    events: list[Event] = []
    unreadable: list[str] = []
    position = "0-0"
    while _order(position) < _order(last_id):
        batch = await journal.wait(position, block_ms=1, limit=_EVENTS_A_READ)
        if batch.position == position:
            break
        events += batch.events
        unreadable += batch.unreadable
        position = batch.position
    until = _order(last_id)
    read = tuple(event for event in events if _order(event.event_id) <= until)
    unread = tuple(each for each in unreadable if _order(each) <= until)
    return read, unread, bool(kept["entries-added"] == kept["length"])


def _order(event_id: str) -> tuple[int, int]:
    ms, _, number = event_id.partition("-")
    return int(ms), int(number)
