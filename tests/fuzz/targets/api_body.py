"""The body or query of an operation of the API, before anybody is asked whether it may be done.

An input is the name of what is wanted, a line break, and the text.
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

from aiohttp import web
from pydantic import BaseModel

from signaling.callback_form.api import CallbackApi
from signaling.http.api.absences import AbsenceApi
from signaling.http.api.alerts import AlertApi
from signaling.http.api.audit import AuditApi
from signaling.http.api.booths import BoothApi
from signaling.http.api.day_reports import ReportApi
from signaling.http.api.operation import ApiError, ApiFault, _body, _parsed
from signaling.http.api.operations import Api
from signaling.http.api.special_days import SpecialDaysApi
from signaling.http.api.staffing import StaffingApi
from signaling.http.api.steering import SteeringApi
from tests.fuzz.parts import Named

LONGEST = 20_000
_APIS: Final[tuple[type[Any], ...]] = (
    *(CallbackApi, AbsenceApi, AlertApi, AuditApi, BoothApi),
    *(ReportApi, Api, SpecialDaysApi, StaffingApi, SteeringApi),
)
#: Listed without the services that would carry them out.
_OPERATIONS = [operation for api in _APIS for operation in object.__new__(api).operations()]
_KINDS: Final = Named(
    kind for operation in _OPERATIONS for kind in (operation.body, operation.query) if kind is not None
)


class _Request:
    """A request whose body has arrived."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def clone(self, **_limits: int) -> _Request:
        return self

    async def read(self) -> bytes:
        return self._body


def fuzz(data: bytes) -> None:
    """Demand that it is read, or refused with where and how it is wrong."""
    reading = _read(*_KINDS.chosen(data))
    try:
        reading.send(None)
    except StopIteration as done:
        told: BaseModel = done.value
    except ApiFault as fault:
        told = fault.error
    else:
        raise AssertionError("it waits for nobody")
    json.loads(told.model_dump_json())
    assert not isinstance(told, ApiError) or (told.code == "bad_request" and told.faults)


async def _read(kind: type[BaseModel], text: bytes) -> BaseModel:
    return _parsed(kind, await _body(cast("web.Request", _Request(text))))
