"""Which signaling nodes there are, and the form of the data that all of them can work on.

Each keeps its place by renewing it, and goes with it. Nothing of a call depends on it: it tells operators,
and ``callrouter doctor``, who runs and how they are set, and when the data may get a form that older nodes
can't read.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, NamedTuple

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.nodes import NodeRecord, NodeStanding
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: How long a node is known unless it renews.
NODE_LEASE_MS: Final = 15_000

#: Keys looked at in one step; a migration's change of each costs the server some µs.
_KEYS_A_SCRIPT: Final = 500

_log = structlog.get_logger(__name__)


class Fit(StrEnum):
    """Whether a node can work on the data; the values are those of ``renew_node.lua``."""

    READY = "ready"
    OLDER = "older"
    NEWER = "newer"
    UNFINISHED = "unfinished"


class Progress(StrEnum):
    """How far a change of form is; the values are those of ``change_layout.lua``."""

    MORE = "more"
    DONE = "done"
    LOST = "lost"


class Standing(NamedTuple):
    """What a node is told when it says that it is there."""

    fit: Fit
    #: The form of the data; a word instead while it is being restored.
    form: str
    #: Of all nodes that are there.
    versions: frozenset[str]


class NodeRegistry:
    """The nodes of one deployment. ``now`` replaces the server's clock in tests.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def renew(self, node: NodeRecord, *, own_ms: int, lease_ms: int = NODE_LEASE_MS) -> Standing:
        """Make a node known, or keep it known, if it is fit for the data.

        ``own_ms`` is what its own clock says (UTC epoch).
        """
        fit, form, versions = await self._run(
            ScriptName.RENEW_NODE, node.model_dump_json(exclude_none=True), own_ms, lease_ms
        )
        return Standing(Fit(fit), form, frozenset(versions))

    async def leave(self, node_id: str) -> None:
        """Forget a node that ends."""
        await self._run(ScriptName.LEAVE_NODE, node_id)

    async def set_out(self, form: int) -> str:
        """Let a new deployment's data have this form; returns which form it has."""
        with reachable():
            await self._client.set(self._keys.layout, form, nx=True)
        return await self.form() or str(form)

    async def form(self) -> str | None:
        """Return the form of the data, or None where there is none yet."""
        with reachable():
            form: Any = await self._client.get(self._keys.layout)
        return None if form is None else str(form)

    async def begin_change(self, node_id: str, to: int, *, unread_ms: int) -> int:
        """Let a node bring the data to its next form; returns a token, 0 or -1, as the script says.

        Nobody who can't read that form must have been there for ``unread_ms``.
        """
        answer = await self._run(ScriptName.BEGIN_LAYOUT_CHANGE, node_id, to, NODE_LEASE_MS, unread_ms)
        return int(answer[0])

    async def go_on(self, token: int) -> Progress:
        """Bring some more of the data to its next form."""
        answer = await self._run(ScriptName.CHANGE_LAYOUT, token, NODE_LEASE_MS, _KEYS_A_SCRIPT)
        return Progress(answer[0])

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
