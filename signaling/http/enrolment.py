"""``POST /api/v1/booth/enrol``: a device becomes a booth with a code that an operator typed in at it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Annotated, Final

import structlog
from aiohttp import web
from pydantic import StringConstraints, ValidationError

from callrouter.model.records import Record
from callrouter.model.refusal import Refusal
from callrouter.queueing import QueueUnavailableError
from callrouter.services.booths import Booths
from signaling.auth.device_key import DeviceKey
from signaling.auth.identity import Identities
from signaling.auth.throttle import Throttle

_log = structlog.get_logger(__name__)

#: Wrong tries a minute at this node from one place, and from anywhere. Once they are more, each place has
#: only a few: whoever guesses from many is slowed down, and nobody who types a code in at a booth kept out.
_TRIES_A_PLACE: Final = 10
_TRIES: Final = 100
_FEW_A_PLACE: Final = 2


class _Enrolment(Record):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-?[0-9]{4}$")]
    key: DeviceKey


class Enrolment:
    """The route."""

    def __init__(
        self,
        booths: Booths,
        identities: Identities,
        *,
        place_of: Callable[[web.Request], str],
    ) -> None:
        self._booths = booths
        self._identities = identities
        self._place_of = place_of
        self._by_place = Throttle(_TRIES_A_PLACE)
        self._all = Throttle(_TRIES)
        self._few_by_place = Throttle(_FEW_A_PLACE)

    def add_to(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_post("/api/v1/booth/enrol", self._enrol)

    async def _enrol(self, request: web.Request) -> web.Response:
        try:
            enrolment = _Enrolment.model_validate_json(await request.read())
        except ValidationError:
            return _refused(400, "bad_request")
        place, now = self._place_of(request), time.monotonic()
        if not self.may_try(place, now):
            return _refused(429, "too_many_attempts")
        token = secrets.token_urlsafe(32)
        try:
            before = self._identities.booth_token(request)
            booth_id = await self._booths.enrol(enrolment.code, token, enrolment.key, before=before)
        except Refusal as refusal:
            _log.info("booth.not_enrolled", reason=refusal.code)
            return _refused(401, refusal.code)
        except QueueUnavailableError:
            return _refused(503, "unavailable")
        self._by_place.forget(place)
        self._few_by_place.forget(place)
        _log.info("booth.enrolled", booth=booth_id)
        response = web.json_response({"booth_id": booth_id})
        self._identities.give_booth(response, token)
        return response

    def may_try(self, place: str, now: float) -> bool:
        """Count a try, before it is made; say whether it may be made."""
        few = self._few_by_place.admit(place, now)
        return self._by_place.admit(place, now) and (self._all.admit("", now) or few)


def _refused(status: int, code: str) -> web.Response:
    return web.json_response({"code": code}, status=status)
