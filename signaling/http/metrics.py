"""``/metrics``: the figures of this node and the load of all relays, for who may see them."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address

from aiohttp import web

from callrouter.model.exposition import CONTENT_TYPE, Metric, exposition

Figures = Callable[[], Awaitable[Iterable[Metric]]]

#: Set by proxies: whoever asks then isn't on this machine, though the connection is.
_FORWARDED = frozenset({"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})


def add_metrics(app: web.Application, figures: Figures, *, token: str | None) -> None:
    """Add the route, for who shows the token; without one, for this machine alone."""

    async def _metrics(request: web.Request) -> web.Response:
        if not (_is_local(request) if token is None else _shows(request, token)):
            raise (
                web.HTTPForbidden
                if token is None
                else web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
            )
        return web.Response(text=exposition(await figures()), headers={"Content-Type": CONTENT_TYPE})

    app.router.add_get("/metrics", _metrics)


def _shows(request: web.Request, token: str) -> bool:
    given = request.headers.get("Authorization", "").encode()
    return hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_local(request: web.Request) -> bool:
    if any(name in request.headers for name in _FORWARDED) or request.remote is None:
        return False
    return ip_address(request.remote).is_loopback
