"""What a call, a seat, a person and a reservation look like to whoever may see them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Disposition,
    EndReason,
    Role,
    SeatState,
    Status,
    Subject,
)

#: An identifier: letters, digits and ``._:#/*-``, at most 120 characters.
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:#/*-]{1,120}$")]
#: A language as a lower-case ISO 639 code, such as ``nl`` or ``ar``.
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Record(BaseModel):
    """An immutable value; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Participant(Record):
    """A party of a call, present or within the grace time of a lost connection."""

    participant_id: Id
    role: Role
    display_name: str
    #: False while the party's connection is lost and the grace time runs.
    online: bool
    joined_at: int


class Seat(Record):
    """A place in a call for one person from certain pools."""

    seat_id: Id
    role: Role
    language: Language
    state: SeatState
    #: Who is rung or has taken it.
    staff_id: Id | None
    opened_at: int


class Call(Record):
    """One visitor's request for a conversation, from request to end. Times are UTC epoch ms."""

    call_id: Id
    state: CallState
    booth_id: Id
    centre: Id
    location: Id
    language: Language
    subject: Subject
    queued_at: int
    answered_at: int | None
    ended_at: int | None
    end_reason: EndReason | None
    disposition: Disposition | None
    participants: tuple[Participant, ...]
    seats: tuple[Seat, ...]


class Staff(Record):
    """A person of the service as the router sees them. Times are UTC epoch ms."""

    staff_id: Id
    role: Role
    display_name: str
    centre: Id
    languages: tuple[Language, ...]
    status: Status
    reason: AwayReason | None
    #: When status or activity last changed.
    since: int
    activity: Activity
    call_id: Id | None
    reservation_id: Id | None
    wrap_up_ends_at: int | None


class Reservation(Record):
    """A seat held for one person while it rings. Times are UTC epoch ms."""

    reservation_id: Id
    call_id: Id
    seat_id: Id
    staff_id: Id
    role: Role
    #: The seat's language: what the person is asked to speak, or to interpret.
    language: Language
    subject: Subject
    centre: Id
    location: Id
    #: The pool in which seat and person met.
    pool: Id
    queued_at: int
    created_at: int
    expires_at: int
