"""Every request to the HTTP server is timed, by its route and never by its path; pages' sockets are not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from callrouter.timing import Kind, Outcome, doing

#: How a request is counted that fits no route.
_NO_ROUTE: Final = "none"
_SOCKET: Final = "/ws"


@web.middleware
async def timed(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer as ``handler`` does."""
    resource = request.match_info.route.resource
    route = _NO_ROUTE if resource is None else resource.canonical
    if route == _SOCKET:
        return await handler(request)
    with doing(Kind.HTTP_REQUEST, route) as piece:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            piece.outcome = _outcome(error.status)
            raise
        piece.outcome = _outcome(response.status)
        return response


def _outcome(status: int) -> Outcome:
    if status < web.HTTPBadRequest.status_code:
        return Outcome.DONE
    if status == web.HTTPServiceUnavailable.status_code:
        return Outcome.UNAVAILABLE
    return Outcome.REFUSED if status < web.HTTPInternalServerError.status_code else Outcome.FAILED
