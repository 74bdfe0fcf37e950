"""What a browser does where no UDP gets out, around a client that knows only UDP: TCP to the relay."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from callrouter.model.media import Audience
from callrouter.relay import RelayEngine


class Tunnel:
    """Stands between one client and a relay, and carries each datagram over TCP, or over UDP when told to.

    It takes the relay's place for `Client`: answers name the tunnel's port. What it adds comes from the
    client's own address, as the relay sees it: a spoofed source.
    """

    def __init__(self, engine: RelayEngine) -> None:
        self._engine = engine
        self._client: tuple[str, int] | None = None
        self._near: asyncio.DatagramTransport | None = None
        self._far: asyncio.DatagramTransport | None = None
        self._reading: asyncio.Task[None] | None = None
        self.writer: asyncio.StreamWriter | None = None
        self.over_tcp = True
        #: datagrams from the relay, by what they came over
        self.came = {"tcp": 0, "udp": 0}
        #: what is sent for each of the client's datagrams
        self.spoil: Callable[[bytes], list[bytes]] = lambda datagram: [datagram]

    async def open(self) -> None:
        loop, relay = asyncio.get_running_loop(), ("127.0.0.1", self._engine.port)
        self._near, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._from_client), local_addr=("127.0.0.1", 0)
        )
        self._far, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(lambda datagram, _: self._to_client("udp", datagram)), remote_addr=relay
        )
        reader, self.writer = await asyncio.open_connection(*relay)
        self._reading = asyncio.create_task(self._read(reader))

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        assert self._near is not None
        answer = await self._engine.connect(room, participant, sdp_offer, audience)
        port = self._near.get_extra_info("sockname")[1]
        return re.sub(r"( udp \d+ 127\.0\.0\.1) \d+", rf"\1 {port}", answer)

    def send(self, datagram: bytes) -> None:
        """Send to the relay, as the client."""
        if not self.over_tcp:
            assert self._far is not None
            self._far.sendto(datagram)
        elif self.writer is not None and not self.writer.is_closing():
            self.writer.write(len(datagram).to_bytes(2, "big") + datagram)

    async def close(self) -> None:
        assert self.writer is not None
        assert self._reading is not None
        self.writer.close()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        for transport in (self._near, self._far):
            assert transport is not None
            transport.close()

    def _from_client(self, datagram: bytes, client: tuple[str, int]) -> None:
        self._client = client
        for sent in self.spoil(datagram):
            self.send(sent)

    def _to_client(self, name: str, datagram: bytes) -> None:
        self.came[name] += 1
        if self._client is not None and self._near is not None:
            self._near.sendto(datagram, self._client)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            size = int.from_bytes(await reader.readexactly(2), "big")
            self._to_client("tcp", await reader.readexactly(size))


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._take(data, addr)
