"""Says how things are again whenever they may have changed, but not all the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from callrouter.queueing import QueueUnavailableError

#: However much changes, it is said at most this often.
SHORTEST_PAUSE_S: Final = 0.2
#: Working it out takes no more than this share of the time: a long queue is told of less often.
_LARGEST_SHARE: Final = 0.1


class Announcer:
    """Calls ``announce`` soon after a change; one call for any number of changes meanwhile."""

    def __init__(
        self, announce: Callable[[], Awaitable[None]], pause_s: Callable[[], float] = lambda: SHORTEST_PAUSE_S
    ) -> None:
        """``pause_s``: for how long at least nothing more is said."""
        self._announce = announce
        self._pause_s = pause_s
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Note that what is announced may be different now."""
        self._changed.set()

    async def run(self) -> None:
        """Announce for ever; what could not be announced is tried again."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            began = time.monotonic()
            try:
                await self._announce()
            except QueueUnavailableError:
                self._changed.set()
            await asyncio.sleep(max(self._pause_s(), (time.monotonic() - began) / _LARGEST_SHARE))
