"""Somebody who speaks the protocol without a page: for what a test needs done, and isn't about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import count
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.e2e.demo import PASSWORD
from tests.e2e.waiting import PATIENCE_S

Message = dict[str, Any]


class Wire:
    """A signed-in connection."""

    def __init__(self, url: str, page: str) -> None:
        self.heard: list[Message] = []
        self._url = url
        self._page = page
        self._closing = AsyncExitStack()
        self._ids = count()
        self._news = asyncio.Condition()
        # The cookies of an address without a name are kept only when asked to.
        self.http = aiohttp.ClientSession(
            url, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": url}
        )
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def __aenter__(self) -> Self:
        await self._closing.enter_async_context(self.http)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._closing.__aexit__(kind, error, traceback)

    async def posts(self, path: str, **fields: Any) -> Message:
        """Post fields, and return what is answered."""
        async with self.http.post(path, json=fields) as response:
            answer: Message = await response.json()
            return answer

    async def signs_in(self, username: str) -> Self:
        """Sign in with a demonstration account, and connect."""
        await self.posts("/api/v1/login", page=self._page, username=username, password=PASSWORD)
        return await self.connects()

    async def connects(self) -> Self:
        """Connect as whoever the cookies say."""
        self._socket = await self._closing.enter_async_context(self.http.ws_connect(f"/ws?page={self._page}"))
        listening = asyncio.create_task(self._listen(self._socket))
        self._closing.callback(listening.cancel)
        await self.says("session.hello")
        return self

    async def says(self, kind: str, /, **fields: Any) -> Message:
        """Send a message and return its answer."""
        assert self._socket is not None
        request_id = f"wire-{next(self._ids)}"
        await self._socket.send_json({"type": kind, "request_id": request_id, **fields})
        return await self.hears(lambda message: message.get("request_id") == request_id)

    async def hears(self, match: Callable[[Message], bool]) -> Message:
        """Return the first message that matches, heard before or to come."""
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: any(map(match, self.heard)))
        return next(filter(match, self.heard))

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            async with self._news:
                self.heard.append(frame.json())
                self._news.notify_all()
