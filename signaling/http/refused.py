"""How what stands in front of a route says no: as the API does, with a stable code."""

from __future__ import annotations

from aiohttp import web


def refused(status: int, code: str, *, retry_s: int | None = None) -> web.Response:
    """Return an answer like ``ApiError``'s; ``retry_s``: after how many seconds it may well be granted."""
    headers = {} if retry_s is None else {"Retry-After": str(retry_s)}
    return web.json_response({"code": code, "faults": []}, status=status, headers=headers)
