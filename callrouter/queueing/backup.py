"""A deployment's data in one file, and back: gzipped lines of JSON that any Redis or Valkey can be given.

The first line says what it is and of which form; then comes a line for each key, without the namespace, or
for a part of the journal; the last one says how many keys there were and what all lines hash to. What can't
be used again isn't in it: which nodes were there, sign-ins (everybody signs in again), and counts of wrong
passwords.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.base import Told
from callrouter.queueing.connect import QueueServerError, reachable
from callrouter.queueing.forms import LAYOUT, OLDEST
from callrouter.queueing.keys import Keys
from callrouter.queueing.snapshot import frozen

_VERSION: Final = 1
#: Written by whoever connects to replicated servers, so it is in an empty place as well.
_CONFIRMED: Final = "confirmed"
#: What isn't kept, by kind.
_LEFT_OUT: Final = frozenset(
    {_CONFIRMED, "layout", "layout_change", "nodes", "node"}
    | {"alert_watch", "sign_in", "sign_in_token", "sign_ins", "tries"}
)
#: The form while data is being restored: no node starts on that.
RESTORING: Final = "restoring"
_AT_ONCE: Final = 500
#: The type of a part of the journal.
_PART: Final = "stream"
_READ: Final = {
    b"hash": ("HGETALL",),
    b"zset": ("ZRANGE", 0, -1, "WITHSCORES"),
    b"set": ("SMEMBERS",),
    b"list": ("LRANGE", 0, -1),
    b"string": ("GET",),
}


class BackupError(QueueServerError):
    """The backup can't be made or restored; the message says why in one sentence."""


class Head(Told):
    """What a backup says of itself."""

    callrouter_backup: int
    form: str
    release: str
    namespace: str
    #: UTC epoch ms, by the clock of who made it.
    begun_at: int
    #: Whether all of it is of one moment.
    of_one_moment: bool


class Written(NamedTuple):
    """What came of a backup or a restore."""

    head: Head
    keys: int


async def back_up(client: Redis, out: IO[bytes], *, namespace: str, release: str, now: int) -> Written:
    """Write a deployment's data to ``out``.

    Raises ``BackupError`` where there is none or its form is changing, ``QueueUnavailableError``.
    """
    prefix = Keys(namespace).prefix.encode()
    async with frozen(client) as (source, of_one_moment):
        with reachable(), gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as file:
            form: Any = await source.get(prefix + b"layout")
            if form is None:
                raise BackupError(f"nothing is kept under the namespace {namespace}")
            if not form.isdigit() or await source.hexists(prefix + b"layout_change", "to"):
                raise BackupError("the data is being restored or brought to another form: try again later")
            head = Head(
                callrouter_backup=_VERSION,
                form=form.decode(),
                release=release,
                namespace=namespace,
                begun_at=now,
                of_one_moment=of_one_moment,
            )
            digest, keys = sha256(), 0
            file.write(_line(head.model_dump(), digest))
            async for each in _read(source, prefix):
                keys += each["type"] != _PART
                file.write(_line(each, digest))
            file.write(_line({"keys": keys, "sha256": digest.hexdigest()}, sha256()))
    return Written(head, keys)


def verified(path: Path) -> Head:
    """Read a backup through and return its head. Raises ``BackupError``, OSError."""
    digest, head, last = sha256(), None, b""
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                if head is None:
                    head = Head.kept(line)
                digest.update(last)
                last = line
        end = json.loads(last)
        if head is None or end["sha256"] != digest.hexdigest():
            raise BackupError(f"{path} was changed or cut off: its checksum is another one")
    except (EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path} is no backup, or was cut off") from error
    if head.callrouter_backup != _VERSION or not head.form.isdigit() or int(head.form) > LAYOUT:
        raise BackupError(f"{path} is of a newer release ({head.release}): restore it with that one")
    if int(head.form) < OLDEST:
        raise BackupError(f"{path} is of form {head.form}: restore it with a release that knows that")
    return head


async def restore(client: Redis, path: Path, *, namespace: str) -> Written:
    """Give an empty namespace what a backup has; what had expired meanwhile stays away.

    A restore that was broken off is begun anew by the next. Raises ``BackupError``,
    ``QueueUnavailableError``.
    """
    head = await asyncio.to_thread(verified, path)
    prefix = Keys(namespace).prefix
    with reachable():
        form: Any = await client.get(f"{prefix}layout")
        found = {str(name) async for name in client.scan_iter(match=f"{prefix}*", count=1000)}
        names = found - {f"{prefix}{_CONFIRMED}"}
        if names and form != RESTORING:
            raise BackupError(
                f"something is kept under the namespace {namespace} already: stop all nodes and relays, and "
                "restore into another namespace, server or data directory"
            )
        await client.set(f"{prefix}layout", RESTORING)
        for some in _by(names, _AT_ONCE):
            await client.unlink(*(name for name in some if name != f"{prefix}layout"), f"{prefix}nothing")
        keys = 0
        with gzip.open(path, "rb") as file:
            next(file)
            pipeline = client.pipeline(transaction=False)
            for line in file:
                kept = json.loads(line)
                if "keys" in kept:
                    keys = kept["keys"]
                elif "key" in kept:
                    for command in _commands(prefix, kept):
                        pipeline.execute_command(*command)
                if len(pipeline) >= _AT_ONCE:  # the journal's lines hold many
                    await pipeline.execute()
            await pipeline.execute()
        await client.set(f"{prefix}layout", head.form)
    return Written(head, keys)


async def _read(source: Redis, prefix: bytes) -> AsyncIterator[dict[str, Any]]:
    """Read what is kept, key by key; the journal last, and in parts."""
    names: list[bytes] = []
    named: set[bytes] = set()
    async for name in source.scan_iter(match=prefix + b"*", count=1000):
        if name in named:  # so may a server that goes on working
            continue
        named.add(name)
        names.append(name)
        if len(names) == _AT_ONCE:
            for each in await _read_some(source, prefix, names):
                yield each
            names = []
    for each in await _read_some(source, prefix, names):
        yield each
    journal, position = prefix + b"journal", b"-"
    while entries := await _entries(source, journal, position):
        told = [[entry_id.decode(), _texts(_flat(fields))] for entry_id, fields in entries]
        yield {"key": "journal", "type": _PART, "value": told}
        position = b"(" + entries[-1][0]
    if position != b"-":
        about: Any = await source.xinfo_stream(journal)
        last = about["last-generated-id"].decode()
        yield {"key": "journal", "type": "stream_end", "value": [last, about["entries-added"]]}


async def _entries(source: Redis, journal: bytes, position: bytes) -> Any:
    return await source.xrange(journal, min=position, count=_AT_ONCE)


async def _read_some(source: Redis, prefix: bytes, names: list[bytes]) -> list[dict[str, Any]]:
    kinds = {name: name.removeprefix(prefix).partition(b":")[0].decode() for name in names}
    wanted = [name for name, kind in kinds.items() if kind not in _LEFT_OUT]
    pipeline = source.pipeline(transaction=False)
    for name in wanted:
        pipeline.execute_command("TYPE", name)
        pipeline.execute_command("PEXPIRETIME", name)
    answers = await pipeline.execute()
    pipeline = source.pipeline(transaction=False)
    there = [each for each in zip(wanted, answers[::2], answers[1::2], strict=True) if each[1] in _READ]
    for name, kind, _ in there:
        command, *words = _READ[kind]
        pipeline.execute_command(command, name, *words)
    values = await pipeline.execute()
    return [
        _kept(name.removeprefix(prefix), kind.decode(), expires_at, value)
        for (name, kind, expires_at), value in zip(there, values, strict=True)
        if value  # gone meanwhile, otherwise
    ]


def _kept(name: bytes, kind: str, expires_at: int, value: Any) -> dict[str, Any]:
    told = {"key": name.decode(), "type": kind, "value": _texts(_flat(value))}
    return told | ({"expires_at": expires_at} if expires_at > 0 else {})


def _flat(value: Any) -> list[Any]:
    if isinstance(value, bytes):
        return [value]
    if isinstance(value, dict):
        return [part for pair in value.items() for part in pair]
    return [part for each in value for part in (each if isinstance(each, tuple | list) else (each,))]


def _texts(parts: Iterable[Any]) -> list[Any]:
    """Write bytes as text, those that aren't any as base64 in a list."""
    return [_text(part) for part in parts]


def _text(part: Any) -> Any:
    if not isinstance(part, bytes):
        return f"{part:.17g}"
    try:
        return part.decode()
    except UnicodeDecodeError:
        return [b64encode(part).decode()]


def _bytes(parts: Iterable[Any]) -> list[bytes]:
    return [part.encode() if isinstance(part, str) else b64decode(part[0]) for part in parts]


def _commands(prefix: str, kept: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    name, value = prefix + kept["key"], kept["value"]
    match kept["type"]:
        case "hash":
            yield "HSET", name, *_bytes(value)
        case "set":
            yield "SADD", name, *_bytes(value)
        case "list":
            yield "RPUSH", name, *_bytes(value)
        case "string":
            yield "SET", name, *_bytes(value)
        case "zset":
            members = _bytes(value)
            yield (
                "ZADD",
                name,
                *(part for pair in zip(members[1::2], members[::2], strict=True) for part in pair),
            )
        case "stream":
            for entry_id, fields in value:
                yield "XADD", name, entry_id, *_bytes(fields)
        case "stream_end":
            yield "XSETID", name, value[0], "ENTRIESADDED", value[1]
        case other:
            raise BackupError(f"a key of an unknown type: {other}")
    if "expires_at" in kept:
        yield "PEXPIREAT", name, kept["expires_at"]


def _line(told: dict[str, Any], digest: Any) -> bytes:
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    digest.update(line)
    return line


def _by(all_of_them: Iterable[Any], size: int) -> Iterator[list[Any]]:
    some: list[Any] = []
    for each in all_of_them:
        some.append(each)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
