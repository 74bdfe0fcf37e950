"""One connected page: what it has been told, in which order, and what is held back while it resumes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from aiohttp import ClientConnectionResetError, web
from pydantic import BaseModel

from callrouter.model.states import Role
from callrouter.queueing import journal_place
from signaling.auth.identity import Identity
from signaling.protocol.errors import CloseCode
from signaling.protocol.server import Heartbeat
from signaling.sessions.clock import now_ms
from signaling.sessions.outbox import CAPACITY, Outbox, OutboxFullError

HEARTBEAT_S: Final = 5
#: Texts that wait for a page which is slow.
_SLOW: Final = CAPACITY // 4
_FLUSH_S: Final = 1.0
_CLOSE_S: Final = 1.0


class Connection:
    """The sending half of a page's WebSocket, with its place in the journal.

    Events that arrive before ``start_at`` are held back; those up to that place are dropped, as the page has
    been told them by its snapshot or its resumption.
    """

    def __init__(
        self, socket: web.WebSocketResponse, abort: Callable[[], None], identity: Identity, session_id: str
    ) -> None:
        """``abort`` ends the connection of ``socket`` without asking the other side."""
        self.identity = identity
        self.session_id = session_id
        self._socket = socket
        self._abort = abort
        self._outbox = Outbox()
        self._position: tuple[int, int] | None = None
        self._held: list[tuple[str, str]] = []
        self._closing: asyncio.Task[None] | None = None

    @property
    def oversees(self) -> bool:
        """Whether the page is told of others' work: all of the centres in its ``identity.realm``."""
        return self.identity.role is Role.SUPERVISOR

    @property
    def started(self) -> bool:
        """Whether ``session.hello`` has been answered."""
        return self._position is not None

    @property
    def is_slow(self) -> bool:
        """Whether it reads much more slowly than it is told."""
        return self._outbox.waiting > _SLOW

    def send(self, message: BaseModel) -> None:
        """Send a message that is no event."""
        self.send_text(message.model_dump_json())

    def send_text(self, text: str) -> None:
        """Send a message as the wire has it. A page that reads too slowly is closed instead."""
        try:
            self._outbox.put(text)
        except OutboxFullError:
            self.close(CloseCode.TOO_SLOW)

    def send_event(self, event_id: str, text: str) -> None:
        """Send an event, unless the page has been told it."""
        if self._position is None:
            self._hold(event_id, text)
            return
        place = journal_place(event_id)
        if place > self._position:
            self._position = place
            self.send_text(text)

    def start_at(self, event_id: str) -> None:
        """Go on with the events after ``event_id``: those held back, then live ones."""
        self._position = journal_place(event_id)
        held, self._held = self._held, []
        for held_id, text in held:
            self.send_event(held_id, text)

    def _hold(self, event_id: str, text: str) -> None:
        if len(self._held) < CAPACITY:
            self._held.append((event_id, text))
        else:
            self.close(CloseCode.TOO_SLOW)

    def close(self, code: int, why: str = "") -> None:
        """Close the socket soon, and say why in a word; calling again changes nothing."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close(code, why))

    async def _close(self, code: int, why: str) -> None:
        """Close politely, but don't wait for a page that reads nothing any more."""
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._socket.close(code=code, message=why.encode())
        except TimeoutError:
            self._abort()

    async def closed(self) -> None:
        """Wait for a close that was begun."""
        if self._closing is not None:
            await asyncio.gather(self._closing, return_exceptions=True)

    async def flush(self) -> None:
        """Wait a little for what was put in to be sent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_FLUSH_S):
                await self._outbox.drained()

    async def write(self) -> None:
        """Send what is put in, and a heartbeat whenever there was nothing for a while."""
        while not self._socket.closed:
            text = await self._outbox.get(HEARTBEAT_S)
            try:
                await self._socket.send_str(text if text is not None else _heartbeat())
            except (ClientConnectionResetError, ConnectionError):
                return
            if text is not None:
                self._outbox.sent()


def _heartbeat() -> str:
    return Heartbeat(server_time=now_ms()).model_dump_json()
