"""How large a body may be: it says so before it comes, and what is too large isn't read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from signaling.http.refused import refused

#: Of anybody: the callback form, filled to the brim in any script, is the largest.
MOST_BYTES: Final = 32_768
#: Of who is known to the API.
MOST_BYTES_KNOWN: Final = 1 << 20


def measured(roomy: Collection[str]) -> Middleware:
    """Return what refuses bodies that are too large (413) or don't say how large they are (411).

    ``roomy``: the routes that first ask who it is, and then take more.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.can_read_body:
            route = request.match_info.route.resource
            known = route is not None and route.canonical in roomy
            if request.content_length is None:
                return refused(411, "length_required")
            if request.content_length > (MOST_BYTES_KNOWN if known else MOST_BYTES):
                return refused(413, "too_large")
        return await handler(request)

    return check
