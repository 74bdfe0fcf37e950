"""A node makes itself known: who it is, how it is set, what its clock says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from callrouter.model.directory import Account, Directory
from callrouter.model.nodes import NodeRecord
from callrouter.queueing import NodeRegistry, QueueServerError
from callrouter.services.among_nodes import AmongNodes
from signaling.marks import directory_mark, marks_of
from signaling.sessions.clock import now_ms
from signaling.settings import Settings
from signaling.vitals import Vitals

#: Three renewals to a lease.
_RENEW_S: Final = 5.0
_RETRY_S: Final = 1.0
_ATTEMPT_S: Final = 2.0


class KnownNode:
    """This node in the registry."""

    def __init__(  # noqa: PLR0913  (each is another thing to tell)
        self,
        registry: NodeRegistry,
        settings: Settings,
        directory: Directory,
        *,
        node: NodeRecord,
        outdated: Callable[[], None],
        vitals: Vitals,
    ) -> None:
        self._registry = registry
        self._node = node
        self._among = AmongNodes(registry, node, outdated=outdated)
        #: Whether no node of a newer release is there.
        self.leads = self._among.leads
        self.bring_data_up = self._among.bring_data_up
        self._settings = settings
        self._directory = directory
        self._vitals = vitals
        #: Of which people the directory's mark was made.
        self._marked: tuple[Account, ...] | None = None
        self._directory_mark = ""

    async def run(self) -> None:
        """Be known, for ever; without the server it is tried again."""
        while True:
            try:
                await self.renew()
            except (QueueServerError, TimeoutError):
                await asyncio.sleep(_RETRY_S)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_RENEW_S):
                        await self._vitals.changed.wait()

    async def renew(self) -> None:
        """Be known, once. Raises QueueServerError, TimeoutError."""
        self._vitals.changed.clear()
        async with asyncio.timeout(_ATTEMPT_S):
            standing = await self._registry.renew(self._record(), own_ms=now_ms())
        self._among.hear(standing)

    async def end(self) -> None:
        """Be known no more, if the server can be asked; else the lease runs out. End ``run`` before."""
        with suppress(QueueServerError, TimeoutError):
            async with asyncio.timeout(_ATTEMPT_S):
                await self._registry.leave(self._node.node_id)

    def _record(self) -> NodeRecord:
        """Made anew each time: keys that are files come into being with their first use."""
        people = self._directory.file_accounts
        if people is not self._marked:
            self._marked = people
            self._directory_mark = directory_mark(self._settings, self._directory)
        told = {
            "marks": marks_of(self._settings) | {"directory": self._directory_mark},
            "level": int(self._vitals.level),
            "draining": self._vitals.draining,
        }
        return self._node.model_copy(update=told)
