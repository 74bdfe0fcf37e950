"""A node makes itself known: who it is, how it is set, what its clock says."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from importlib.metadata import version
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.nodes import NodeRecord
from callrouter.queueing import NodeRegistry, QueueServerError
from callrouter.relay.node import this_machine
from signaling.marks import marks_of
from signaling.sessions.clock import now_ms
from signaling.settings import Settings

#: Three renewals to a lease.
_RENEW_S: Final = 5.0
_RETRY_S: Final = 1.0
_ATTEMPT_S: Final = 2.0


class KnownNode:
    """This node in the registry."""

    def __init__(
        self, registry: NodeRegistry, settings: Settings, directory: Directory, *, node_id: str
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._directory = directory
        self._node_id = node_id

    async def run(self) -> None:
        """Be known, for ever; without the server it is tried again."""
        while True:
            try:
                async with asyncio.timeout(_ATTEMPT_S):
                    await self._registry.renew(self._record(), own_ms=now_ms())
            except (QueueServerError, TimeoutError):
                await asyncio.sleep(_RETRY_S)
            else:
                await asyncio.sleep(_RENEW_S)

    async def end(self) -> None:
        """Be known no more, if the server can be asked; else the lease runs out. End ``run`` before."""
        with suppress(QueueServerError, TimeoutError):
            async with asyncio.timeout(_ATTEMPT_S):
                await self._registry.leave(self._node_id)

    def _record(self) -> NodeRecord:
        """Made anew each time: keys that are files come into being with their first use."""
        return NodeRecord(
            node_id=self._node_id,
            version=version("callrouter"),
            machine=this_machine(),
            host=socket.gethostname()[:255],
            marks=marks_of(self._settings, self._directory),
        )
