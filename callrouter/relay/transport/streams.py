"""ICE over TCP, passive side (RFC 6544), for networks that let no UDP out. Frames are RFC 4571's.

A connection is a source like an address, and as little trusted: it has PROVE_WITHIN seconds to prove itself.
A peer that reads slowly loses media rather than filling the relay's memory.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, cast

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.datagrams import raw_address, source_of
from callrouter.relay.transport.srtp import BUFFER_SIZE, PacketBuffer
from callrouter.relay.transport.stun import Source

if TYPE_CHECKING:
    from callrouter.relay.transport.leg_transport import LegTransport, TransportName
    from callrouter.relay.transport.outbox import Outbox

#: connections a process holds; when there are as many, the oldest unproved one makes room
MAX_CONNECTIONS: Final = 1024
#: seconds from connecting, or from being disowned, to the first valid check
PROVE_WITHIN: Final = 5.0
#: the longest frame taken
MAX_FRAME: Final = BUFFER_SIZE
#: bytes that may wait for a peer that reads slowly: half a second of good video
MAX_UNSENT: Final = 128 * 1024

_LENGTH_SIZE: Final = 2

Taker = Callable[["StreamConnection", PacketBuffer, int], None]


class Streams:
    """The connections of a process. `take` gets each frame: connection, buffer, and how many bytes of it."""

    def __init__(self, take: Taker, counters: Counters) -> None:
        self._take = take
        self._counters = counters
        self._buffer = PacketBuffer()
        self._servers: list[asyncio.Server] = []
        #: oldest first; the time by which each must have proved itself
        self._unproved: dict[StreamConnection, float] = {}
        self._proved: set[StreamConnection] = set()

    def __len__(self) -> int:
        return len(self._unproved) + len(self._proved)

    async def open(self, listeners: Sequence[socket.socket], loop: asyncio.AbstractEventLoop) -> None:
        """Take connections from these listening sockets."""
        for sock in listeners:
            self._servers.append(await loop.create_server(self._connection, sock=sock))

    async def close(self) -> None:
        """Close everything."""
        for server in self._servers:
            server.close()
        for connection in [*self._unproved, *self._proved]:
            connection.abort()
        for server in self._servers:
            await server.wait_closed()
        self._servers = []

    def tick(self, now: float) -> None:
        """End what hasn't proved itself in time: waiting until it has read what is left could be for ever."""
        for connection, until in list(self._unproved.items()):
            if now < until:
                break
            connection.abort()

    def _connection(self) -> StreamConnection:
        return StreamConnection(self, self._take, self._buffer, self._counters)

    def admit(self, connection: StreamConnection) -> bool:
        """Note a new connection; False if there is no room for it."""
        if len(self) >= MAX_CONNECTIONS:
            oldest = next(iter(self._unproved), None)
            if oldest is None:
                return False
            del self._unproved[oldest]
            oldest.abort()
        self.doubt(connection)
        return True

    def doubt(self, connection: StreamConnection) -> None:
        """Give a connection time to prove itself."""
        self._proved.discard(connection)
        self._unproved[connection] = time.monotonic() + PROVE_WITHIN

    def trust(self, connection: StreamConnection) -> None:
        """Note that a connection has proved itself."""
        self._unproved.pop(connection, None)
        self._proved.add(connection)

    def forget(self, connection: StreamConnection) -> None:
        """Note that a connection is no more."""
        self._unproved.pop(connection, None)
        self._proved.discard(connection)


class StreamConnection(asyncio.Protocol):
    """One connection, and the leg that proved to be at its end."""

    transport: Final[TransportName] = "tcp"

    def __init__(self, streams: Streams, take: Taker, buffer: PacketBuffer, counters: Counters) -> None:
        self._streams = streams
        self._take = take
        self._buffer = buffer
        self._counters = counters
        self._pending = bytearray()
        self._wire: asyncio.Transport | None = None
        self.leg: LegTransport | None = None
        self.source = Source(bytes(4), 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Learn who is there."""
        self._wire = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        if peer is None or not self._streams.admit(self):
            self._wire.abort()
            return
        family = socket.AF_INET6 if ":" in peer[0] else socket.AF_INET
        self.source = source_of(raw_address(family, peer))

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the path from its leg: nothing can be sent along it anymore."""
        del exc
        self._wire = None
        self._streams.forget(self)
        leg, self.leg = self.leg, None
        if leg is not None:
            leg.lost(self, time.monotonic())

    def data_received(self, data: bytes) -> None:
        """Take the frames that are whole; a frame that is too long ends the connection."""
        pending = self._pending
        pending += data
        at = 0
        while len(pending) - at >= _LENGTH_SIZE and self._wire is not None:
            start = at + _LENGTH_SIZE
            size = int.from_bytes(pending[at:start], "big")
            if size > MAX_FRAME:
                self._counters.dropped_unauthenticated += 1
                self.abort()
                return
            if len(pending) < start + size:
                break
            if size:
                self._buffer.view[:size] = pending[start : start + size]
                self._take(self, self._buffer, size)
            at = start + size
        del pending[:at]

    def consents(self, now: float) -> bool:
        """Tell whether whoever is there wants what is sent: it made the connection."""
        del now
        return True

    def ask(self, now: float) -> None:
        """Ask nothing: nobody can make a connection from where he isn't."""

    def own(self, leg: LegTransport, now: float) -> None:
        """Belong to `leg` from now on: it sent a valid check along here."""
        if self.leg is not leg:
            if self.leg is not None:
                self.leg.lost(self, now)
            self.leg = leg
            self._streams.trust(self)

    def disown(self) -> None:
        """Belong to nobody: the leg is gone, or has too many paths. Its goodbye still goes out."""
        self.leg = None
        if self._wire is not None:
            self._streams.doubt(self)

    def send(self, datagram: bytes | memoryview) -> None:
        """Send one frame; drop it if the peer reads too slowly."""
        self._write(b"".join((len(datagram).to_bytes(_LENGTH_SIZE, "big"), datagram)), 1, len(datagram))

    def carry(self, box: Outbox) -> None:
        """Send what is in the box, a frame each; drop all of it if the peer reads too slowly."""
        frames: list[bytes | memoryview] = []
        for start, end, size in box.runs():
            for at in range(start, end, size):
                datagram = box.data[at : min(at + size, end)]
                frames += [len(datagram).to_bytes(_LENGTH_SIZE, "big"), datagram]
        self._write(b"".join(frames), box.count, box.at)

    def abort(self) -> None:
        """End the connection at once."""
        if self._wire is not None:
            self._wire.abort()

    def _write(self, frames: bytes, datagrams: int, size: int) -> None:
        wire = self._wire
        if wire is None or wire.is_closing() or wire.get_write_buffer_size() > MAX_UNSENT:
            self._counters.dropped_unsent += datagrams
            return
        wire.write(frames)
        self._counters.packets_out += datagrams
        self._counters.bytes_out += size
