"""How long the journal tells what happened: events go at their time, however few come after them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

from callrouter.queueing import Journal, QueueUnavailableError

_LOOK_S: Final = 3600.0
_PAUSE_AFTER_FAULT_S: Final = 10.0
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, kw_only=True)
class JournalRetention:
    """Lets events go that are older than ``keep_days``. Every node does; it is the same whoever does."""

    journal: Journal
    keep_days: int

    async def run(self) -> None:
        """Look every hour, for ever."""
        while True:
            try:
                await self.journal.trim(self.keep_days * _DAY_MS)
                await asyncio.sleep(_LOOK_S)
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)
