"""One flood, in a process of its own, so that who is measured beside it doesn't wait for who attacks.

``python -m scripts.attacking.floods NAME URL SECONDS`` floods for so long and tells in JSON what came of it.
One place is one address of loopback; many places are one address each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import uvloop

ONE_PLACE: Final = "127.0.0.66"
#: Connections that are only held.
HELD: Final = 5000
#: Who does something again and again, at once.
AT_ONCE: Final = 100
_PATIENCE_S: Final = 15.0
#: Before who was cut off comes back.
_PAUSE_S: Final = 1.0


class Flood:
    """Where it goes, until when, and what has come of it."""

    def __init__(self, url: str, seconds: float) -> None:
        parts = urlsplit(url)
        self.url, self.host, self.port = url, parts.hostname or "", parts.port or 80
        self.ends_at = time.monotonic() + seconds
        self.came: Counter[str] = Counter()

    @property
    def goes_on(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() < self.ends_at

    async def connect(self, place: str = ONE_PLACE) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect from a place."""
        return await asyncio.open_connection(self.host, self.port, local_addr=(place, 0))

    async def says(self, words: bytes, place: str = ONE_PLACE) -> None:
        """Connect, say something, take what is answered, and go."""
        reader, writer = await self.connect(place)
        try:
            writer.write(words)
            head = await reader.read(64)
            self.came[head.split()[1].decode() if head.startswith(b"HTTP") else "cut off"] += 1
        finally:
            writer.transport.abort()

    async def again_and_again(self, deed: Callable[[int], Awaitable[None]], at_once: int = AT_ONCE) -> None:
        """Let so many do it, each without a pause."""

        async def keeps_on(number: int) -> None:
            while self.goes_on:
                try:
                    async with asyncio.timeout(_PATIENCE_S):
                        await deed(number)
                except (OSError, aiohttp.ClientError, TimeoutError) as error:
                    self.came[type(error).__name__] += 1

        await asyncio.gather(*(keeps_on(number) for number in range(at_once)))


def _everywhere(number: int) -> str:
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def _asking(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode()


async def _hold(flood: Flood, place: Callable[[int], str], words: bytes) -> None:
    """Hold connections, each begun anew when it is cut off."""

    async def hold(number: int) -> None:
        while flood.goes_on:
            try:
                reader, writer = await flood.connect(place(number))
            except OSError as error:
                flood.came[type(error).__name__] += 1
                await asyncio.sleep(_PAUSE_S)
                continue
            flood.came["connected"] += 1
            with suppress(OSError, TimeoutError):
                writer.write(words)
                async with asyncio.timeout(max(0.1, flood.ends_at - time.monotonic())):
                    await reader.read()
            writer.transport.abort()
            flood.came["cut off" if flood.goes_on else "held to the end"] += 1
            await asyncio.sleep(_PAUSE_S)

    await asyncio.gather(*(hold(number) for number in range(HELD)))


async def idle_sockets_of_one_place(flood: Flood) -> None:
    """Hold 5,000 connections from one place, saying nothing."""
    await _hold(flood, lambda _number: ONE_PLACE, b"")


async def idle_sockets_from_everywhere(flood: Flood) -> None:
    """Hold 5,000 connections, each from another place, saying nothing."""
    await _hold(flood, _everywhere, b"")


async def beginnings_that_never_end(flood: Flood) -> None:
    """Hold 5,000 connections from everywhere that have begun to ask."""
    await _hold(flood, _everywhere, b"GET /desk/ HTTP/1.1\r\nHost: x\r\nX-A: ")


async def connections(flood: Flood) -> None:
    """Connect and go."""

    async def deed(_number: int) -> None:
        _, writer = await flood.connect()
        writer.transport.abort()
        flood.came["connected"] += 1

    await flood.again_and_again(deed)


async def requests(flood: Flood) -> None:
    """Ask for a page on kept connections."""

    async def deed(_number: int) -> None:
        reader, writer = await flood.connect()
        try:
            while flood.goes_on:
                writer.write(_asking("/health/live"))
                head = await reader.readuntil(b"\r\n\r\n")
                size = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
                await reader.readexactly(int(size.split(b":")[1]))
                flood.came[head.split()[1].decode()] += 1
        except asyncio.IncompleteReadError:
            flood.came["cut off"] += 1
        finally:
            writer.transport.abort()

    await flood.again_and_again(deed)


async def requests_from_everywhere(flood: Flood) -> None:
    """Ask from a thousand places, each for itself."""

    async def deed(number: int) -> None:
        for place in range(number * 10, number * 10 + 10):
            await flood.says(_asking("/health/live"), _everywhere(place))

    await flood.again_and_again(deed)


async def upgrades_of_strangers(flood: Flood) -> None:
    """Open a WebSocket without being anybody."""
    words = _asking(
        "/ws?page=desk",
        f"Origin: {flood.url}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
    ).replace(b"Host: x", f"Host: {flood.host}:{flood.port}".encode())
    await flood.again_and_again(lambda _number: flood.says(words))


async def messages_of_a_booth(flood: Flood) -> None:
    """Say as much as goes on twelve pages of a booth that may be there."""
    connector = aiohttp.TCPConnector(local_addr=(ONE_PLACE, 0))
    async with aiohttp.ClientSession(connector=connector) as http:

        async def deed(_number: int) -> None:
            query = {"page": "booth", "kiosk": "demo-9"}
            async with http.ws_connect(f"{flood.url}/ws", params=query, origin=flood.url) as socket:
                await socket.send_json({"type": "session.hello", "request_id": "h"})

                async def talk() -> None:
                    number = 0
                    while flood.goes_on and not socket.closed:
                        number += 1
                        await socket.send_json(
                            {"type": "call.leave", "request_id": f"r{number}", "call_id": "none"}
                        )
                        flood.came["sent"] += 1

                talking = asyncio.create_task(talk())
                try:
                    async for frame in socket:
                        if not flood.goes_on:
                            break
                        flood.came[str(frame.json().get("code", "told"))] += 1
                finally:
                    talking.cancel()
                    await asyncio.gather(talking, return_exceptions=True)
                flood.came[f"closed {socket.close_code}"] += 1

        await flood.again_and_again(deed, at_once=12)


async def bodies_beyond_measure(flood: Flood) -> None:
    """Post 20 MB each."""
    head = (
        f"POST /api/v1/login HTTP/1.1\r\nHost: {flood.host}:{flood.port}\r\nOrigin: {flood.url}\r\n"
        "Content-Type: application/json\r\nContent-Length: 20000000\r\n\r\n"
    ).encode()
    part = b"x" * 65_536

    async def deed(_number: int) -> None:
        reader, writer = await flood.connect()
        try:
            writer.write(head)
            for _ in range(300):
                writer.write(part)
                await writer.drain()
            await reader.read(64)
            flood.came["taken"] += 1
        except OSError:
            flood.came["cut off"] += 1
        finally:
            writer.transport.abort()

    await flood.again_and_again(deed, at_once=20)


async def nonsense(flood: Flood) -> None:
    """Say what isn't HTTP."""
    await flood.again_and_again(lambda _number: flood.says(b"\x16\x03\x01 nothing\r\n\r\n"))


async def passwords(flood: Flood) -> None:
    """Try passwords, of another name each time."""
    tried = iter(range(10**9))

    async def deed(_number: int) -> None:
        body = json.dumps({"page": "desk", "username": f"somebody-{next(tried)}", "password": "guess"})
        await flood.says(
            f"POST /api/v1/login HTTP/1.1\r\nHost: {flood.host}:{flood.port}\r\nOrigin: {flood.url}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    await flood.again_and_again(deed)


FLOODS: Final[tuple[Callable[[Flood], Awaitable[None]], ...]] = (
    idle_sockets_of_one_place,
    idle_sockets_from_everywhere,
    beginnings_that_never_end,
    connections,
    requests,
    requests_from_everywhere,
    upgrades_of_strangers,
    messages_of_a_booth,
    bodies_beyond_measure,
    nonsense,
    passwords,
)


async def _play(name: str, url: str, seconds: float) -> None:
    os.nice(19)
    flood = Flood(url, seconds)
    await next(each for each in FLOODS if each.__name__ == name)(flood)
    print(json.dumps(flood.came), flush=True)


if __name__ == "__main__":
    uvloop.run(_play(sys.argv[1], sys.argv[2], float(sys.argv[3])))
