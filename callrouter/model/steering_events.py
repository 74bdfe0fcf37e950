"""What supervisors did with calls and people; what became of these, their own events tell."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import StringConstraints

from callrouter.model.event import BaseEvent
from callrouter.model.records import Id
from callrouter.model.states import AwayReason, CallDeed, PersonDeed, Status

#: Why somebody did something, in their own words.
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Deed(NamedTuple):
    """Who does something that a supervisor may, and why."""

    by: str
    why: str = ""


class CallSteered(BaseEvent):
    """A supervisor moved, took or ended a call."""

    type: Literal["call.steered"]
    call_id: Id
    #: What people call it by; empty in what older versions wrote.
    reference: str = ""
    deed: CallDeed
    #: Where it was moved to: a person, or a centre and a language.
    to: str | None = None
    by: Id
    why: Why = ""


class StaffSteered(BaseEvent):
    """A supervisor set a person's status, or freed them from what they were busy with."""

    type: Literal["staff.steered"]
    staff_id: Id
    deed: PersonDeed
    status: Status | None = None
    reason: AwayReason | None = None
    by: Id
    why: Why = ""
