"""How often one place may ask: what comes too fast waits a moment, and what comes faster still is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from signaling.edge.buckets import Buckets
from signaling.edge.limits import Limit, Refusals
from signaling.edge.line import line_of
from signaling.http.address import Network, is_among, place_of
from signaling.http.refused import refused

_log = structlog.get_logger(__name__)

#: How long a request waits for its turn.
PATIENCE_S: Final = 1.0
#: What a place may ask at once, in seconds of its rate: when a service centre's pages all connect again.
BURST_S: Final = 10


def paced(requests: Buckets, refusals: Refusals, trusted: Sequence[Network]) -> Middleware:
    """Return what lets requests of one place through at their pace; the first to see a request."""
    untold = True

    @web.middleware
    async def wait(request: web.Request, handler: Handler) -> web.StreamResponse:
        if (line := line_of(request)) is not None:
            line.begins(request)
        nonlocal untold
        if untold and "X-Forwarded-For" in request.headers and not is_among(request.remote or "", trusted):
            # Everybody behind a proxy would be one place, and have to share what one may do.
            untold = False
            _log.warning("edge.proxy_not_trusted")
        wait_s = requests.take(place_of(request, trusted), asyncio.get_running_loop().time())
        if wait_s is None:
            refusals.note(Limit.PLACE_REQUESTS)
            return refused(429, "too_often", retry_s=requests.retry_s)
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        return await handler(request)

    return wait
