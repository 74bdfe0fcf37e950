"""Where a page's slow messages go, so that its others needn't wait: ordered, one at a time, and few."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

#: A page that waits for its answers has one or two.
CAPACITY: Final = 8

Message = TypeVar("Message")


class Lane(Generic[Message]):
    """Carries out one connection's slow messages in their order, beside whatever else it does."""

    def __init__(self, carry_out: Callable[[Message], Awaitable[None]], capacity: int = CAPACITY) -> None:
        """``carry_out`` answers one message, and raises nothing."""
        self._carry_out = carry_out
        self._capacity = capacity
        self._waiting: deque[Message] = deque()
        self._working: asyncio.Task[None] | None = None

    def take(self, message: Message) -> bool:
        """Carry out ``message`` after those taken before; False, and nothing happens, if too many wait."""
        if len(self._waiting) >= self._capacity:
            return False
        self._waiting.append(message)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="lane")
        return True

    async def close(self) -> None:
        """Give up what isn't done; nobody waits for its answers any more."""
        self._waiting.clear()
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            await self._carry_out(self._waiting.popleft())
