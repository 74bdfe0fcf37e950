"""Short-lived secrets, of which the server only ever sees a digest."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

from redis.asyncio import Redis

from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

#: What a token that somebody took stands for from then on, before who took it; no subject begins so.
_TAKEN: Final = "\0taken "


class TokenStore:
    """Keeps what a token stands for until it expires. Tokens must be random, 128 bits or more.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(self, client: Redis, *, namespace: str = "callrouter") -> None:
        self._client = client
        self._keys = Keys(namespace)

    async def put(self, token: str, subject: str, ttl_s: int) -> None:
        """Let ``token`` stand for ``subject`` for ``ttl_s`` seconds, from now."""
        with reachable():
            await self._client.set(self._name(token), subject, ex=ttl_s)

    async def get(self, token: str) -> str | None:
        """Return what the token stands for, or None when it is unknown or expired."""
        with reachable():
            subject = await self._client.get(self._name(token))
        return None if subject is None or str(subject).startswith(_TAKEN) else str(subject)

    async def take(self, token: str) -> str | None:
        """Return what the token stands for, and make it unknown: no two get it.

        Either step may be sent again when its answer was lost with the connection.
        """
        subject = await self.get(token)
        if subject is None:
            return None
        own = _TAKEN + secrets.token_hex(16)
        with reachable():
            before = await self._client.set(self._name(token), own, xx=True, keepttl=True, get=True)
        return subject if before in {subject, own} else None

    async def keep(self, token: str, ttl_s: int) -> None:
        """Let the token, if it is known, stand for the same for ``ttl_s`` seconds from now."""
        with reachable():
            await self._client.expire(self._name(token), ttl_s)

    async def delete(self, token: str) -> None:
        """Make the token unknown."""
        with reachable():
            await self._client.delete(self._name(token))

    def _name(self, token: str) -> str:
        return self._keys.token(sha256(token.encode()).hexdigest())
