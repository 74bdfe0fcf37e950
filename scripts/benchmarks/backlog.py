"""A house with many calls waiting: one made by the engine, the others exact copies made in bulk.

A million calls through the engine take many minutes; copies take under one. They are what the engine
would have written, which is checked each time: one of them is compared, key by key, with
the call that the engine makes for the same booth at the same time. Only the journal isn't copied; it is
trimmed to the same length anyhow.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import redis

from callrouter.model.records import Call
from scripts.benchmarks.house import House, client, in_turns
from scripts.benchmarks.servers import Server

#: Stands in the original's names; the copies have their numbers in its place.
_NAME = "00000000"
_TIME = re.compile(r"1\d{12}")
_VARYING = re.compile(rf"({_NAME}|(?<!\w){_TIME.pattern}(?!\w))")
_VERBS = {"hash": "HSET", "set": "SADD", "zset": "ZADD"}
_COPIES_A_SCRIPT = 500
_CHECKED = 7
_CLONE = Path(__file__).with_name("clone_calls.lua").read_text()

_Kept = dict[str, Any]


class Clock:
    """A clock that stands still."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        """Tell the time."""
        return self.now


class Backlog:
    """Fills a server with waiting calls."""

    def __init__(self, server: Server, namespace: str) -> None:
        self._server, self._namespace = server, namespace
        self.redis = client(server.url, batching=True)
        self.bytes_per_call, self.took_s = 0.0, 0.0

    async def fill(self, waiting: int, people: int) -> list[Call]:
        """Let so many calls wait while everybody talks; returns the calls they are in."""
        await self._check()
        began = time.monotonic()
        start = int(time.time() * 1000) - 2 * waiting
        talking = await self._original(self._namespace, people, start)
        copied = _left_by_original(self._server.client, self._namespace)
        before = self._server.memory()
        _copy(self._server.client, copied, 1, waiting - 1)
        self.bytes_per_call = (self._server.memory() - before) / (waiting - 1)
        self.took_s = time.monotonic() - began
        return talking

    async def _original(self, namespace: str, people: int, start: int) -> list[Call]:
        """Let everybody take a call, and one more call wait."""
        house = House(self.redis, namespace, Clock(start))
        await house.staff(people)
        ids = [f"first-{number}" for number in range(people)]
        await house.booths(ids)
        talking = await in_turns(map(house.requests, ids))
        talking = await in_turns(map(house.accepts, talking))
        await self._wait(house, _NAME)
        return talking

    async def _wait(self, house: House, number: str) -> None:
        await house.booth(f"call-{number}")
        call = await house.requests(f"call-{number}")
        if call.seats[0].staff_id is not None:
            raise RuntimeError("the call that should wait was matched")

    async def _check(self) -> None:
        """Raise ``RuntimeError`` unless a copy is what the engine makes."""
        start = int(time.time() * 1000)
        for namespace in ("check-copy", "check-made"):
            await self._original(namespace, 1, start)
        _copy(self._server.client, _left_by_original(self._server.client, "check-copy"), _CHECKED, _CHECKED)
        made = House(self.redis, "check-made", Clock(start + _CHECKED))
        await self._wait(made, f"{_CHECKED:0{len(_NAME)}}")
        copy, real = (_contents(self._server.client, name) for name in ("check-copy", "check-made"))
        different = [key for key in copy.keys() | real.keys() if copy.get(key) != real.get(key)]
        if different:
            shown = "\n".join(
                f"{key}\n  copy {copy.get(key)}\n  made {real.get(key)}" for key in different[:5]
            )
            raise RuntimeError(f"copies of calls aren't what the engine makes:\n{shown}")
        for namespace in ("check-copy", "check-made"):
            self._server.client.delete(*_keys(self._server.client, namespace))


def _keys(server: redis.Redis, namespace: str) -> list[str]:
    return [str(key) for key in server.scan_iter(f"{{{namespace}}}:*", count=1000)]


def _contents(server: redis.Redis, namespace: str) -> dict[str, object]:
    """All that a namespace keeps, but for its journal; keys without the namespace."""
    kept: dict[str, object] = {}
    for key in _keys(server, namespace):
        kind, name = str(server.type(key)), key.removeprefix(f"{{{namespace}}}:")
        if kind == "stream":
            continue
        kept[name] = sorted(_pairs(server, key, kind)), _lifetime(server, key)
    return kept


def _lifetime(server: redis.Redis, key: str) -> bool:
    return int(server.pttl(key)) >= 0


def _pairs(server: Any, key: str, kind: str) -> list[tuple[str, str]]:
    """Return what a key holds: (field, value), (member, '') or (member, score)."""
    if kind == "hash":
        return list(server.hgetall(key).items())
    if kind == "set":
        return [(member, "") for member in server.smembers(key)]
    if kind == "zset":
        return [(member, f"{score:.0f}") for member, score in server.zrange(key, 0, -1, withscores=True)]
    if kind == "string":
        return [(server.get(key), "")]
    raise RuntimeError(f"{key} is a {kind}, which copies of calls don't know")


def _template(text: str) -> list[str | int]:
    """Take a text apart into what stays, the original's name (0), and times."""
    return [
        0 if part == _NAME else int(part) if _TIME.fullmatch(part) else part for part in _VARYING.split(text)
    ]


def _left_by_original(server: redis.Redis, namespace: str) -> list[_Kept]:
    """Find all that the original left, in keys of its own and in those it shares."""
    left: list[_Kept] = []
    for key in _keys(server, namespace):
        kind = str(server.type(key))
        if kind == "stream":
            continue
        pairs = [pair for pair in _pairs(server, key, kind) if _NAME in key + pair[0] + pair[1]]
        if not pairs:
            continue
        if kind not in _VERBS or _lifetime(server, key):
            raise RuntimeError(f"{key} is of a kind, or passes, which copies of calls don't know")
        if kind == "zset":
            words = [word for member, score in pairs for word in (score, member)]
        else:
            words = [word for pair in pairs for word in pair[: 1 if kind == "set" else 2]]
        left.append({"verb": _VERBS[kind], "key": _template(key), "words": [*map(_template, words)]})
    return left


def _copy(server: redis.Redis, left: list[_Kept], first: int, last: int) -> None:
    clone = server.register_script(_CLONE)
    for start in range(first, last + 1, _COPIES_A_SCRIPT):
        clone(args=[json.dumps(left), start, min(start + _COPIES_A_SCRIPT - 1, last)])
