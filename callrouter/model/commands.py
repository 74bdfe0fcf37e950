"""What is asked of the queue engine. Policy is decided by the asker and travels with the command."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from callrouter.model.records import Id, Language, Record
from callrouter.model.states import Role, Subject

#: A call's id, short enough to stand in the ids of its reservations.
CallId = Annotated[Id, StringConstraints(max_length=80)]
#: A seat's id within its call. No ``/`` or ``#``, which delimit it in the ids of reservations.
SeatId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:*-]{1,32}$")]


class Step(Record):
    """A part of a routing plan: this long after the seat opened, it opens to these pools too."""

    after_ms: int = Field(ge=0)
    pools: tuple[Id, ...] = Field(min_length=1)


class SeatSpec(Record):
    """A seat to be filled, with everything the engine must know to fill it and to empty it again."""

    seat_id: SeatId
    role: Role
    language: Language
    #: In order of ``after_ms``; the first one opens at once.
    steps: tuple[Step, ...] = Field(min_length=1)
    ring_ms: int = Field(gt=0)
    #: How long the person wraps up after leaving; 0 = not at all.
    wrap_up_ms: int = Field(ge=0)
    #: Whether the call ends when the seat's person leaves it.
    ends_call: bool


class CallRequest(Record):
    """A visitor's request for a conversation. Repeating it with the same ``call_id`` is harmless."""

    call_id: CallId
    booth_id: Id
    centre: Id
    location: Id
    language: Language
    subject: Subject
    #: Ranks the call as if it had been queued this much earlier; the measured wait is not altered.
    head_start_ms: int = Field(default=0, ge=0)
    #: How long a party's place is kept after its connection is lost.
    grace_ms: int = Field(ge=0)
    seat: SeatSpec


class StaffSpec(Record):
    """A person as the directory knows them, told to the engine when they connect."""

    staff_id: Id
    role: Role
    display_name: str
    centre: Id
    languages: tuple[Language, ...]
    pools: tuple[Id, ...]


class SessionSpec(Record):
    """One connected page of a principal (a booth or a staff member), kept alive by a lease."""

    session_id: Id
    principal_id: Id
    lease_ms: int = Field(gt=0)
