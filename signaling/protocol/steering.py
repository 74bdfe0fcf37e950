"""What supervisors do with calls and people; each says why, or leaves it empty where it hurts nobody."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callrouter.model.commands import TransferTarget
from callrouter.model.records import Id
from callrouter.model.states import AwayReason, Status
from callrouter.model.steering_events import Why
from signaling.protocol.request import ClientMessageBase

#: Said by who does what others feel.
Reason = Annotated[Why, StringConstraints(min_length=1)]
DeedId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,22}$")]


class CallPrioritise(ClientMessageBase):
    """A supervisor ranks a waiting call as if it had been queued this much earlier; 0 takes it back."""

    type: Literal["call.prioritise"]
    call_id: Id
    head_start_s: Annotated[int, Field(ge=0, le=86_400)]
    why: Why = ""


class CallMove(ClientMessageBase):
    """A supervisor has others asked for a waiting call: a queue, or a person and then their centre.

    ``deed_id`` is the page's own: a repeat is one.
    """

    type: Literal["call.move"]
    call_id: Id
    deed_id: DeedId
    to: TransferTarget
    #: ``opened_at`` of the seat that waits, as the page knows it: refused with ``changed_meanwhile`` if
    #: somebody else moved the call since.
    opened_at: Annotated[int, Field(ge=0)]
    why: Why = ""


class CallPull(ClientMessageBase):
    """A supervisor answers a waiting call, whomever it rings for."""

    type: Literal["call.pull"]
    call_id: Id
    why: Why = ""


class CallStop(ClientMessageBase):
    """A supervisor ends a call for everybody in it."""

    type: Literal["call.stop"]
    call_id: Id
    why: Reason


class StaffSteer(ClientMessageBase):
    """A supervisor sets a person's status; of who is busy with a call, the next one, but for ``offline``."""

    type: Literal["staff.steer"]
    staff_id: Id
    status: Status
    reason: AwayReason | None = None
    why: Why = ""


class StaffFree(ClientMessageBase):
    """A supervisor frees a person who is stuck in a call, its wrap-up, or what rings.

    ``busy_with`` is the call's or the reservation's id: by now they may be busy with something else, which is
    left alone. A caller who would be left with nobody waits again.
    """

    type: Literal["staff.free"]
    staff_id: Id
    busy_with: Id
    why: Reason


class StaffReadDay(ClientMessageBase):
    """A supervisor asks what a person's work was in some time (UTC epoch ms), before ``to_at``."""

    type: Literal["staff.read_day"]
    staff_id: Id
    from_at: Annotated[int, Field(ge=0)]
    to_at: Annotated[int, Field(ge=0)]
