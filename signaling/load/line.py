"""A robot's end of the protocol: one WebSocket that reconnects to any node, resumes, and asks again.

As ``web/shared/protocol/socket.ts`` does for pages: the same pauses, the same patience.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import aiohttp

from callrouter.queueing import journal_place
from signaling.load.site import PATIENCE_S, Pass, Site
from signaling.load.timings import Span, Timings
from signaling.protocol.client import SessionHello
from signaling.protocol.errors import CloseCode
from signaling.protocol.request import ClientMessageBase

Message = dict[str, Any]

_FIRST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 2.0
#: Until then somebody may have closed another page.
_CROWDED_PAUSE_S: Final = 30.0
#: What robots don't look at, and what would cost them most to read: lists of everybody, told to everybody.
UNREAD: Final = tuple(
    f'{{"type":"{kind}"'
    for kind in (
        "colleagues.counted",
        "queue.counted",
        "interpreters.counted",
        "board.measured",
        "booths.changed",
    )
)


class Refused(Exception):  # noqa: N818  (an answer, not a fault)
    """The server refused a message, which changed nothing; ``code`` as PROTOCOL.md lists them."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SignedOutError(Exception):
    """The server doesn't know the page any more."""


@dataclass
class Traffic:
    """What all lines of a crowd count together."""

    timings: Timings = field(default_factory=Timings)
    online: int = 0
    #: Connections that were lost since the beginning, and messages that were heard.
    lost: int = 0
    heard: int = 0
    #: Requests that were refused, by code.
    refusals: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Asked:
    text: str
    answer: asyncio.Future[Message]
    at: float


class Line:
    """One page's connection; ``run`` keeps it for as long as it runs.

    ``hears`` is called with every message, those that were heard before left out.
    """

    def __init__(  # noqa: PLR0913  (what a page is)
        self,
        site: Site,
        known_by: Pass,
        *,
        hears: Callable[[Message], None],
        traffic: Traffic,
        node: int,
        chance: Random,
        unread: tuple[str, ...] = UNREAD,
    ) -> None:
        """``node``: the number of the node it connects to first; the next ones follow when that one fails.

        ``unread``: how messages begin that are counted and not looked at.
        """
        self._site, self._pass, self._hears, self._traffic = site, known_by, hears, traffic
        self._node, self._chance, self._unread = node, chance, unread
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._asked: dict[str, _Asked] = {}
        self._ids = itertools.count(1)
        self._place: tuple[int, int] | None = None
        self._last_event_id: str | None = None
        self._failures = 0
        self._patience_s = PATIENCE_S
        self._heard_at = 0.0
        self._lost_at: float | None = None
        self._live_from = 0
        self.online = asyncio.Event()
        self.is_signed_out = False

    async def run(self) -> None:
        """Stay connected. Raises SignedOutError when the server doesn't know who this is any more."""
        while True:
            code = await self._one_connection()
            if self.online.is_set():
                self.online.clear()
                self._lost_at = _now()
                self._traffic.online -= 1
                self._traffic.lost += 1
            if code == CloseCode.SIGNED_OUT:
                self.is_signed_out = True
                self._give_up()
                raise SignedOutError
            await asyncio.sleep(self._pause_s(code))

    def request_id(self) -> str:
        """Return an id for the next message."""
        return f"r{next(self._ids)}"

    async def ask(self, message: ClientMessageBase) -> Message:
        """Say something, again after a reconnection if need be, and return its answer.

        Raises Refused, and SignedOutError.
        """
        if self.is_signed_out:
            raise SignedOutError
        request_id = message.request_id
        asked = _Asked(
            message.model_dump_json(exclude_none=True), asyncio.get_running_loop().create_future(), _now()
        )
        self._asked[request_id] = asked
        try:
            if self.online.is_set():
                await self._send(asked.text)
            answer = await asked.answer
        finally:
            self._asked.pop(request_id, None)
        self._traffic.timings.add(Span.REPLIED, 1000 * (_now() - asked.at))
        if answer["type"] == "error":
            refusals, code = self._traffic.refusals, answer["code"]
            refusals[code] = refusals.get(code, 0) + 1
            raise Refused(code)
        return answer

    async def drop(self) -> None:
        """Lose the connection, as by a network that fails; ``run`` connects anew."""
        if self._socket is not None:
            await self._socket.close()

    async def _one_connection(self) -> int | None:
        """Connect and listen until the connection ends; return the close code, if there was one."""
        watch = asyncio.create_task(self._watch(), name="watch")
        self._heard_at, self._patience_s = _now(), PATIENCE_S
        try:
            async with asyncio.timeout(PATIENCE_S):
                socket = await self._site.connect(self._site.node(self._node), self._pass)
        except (aiohttp.ClientError, OSError, TimeoutError):
            watch.cancel()
            return None
        self._socket = socket
        try:
            await self._send(self._hello())
            async for frame in socket:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    break
                self._heard_at = _now()
                self._traffic.heard += 1
                if not frame.data.startswith(self._unread):
                    await self._receive(json.loads(frame.data))
        finally:
            watch.cancel()
            self._socket = None
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await socket.close()
        return socket.close_code

    def _hello(self, proof: str | None = None) -> str:
        hello = SessionHello(
            type="session.hello",
            request_id=self.request_id(),
            last_event_id=self._last_event_id,
            proof=proof,
        )
        return hello.model_dump_json(exclude_none=True)

    async def _send(self, text: str) -> None:
        """Send, or leave it to the next connection."""
        if self._socket is not None:
            with suppress(aiohttp.ClientError, OSError):
                await self._socket.send_str(text)

    async def _receive(self, message: Message) -> None:
        event_id = message.get("event_id")
        if event_id is not None and not self._is_new(message, event_id):
            return
        match message["type"]:
            case "session.challenge":
                await self._send(self._hello(self._pass.proof_of(message["challenge"])))
                return
            case "session.opened":
                await self._opened(message)
            case _:
                pass
        self._hears(message)
        asked = self._asked.get(message.get("request_id") or "")
        if asked is not None and not asked.answer.done():
            asked.answer.set_result(message)

    def _is_new(self, message: Message, event_id: str) -> bool:
        place = journal_place(event_id)
        if message["type"] != "snapshot":
            if self._place is not None and place <= self._place:
                return False
            at = message.get("at", 0)
            if self._live_from and at >= self._live_from:
                self._traffic.timings.add(Span.DELIVERED, time.time() * 1000 - at)
        self._place, self._last_event_id = place, event_id
        return True

    async def _opened(self, opened: Message) -> None:
        self._failures = 0
        self._patience_s = 2.0 * opened["heartbeat_s"]
        #: What happened before is told late because the page was away, not because the server was slow.
        self._live_from = opened["server_time"] + 1
        if self._lost_at is not None:
            self._traffic.timings.add(Span.RECONNECTED, 1000 * (_now() - self._lost_at))
            self._lost_at = None
        self._traffic.online += 1
        for asked in list(self._asked.values()):
            await self._send(asked.text)
        self.online.set()

    async def _watch(self) -> None:
        """End a connection on which nothing is heard any more."""
        while (left := self._heard_at + self._patience_s - _now()) > 0:  # noqa: ASYNC110  (one timer, not one a message)
            await asyncio.sleep(left)
        if self._socket is not None:
            await self._socket.close()

    def _pause_s(self, code: int | None) -> float:
        if code == CloseCode.TOO_MANY_PAGES:
            pause = _CROWDED_PAUSE_S
        else:
            pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**self._failures)
        self._failures += 1
        self._node += 1  # a page behind a balancer would come to another node as well
        return pause * (0.5 + self._chance.random() / 2)

    def _give_up(self) -> None:
        for asked in self._asked.values():
            if not asked.answer.done():
                asked.answer.set_exception(SignedOutError())


def _now() -> float:
    return time.monotonic()
