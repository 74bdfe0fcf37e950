"""Documents and records in the queue's server, which an operator or another version may have written.

An input is the name of what is wanted, a line break, and the text.
"""

from __future__ import annotations

from typing import Final

from pydantic import ValidationError

from callrouter.model.absences import Absences
from callrouter.model.alerts import Alert, AlertRules
from callrouter.model.audit_trail import AuditEntry
from callrouter.model.booths import DeviceReport, HelpRequest
from callrouter.model.callbacks import CallbackRequest, Contact
from callrouter.model.directory import ExceptionsKept
from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.records import Call, Reservation, Staff
from callrouter.model.routing import RoutingRules
from tests.fuzz.parts import Named

LONGEST = 8000
_KINDS: Final = Named(
    (
        *(Absences, Alert, AlertRules, AuditEntry, Call, CallbackRequest, Contact, DeviceReport),
        *(ExceptionsKept, HelpRequest, RelayLoad, RelayRecord, Reservation, RoutingRules, Staff),
    )
)


def fuzz(data: bytes) -> None:
    """Demand what reads back the same, or the one kind of fault that every reader expects."""
    kind, text = _KINDS.chosen(data)
    try:
        found = kind.model_validate_json(text)
    except ValidationError:
        return
    assert kind.model_validate_json(found.model_dump_json()) == found
