"""The one UDP port of a relay process: reads, tells apart what came, and hands it to the leg it belongs to.

A datagram belongs to a leg when its source address has proved itself by an authenticated connectivity check.
Everything else but such checks is dropped before anybody looks inside (RFC 7983 tells the protocols apart).
"""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

from callrouter.relay.counters import Counters
from callrouter.relay.leg_transport import Address, LegTransport, Path, SendTo
from callrouter.relay.srtp import PacketBuffer
from callrouter.relay.stun import parse_binding_request

#: datagrams read in one go before others get the event loop
BATCH: Final = 64

#: Linux's SO_TIMESTAMPNS, which the socket module doesn't name
_TIMESTAMPS: Final = 35
_TIMESTAMP: Final = struct.Struct("@qq")
_ANCILLARY_SIZE: Final = 64
_MAX_AGE: Final = 1.0
_SOCKET_BUFFER: Final = 4 * 1024 * 1024
_BIND_TRIES: Final = 20
_MIN_RTP: Final = 12
_STUN_END: Final = 4
_DTLS: Final = range(20, 64)
_RTP: Final = range(128, 192)
_RTCP_TYPES: Final = range(192, 224)


class MediaPort:
    """The sockets, one a host with the same port number, and who is behind which address."""

    def __init__(self, inbound: PacketBuffer, counters: Counters) -> None:
        self._inbound = inbound
        self._counters = counters
        self._sockets: list[socket.socket] = []
        self._by_ufrag: dict[str, LegTransport] = {}
        self._by_path: dict[SendTo, dict[Address, LegTransport]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def number(self) -> int:
        """The port number; 0 before `open`."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else 0

    def open(self, hosts: Sequence[str], port: int, loop: asyncio.AbstractEventLoop) -> None:
        """Bind `port` on every host (IP addresses), 0: one free on all. Raise OSError if it is taken."""
        self._sockets = _bind(hosts, port)
        self._loop = loop
        for sock in self._sockets:
            loop.add_reader(sock.fileno(), self._reader(sock))

    def close(self) -> None:
        """Stop reading and free the port."""
        for sock in self._sockets:
            if self._loop is not None:
                self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets = []
        self._by_ufrag.clear()
        self._by_path.clear()

    def add(self, leg: LegTransport) -> None:
        """Answer checks for the leg's present user fragment."""
        self._by_ufrag[leg.ice_ufrag] = leg

    def forget_ufrag(self, ufrag: str) -> None:
        """Ignore checks for a user fragment from now on; the addresses it proved stay the leg's."""
        self._by_ufrag.pop(ufrag, None)

    def remove(self, leg: LegTransport) -> None:
        """Forget the leg and its addresses."""
        self.forget_ufrag(leg.ice_ufrag)
        for path in leg.paths():
            self._forget_path(path, leg)

    def _forget_path(self, path: Path, leg: LegTransport) -> None:
        addresses = self._by_path.get(path[0], {})
        if addresses.get(path[1]) is leg:
            del addresses[path[1]]

    def _reader(self, sock: socket.socket) -> Callable[[], None]:
        """Return the hot path: one closure per socket, no awaits, nothing allocated but the address."""
        by_address: dict[Address, LegTransport] = {}
        send_to: SendTo = sock.sendto
        self._by_path[send_to] = by_address
        receive_into, buffer = sock.recvmsg_into, self._inbound.data
        buffers, view, counters = [buffer], self._inbound.view, self._counters

        def read() -> None:
            for _ in range(BATCH):
                try:
                    size, ancillary, _, address = receive_into(buffers, _ANCILLARY_SIZE)
                except OSError:  # nothing more to read; or an ICMP error, which has no sender to tell
                    return
                if not size:
                    continue
                first = buffer[0]
                leg = by_address.get(address)
                if leg is not None and first in _RTP and size >= _MIN_RTP:
                    counters.packets_in += 1
                    counters.bytes_in += size
                    if buffer[1] in _RTCP_TYPES:
                        leg.receive_rtcp(size, _arrival(ancillary))
                    else:
                        leg.receive_rtp(size, _arrival(ancillary))
                elif first < _STUN_END:
                    self._check(bytes(view[:size]), (send_to, address), by_address)
                elif leg is not None and first in _DTLS:
                    leg.dtls.feed(bytes(view[:size]))
                else:
                    counters.dropped_unauthenticated += 1

        return read

    def _check(self, datagram: bytes, path: Path, by_address: dict[Address, LegTransport]) -> None:
        request = parse_binding_request(datagram)
        leg = self._by_ufrag.get(request.local_ufrag) if request is not None else None
        if request is None or leg is None or not request.is_from_holder_of(leg.ice_pwd):
            self._counters.dropped_unauthenticated += 1
            return
        send_to, address = path
        by_address[address] = leg
        forgotten = leg.validated(path, nominated=request.nominates, now=time.monotonic())
        if forgotten is not None:
            self._forget_path(forgotten, leg)
        try:
            send_to(request.response(leg.ice_pwd, (address[0], address[1])), address)
        except OSError:
            self._counters.dropped_unsent += 1


def _arrival(ancillary: list[tuple[int, int, bytes]]) -> float:
    """Return when the kernel took the datagram in, in seconds of the monotonic clock.

    A relay that gets the processor late must not look like a network that is late: browsers would send less.
    The stamp is wall time; its age is believed up to a second, so that a clock set anew does no harm.
    """
    now = time.monotonic()
    if not ancillary:
        return now
    seconds, nanoseconds = _TIMESTAMP.unpack_from(ancillary[0][2])
    age: float = time.time() - seconds - nanoseconds * 1e-9
    return now - age if 0 < age < _MAX_AGE else now


def _bind(hosts: Sequence[str], port: int) -> list[socket.socket]:
    for attempt in range(_BIND_TRIES):
        sockets: list[socket.socket] = []
        number = port
        try:
            for host in hosts:
                sockets.append(_bound(host, number))
                number = sockets[0].getsockname()[1]
        except OSError as error:
            for sock in sockets:
                sock.close()
            if port or error.errno != errno.EADDRINUSE or attempt == _BIND_TRIES - 1:
                raise
        else:
            return sockets
    raise AssertionError("unreachable: the last attempt returns or raises")


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER)
        if sys.platform == "linux":
            sock.setsockopt(socket.SOL_SOCKET, _TIMESTAMPS, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
    except BaseException:
        sock.close()
        raise
    return sock
