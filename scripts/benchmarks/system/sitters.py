"""Many booths' connections in one process, as cheap as can be: they say hello, and answer pings.

``python -m scripts.benchmarks.system.sitters URL FIRST SOCKETS WAITING``: booths ``load-FIRST`` and so on
connect; the last WAITING of them ask for a call in a language nobody serves. Then lines are read:
``storm N`` drops N connections at once, which come back as pages do; ``look`` tells how it is. Each line is
answered by one of JSON.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import sys
import time
from typing import Final, cast
from urllib.parse import urlsplit

import uvloop

#: Connections that begin at once, and pages' first pauses before they try again, s.
_AT_ONCE: Final = 256
_PAUSE_S: Final = (0.125, 0.25)
_PATIENCE_S: Final = 20.0
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_SHORT, _MIDDLE = 126, 127


def _frame(opcode: int, data: bytes) -> bytes:
    """Return a frame as clients send them; a mask of zeros is a mask."""
    length = len(data)
    head = (
        bytes((0x80 | opcode, 0x80 | length))
        if length < _SHORT
        else bytes((0x80 | opcode, 0xFE)) + length.to_bytes(2)
    )
    return head + bytes(4) + data


class Sitter(asyncio.Protocol):
    """One booth."""

    def __init__(self, crowd: Crowd, name: str, *, waits: bool) -> None:
        self.crowd, self.name, self.waits = crowd, name, waits
        self.is_open = False
        self.opened_at = 0.0
        self.wants = True
        self.opened = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._is_upgraded = False

    async def sit(self) -> None:
        """Be connected, whatever it takes."""
        while self.wants and not self.is_open:
            async with self.crowd.gate:
                try:
                    async with asyncio.timeout(_PATIENCE_S):
                        self.opened.clear()
                        await asyncio.get_running_loop().create_connection(
                            lambda: self, self.crowd.host, self.crowd.port
                        )
                        await self.opened.wait()
                        return
                except (OSError, TimeoutError):
                    self.crowd.failures += 1
                    if self._transport is not None:
                        self._transport.abort()
            await asyncio.sleep(random.uniform(*_PAUSE_S))  # noqa: S311 (not a secret)

    def drop(self) -> None:
        """Lose the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a WebSocket."""
        self._transport = cast("asyncio.Transport", transport)
        self._buffer, self._is_upgraded = b"", False
        key = base64.b64encode(os.urandom(16)).decode()
        place = f"{self.crowd.host}:{self.crowd.port}"
        transport.write(
            f"GET /ws?page=booth&kiosk={self.name} HTTP/1.1\r\nHost: {place}\r\nOrigin: http://{place}\r\n"
            f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )

    def connection_lost(self, _error: Exception | None) -> None:
        """Come back as a page does, unless it is on its way."""
        was_open, self.is_open = self.is_open, False
        if was_open:
            self.crowd.lost(self)

    def data_received(self, data: bytes) -> None:
        """Read whole frames."""
        data = self._buffer + data
        if not self._is_upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = data
                return
            self._is_upgraded = True
            data = data[end + 4 :]
            self._say("session.hello")
        while len(data) >= 2:  # noqa: PLR2004  (a frame's head)
            length, at = data[1] & 0x7F, 2
            if length == _SHORT:
                length, at = int.from_bytes(data[2:4]), 4
            elif length == _MIDDLE:
                length, at = int.from_bytes(data[2:10]), 10
            if len(data) < at + length:
                break
            self._hear(data[0] & 0x0F, data[at : at + length])
            data = data[at + length :]
        self._buffer = data

    def _say(self, kind: str, **fields: object) -> None:
        assert self._transport is not None  # noqa: S101  (connected)
        text = json.dumps({"type": kind, "request_id": "r1", **fields})
        self._transport.write(_frame(_TEXT, text.encode()))

    def _hear(self, opcode: int, data: bytes) -> None:
        assert self._transport is not None  # noqa: S101  (connected)
        self.crowd.heard += 1
        if opcode == _PING:
            self._transport.write(_frame(_PONG, data))
        elif opcode == _CLOSE:
            self._transport.abort()
        elif not self.is_open and b'"session.opened"' in data:
            self.is_open, self.opened_at = True, time.monotonic()
            self.opened.set()
            if self.waits:
                self._say("call.request", language="fi", subject="question")


class Crowd:
    """All of them."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.gate = asyncio.Semaphore(_AT_ONCE)
        self.sitters: list[Sitter] = []
        self.failures = self.heard = self.losses = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def comes(self, first: int, count: int, waiting: int) -> float:
        """Bring all in; return how long it took, s."""
        self.sitters = [Sitter(self, f"load-{first + n}", waits=n >= count - waiting) for n in range(count)]
        began = time.monotonic()
        await asyncio.gather(*(sitter.sit() for sitter in self.sitters))
        return time.monotonic() - began

    def lost(self, sitter: Sitter) -> None:
        """Bring one back after a page's pause."""
        self.losses += 1

        async def back() -> None:
            await asyncio.sleep(random.uniform(*_PAUSE_S))  # noqa: S311 (not a secret)
            await sitter.sit()

        task = asyncio.create_task(back())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def storm(self, count: int) -> dict[str, object]:
        """Drop so many at once; tell how long it took until all were back, and half, and 99 of 100."""
        dropped = random.sample(self.sitters, min(count, len(self.sitters)))
        began = time.monotonic()
        for sitter in dropped:
            sitter.drop()
        while any(sitter.opened_at < began for sitter in dropped):  # noqa: ASYNC110  (many, and seldom)
            await asyncio.sleep(0.02)
        back = [sitter.opened_at - began for sitter in dropped]
        back.sort()
        share = lambda part: round(back[int(part * (len(back) - 1))], 2)  # noqa: E731
        return {"dropped": len(back), "half_s": share(0.5), "p99_s": share(0.99), "all_s": share(1.0)}

    def standing(self) -> dict[str, object]:
        """Tell how many are connected, and what was lost or failed."""
        usage = time.process_time()
        open_now = sum(sitter.is_open for sitter in self.sitters)
        return {
            "open": open_now,
            "losses": self.losses,
            "failures": self.failures,
            "heard": self.heard,
            "cpu_s": usage,
        }


async def main(url: str, first: int, count: int, waiting: int) -> None:
    """Sit, and answer each line."""
    crowd = Crowd(url)
    took = await crowd.comes(first, count, waiting)
    print(json.dumps({"connected_s": round(took, 1), **crowd.standing()}), flush=True)
    while line := (await asyncio.to_thread(sys.stdin.readline)).split():
        answer = await crowd.storm(int(line[1])) if line[0] == "storm" else crowd.standing()
        print(json.dumps(answer), flush=True)
    for sitter in crowd.sitters:
        sitter.wants = False


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], *map(int, sys.argv[2:5])))
