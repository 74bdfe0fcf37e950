"""What waits to be sent to one page: bounded, because a page may read slower than calls happen."""

from __future__ import annotations

import asyncio
from typing import Final

#: A page this far behind is closed and resumes from its last event.
CAPACITY: Final = 512


class OutboxFullError(Exception):
    """The page reads too slowly."""


class Outbox:
    """A bounded queue of texts with one reader."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._texts: asyncio.Queue[str] = asyncio.Queue(capacity)

    def put(self, text: str) -> None:
        """Append a text. Raises OutboxFullError."""
        try:
            self._texts.put_nowait(text)
        except asyncio.QueueFull:
            raise OutboxFullError from None

    async def get(self, patience_s: float) -> str | None:
        """Return the next text, or None when there was none for ``patience_s``."""
        try:
            async with asyncio.timeout(patience_s):
                return await self._texts.get()
        except TimeoutError:
            return None

    def sent(self) -> None:
        """Say that the text last got is on its way."""
        self._texts.task_done()

    async def drained(self) -> None:
        """Wait until everything put in is on its way."""
        await self._texts.join()
