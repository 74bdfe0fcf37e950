"""Binds the sockets of a relay: UDP and TCP on every host, all with one port number."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from callrouter.relay.counters import Counters
from callrouter.relay.datagrams import DatagramSocket
from callrouter.relay.datagrams_linux import AVAILABLE, BatchedSocket

_SOCKET_BUFFER: Final = 4 * 1024 * 1024
_BIND_TRIES: Final = 20
_BACKLOG: Final = 128


@dataclass(slots=True)
class Bound:
    """The sockets, in the order of the hosts."""

    port: int
    datagrams: list[DatagramSocket] = field(default_factory=list)
    listeners: list[socket.socket] = field(default_factory=list)

    def close(self) -> None:
        """Free the port."""
        for sock in self.datagrams:
            sock.close()
        for listener in self.listeners:
            listener.close()


def bind(hosts: Sequence[str], port: int, counters: Counters) -> Bound:
    """Bind `port` on every host (IP addresses), 0: one free on all. Raise OSError if it is taken."""
    for attempt in range(_BIND_TRIES):
        bound = Bound(port)
        try:
            for host in hosts:
                sock = _bound(host, bound.port, socket.SOCK_DGRAM)
                bound.port = sock.getsockname()[1]
                bound.datagrams.append((BatchedSocket if AVAILABLE else DatagramSocket)(sock, counters))
                bound.listeners.append(_bound(host, bound.port, socket.SOCK_STREAM))
        except OSError as error:
            bound.close()
            if port or error.errno != errno.EADDRINUSE or attempt == _BIND_TRIES - 1:
                raise
        else:
            return bound
    raise AssertionError("unreachable: the last attempt returns or raises")


def _bound(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=kind, flags=socket.AI_NUMERICHOST)[0]
    sock = socket.socket(family, kind)
    try:
        sock.setblocking(False)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_DGRAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
        else:
            # connections of a relay that was here before may linger; two that listen are still refused
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        if kind == socket.SOCK_STREAM:
            sock.listen(_BACKLOG)
    except BaseException:
        sock.close()
        raise
    return sock
