"""Same-origin check: a page of another site must not speak with a visitor's or employee's cookies."""

from __future__ import annotations

from collections.abc import Collection

from aiohttp import web
from yarl import URL


def is_own_origin(request: web.Request, allowed: Collection[str]) -> bool:
    """Say whether the request's ``Origin`` (RFC 6454) is this server's own or an allowed one.

    A request without an Origin doesn't come from a page's script in a browser we serve, and is refused.
    """
    origin = request.headers.get("Origin", "")
    if origin in allowed:
        return True
    try:
        url = URL(origin)
    except ValueError:
        return False
    return (
        url.scheme in {"http", "https"}
        and bool(url.host)
        and url.authority == _authority(request, url.scheme)
    )


def _authority(request: web.Request, scheme: str) -> str:
    try:
        return URL(f"{scheme}://{request.host}").authority
    except ValueError:
        return ""
