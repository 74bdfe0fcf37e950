"""What happened, as the journal keeps it and pages are told it.

Each event carries the whole record that changed, so that a reader replaces what it knew
and can't drift. ``audience`` names the principals it concerns; it never leaves the server.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from callrouter.model.booths import DeviceReport, HelpRequest
from callrouter.model.records import Call, Id, Language, Record, Reservation, Staff
from callrouter.model.states import (
    Activity,
    Disposition,
    HelpEnd,
    LeaveReason,
    ReservationOutcome,
    Status,
    Subject,
)


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


class CallHeld(BaseEvent):
    """The visitor was put on hold, or is talked with again."""

    type: Literal["call.held"]
    call: Call
    by: Id


class CallPrioritised(BaseEvent):
    """A supervisor gave a waiting call another head start."""

    type: Literal["call.prioritised"]
    call: Call
    by: Id


class CallClassified(BaseEvent):
    """An employee said what the call is about in truth; ``was``: what it counted as until then."""

    type: Literal["call.classified"]
    call: Call
    was: Subject
    by: Id


class CallFlagged(BaseEvent):
    """An employee reported how the visitor behaves."""

    type: Literal["call.flagged"]
    call: Call
    by: Id


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


class ReservationCreated(BaseEvent):
    """A seat is held for a person: it rings."""

    type: Literal["reservation.created"]
    reservation: Reservation


class ReservationEnded(BaseEvent):
    """A reservation ended; it rings no longer."""

    type: Literal["reservation.ended"]
    reservation: Reservation
    outcome: ReservationOutcome


class StaffWas(Record):
    """What a person was until now, and for which call: what their time went to."""

    status: Status
    activity: Activity
    since: int
    location: Id | None = None
    language: Language | None = None


class StaffChanged(BaseEvent):
    """A person's status or activity changed, or what is known of them."""

    type: Literal["staff.changed"]
    staff: Staff
    #: Set when status or activity changed: one stretch of this person's time ended.
    was: StaffWas | None = None


class LocationSwitched(BaseEvent):
    """A supervisor closed a location by hand, or opened it again."""

    type: Literal["location.switched"]
    location: Id
    open: bool
    by: Id


class HelpRequested(BaseEvent):
    """Somebody is wanted at a booth."""

    type: Literal["help.requested"]
    help: HelpRequest


class HelpAcknowledged(BaseEvent):
    """Somebody is on the way to a booth."""

    type: Literal["help.acknowledged"]
    help: HelpRequest
    by: Id


class HelpEnded(BaseEvent):
    """Nobody is wanted at a booth any more."""

    type: Literal["help.ended"]
    help: HelpRequest
    reason: HelpEnd
    #: Who said so; None when it was over by itself.
    by: Id | None = None


class BoothReported(BaseEvent):
    """A booth's devices or its connection are other than they were."""

    type: Literal["booth.reported"]
    booth_id: Id
    location: Id
    report: DeviceReport


class BoothEnrolled(BaseEvent):
    """A device was enrolled as a booth; another one that was this booth is it no longer."""

    type: Literal["booth.enrolled"]
    booth_id: Id
    #: The digest of the device's token, so that its own pages are known.
    device: Id


class BoothRevoked(BaseEvent):
    """The device that was a booth is it no longer."""

    type: Literal["booth.revoked"]
    booth_id: Id
    by: Id


class DocumentChanged(BaseEvent):
    """What the deployment keeps as a document, such as its routing rules, was replaced."""

    type: Literal["document.changed"]
    name: Id
    version: int
    by: Id


class ChatPosted(BaseEvent):
    """A participant wrote something; the text is kept apart, and only as long as the call."""

    type: Literal["chat.posted"]
    call_id: Id
    entry_id: Id


class CallMeasured(BaseEvent):
    """How a participant's connection did was added to the call's record."""

    type: Literal["call.measured"]
    call: Call
    participant_id: Id


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


class RelayRegistered(BaseEvent):
    """A relay can be given calls."""

    type: Literal["relay.registered"]
    relay_id: Id


class RelayDraining(BaseEvent):
    """A relay takes no new calls: it is about to stop."""

    type: Literal["relay.draining"]
    relay_id: Id


class RelayGone(BaseEvent):
    """A relay is no more; its calls were moved in the same step."""

    type: Literal["relay.gone"]
    relay_id: Id


Event = Annotated[
    CallQueued
    | CallJoined
    | CallLeft
    | CallEnded
    | CallClosed
    | CallRated
    | CallHeld
    | CallPrioritised
    | CallClassified
    | CallFlagged
    | DispositionStated
    | NoteWritten
    | ParticipantChanged
    | SeatChanged
    | ReservationCreated
    | ReservationEnded
    | StaffChanged
    | LocationSwitched
    | HelpRequested
    | HelpAcknowledged
    | HelpEnded
    | BoothReported
    | BoothEnrolled
    | BoothRevoked
    | DocumentChanged
    | ChatPosted
    | CallMeasured
    | MediaMoved
    | MediaReplaced
    | RelayRegistered
    | RelayDraining
    | RelayGone,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
