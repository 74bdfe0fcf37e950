"""The node's own tasks: each has an owner, and a fault in one is logged and the task begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

_log = structlog.get_logger(__name__)

_PAUSE_S: Final = 1.0


class Background:
    """Runs endless tasks until closed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run ``run`` for ever; if it ever raises, again after a pause."""
        self._tasks.add(asyncio.create_task(_forever(name, run), name=name))

    async def close(self) -> None:
        """Cancel all, and wait until they are gone."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()


async def _forever(name: str, run: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await run()
        except Exception:  # noqa: BLE001  (a task that died silently would stop the service while it looks healthy)
            _log.exception("task.failed", task=name)
        await asyncio.sleep(_PAUSE_S)
