"""One connection of the HTTP server: it says in time what it wants, and reads what it is answered."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import StreamReader, web

from signaling.edge.limits import Limit, Refusals
from signaling.edge.lines import Visit
from signaling.http.headers import HEADERS


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long somebody may take, seconds."""

    #: For a request's head, from the connection or its first byte on.
    head_s: float = 10.0
    #: For its body, from its head on.
    body_s: float = 20.0
    #: For reading an answer, all of it: a page's largest file, by a poor line.
    answer_s: float = 120.0


USUAL: Final = Patience()
#: Between requests; longer than proxies keep theirs open, so that none is sent into a closing connection.
_KEPT_S: Final = 75.0
#: How long a body is still read that nobody wants.
_LINGER_S: Final = 1.0


#: Nobody's requests are written down.
_SILENT: Final = logging.getLogger("callrouter.nothing")
_SILENT.disabled = True


class Line(web.RequestHandler):
    """aiohttp's handler of a connection, with a measure of patience."""

    __slots__ = ("_limit", "_patience", "_refusals", "_timer", "_unread", "_works", "visit")

    def __init__(self, server: web.Server, visit: Visit, refusals: Refusals, patience: Patience) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=_SILENT,
            keepalive_timeout=_KEPT_S,
            lingering_time=_LINGER_S,
            # A small body that unpacks to a large one is no business of ours.
            auto_decompress=False,
        )
        self.visit = visit
        self._refusals = refusals
        self._patience = patience
        self._works = False
        self._unread: StreamReader | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._limit: Limit | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._within(self._patience.head_s, Limit.SLOW_HEAD)

    def data_received(self, data: bytes) -> None:
        """Take a piece of a request, or of what follows an upgrade."""
        if self._unread is not None:
            return
        if not self._works and self._timer is None:
            self._within(self._patience.head_s, Limit.SLOW_HEAD)
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Leave nothing behind."""
        self._in_time()
        self.visit.leaves()
        if self._unread is not None:
            self._unread.feed_eof()  # nobody waits for the rest any more
        super().connection_lost(exc)

    def begins(self, request: web.BaseRequest) -> None:
        """Note that a request's head is there; its body is to follow soon."""
        self._works = True
        if request.can_read_body:
            self._within(self._patience.body_s, Limit.SLOW_BODY)
            request.content.on_eof(self._body_came)
        else:
            self._in_time()
            self.visit.works()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send the rest of an answer to somebody who reads it."""
        self._within(self._patience.answer_s, Limit.SLOW_READER)
        self.visit.rests()
        if not request.content.is_eof():
            # Nobody wants the rest; it isn't kept, until the other side has read why and stops. Nor would a
            # next request be: the answer says that there is none on this connection.
            resp.force_close()
            self._unread = request.content
            with suppress(OSError, RuntimeError):
                request.content.read_nowait()
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._in_time()
            self._works = False

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what couldn't be; of what isn't HTTP, or stops in the middle, nothing is logged."""
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(exc, ConnectionError):
            return super().handle_error(request, status, exc, message)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._refusals.note(Limit.MALFORMED)
        response = web.Response(status=status, text="", headers=HEADERS)
        response.force_close()
        return response

    def _within(self, seconds: float, limit: Limit) -> None:
        self._in_time()
        self._limit = limit
        self._timer = asyncio.get_running_loop().call_later(seconds, self._cut_off, limit)

    def _body_came(self) -> None:
        if self._limit is Limit.SLOW_BODY:
            self._in_time()
            self.visit.works()

    def _in_time(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _cut_off(self, limit: Limit) -> None:
        self._timer = None
        self._refusals.note(limit)
        if self.transport is not None:
            self.transport.abort()


def line_of(request: web.BaseRequest) -> Line | None:
    """Return the connection a request came by, if it came through the door."""
    protocol = request.protocol
    return protocol if isinstance(protocol, Line) else None
