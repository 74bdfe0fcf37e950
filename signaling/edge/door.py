"""Where connections come in: accepted one by one, and counted before they cost anything."""

from __future__ import annotations

import asyncio
import errno
import resource
import socket
import ssl
from collections.abc import Sequence
from typing import Final

import structlog
from aiohttp import web

from signaling.edge.buckets import Buckets
from signaling.edge.limits import Limit, Refusals
from signaling.edge.line import USUAL, Line, Patience
from signaling.edge.lines import Lines
from signaling.http.address import Network, is_among, place_at

_log = structlog.get_logger(__name__)

#: Longer than a burst that comes at once; what the kernel drops comes again a second later.
_BACKLOG: Final = 4096
#: Accepted at once, before others have their turn.
_AT_ONCE: Final = 16
_HANDSHAKE_S: Final = 10.0
_GOODBYE_S: Final = 2.0
#: When there are no more file descriptors, those that are left are needed elsewhere.
_PAUSE_S: Final = 1.0
_EXHAUSTED: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
#: File descriptors for all but connections.
_RESERVE: Final = 128


class Door:
    """Listens at an address for a server."""

    def __init__(  # noqa: PLR0913  (each is another thing to go by)
        self,
        server: web.Server,
        lines: Lines,
        arrivals: Buckets,
        refusals: Refusals,
        *,
        trusted: Sequence[Network],
        tls: ssl.SSLContext | None = None,
        patience: Patience = USUAL,
    ) -> None:
        self._server = server
        self._lines = lines
        self._arrivals = arrivals
        self._refusals = refusals
        self._trusted = trusted
        self._tls = tls
        self._patience = patience
        self._sockets: list[socket.socket] = []
        self._entering: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int) -> int:
        """Listen; return the port. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, *_, address in dict.fromkeys(found):
                own = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
                self._sockets.append(own)
                own.setblocking(False)
        except OSError:
            await self.close()
            raise
        for own in self._sockets:
            loop.add_reader(own, self._accept, own)
        return int(self._sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Listen no more; who is in stays."""
        for own in self._sockets:
            asyncio.get_running_loop().remove_reader(own)
            own.close()
        self._sockets = []
        for task in self._entering:
            task.cancel()
        await asyncio.gather(*self._entering, return_exceptions=True)

    def _accept(self, own: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, address = own.accept()
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    self._pause(own, error.errno)
                return
            self._let_in(connection, str(address[0]))

    def _pause(self, own: socket.socket, number: int) -> None:
        _log.error("edge.exhausted", error=errno.errorcode.get(number))
        self._refusals.note(Limit.CONNECTIONS)
        loop = asyncio.get_running_loop()
        loop.remove_reader(own)

        def go_on() -> None:
            if own in self._sockets:
                loop.add_reader(own, self._accept, own)

        loop.call_later(_PAUSE_S, go_on)

    def _let_in(self, connection: socket.socket, address: str) -> None:
        loop = asyncio.get_running_loop()
        place = None if is_among(address, self._trusted) else place_at(address)
        if place is not None and self._arrivals.take(place, loop.time()) is None:
            self._refusals.note(Limit.PLACE_ARRIVALS)
            connection.close()
            return
        entering = _Entering()
        visit = self._lines.enters(place, entering.end)
        if visit is None:
            connection.close()
            return
        connection.setblocking(False)
        entering.line = Line(self._server, visit, self._refusals, self._patience)
        entering.task = loop.create_task(self._enter(connection, entering.line))
        self._entering.add(entering.task)
        entering.task.add_done_callback(self._entering.discard)

    async def _enter(self, connection: socket.socket, line: Line) -> None:
        patience = {"ssl_handshake_timeout": _HANDSHAKE_S, "ssl_shutdown_timeout": _GOODBYE_S}
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: line, connection, ssl=self._tls, **(patience if self._tls is not None else {})
            )
        except (OSError, TimeoutError, asyncio.CancelledError):
            line.visit.leaves()


class _Entering:
    """How a connection is ended, while it is still shaking hands and afterwards."""

    line: Line
    task: asyncio.Task[None]

    def end(self) -> None:
        self.task.cancel()
        if self.line.transport is not None:
            self.line.transport.abort()


def most_connections(wanted: int) -> int:
    """Return how many connections the system lets this process hold, of those wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _RESERVE
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - _RESERVE))
