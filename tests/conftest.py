"""What holds for every test: a clean environment, no task left behind, the servers the queue must run on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.binaries import redis, valkey


@pytest.fixture(autouse=True)
def _own_settings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's own CALLROUTER_* settings."""
    for name in [name for name in os.environ if name.startswith("CALLROUTER_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _leave_no_tasks(request: pytest.FixtureRequest) -> None:
    """Guard asynchronous tests; set up before all their own fixtures, so checked after those are gone."""
    if isinstance(request.node, pytest.Function) and pytest_asyncio.is_async_test(request.node):
        request.getfixturevalue("_task_guard")


@pytest_asyncio.fixture
async def _task_guard() -> AsyncIterator[None]:
    yield
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        names = "\n".join(f"  {task.get_name()}: {task.get_coro()!r}" for task in left)
        pytest.fail(f"left running tasks behind; cancel and await them:\n{names}", pytrace=False)


@pytest.fixture(scope="session", params=[valkey, redis], ids=["valkey", "redis"])
def server_binary(request: pytest.FixtureRequest) -> Path:
    """Each server the queue engine must run on, one after the other; they differ in what scripts may do."""
    binary: Path = request.param()
    return binary
