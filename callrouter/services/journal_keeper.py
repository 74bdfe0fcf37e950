"""What every keeper of the journal's story does: read on from where all of them got to, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import structlog

from callrouter.queueing import Journal, QueueUnavailableError
from callrouter.queueing.journal import Batch

_log = structlog.get_logger(__name__)

#: Events folded into one script.
_EVENTS_A_SCRIPT = 500
#: After the first event more are let come, so that a quiet hour doesn't cost a script an event on every node.
GATHER_S = 0.5
_PAUSE_AFTER_FAULT_S = 1.0
_LEFT_TO_OTHERS_S = 1.0


class _Place(Protocol):
    """Up to which event the journal was read."""

    @property
    def event_id(self) -> str: ...


_P = TypeVar("_P", bound=_Place)


def always() -> bool:
    """Say yes: there are no other nodes."""
    return True


class JournalKeeper(Generic[_P]):
    """Keeps something that the journal tells. Every node runs one; whoever is second takes nothing twice."""

    #: By what its log lines begin.
    name: str

    def __init__(
        self, journal: Journal, *, gather_s: float = GATHER_S, leads: Callable[[], bool] = always
    ) -> None:
        """``leads`` says whether it is this node's to do: not beside those that may understand more."""
        self._journal = journal
        self._gather_s = gather_s
        self._leads = leads

    async def position(self) -> _P:
        """Return up to where it was read, by whichever node."""
        raise NotImplementedError

    async def take(self, since: _P, batch: Batch) -> None:
        """Keep what a stretch tells, unless another node has."""
        raise NotImplementedError

    async def caught_up(self, position: _P) -> None:
        """Do what is to be done now and then; called whenever all that happened is kept."""

    async def run(self) -> None:
        """Keep it for ever."""
        reachable = True
        while True:
            try:
                if not self._leads():
                    await asyncio.sleep(_LEFT_TO_OTHERS_S)
                    continue
                position = await self.catch_up()
                reachable = True
                await self.caught_up(position)
                if (await self._journal.wait(position.event_id, limit=1)).position != position.event_id:
                    await asyncio.sleep(self._gather_s)
            except QueueUnavailableError:
                if reachable:
                    _log.warning(f"{self.name}.unavailable")
                reachable = False
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def catch_up(self) -> _P:
        """Keep all that has happened, where that is this node's to do; return up to where it is kept.

        Raises ``QueueUnavailableError``.
        """
        while True:
            since = await self.position()
            if not self._leads():
                return since
            batch = await self._journal.wait(since.event_id, block_ms=1, limit=_EVENTS_A_SCRIPT)
            if batch.position == since.event_id:
                return since
            await self.take(since, batch)
