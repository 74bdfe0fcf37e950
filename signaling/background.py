"""The node's own tasks: each has an owner, and a fault in one is logged and the task begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

_log = structlog.get_logger(__name__)

_PAUSE_S: Final = 1.0
_ASK_AGAIN_S: Final = 0.1


class Background:
    """Runs endless tasks until closed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run ``run`` for ever; if it ever raises, again after a pause."""
        if self._stopped:
            return
        self._tasks.add(asyncio.create_task(_forever(name, run), name=name))

    def stop(self) -> None:
        """Cancel all, also who calls this, and begin nothing more; ``close`` waits until they are gone."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Cancel all, and wait until they are gone.

        Before Python 3.12 ``asyncio.wait_for`` can swallow a cancellation, and redis-py sends every command
        through it: so ask again until they go.
        """
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            gone, self._tasks = await asyncio.wait(self._tasks, timeout=_ASK_AGAIN_S)
            for task in gone:
                if not task.cancelled() and task.exception() is not None:
                    _log.error("task.failed", task=task.get_name(), exc_info=task.exception())


async def _forever(name: str, run: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await run()
        except Exception:  # noqa: BLE001  (a task that died silently would stop the service while it looks healthy)
            _log.exception("task.failed", task=name)
        await asyncio.sleep(_PAUSE_S)
