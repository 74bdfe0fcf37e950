"""This node among the others: what newer ones know better is left to them.

It also sees to it that the data gets the newest form that all of them can read.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from callrouter.model.nodes import NodeRecord, release_order
from callrouter.queueing import Fit, NodeRegistry, Standing, bring_up

_log = structlog.get_logger(__name__)


class AmongNodes:
    """One node. ``outdated`` is called when it can't go on: the data has a form now that it doesn't read."""

    def __init__(self, registry: NodeRegistry, node: NodeRecord, *, outdated: Callable[[], None]) -> None:
        self._registry = registry
        self._node = node
        self._outdated = outdated
        self._newest = node.version

    def leads(self) -> bool:
        """Say whether no node of a newer release is there, which may know more kinds of events."""
        return release_order(self._newest) <= release_order(self._node.version)

    async def hear(self, standing: Standing) -> None:
        """Take what a renewal told, and go on with the form of the data. Raises ``QueueUnavailableError``."""
        newest = max((*standing.versions, self._node.version), key=release_order)
        if newest != self._newest:
            _log.info("node.newest_release", release=newest, own=self._node.version)
            self._newest = newest
        if standing.fit is not Fit.READY:
            reads = [self._node.reads_from, self._node.reads_to]
            _log.error("node.outdated", form=standing.form, reads=reads)
            self._outdated()
        elif int(standing.form) < self._node.reads_to:
            await bring_up(self._registry, self._node, int(standing.form))
