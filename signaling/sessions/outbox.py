"""What waits to be sent to one page: bounded, because a page may read slower than calls happen."""

from __future__ import annotations

import asyncio
from typing import Final

#: A page this far behind is closed and resumes from its last event.
CAPACITY: Final = 512
#: Nor may more than this wait, in characters, but for a single text: a page of a busy wallboard is told much.
_LONGEST: Final = 4_000_000


class OutboxFullError(Exception):
    """The page reads too slowly."""


class Outbox:
    """A bounded queue of texts with one reader."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._texts: asyncio.Queue[str] = asyncio.Queue(capacity)
        self._length = 0

    @property
    def waiting(self) -> int:
        """How many texts wait."""
        return self._texts.qsize()

    def put(self, text: str) -> None:
        """Append a text. Raises OutboxFullError."""
        if self._length and self._length + len(text) > _LONGEST:
            raise OutboxFullError
        try:
            self._texts.put_nowait(text)
        except asyncio.QueueFull:
            raise OutboxFullError from None
        self._length += len(text)

    async def get(self, patience_s: float) -> str | None:
        """Return the next text, or None when there was none for ``patience_s``."""
        try:
            async with asyncio.timeout(patience_s):
                text = await self._texts.get()
        except TimeoutError:
            return None
        self._length -= len(text)
        return text

    def sent(self) -> None:
        """Say that the text last got is on its way."""
        self._texts.task_done()

    async def drained(self) -> None:
        """Wait until everything put in is on its way."""
        await self._texts.join()
