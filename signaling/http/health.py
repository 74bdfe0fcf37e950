"""``/health/live`` and ``/health/ready``, for a load balancer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

#: Says what is wrong, in one word; None when all is well.
Check = Callable[[], Awaitable[str | None]]


def add_health(app: web.Application, ready: Check) -> None:
    """Add the two routes; ``ready`` decides the second."""

    async def _live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(_request: web.Request) -> web.Response:
        reason = await ready()
        if reason is None:
            return web.json_response({"status": "ok"})
        return web.json_response({"status": "unavailable", "reason": reason}, status=503)

    app.router.add_get("/health/live", _live)
    app.router.add_get("/health/ready", _ready)
