"""A real server for each kind, and in it a house of one's own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from callrouter.queueing import connect
from tests.queueing.house import House
from tests.queueing.servers import running

#: It asserts for the tests.
pytest.register_assert_rewrite("tests.queueing.twins")

_namespaces = (f"test-{number}" for number in count(1))


@pytest.fixture(scope="session")
def server_url(server_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    with running(server_binary, folder):
        yield f"unix://{folder}/server.sock"


@pytest.fixture
def namespace() -> str:
    return next(_namespaces)


@pytest_asyncio.fixture
async def client(server_url: str) -> AsyncIterator[Redis]:
    connected = await connect(server_url)
    yield connected
    await connected.aclose()


@pytest_asyncio.fixture
async def house(client: Redis, namespace: str) -> AsyncIterator[House]:
    """Open a house that must be sound when the test is done with it."""
    opened = House(client, namespace)
    yield opened
    await opened.check()
