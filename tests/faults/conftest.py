"""A server, and a deployment over it, with people at its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.deployment import Deployment
from tests.faults.server import QueueServer


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[QueueServer]:
    server = QueueServer(tmp_path)
    await server.start()
    yield server
    await server.sweep()


@pytest.fixture
async def deployment(tmp_path: Path, server: QueueServer) -> AsyncIterator[Deployment]:
    """One that isn't built yet."""
    async with Deployment(tmp_path, server) as deployment:
        yield deployment
