"""Which signaling nodes there are; each keeps its place by renewing it, and goes with it.

Nothing of a call depends on it: it tells operators, and ``callrouter doctor``, who runs and how they are set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.nodes import NodeRecord, NodeStanding
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: How long a node is known unless it renews.
NODE_LEASE_MS: Final = 15_000

_log = structlog.get_logger(__name__)


class NodeRegistry:
    """The nodes of one deployment. ``now`` replaces the server's clock in tests.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._run = Scripts(client, Keys(namespace), now).run

    async def renew(self, node: NodeRecord, *, own_ms: int, lease_ms: int = NODE_LEASE_MS) -> None:
        """Make a node known, or keep it known; ``own_ms`` is what its own clock says (UTC epoch)."""
        await self._run(ScriptName.RENEW_NODE, node.model_dump_json(exclude_none=True), own_ms, lease_ms)

    async def leave(self, node_id: str) -> None:
        """Forget a node that ends."""
        await self._run(ScriptName.LEAVE_NODE, node_id)

    async def all(self) -> tuple[NodeStanding, ...]:
        """Show every node that is there; one whose words aren't understood is left out."""
        (found,) = await self._run(ScriptName.READ_NODES)
        standings = (_standing(*each) for each in zip(*(iter(found),) * 3, strict=True))
        return tuple(standing for standing in standings if standing is not None)


def _standing(record: str, renewed_at: str, ahead_ms: str) -> NodeStanding | None:
    try:
        return NodeStanding(node=NodeRecord.kept(record), renewed_at=int(renewed_at), ahead_ms=int(ahead_ms))
    except ValidationError as error:
        _log.error("node.unreadable", faults=error.error_count())
        return None
