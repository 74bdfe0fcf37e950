"""``/health/live`` and ``/health/ready``, for a load balancer and whoever restarts processes."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from signaling.vitals import Health


def add_health(app: web.Application, live: Callable[[], Health], ready: Callable[[], Health]) -> None:
    """Add the two routes. Neither asks anybody: what they tell is at most a second old."""

    async def _live(_request: web.Request) -> web.Response:
        return _told(live())

    async def _ready(_request: web.Request) -> web.Response:
        return _told(ready())

    app.router.add_get("/health/live", _live)
    app.router.add_get("/health/ready", _ready)


def _told(health: Health) -> web.Response:
    if health.reason is not None:
        told = {"status": "unavailable", "reason": health.reason, "degraded": list(health.degraded)}
        return web.json_response(told, status=503)
    if health.degraded:
        return web.json_response({"status": "degraded", "degraded": list(health.degraded)})
    return web.json_response({"status": "ok"})
