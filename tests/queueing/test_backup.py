"""What a backup has is given back: whole, of one moment, into nothing but an empty place."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.queueing import (
    Journal,
    NodeRegistry,
    QueueEngine,
    QueueServerError,
    QueueUnavailableError,
    connect,
    snapshot,
)
from callrouter.queueing.audit import audit
from callrouter.queueing.backup import BackupError, back_up, restore, verified
from callrouter.queueing.forms import LAYOUT
from tests.queueing.house import House
from tests.queueing.traffic import Traffic, give

pytestmark = pytest.mark.valkey


async def backed_up(client: Redis, namespace: str, path: Path) -> bytes:
    out = io.BytesIO()
    written = await back_up(client, out, namespace=namespace, release="1.0", now=1)
    assert written.head.of_one_moment
    await asyncio.to_thread(path.write_bytes, out.getvalue())
    return out.getvalue()


async def contents(client: Redis, namespace: str) -> dict[str, object]:
    prefix = f"{{{namespace}}}:"
    found: dict[str, object] = {}
    ask: Callable[..., Awaitable[Any]] = client.execute_command
    readers = {"hash": "HGETALL", "set": "SMEMBERS", "string": "GET", "stream": "XLEN", "list": "LLEN"}
    async for name in client.scan_iter(match=f"{prefix}*"):
        kind = await client.type(name)
        if str(name).endswith(":layout"):
            continue
        read = ("ZRANGE", name, 0, -1, "WITHSCORES") if kind == "zset" else (readers[str(kind)], name)
        value = await ask(*read)
        value = sorted(value) if isinstance(value, set) else value
        expires_at = await ask("PEXPIRETIME", name)
        found[str(name).removeprefix(prefix)] = (kind, value, expires_at)
    return found


async def test_everything_comes_back_as_it_was_and_bytes_that_are_no_text(
    client: Redis, house: House, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=house.namespace).set_out(LAYOUT)
    await house.ready("ann", ("nl", "en"))
    await house.talks("ann", "c1")
    await house.calls("c2", house.seat_with_interpreter())
    await client.hset(f"{{{house.namespace}}}:statistics_day:0", "calls", b"\xff\x00\x80")
    await client.zadd(f"{{{house.namespace}}}:outbox", {"m": 1_790_000_000_123.5})
    await client.set(f"{{{house.namespace}}}:served:x", "é", px=60_000)
    await client.set(f"{{{house.namespace}}}:sign_in:x", "left out")
    path, to = tmp_path / "backup", f"{house.namespace}-again"
    await backed_up(client, house.namespace, path)
    assert (await restore(client, path, namespace=to)).head.form == str(LAYOUT)
    options = {**client.connection_pool.connection_kwargs, "encoding_errors": "replace"}
    raw = Redis(
        connection_pool=type(client.connection_pool)(
            connection_class=client.connection_pool.connection_class,
            **options,
        )
    )
    before = await contents(raw, house.namespace)
    assert before.pop("sign_in:x")
    assert await contents(raw, to) == before
    ask: Callable[..., Awaitable[Any]] = client.execute_command
    kept = await ask("HGET", f"{{{to}}}:statistics_day:0", "calls", NEVER_DECODE=True)
    assert kept == b"\xff\x00\x80"
    again = Journal(client, namespace=to)
    assert await again.after("0-0", limit=1000) == await house.journal.after("0-0", limit=1000)
    await raw.aclose(close_connection_pool=True)
    await client.delete(
        f"{{{house.namespace}}}:statistics_day:0",
        f"{{{house.namespace}}}:outbox",
        f"{{{house.namespace}}}:sign_in:x",
    )
    with pytest.raises(BackupError, match="already"):
        await restore(client, path, namespace=to)


async def test_a_backup_made_while_people_work_contradicts_itself_nowhere(
    client: Redis, namespace: str, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=namespace).set_out(LAYOUT)
    traffic = Traffic(QueueEngine(client, namespace=namespace), "t", Random(1))  # noqa: S311  (no secret)
    begun = asyncio.Event()
    working = asyncio.create_task(give(traffic, 100_000, lambda _: begun.set()))
    await begun.wait()
    path = tmp_path / "backup"
    await backed_up(client, namespace, path)
    assert not working.done()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert (await restore(client, path, namespace=f"{namespace}-again")).keys > 10
    assert await audit(client, f"{namespace}-again") == ()


async def test_a_backup_that_was_changed_or_cut_off_is_refused_and_nothing_written(
    client: Redis, house: House, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=house.namespace).set_out(LAYOUT)
    await house.ready("ann")
    path = tmp_path / "backup"
    whole = await backed_up(client, house.namespace, path)
    path.write_bytes(whole[:-20])
    with pytest.raises(BackupError, match="cut off"):
        await restore(client, path, namespace="untouched")
    for place in range(20, len(whole), len(whole) // 50):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            verified(path)
    path.write_text(json.dumps({"callrouter_backup": 1}))
    with pytest.raises(BackupError, match="no backup"):
        verified(path)
    assert [name async for name in client.scan_iter(match="{untouched}:*")] == []


async def test_a_restore_that_was_broken_off_keeps_nodes_away_and_is_begun_anew(
    client: Redis, house: House, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=house.namespace).set_out(LAYOUT)
    await house.ready("ann")
    path, to = tmp_path / "backup", f"{house.namespace}-again"
    await backed_up(client, house.namespace, path)
    await client.set(f"{{{to}}}:layout", "restoring")
    await client.set(f"{{{to}}}:left", "over")
    await restore(client, path, namespace=to)
    assert await client.exists(f"{{{to}}}:left") == 0
    assert await NodeRegistry(client, namespace=to).form() == str(LAYOUT)


async def test_where_the_user_may_not_copy_the_server_it_is_read_as_it_is_and_said_so(
    client: Redis, house: House, server_url: str, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=house.namespace).set_out(LAYOUT)
    await house.talks("ann", "c1")
    await client.acl_setuser(
        "reader", enabled=True, passwords=["+secret"], keys=["*"], categories=["+@all"], commands=["-sync"]
    )
    limited = await connect(server_url.replace("unix://", "unix://reader:secret@"))
    out, path, to = io.BytesIO(), tmp_path / "backup", f"{house.namespace}-again"
    written = await back_up(limited, out, namespace=house.namespace, release="1.0", now=1)
    # What it may not read is never left out without a word.
    await client.acl_setuser("reader", enabled=True, commands=["-hgetall"])
    with pytest.raises(QueueServerError, match="lacks a right"):
        await back_up(limited, io.BytesIO(), namespace=house.namespace, release="1.0", now=1)
    await limited.aclose()
    assert not written.head.of_one_moment
    await asyncio.to_thread(path.write_bytes, out.getvalue())
    await restore(client, path, namespace=to)
    assert await audit(client, to) == ()
    await client.acl_deluser("reader")


async def test_a_copy_that_stalls_ends_the_backup(
    server_url: str, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (said := await reader.read(65_536)) and b"SYNC" not in said:
            writer.write(said)
        if said:  # from here on nothing comes, and nobody hangs up
            await reader.read()
        writer.close()

    connections: list[asyncio.Task[Any] | None] = []

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.current_task())
        far_reader, far_writer = await asyncio.open_unix_connection(server_url.removeprefix("unix://"))
        await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))

    monkeypatch.setattr(snapshot, "_SILENT_S", 0.2)
    server = await asyncio.start_unix_server(between, tmp_path / "between.sock")
    client = await connect(f"unix://{tmp_path}/between.sock")
    with pytest.raises(QueueUnavailableError, match="nothing came"):
        await back_up(client, io.BytesIO(), namespace=namespace, release="1.0", now=1)
    await client.aclose()
    server.close()
    await asyncio.gather(*filter(None, connections))
