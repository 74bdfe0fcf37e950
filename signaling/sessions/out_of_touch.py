"""A node that can't reach the queue's server lets its pages go: another node may."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from signaling.protocol.errors import CloseCode
from signaling.sessions.hub import Hub

_log = structlog.get_logger(__name__)

#: Longer than a server's restart or failover takes, and soon enough for pages to be elsewhere before their
#: leases end (15 s).
_LONG_S: Final = 8.0
_LOOK_S: Final = 0.5
#: Pages let go at once, twenty times a second: they connect elsewhere within a quarter of a second.
_AT_ONCE: Final = 50


class OutOfTouch:
    """Watches for how long nothing was heard of the server.

    Where all nodes are, pages try them in turn, at growing intervals; their media goes on meanwhile.
    """

    def __init__(self, hub: Hub, silent_for_s: Callable[[], float]) -> None:
        self._hub = hub
        self._silent_for_s = silent_for_s

    @property
    def holds(self) -> bool:
        """Whether this node is out of touch: it serves nobody."""
        return self._silent_for_s() > _LONG_S

    async def run(self) -> None:
        """Let pages go whenever it holds, for ever."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if self.holds and (pages := self._hub.connections()):
                _log.warning("pages.let_go", pages=len(pages))
                for number, page in enumerate(pages):
                    page.close(CloseCode.GOING_AWAY)
                    if number % _AT_ONCE == _AT_ONCE - 1:
                        await asyncio.sleep(1 / 20)
