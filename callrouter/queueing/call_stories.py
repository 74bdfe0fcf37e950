"""Which node tells how calls went, and how far it has come; so each is told once, whoever dies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from redis.asyncio import Redis

from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: For so long a node tells, unless it goes on.
TELLING_MS: Final = 10_000


class Told(NamedTuple):
    """Places in the journal; empty where nobody ever told."""

    #: Of the end of the call that was told last.
    until: str
    #: Behind this began all calls that aren't told yet.
    read_from: str


class CallStoryStore:
    """The one teller of a deployment. Methods raise ``QueueUnavailableError``."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._run = Scripts(client, Keys(namespace), now).run

    async def claim(self, holder: str) -> Told | None:
        """Tell for a while; None when another node does."""
        return await self._tell(holder, Told("", ""))

    async def keep(self, holder: str, told: Told) -> bool:
        """Keep how far it is told, and go on; False: another node does now, and what it knows holds."""
        return await self._tell(holder, told) == told

    async def _tell(self, holder: str, told: Told) -> Told | None:
        held, until, read_from = await self._run(ScriptName.TELL_CALLS, holder, TELLING_MS, *told)
        return Told(until, read_from) if held else None
