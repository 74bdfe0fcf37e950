"""What changes something is asked for by our own pages, unless it is named here (against CSRF).

Everything but reading needs the service's own ``Origin``, or one the settings allow, and a body is JSON.
A new route is closed to others until somebody writes down why it may be open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from signaling.http.origin import is_own_origin
from signaling.http.refused import refused

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_JSON: Final = "application/json"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A route that others may post to, and why no browser is made to act there for who is signed in."""

    why: str
    content_type: str = _JSON


OPEN_TO_OTHERS: Final = {
    "/callback/": Opening(
        why="the public's form: knows nobody by a cookie, and refuses what a browser calls cross-site",
        content_type="application/x-www-form-urlencoded",
    ),
    "/oidc/backchannel-logout": Opening(
        why="the identity provider's: knows nobody by a cookie, does what a token says that it signed",
        content_type="application/x-www-form-urlencoded",
    ),
    "/api/v1/callbacks": Opening(why="forms of others: known by a key, by no cookie"),
}


def own_site_only(allowed_origins: Collection[str]) -> Middleware:
    """Return what refuses other sites, with 403, and bodies that a plain form could send, with 415."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        route = request.match_info.route.resource
        if request.method in _READING or route is None:
            return await handler(request)
        opening = OPEN_TO_OTHERS.get(route.canonical)
        if opening is None and not is_own_origin(request, allowed_origins):
            return refused(403, "foreign_origin")
        wanted = _JSON if opening is None else opening.content_type
        if request.can_read_body and request.content_type != wanted:
            return refused(415, "unsupported_media_type")
        return await handler(request)

    return check
