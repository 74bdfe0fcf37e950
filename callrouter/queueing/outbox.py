"""Messages to citizens, from the step that writes them until somebody has taken them.

Every method raises ``QueueUnavailableError`` when the server doesn't answer, and is safe to repeat: so a
message may go out twice when a node dies right after sending it, but is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from redis.asyncio import Redis

from callrouter.model.messages import Delivery, Message
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: Whoever claims a message has this long to send it.
_SENDING_MS: Final = 60_000


class Outbox:
    """The messages of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._run = Scripts(client, Keys(namespace), now).run

    async def claim(self, limit: int = 20) -> tuple[tuple[Message, ...], int | None]:
        """Take messages that are due, for a while; and in how many ms the next one is, if there is any."""
        due, next_in_ms = await self._run(ScriptName.CLAIM_DEADLINES, limit, _SENDING_MS, "outbox")
        texts = await self._run(ScriptName.READ_MESSAGES, *due[::2]) if due else []
        messages = tuple(Message.model_validate_json(text) for text in texts if text)
        return messages, int(float(next_in_ms)) if next_in_ms else None

    async def settle(
        self, message: Message, delivery: Delivery, audience: Sequence[str], *, try_again_at: int | None
    ) -> None:
        """Note how far a message came; with ``try_again_at`` (UTC epoch ms) it is tried once more then."""
        again = "" if try_again_at is None else message.model_dump_json(exclude_none=True)
        await self._run(
            ScriptName.SETTLE_MESSAGE,
            message.message_id,
            message.request_id,
            delivery.model_dump_json(),
            again,
            try_again_at or 0,
            " ".join(audience),
        )
