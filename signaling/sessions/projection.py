"""What a page may see of a record: visitors don't learn who of the staff is being rung."""

from __future__ import annotations

from callrouter.model.events import (
    CallClosed,
    CallEnded,
    CallJoined,
    CallLeft,
    CallQueued,
    Event,
    ParticipantChanged,
    SeatChanged,
)
from callrouter.model.records import Call
from callrouter.model.states import Role


def call_for(role: Role, call: Call) -> Call:
    """Return the call as somebody of this role may see it."""
    if role is not Role.VISITOR:
        return call
    seats = tuple(seat.model_copy(update={"staff_id": None}) for seat in call.seats)
    return call.model_copy(update={"seats": seats})


def event_for(role: Role, event: Event) -> Event:
    """Return the event as somebody of this role may see it."""
    match event:
        case CallQueued() | CallJoined() | CallLeft() | CallEnded() | CallClosed():
            return event.model_copy(update={"call": call_for(role, event.call)})
        case ParticipantChanged() | SeatChanged():
            return event.model_copy(update={"call": call_for(role, event.call)})
        case _:
            return event
