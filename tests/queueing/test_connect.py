"""From a URL to a client, and what is wrong with a server."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from callrouter.queueing import (
    QueueEngine,
    QueueServerError,
    QueueUnavailableError,
    TokenStore,
    UnsupportedUrlError,
    check_server,
    connect,
)
from callrouter.queueing.trials import TrialStore
from tests.binaries import redis
from tests.queueing.servers import running


@pytest.mark.parametrize("url", ["redis+sentinel://host", "redis+gossip://host", "http://host", "", "host"])
async def test_other_kinds_of_url_are_refused(url: str) -> None:
    with pytest.raises(UnsupportedUrlError):
        _ = await connect(url)


async def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(QueueUnavailableError):
        _ = await connect(f"unix://{tmp_path}/none.sock")


@pytest.mark.valkey
async def test_a_password_is_asked(server_binary: Path, tmp_path: Path) -> None:
    with running(server_binary, tmp_path) as server:
        server.config_set("requirepass", "right")
        with pytest.raises(QueueServerError, match="password"):
            _ = await connect(f"unix://:wrong@{tmp_path}/server.sock")
        client = await connect(f"unix://:right@{tmp_path}/server.sock")
        assert await client.ping()
        await client.aclose()


@pytest.mark.valkey
async def test_what_is_wrong_with_a_server(client: Redis) -> None:
    problems = await check_server(client)
    assert len(problems) == 1
    assert "appendonly" in problems[0]
    await client.config_set("maxmemory-policy", "allkeys-lru")
    await client.config_set("appendonly", "yes")
    problems = await check_server(client)
    assert len(problems) == 1
    assert "noeviction" in problems[0]
    await client.config_set("maxmemory-policy", "noeviction")
    assert await check_server(client) == ()
    await client.config_set("appendonly", "no")


@pytest.mark.valkey
@pytest.mark.parametrize("server_binary", [redis], indirect=True, ids=["redis"])
async def test_whatever_is_asked_of_a_frozen_server_is_told_unavailable(
    server_binary: Path, tmp_path: Path
) -> None:
    """Eight seconds: what the nodes themselves wait. Tried again and again it was minutes."""
    with running(server_binary, tmp_path) as server:
        client = await connect(f"unix://{tmp_path}/server.sock")
        engine, tokens, trials = QueueEngine(client), TokenStore(client), TrialStore(client)
        assert await engine.view("nobody") is not None
        process = int(server.info("server")["process_id"])
        os.kill(process, signal.SIGSTOP)
        try:
            async with asyncio.timeout(30):
                heard = await asyncio.gather(
                    *(engine.view("nobody") for _ in range(3)),  # the first alone, the others as a batch
                    tokens.get("word"),
                    trials.tell("trial", "standing"),
                    return_exceptions=True,
                )
        finally:
            os.kill(process, signal.SIGCONT)
        assert [type(each) for each in heard] == [QueueUnavailableError] * len(heard)
        assert await engine.view("nobody") is not None
        await client.aclose()
