"""Messages to citizens, from the step that writes them until somebody has taken them.

Every method raises ``QueueUnavailableError`` when the server doesn't answer, and is safe to repeat: so a
message may go out twice when a node dies right after sending it, but is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.messages import Delivery, Message
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.reading import readable
from callrouter.queueing.scripts import ScriptName, Scripts

#: Whoever claims a message has this long to send it.
_SENDING_MS: Final = 60_000
#: Longer than any sending takes.
_LATE_MS: Final = 300_000
#: So often is tried within the first minutes.
_OFTEN: Final = 4
_LOOKED_AT: Final = 1000


class Pending(NamedTuple):
    """How many messages are to be sent, and how many of those should have been long ago."""

    total: int
    #: Nobody tried when they were due.
    late: int
    #: Tried in vain for minutes.
    failing: int


class Outbox:
    """The messages of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def count(self) -> int:
        """Count messages that are to be sent."""
        with reachable():
            return int(await self._client.zcard(self._keys.index("outbox")))

    async def pending(self, *, now: int) -> Pending:
        """Look at messages that are to be sent, at ``now`` (UTC epoch ms); changes nothing."""
        name = self._keys.index("outbox")
        with reachable():
            total = await self._client.zcard(name)
            late = await self._client.zcount(name, "-inf", now - _LATE_MS)
            first: Any = await self._client.zrange(name, 0, _LOOKED_AT - 1)
        texts = await self._run(ScriptName.READ_MESSAGES, *first) if first else []
        failures = [each.failures for each in readable(Message.to_change, filter(None, texts))]
        return Pending(int(total), int(late), sum(each >= _OFTEN for each in failures))

    async def letters(self, message_ids: Sequence[str]) -> tuple[Message, ...]:
        """Return those of these messages that are still to be sent."""
        texts = await self._run(ScriptName.READ_MESSAGES, *message_ids) if message_ids else []
        return tuple(readable(Message.to_change, filter(None, texts)))

    async def claim(self, limit: int = 20) -> tuple[tuple[Message, ...], int | None]:
        """Take messages that are due, for a while; and in how many ms the next one is, if there is any."""
        due, next_in_ms = await self._run(ScriptName.CLAIM_DEADLINES, limit, _SENDING_MS, "outbox")
        texts = await self._run(ScriptName.READ_MESSAGES, *due[::2]) if due else []
        messages = tuple(readable(Message.to_change, filter(None, texts)))
        return messages, int(float(next_in_ms)) if next_in_ms else None

    async def put_off(self, message: Message, *, until: int) -> None:
        """Let a claimed message wait until then (UTC epoch ms), unless it is gone by now."""
        with reachable():
            await self._client.zadd(self._keys.index("outbox"), {message.message_id: until}, xx=True)

    async def settle(
        self, message: Message, delivery: Delivery, audience: Sequence[str], *, try_again_at: int | None
    ) -> None:
        """Note how far a message came; with ``try_again_at`` (UTC epoch ms) it is tried once more then."""
        again = "" if try_again_at is None else message.to_keep(exclude_none=True)
        await self._run(
            ScriptName.SETTLE_MESSAGE,
            message.message_id,
            message.request_id,
            delivery.model_dump_json(),
            again,
            try_again_at or 0,
            " ".join(audience),
        )
