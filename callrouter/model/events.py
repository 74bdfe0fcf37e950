"""What happened, as the journal keeps it and pages are told it.

Each event carries the whole record that changed, so that a reader replaces what it knew
and can't drift. ``audience`` names the principals it concerns; it never leaves the server.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from callrouter.model.records import Call, Id, Record, Reservation, Staff
from callrouter.model.states import LeaveReason, ReservationOutcome


class BaseEvent(Record):
    """What every event has."""

    #: The journal's entry id; ids grow.
    event_id: str
    #: UTC epoch ms, the clock of the queue engine.
    at: int
    audience: tuple[Id, ...] = Field(exclude=True)


class CallQueued(BaseEvent):
    """A visitor's call entered the queue."""

    type: Literal["call.queued"]
    call: Call


class CallJoined(BaseEvent):
    """A participant joined; the first employee's joining answers the call."""

    type: Literal["call.joined"]
    call: Call
    participant_id: Id


class CallLeft(BaseEvent):
    """A participant left a call that goes on."""

    type: Literal["call.left"]
    call: Call
    participant_id: Id
    reason: LeaveReason


class CallEnded(BaseEvent):
    """A call ended, for everybody; the reason stands in the call."""

    type: Literal["call.ended"]
    call: Call


class CallClosed(BaseEvent):
    """The employee stated how an ended call was finished."""

    type: Literal["call.closed"]
    call: Call


class CallRated(BaseEvent):
    """The visitor rated an ended call."""

    type: Literal["call.rated"]
    call_id: Id
    rating: int


class ParticipantChanged(BaseEvent):
    """A participant's connection was lost or came back."""

    type: Literal["participant.changed"]
    call: Call
    participant_id: Id


class SeatChanged(BaseEvent):
    """A seat opened, began to ring, returned to the queue, or closed."""

    type: Literal["seat.changed"]
    call: Call
    seat_id: Id


class ReservationCreated(BaseEvent):
    """A seat is held for a person: it rings."""

    type: Literal["reservation.created"]
    reservation: Reservation


class ReservationEnded(BaseEvent):
    """A reservation ended; it rings no longer."""

    type: Literal["reservation.ended"]
    reservation_id: Id
    call_id: Id
    staff_id: Id
    outcome: ReservationOutcome


class StaffChanged(BaseEvent):
    """A person's status or activity changed."""

    type: Literal["staff.changed"]
    staff: Staff


class ChatPosted(BaseEvent):
    """A participant wrote something; the text is kept apart, and only as long as the call."""

    type: Literal["chat.posted"]
    call_id: Id
    entry_id: Id


Event = Annotated[
    CallQueued
    | CallJoined
    | CallLeft
    | CallEnded
    | CallClosed
    | CallRated
    | ParticipantChanged
    | SeatChanged
    | ReservationCreated
    | ReservationEnded
    | StaffChanged
    | ChatPosted,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
