"""What people in calls are typing, passed between nodes and kept nowhere.

Publish/subscribe may lose a message while a node reconnects. Here that does no harm: each message has the
whole line so far, and the finished line goes through the journal.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

import structlog
from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.views import LiveLine
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

_log = structlog.get_logger(__name__)

_WAIT_S = 1.0


class LiveTextChannel:
    """The way between the nodes of one deployment.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(self, client: Redis, *, namespace: str = "callrouter") -> None:
        self._client = client
        self._channel = Keys(namespace).index("live_text")

    async def tell(self, line: LiveLine) -> None:
        """Send a line to every node that listens, this one as well."""
        with reachable():
            await self._client.publish(self._channel, line.model_dump_json())

    async def listen(self) -> AsyncIterator[LiveLine | None]:
        """Yield None once it listens, then every line that is sent, for ever."""
        async with aclosing(self._client.pubsub(ignore_subscribe_messages=True)) as channel:
            with reachable():
                await channel.subscribe(self._channel)
            yield None
            while True:
                with reachable():
                    message = await channel.get_message(timeout=_WAIT_S)
                line = _line(message["data"]) if message is not None else None
                if line is not None:
                    yield line


def _line(text: str) -> LiveLine | None:
    """Return the line, or None for one of another version of this program."""
    try:
        return LiveLine.kept(text)
    except ValidationError:
        _log.error("live_text.unreadable")
        return None
