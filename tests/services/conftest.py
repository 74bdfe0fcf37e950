"""A real Valkey for the services, with its own clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import aioice.ice
import pytest
from redis.asyncio import Redis

from callrouter.queueing import EmbeddedValkey, QueueEngine, RelayRegistry, connect
from tests.services.relays import Node, RelayProcess, Talk

StartsRelay = Callable[[str], Awaitable[RelayProcess]]
StartsNode = Callable[[], Awaitable[Node]]


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


@pytest.fixture
def registry(client: Redis) -> RelayRegistry:
    return RelayRegistry(client)


@pytest.fixture
async def starts_relay(tmp_path: Path, registry: RelayRegistry) -> AsyncIterator[StartsRelay]:
    relays: list[RelayProcess] = []

    async def start(name: str) -> RelayProcess:
        relay = RelayProcess(name, tmp_path, registry)
        relays.append(relay)
        await relay.start()
        return relay

    yield start
    for relay in relays:
        await relay.dies()


@pytest.fixture
async def starts_node(client: Redis, engine: QueueEngine) -> AsyncIterator[StartsNode]:
    async with AsyncExitStack() as stack:

        async def start() -> Node:
            return await stack.enter_async_context(Node(client, engine).running())

        yield start


@pytest.fixture
async def talk(engine: QueueEngine) -> Talk:
    """Let a visitor and an employee find each other."""
    talk = Talk(engine)
    await talk.begins()
    return talk


@pytest.fixture
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let aioice use 127.0.0.1: it leaves it out, and has no option."""
    addresses: Callable[..., list[str]] = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005, E731
    monkeypatch.setattr(aioice.ice, "get_host_addresses", addresses)
