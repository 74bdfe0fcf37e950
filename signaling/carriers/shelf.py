"""The demonstration's outbox: messages are kept to be looked at, and go nowhere."""

from __future__ import annotations

from collections import deque
from typing import Final

from aiohttp import web

from callrouter.model.messages import Writing

_MOST_KEPT: Final = 200


class Shelf:
    """Keeps the newest messages of this node, as long as it runs."""

    def __init__(self) -> None:
        self._messages: deque[Writing] = deque(maxlen=_MOST_KEPT)

    async def carry(self, message: Writing) -> None:
        """Keep a message; one that comes twice is kept once."""
        if all(kept.message_id != message.message_id for kept in self._messages):
            self._messages.appendleft(message)

    def add_to(self, app: web.Application) -> None:
        """Let anybody who can reach the demonstration read them."""
        app.router.add_get("/demo/outbox", self._read)

    async def _read(self, _request: web.Request) -> web.Response:
        return web.json_response(
            [
                {
                    "to": message.to,
                    "channel": message.carrier,
                    "subject": message.subject,
                    "text": message.text,
                    "calendar": message.calendar,
                }
                for message in self._messages
            ],
            headers={"Cache-Control": "no-store"},
        )
