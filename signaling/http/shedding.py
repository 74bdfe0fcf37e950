"""While a node has too much to do, requests that can wait are asked to come again later."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from callrouter.policy.shedding import Level, shed_from
from signaling.edge.limits import Limit, Refusals
from signaling.http.refused import refused

#: After how many seconds it may be tried again: not all at the same moment.
_SOONEST_S: Final = 5
_LATEST_S: Final = 20


def shedding(level: Callable[[], Level], refusals: Refusals) -> Middleware:
    """Return a middleware that refuses what the level gives up, with 503 and ``Retry-After``."""

    @web.middleware
    async def _shed(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        present = level()
        from_level = shed_from(request.method, request.path) if present else None
        if from_level is None or present < from_level:
            return await handler(request)
        refusals.note(Limit.OVERLOAD)
        return refused(503, "overloaded", retry_s=random.randint(_SOONEST_S, _LATEST_S))  # noqa: S311 (not a secret)

    return _shed
