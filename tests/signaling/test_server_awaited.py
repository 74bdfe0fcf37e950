"""A node that starts before its server waits for it, and says so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from callrouter.queueing import EmbeddedValkey, QueueServerError
from signaling.settings import Settings
from signaling.stores import server_awaited
from tests.signaling.conftest import until

pytestmark = pytest.mark.valkey


async def test_a_server_that_comes_later_is_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = EmbeddedValkey(tmp_path)
    settings = Settings(redis_url=f"unix://{tmp_path}/valkey.sock")
    waiting = asyncio.create_task(server_awaited(settings, asyncio.Event()))
    async with asyncio.timeout(20):
        await until(lambda: "queue_server.awaited" in capsys.readouterr().out)
    await server.start()
    assert await waiting
    await server.stop()


async def test_whoever_waits_can_be_stopped(tmp_path: Path) -> None:
    stop = asyncio.Event()
    waiting = asyncio.create_task(server_awaited(Settings(redis_url=f"unix://{tmp_path}/none.sock"), stop))
    await asyncio.sleep(0)
    stop.set()
    assert not await waiting


async def test_an_embedded_server_is_not_waited_for() -> None:
    assert await server_awaited(Settings(), asyncio.Event())


async def test_a_server_that_refuses_is_not_waited_for(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path)
    await server.start()
    try:
        with pytest.raises(QueueServerError, match="name or password"):
            _ = await server_awaited(
                Settings(redis_url=f"unix://nobody:wrong@{tmp_path}/valkey.sock"), asyncio.Event()
            )
    finally:
        await server.stop()
