"""People at pages, who do as real pages do when something breaks: connect anew, anywhere, and go on."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from typing import Any, Final

import aiohttp

from tests.signaling.conftest import PASSWORD

Message = dict[str, Any]

#: As the pages have it: web/shared/protocol/socket.ts.
_FIRST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 2.0
_PATIENCE_S: Final = 10.0
#: A page that has given up a connection doesn't wait for the other side.
_PARTING: Final = aiohttp.ClientWSTimeout(ws_close=0.1)
_LOST: Final = (aiohttp.ClientError, OSError, TimeoutError)
#: Refused because the service can't just now; a person would press the button again.
_LATER: Final = frozenset({"unavailable", "internal", "too_many", "busy"})


class Page:
    """One page: signs in if it must, connects where it may, resumes, asks again what wasn't answered."""

    def __init__(self, urls: Callable[[], list[str]], page: str, name: str, chance: random.Random) -> None:
        self.name = name
        self._urls = urls
        self._query = {"page": page} | ({"kiosk": name} if page == "booth" else {})
        self._signs_in = page != "booth"
        self._chance = chance
        self._ids = itertools.count(1)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._last_event_id: str | None = None
        self._pending: dict[str, tuple[Message, asyncio.Future[Message]]] = {}
        self.online = False
        #: By the monotonic clock; how long each time without a connection was.
        self.lost_at: float | None = None
        self.absences: list[tuple[float, float]] = []
        #: Codes by which something was put off.
        self.refused: list[str] = []
        self.heard: list[Message] = []
        #: Told of each message.
        self.follow: Callable[[Message], None] = self.heard.append
        self.node = ""

    async def live(self) -> None:
        """Stay connected until canceled."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            failures = 0
            while True:
                try:
                    if await self._visit(http):
                        failures = 0
                except _LOST:
                    pass
                finally:
                    self.online, self._socket = False, None
                if self.lost_at is None:
                    self.lost_at = time.monotonic()
                pause = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**failures)
                failures += 1
                await asyncio.sleep(pause * (0.5 + self._chance.random() / 2))

    async def ask(self, kind: str, /, **fields: Any) -> Message:
        """Ask until there is an answer; one that says "not now" is none."""
        while True:
            request_id = f"{self.name}-{next(self._ids)}"
            question = {"type": kind, "request_id": request_id, **fields}
            answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
            self._pending[request_id] = (question, answer)
            if self.online and self._socket is not None:
                await self._send(question)
            told = await answer
            if told["type"] != "error" or told["code"] not in _LATER:
                return told
            self.refused.append(told["code"])
            await asyncio.sleep(0.2 + self._chance.random() * 0.3)

    async def _send(self, question: Message) -> None:
        try:
            assert self._socket is not None
            await self._socket.send_json(question)
        except _LOST:
            return  # asked again on the next connection

    async def _visit(self, http: aiohttp.ClientSession) -> bool:
        """Be connected once; say whether the session was opened."""
        self.node = url = self._chance.choice(self._urls())
        if self._signs_in:
            await self._sign_in(http, url)
        opened = False
        async with asyncio.timeout(_PATIENCE_S):
            socket = await http.ws_connect(f"{url}/ws", params=self._query, origin=url, timeout=_PARTING)
        async with socket:
            self._socket = socket
            hello: Message = {"type": "session.hello", "request_id": "hello"}
            if self._last_event_id is not None:
                hello["last_event_id"] = self._last_event_id
            await socket.send_json(hello)
            patience_s = _PATIENCE_S
            while True:
                frame = await socket.receive(timeout=patience_s)
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    if socket.close_code == 4001:
                        self._signs_in = "kiosk" not in self._query
                    return opened
                message: Message = frame.json()
                if message["type"] == "session.opened":
                    opened, patience_s = True, 2.0 * message["heartbeat_s"]
                    await self._came_online()
                self._receive(message)

    async def _sign_in(self, http: aiohttp.ClientSession, url: str) -> None:
        body = {"page": self._query["page"], "username": self.name, "password": PASSWORD}
        async with asyncio.timeout(_PATIENCE_S):
            async with http.post(f"{url}/api/v1/login", json=body, headers={"Origin": url}) as answer:
                if answer.status != 200:
                    raise aiohttp.ClientError(await answer.text())
        self._signs_in = False

    async def _came_online(self) -> None:
        self.online = True
        if self.lost_at is not None:
            self.absences.append((self.lost_at, time.monotonic() - self.lost_at))
            self.lost_at = None
        for question, _ in tuple(self._pending.values()):
            await self._send(question)

    def _receive(self, message: Message) -> None:
        if "event_id" in message:
            if message["type"] != "snapshot" and not _is_later(message["event_id"], self._last_event_id):
                return
            self._last_event_id = message["event_id"]
        waiting = self._pending.pop(message.get("request_id") or "", None)
        if waiting is not None and not waiting[1].done():
            waiting[1].set_result(message)
        self.follow(message)


def _is_later(one: str, other: str | None) -> bool:
    if other is None:
        return True
    places = [tuple(int(part) for part in event_id.split("-")) for event_id in (one, other)]
    return places[0] > places[1]
