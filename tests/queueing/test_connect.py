"""From a URL to a client, and what is wrong with a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis.asyncio import Redis

from callrouter.queueing import (
    QueueServerError,
    QueueUnavailableError,
    UnsupportedUrlError,
    check_server,
    connect,
)
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
