"""A client that sends what many coroutines ask at once as one write, and reads the answers as they come.

The ordinary client takes longer over a script call than the server does. A simulation asks from many
independent runs at a time over one unix socket, so one connection and no waiting in between is all it needs.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import hiredis
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostConnectionError
from redis.exceptions import NoScriptError, ResponseError

_READ_BYTES = 1 << 18


class PipeliningClient(Redis):
    """Everything asked between two turns of the event loop goes out together, in order.

    It answers what the server says, as text: commands whose answers ``redis`` would convert come unconverted.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__()
        self._stream_reader, self._stream_writer = reader, writer
        self._parser = hiredis.Reader(encoding="utf-8", replyError=_reply_error)
        self._unsent: list[bytes] = []
        self._asked: deque[asyncio.Future[Any]] = deque()
        self._loop = asyncio.get_running_loop()
        self._reading = self._loop.create_task(self._read(), name="simulation-wire")

    @classmethod
    async def open(cls, url: str) -> Self:
        """Connect to a server at ``unix://…``; close with ``aclose()``."""
        reader, writer = await asyncio.open_unix_connection(unquote(urlsplit(url).path), limit=_READ_BYTES)
        return cls(reader, writer)

    async def execute_command(self, *args: Any, **_options: Any) -> Any:
        """Ask, and wait for the answer. Raises what ``redis`` raises."""
        return await self.ask(*(*args[0].split(), *args[1:]))

    def ask(self, *words: str | int) -> asyncio.Future[Any]:
        """Ask without waiting; the answer, or what ``redis`` would raise, comes with the future."""
        if not self._unsent:
            self._loop.call_soon(self._send)
        sent: tuple[Any, ...] = words
        self._unsent.append(hiredis.pack_command(sent))
        answer: asyncio.Future[Any] = self._loop.create_future()
        self._asked.append(answer)
        return answer

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        self._stream_writer.write(b"".join(unsent))

    async def _read(self) -> None:
        while received := await self._stream_reader.read(_READ_BYTES):
            self._parser.feed(received)
            while (reply := self._parser.gets()) is not False:
                answer = self._asked.popleft()
                if answer.done():
                    continue
                if isinstance(reply, Exception):
                    answer.set_exception(reply)
                else:
                    answer.set_result(reply)
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(LostConnectionError("the simulation's server is gone"))

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001  (the parent's)
        """Close the connection."""
        self._stream_writer.close()
        await self._reading
        await super().aclose(close_connection_pool)


def _reply_error(message: str) -> ResponseError:
    if message.startswith("NOSCRIPT"):
        return NoScriptError(message)
    return ResponseError(message)
