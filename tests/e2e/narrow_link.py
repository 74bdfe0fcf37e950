"""A narrow link in user space: lets so many bits through a second, and drops what would wait too long."""

from __future__ import annotations

import asyncio
from typing import Final

#: how long a packet may wait for its turn (seconds), as in a small router
QUEUE_S: Final = 0.2

Address = tuple[str, int]


class NarrowLink(asyncio.DatagramProtocol):
    """Stands between one browser and the relay; the way to the browser is narrow, the way back isn't."""

    def __init__(self, relay: Address) -> None:
        self._relay = relay
        self._transport: asyncio.DatagramTransport | None = None
        self._ways: dict[Address, _WayBack] = {}
        self._free_at = 0.0
        #: bits per second; None: as many as come
        self.rate: int | None = None
        self.dropped = 0

    async def open(self) -> int:
        """Return the port the browser is to send to."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def close(self) -> None:
        """Close every socket."""
        for way in self._ways.values():
            way.close()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Pass on what the browser sends, from a socket of its own for each of the browser's."""
        way = self._ways.get(addr)
        if way is None:
            way = self._ways[addr] = _WayBack(self, addr)
            task = asyncio.ensure_future(way.open(self._relay))
            task.add_done_callback(lambda _done: way.send(data))
        else:
            way.send(data)

    def deliver(self, data: bytes, browser: Address) -> None:
        """Let a packet of the relay wait for its turn, or drop it."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        start = max(self._free_at, now)
        if self.rate is None:
            self._hand_over(data, browser)
        elif start - now > QUEUE_S:
            self.dropped += 1
        else:
            self._free_at = start + len(data) * 8 / self.rate
            loop.call_at(self._free_at, self._hand_over, data, browser)

    def _hand_over(self, data: bytes, browser: Address) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, browser)


class _WayBack(asyncio.DatagramProtocol):
    """One socket towards the relay; what the relay sends to it is meant for `browser`."""

    def __init__(self, link: NarrowLink, browser: Address) -> None:
        self._link = link
        self._browser = browser
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, relay: Address) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=relay)

    def send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:  # noqa: ARG002 the connected relay
        self._link.deliver(data, self._browser)
