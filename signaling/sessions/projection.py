"""What a page may see of a record: visitors don't learn who of the staff is being rung, or who steers."""

from __future__ import annotations

from typing import Any

from callrouter.model.events import CallHeld, CallPrioritised, Event
from callrouter.model.records import Call
from callrouter.model.states import Role

#: In the place of a name that a visitor isn't told.
_SOMEBODY = "staff"


def call_for(role: Role, call: Call) -> Call:
    """Return the call as somebody of this role may see it."""
    if role is not Role.VISITOR:
        return call
    seats = tuple(seat.model_copy(update={"staff_id": None}) for seat in call.seats)
    return call.model_copy(update={"seats": seats})


def event_for(role: Role, event: Event) -> Event:
    """Return the event as somebody of this role may see it."""
    call = getattr(event, "call", None)
    if role is not Role.VISITOR or not isinstance(call, Call):
        return event
    seen: dict[str, Any] = {"call": call_for(role, call)}
    if isinstance(event, CallHeld | CallPrioritised):
        seen["by"] = _SOMEBODY
    return event.model_copy(update=seen)
