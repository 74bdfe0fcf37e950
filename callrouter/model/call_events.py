"""What happened to a call: to those in it, its seats, its record and its media."""

from __future__ import annotations

from typing import Literal

from callrouter.model.casework import FlaggedCall
from callrouter.model.event import BaseEvent
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.records import Call, Id, Language, Reservation
from callrouter.model.states import Disposition, LeaveReason, ReservationOutcome, Subject
from callrouter.model.steering_events import Why


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
    #: Who sent them away, if anybody did.
    by: Id | None = None


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
    #: The call's; absent in events written before it was told.
    location: Id | None = None
    language: Language | None = None
    subject: Subject | None = None


class CallHeld(BaseEvent):
    """The visitor was put on hold, or is talked with again."""

    type: Literal["call.held"]
    call: Call
    by: Id


class CallSupervised(BaseEvent):
    """A supervisor joined a call, takes part otherwise than until now, or left it (``mode`` is null)."""

    type: Literal["call.supervised"]
    call: Call
    #: The supervisor.
    by: Id
    mode: JoinMode | None = None
    why: JoinReason | None = None
    #: Why they left.
    left: LeaveReason | None = None


class CallPrioritised(BaseEvent):
    """A supervisor gave a waiting call another head start."""

    type: Literal["call.prioritised"]
    call: Call
    by: Id
    why: Why = ""


class CallClassified(BaseEvent):
    """An employee said what the call is about in truth."""

    type: Literal["call.classified"]
    call: Call
    by: Id


class CallFlagged(BaseEvent):
    """An employee reported how the visitor behaves, or took that back (``flagged`` is null)."""

    type: Literal["call.flagged"]
    call: Call
    by: Id
    flagged: FlaggedCall | None = None


class FlagSettled(BaseEvent):
    """A supervisor has seen what was reported of a call's visitor."""

    type: Literal["flag.settled"]
    call_id: Id
    #: The call's; absent in events written before it was told.
    location: Id | None = None
    by: Id


class CallMeasured(BaseEvent):
    """How a participant's connection did was added to the call's record."""

    type: Literal["call.measured"]
    call: Call
    participant_id: Id


class DispositionStated(BaseEvent):
    """Somebody stated how the call was finished for them; the call's own is its last host's."""

    type: Literal["disposition.stated"]
    call_id: Id
    staff_id: Id
    disposition: Disposition


class NoteWritten(BaseEvent):
    """An employee wrote their note on a call; the text is kept apart, for a while."""

    type: Literal["note.written"]
    call_id: Id
    staff_id: Id


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
    #: Who asked for it or withdrew it, if this came of that.
    by: Id | None = None


class ReservationCreated(BaseEvent):
    """A seat is held for a person: it rings."""

    type: Literal["reservation.created"]
    reservation: Reservation


class ReservationEnded(BaseEvent):
    """A reservation ended; it rings no longer."""

    type: Literal["reservation.ended"]
    reservation: Reservation
    outcome: ReservationOutcome


class ChatPosted(BaseEvent):
    """A participant wrote something; the text is kept apart, and only as long as the call."""

    type: Literal["chat.posted"]
    call_id: Id
    entry_id: Id


class MediaMoved(BaseEvent):
    """The media of a call lives on another relay now, or on none until one has room."""

    type: Literal["media.moved"]
    call: Call
    relay_id: Id | None = None


class MediaReplaced(BaseEvent):
    """Another page of a participant has the media of their call now."""

    type: Literal["media.replaced"]
    call_id: Id
    participant_id: Id
    session_id: Id
