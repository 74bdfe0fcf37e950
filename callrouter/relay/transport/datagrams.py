"""A UDP socket that reads and writes many datagrams in a few system calls, straight in buffers of ours.

An address is what the kernel writes, the used bytes of a sockaddr: good as a key, and never taken apart on
the way of a packet. `BatchedSocket` is for 64-bit Linux; this one works everywhere.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import time
from typing import Final, Protocol, TypeAlias, cast

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.srtp import PacketBuffer
from callrouter.relay.transport.stun import Source

#: datagrams read or queued in one go
BATCH: Final = 64

#: room for one address, and for what the kernel tells beside a datagram, in bytes
NAME_SIZE: Final = 32
CONTROL_SIZE: Final = 64
#: where in a datagram's 64-bit words of `stamps` the seconds and nanoseconds of its arrival stand
STAMP_WORDS: Final = CONTROL_SIZE // 8
SECONDS_WORD: Final = 2

_FAMILY: Final = struct.Struct("@H")
_IPV4: Final = struct.Struct("@H2s4s")
#: family, port, flow, address, scope
_IPV6: Final = struct.Struct("@H2sI16sI")


#: how the socket module writes an address: (host, port) or IPv6's longer form
Peer: TypeAlias = tuple[str, int] | tuple[str, int, int, int]


class Names(Protocol):
    """Room for BATCH addresses: what a ctypes array of characters gives and takes."""

    def __getitem__(self, key: slice, /) -> bytes: ...
    def __setitem__(self, key: slice, value: bytes, /) -> None: ...


class DatagramSocket:
    """A bound, non-blocking socket.

    After `receive`, datagram i is in `buffers[i]`, its sender in `names[keys[i]]`, and the wall time of its
    arrival in `stamps`. `counters` counts what is sent and what isn't: a full socket drops.
    """

    def __init__(self, sock: socket.socket, counters: Counters) -> None:
        self._sock = sock
        self._send = sock.sendto
        self._counters = counters
        self._control = bytearray(BATCH * CONTROL_SIZE)
        used = (_IPV4 if sock.family == socket.AF_INET else _IPV6).size
        #: how many messages wait for `transmit`
        self.queued = 0
        self.buffers = [PacketBuffer() for _ in range(BATCH)]
        self._names = (ctypes.c_char * (BATCH * NAME_SIZE))()
        self.names = cast("Names", self._names)
        self.keys = [slice(at, at + used) for at in range(0, BATCH * NAME_SIZE, NAME_SIZE)]
        self.stamps = memoryview(self._control).cast("q")

    def fileno(self) -> int:
        """Return the file descriptor, to wait on."""
        return self._sock.fileno()

    def close(self) -> None:
        """Free the port."""
        self._sock.close()

    def receive(self) -> list[int]:
        """Read what is there, at most BATCH datagrams; return their sizes."""
        sizes: list[int] = []
        for buffer, key in zip(self.buffers, self.keys, strict=True):
            try:
                size, peer = self._sock.recvfrom_into(buffer.data)
            except OSError:  # nothing more to read; or an ICMP error, which has no sender to tell
                break
            seconds = STAMP_WORDS * len(sizes) + SECONDS_WORD
            self.stamps[seconds], self.stamps[seconds + 1] = divmod(time.time_ns(), 1_000_000_000)
            self.names[key] = raw_address(self._sock.family, peer)
            sizes.append(size)
        return sizes

    def send(self, datagram: bytes | memoryview, address: bytes) -> None:
        """Send one datagram at once."""
        self.send_to(datagram, peer_of(address))

    def send_to(self, datagram: bytes | memoryview, peer: Peer) -> None:
        """Do the same with the address in the socket module's form."""
        try:
            self._send(datagram, peer)
        except OSError:
            self._counters.dropped_unsent += 1
            return
        self._counters.packets_out += 1
        self._counters.bytes_out += len(datagram)

    def queue(self, address: bytes, data: memoryview, pointer: int, segment: int) -> None:
        """Send `data`, in memory at `pointer`, as datagrams of `segment` bytes; the last may be shorter.

        It must stay where it is until `transmit` returns.
        """
        del pointer
        for at in range(0, len(data), segment):
            self.send(data[at : at + segment], address)

    def transmit(self) -> None:
        """Send what is queued."""


def raw_address(family: int, peer: Peer) -> bytes:
    """Return a socket's name of a peer as the kernel writes it."""
    port = peer[1].to_bytes(2, "big")
    host = peer[0].partition("%")[0]
    if family == socket.AF_INET:
        return _IPV4.pack(family, port, socket.inet_pton(family, host))
    flow, scope = peer[2:] if len(peer) == 4 else (0, 0)  # noqa: PLR2004 the form of an IPv6 name
    return _IPV6.pack(family, port, socket.htonl(flow), socket.inet_pton(family, host), scope)


def source_of(address: bytes) -> Source:
    """Return the IP address and port in a raw address."""
    if _FAMILY.unpack_from(address)[0] == socket.AF_INET:
        _, port, ip = _IPV4.unpack(address)
    else:
        _, port, _, ip, _ = _IPV6.unpack(address)
    return Source(ip, int.from_bytes(port, "big"))


def peer_of(address: bytes) -> Peer:
    """Return the socket module's form of a raw address."""
    ip, port = source_of(address)
    if len(address) == _IPV4.size:
        return socket.inet_ntop(socket.AF_INET, ip), port
    _, _, flow, _, scope = _IPV6.unpack(address)
    return socket.inet_ntop(socket.AF_INET6, ip), port, socket.ntohl(flow), scope
