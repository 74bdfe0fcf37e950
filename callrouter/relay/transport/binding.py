"""Binds the sockets of a relay: UDP and TCP on every host, all with one port number."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.datagrams import DatagramSocket
from callrouter.relay.transport.datagrams_linux import AVAILABLE, BatchedSocket

_SOCKET_BUFFER: Final = 4 * 1024 * 1024
#: Linux's SO_SNDBUFFORCE and SO_RCVBUFFORCE, which the socket module doesn't name
_FORCED: Final = (32, 33)
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
            _enlarge(sock)
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


def _enlarge(sock: socket.socket) -> None:
    """Let the buffers hold what comes while the process waits for a processor: all calls share them.

    Beyond the system's limit (net.core.rmem_max) only a privileged process may go.
    """
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
    if sys.platform == "linux":
        with contextlib.suppress(PermissionError):
            for option in _FORCED:
                sock.setsockopt(socket.SOL_SOCKET, option, _SOCKET_BUFFER)
