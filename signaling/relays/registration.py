"""How a relay makes itself known to all nodes, and keeps doing so while the server comes and goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog

from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.queueing import QueueServerError, RelayRegistry

#: Well within the lease of a registration.
_RENEW_S: Final = 1.0
#: After a failure, and how long one attempt may take: the lease must not end over one lost answer.
_RETRY_S: Final = 0.25
_ATTEMPT_S: Final = 1.0

_log = structlog.get_logger(__name__)


class Registration:
    """One relay in the registry. ``load`` says how busy it is, and is asked once for each renewal."""

    def __init__(self, registry: RelayRegistry, record: RelayRecord, load: Callable[[], RelayLoad]) -> None:
        self._registry = registry
        self._record = record
        self._load = load
        self._known = False
        self._drain_told = False
        self._sooner = asyncio.Event()
        self.registered = asyncio.Event()

    @property
    def relay_id(self) -> str:
        """Who is registered."""
        return self._record.relay_id

    @property
    def is_draining(self) -> bool:
        """Whether it takes no new calls."""
        return self._record.draining

    def drain(self) -> None:
        """Have no new calls sent from now on, or as soon as the server hears of it."""
        if not self._record.draining:
            self._record = self._record.model_copy(update={"draining": True})
            self._sooner.set()

    async def run(self) -> None:
        """Register and renew, for ever. Without the server the media goes on, and it is asked again."""
        away = False
        while True:
            try:
                async with asyncio.timeout(_ATTEMPT_S):
                    await self._renew()
            except (QueueServerError, TimeoutError):
                if not away:
                    _log.warning("relay.registry_away")
                away, pause_s = True, _RETRY_S
            else:
                if away:
                    _log.info("relay.registry_back")
                away, pause_s = False, _RENEW_S
            await self._pause(pause_s)

    async def _renew(self) -> None:
        if self._known and not await self._registry.renew(self.relay_id, self._load()):
            _log.warning("relay.registration_lost")
            self._known = self._drain_told = False
        if not self._known:
            await self._registry.register(self._record)
            self._known, self._drain_told = True, self._record.draining
            self.registered.set()
            _log.info("relay.registered", draining=self._record.draining)
        if self._record.draining and not self._drain_told:
            await self._registry.drain(self.relay_id)
            self._drain_told = True

    async def _pause(self, seconds: float) -> None:
        self._sooner.clear()
        if self._record.draining and not self._drain_told:
            seconds = min(seconds, _RETRY_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._sooner.wait()

    async def move(self) -> None:
        """Send the calls that are left to other relays, if the server can be asked."""
        await self._attempt(self._registry.move)

    async def end(self) -> None:
        """Be known no more, if the server can be asked; else the lease runs out. End ``run`` before."""
        await self._attempt(self._registry.lose)

    async def _attempt(self, ask: Callable[[str], Awaitable[object]]) -> None:
        try:
            async with asyncio.timeout(_ATTEMPT_S):
                await ask(self.relay_id)
        except (QueueServerError, TimeoutError):
            _log.warning("relay.registry_away")
