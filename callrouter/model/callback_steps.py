"""What can be done with a callback request: by its officer, by its citizen, and by time."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callrouter.model.base import Id, Record
from callrouter.model.callbacks import AttemptResult, CallbackOutcome, Channel, DayPart

# Officers, and employees of a centre that took it over -------------------------------------------


class Claim(Record):
    """Take a waiting request."""

    step: Literal["claim"] = "claim"
    by: Id


class PutBack(Record):
    """Give a request back to its queue; ``steward``: whoever holds it."""

    step: Literal["put_back"] = "put_back"
    by: Id
    steward: bool = False


class HandOver(Record):
    """Give a request to a colleague by name, or to another queue."""

    step: Literal["hand_over"] = "hand_over"
    by: Id
    steward: bool = False
    queue: Id
    #: Who holds it from now on; None = whoever claims it there.
    staff_id: Id | None = None


class InviteNow(Record):
    """Ask the citizen to join by video at once; again, if they were asked before."""

    step: Literal["invite_now"] = "invite_now"
    by: Id
    invitation_id: Id


class Plan(Record):
    """Agree on a moment, or on another one."""

    step: Literal["plan"] = "plan"
    by: Id
    starts_at: int
    channel: Channel
    #: Of the conversation, if it is one by video.
    invitation_id: Id


class MissedCall(Record):
    """The citizen didn't answer the phone, or didn't come; of one ``attempt_id`` it is one try."""

    step: Literal["missed_call"] = "missed_call"
    by: Id
    attempt_id: Id
    result: AttemptResult = AttemptResult.NO_ANSWER


class Close(Record):
    """Say that it is done, and how."""

    step: Literal["close"] = "close"
    by: Id
    outcome: CallbackOutcome


class Note(Record):
    """Leave a note. It goes with who the citizen is, into no event."""

    step: Literal["note"] = "note"
    by: Id
    text: str = Field(max_length=1000, repr=False)


class Dismiss(Record):
    """Say that one knows what the citizen called off."""

    step: Literal["dismiss"] = "dismiss"
    by: Id


# The citizen -------------------------------------------------------------------------------------


class Cancel(Record):
    """Say that no call is needed any more."""

    step: Literal["cancel"] = "cancel"


class AskOtherMoment(Record):
    """Say that the moment agreed on doesn't suit, and when it would."""

    step: Literal["ask_other_moment"] = "ask_other_moment"
    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    parts: tuple[DayPart, ...] = ()


class AskPhone(Record):
    """Say, while waiting in vain, that one would rather be called by phone."""

    step: Literal["ask_phone"] = "ask_phone"


class AskCentre(Record):
    """Say, while waiting in vain, that one would rather talk with anybody of the Regional Service Centre."""

    step: Literal["ask_centre"] = "ask_centre"


# What its conversation does ----------------------------------------------------------------------


class Arrive(Record):
    """The citizen is in the waiting room, in the call that was made for it."""

    step: Literal["arrive"] = "arrive"
    call_id: Id
    #: Whom that call rings; somebody else's request it is not.
    officer: Id | None


class Leave(Record):
    """The citizen left the waiting room before anybody came."""

    step: Literal["leave"] = "leave"
    call_id: Id


class Talk(Record):
    """Somebody of the service joined."""

    step: Literal["talk"] = "talk"
    call_id: Id


class End(Record):
    """The conversation is over; ``interrupted``: by a lost connection."""

    step: Literal["end"] = "end"
    call_id: Id
    by: Id
    interrupted: bool = False


# Time and the law --------------------------------------------------------------------------------


class Wake(Record):
    """The moment has come that the request waited for."""

    step: Literal["wake"] = "wake"


class Relieve(Record):
    """Pass on what an absent officer holds: to whoever stands in, or back to its queue."""

    step: Literal["relieve"] = "relieve"
    staff_id: Id
    #: What is planned for after the absence stays theirs.
    until: int
    to: Id | None


class Erase(Record):
    """Erase who the citizen is; ``now``: before policy's time, on request."""

    step: Literal["erase"] = "erase"
    by: Id


CallbackStep = (
    Claim
    | PutBack
    | HandOver
    | InviteNow
    | Plan
    | MissedCall
    | Close
    | Note
    | Dismiss
    | Cancel
    | AskOtherMoment
    | AskPhone
    | AskCentre
    | Arrive
    | Leave
    | Talk
    | End
    | Wake
    | Relieve
    | Erase
)
