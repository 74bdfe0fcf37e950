"""All that a server keeps as it was at one moment, though work goes on: the copy that a replica would get."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import structlog
from redis import exceptions
from redis.asyncio import Redis

from callrouter.queueing.connect import reachable
from callrouter.queueing.embedded import EmbeddedValkey, EmbeddedValkeyError

_CHUNK: Final = 1 << 20
#: A server that makes a copy says each 10 s that it is still at it.
_SILENT_S: Final = 60.0
_SYNC: Final = b"*1\r\n$4\r\nSYNC\r\n"

_log = structlog.get_logger(__name__)


class _NotGivenError(Exception):
    """The server gives no such copy; the message says why."""


@asynccontextmanager
async def frozen(client: Redis) -> AsyncIterator[tuple[Redis, bool]]:
    """Give a client that reads bytes, and whether what it reads is of one moment.

    The copy is read into a Valkey of our own in a temporary folder, which takes as much memory and disk as
    the server's data. Where the server gives none (its user may not SYNC, or it is a later one whose format
    Valkey doesn't read), it is the server itself that is read, while work goes on.
    Raises ``QueueUnavailableError``.
    """
    with tempfile.TemporaryDirectory(prefix="callrouter-backup-") as folder:
        copy = EmbeddedValkey(Path(folder), keeps=False)
        database = int(client.connection_pool.connection_kwargs.get("db") or 0)
        try:
            with reachable():
                await _fetch(client, Path(folder) / "dump.rdb")
            await copy.start()
        except (_NotGivenError, EmbeddedValkeyError, exceptions.ResponseError) as error:
            _log.warning("backup.not_of_one_moment", why=str(error))
            source = Redis(connection_pool=_raw_pool(client))
            try:
                yield source, False
            finally:
                await source.connection_pool.disconnect()
            return
        reader = Redis.from_url(copy.url, db=database)
        try:
            yield reader, True
        finally:
            await reader.aclose()
            await copy.stop()


def _raw_pool(client: Redis) -> Any:
    pool = client.connection_pool
    return type(pool)(
        connection_class=pool.connection_class, **{**pool.connection_kwargs, "decode_responses": False}
    )


async def _fetch(client: Redis, path: Path) -> None:
    """Write the copy to a file. Raises _NotGivenError, and the client's errors."""
    make: Callable[[], Any] = client.connection_pool.make_connection
    connection = make()
    await connection.connect()
    try:
        # From here on the connection speaks no protocol that the client knows.
        reader, writer = connection._reader, connection._writer  # noqa: SLF001
        writer.write(_SYNC)
        await writer.drain()
        head = b"\n"
        while head == b"\n":  # so a server says that it is still at it
            async with asyncio.timeout(_SILENT_S):
                head = await reader.readline()
        if not head.startswith(b"$") or not head[1:].strip().isdigit():
            raise _NotGivenError(head[:80].decode("ascii", "replace").strip() or "the connection was lost")
        left = int(head[1:])
        with path.open("wb") as file:
            while left and (part := await _some(reader, left)):
                file.write(part)
                left -= len(part)
        if left:
            raise _NotGivenError("the connection was lost")
    except TimeoutError as error:
        raise exceptions.TimeoutError(f"nothing came for {_SILENT_S:.0f} s") from error
    finally:
        await connection.disconnect(nowait=True)


async def _some(reader: asyncio.StreamReader, most: int) -> bytes:
    async with asyncio.timeout(_SILENT_S):
        return await reader.read(min(most, _CHUNK))
