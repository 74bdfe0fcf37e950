"""What happened, as the journal keeps it and pages are told it.

Each event carries the whole record that changed, so that a reader replaces what it knew
and can't drift. ``audience`` names the principals it concerns; it never leaves the server.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from callrouter.model.accounts import AccountChanged
from callrouter.model.alert_events import AlertAcknowledged, AlertChanged, AlertCleared, AlertRaised
from callrouter.model.audit_trail import ActionNoted
from callrouter.model.booth_events import (
    BoothEnrolled,
    BoothReported,
    BoothRevoked,
    EnrolmentOffered,
    HelpAcknowledged,
    HelpEnded,
    HelpRequested,
    LocationSwitched,
)
from callrouter.model.call_events import (
    CallClassified,
    CallClosed,
    CallEnded,
    CallFlagged,
    CallHeld,
    CallJoined,
    CallLeft,
    CallMeasured,
    CallPrioritised,
    CallQueued,
    CallRated,
    CallSupervised,
    ChatPosted,
    DispositionStated,
    FlagSettled,
    MediaMoved,
    MediaReplaced,
    NoteWritten,
    ParticipantChanged,
    ReservationCreated,
    ReservationEnded,
    SeatChanged,
)
from callrouter.model.callback_events import CallbackChanged, MessageDelivered
from callrouter.model.event import BaseEvent
from callrouter.model.records import Id, Language, Record, Staff
from callrouter.model.sign_ins import SignInEnded
from callrouter.model.states import Activity, AwayReason, Status, Subject
from callrouter.model.steering_events import CallSteered, StaffSteered, Why


class StaffWas(Record):
    """What a person was until now, and for which call: what their time went to."""

    status: Status
    reason: AwayReason | None = None
    activity: Activity
    since: int
    location: Id | None = None
    language: Language | None = None
    #: What that call was about when it rang.
    subject: Subject | None = None


class StaffChanged(BaseEvent):
    """A person's status or activity changed, or what is known of them."""

    type: Literal["staff.changed"]
    staff: Staff
    #: Set when status or activity changed: one stretch of this person's time ended.
    was: StaffWas | None = None
    #: The supervisor who set the status, of whom ``staff.steered`` tells more.
    by: Id | None = None


class DocumentChanged(BaseEvent):
    """What the deployment keeps as a document, such as its routing rules, was replaced."""

    type: Literal["document.changed"]
    name: Id
    version: int
    by: Id
    #: Which part of it became what, where that can be said in a word.
    what: Id | None = None
    why: Why = ""


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
    | CallSupervised
    | CallPrioritised
    | CallSteered
    | StaffSteered
    | CallClassified
    | CallFlagged
    | FlagSettled
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
    | EnrolmentOffered
    | DocumentChanged
    | ChatPosted
    | CallbackChanged
    | MessageDelivered
    | CallMeasured
    | MediaMoved
    | MediaReplaced
    | RelayRegistered
    | RelayDraining
    | RelayGone
    | AlertRaised
    | AlertChanged
    | AlertAcknowledged
    | AlertCleared
    | AccountChanged
    | SignInEnded
    | ActionNoted,
    Field(discriminator="type"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
#: The kinds of events that this release knows; a later one may write others.
KINDS: frozenset[str] = frozenset(
    kind for model in get_args(get_args(Event)[0]) for kind in get_args(model.model_fields["type"].annotation)
)
