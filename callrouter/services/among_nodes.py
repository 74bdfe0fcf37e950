"""This node among the others: what newer ones know better is left to them.

It also sees to it that the data gets the newest form that all of them can read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from callrouter.model.nodes import NodeRecord, release_order
from callrouter.queueing import Fit, NodeRegistry, QueueServerError, Standing, bring_up

_log = structlog.get_logger(__name__)


class AmongNodes:
    """One node. ``outdated`` is called once, when the data has a form that this node can't go on with."""

    def __init__(self, registry: NodeRegistry, node: NodeRecord, *, outdated: Callable[[], None]) -> None:
        self._registry = registry
        self._node = node
        self._outdated: Callable[[], None] | None = outdated
        self._newest = node.version
        self._form = 0
        self._behind = asyncio.Event()

    def leads(self) -> bool:
        """Say whether no node of a newer release is there, which may know more kinds of events."""
        return release_order(self._newest) <= release_order(self._node.version)

    def hear(self, standing: Standing) -> None:
        """Take what a renewal told."""
        newest = max((*standing.versions, self._node.version), key=release_order)
        if newest != self._newest:
            _log.info("node.newest_release", release=newest, own=self._node.version)
            self._newest = newest
        if standing.fit is not Fit.READY:
            outdated, self._outdated = self._outdated, None
            if outdated is None:
                return
            reads = [self._node.reads_from, self._node.reads_to]
            _log.error("node.outdated", form=standing.form, reads=reads)
            outdated()
        elif int(standing.form) < self._node.reads_to:
            self._form = int(standing.form)
            self._behind.set()

    async def bring_data_up(self) -> None:
        """Go on with the form of the data, for ever; beside renewals, as it may take longer than a lease."""
        while True:
            await self._behind.wait()
            self._behind.clear()
            with suppress(QueueServerError):  # each renewal tells it again
                await bring_up(self._registry, self._node, self._form)
