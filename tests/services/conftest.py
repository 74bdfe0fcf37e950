"""A real Valkey for the services, with its own clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from callrouter.queueing import EmbeddedValkey, QueueEngine, connect


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncIterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "valkey")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(valkey: EmbeddedValkey) -> AsyncIterator[Redis]:
    client = await connect(valkey.url)
    yield client
    await client.aclose()


@pytest.fixture
def engine(client: Redis) -> QueueEngine:
    return QueueEngine(client)
