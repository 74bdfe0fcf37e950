"""What the server says: messages in the past tense, discriminated by ``type``.

The journal's events go out as they are (``callrouter.model.events``); the rest stands here, and by subject
in ``booth``, ``casework`` and ``conversation`` beside this module.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callrouter.model.booths import HelpRequest
from callrouter.model.casework import Note
from callrouter.model.events import (
    AlertAcknowledged,
    AlertChanged,
    AlertCleared,
    AlertRaised,
    BoothReported,
    CallbackChanged,
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
    CallSteered,
    CallSupervised,
    DispositionStated,
    FlagSettled,
    HelpAcknowledged,
    HelpEnded,
    HelpRequested,
    LocationSwitched,
    MessageDelivered,
    ParticipantChanged,
    RelayDraining,
    RelayGone,
    RelayRegistered,
    ReservationCreated,
    ReservationEnded,
    SeatChanged,
    StaffChanged,
    StaffSteered,
)
from callrouter.model.joining import JoinMode
from callrouter.model.records import Call, Id, Language, Record, Reservation, Staff
from callrouter.model.routing import Level
from callrouter.model.states import Disposition, RefusalCode, Role, SeatState
from callrouter.model.views import Board, ChatEntry, Explanation
from callrouter.policy.queue_overview import LanguageQueue
from signaling.protocol.absence import AbsenceChanged, AbsenceListed
from signaling.protocol.board import BoardMeasured
from signaling.protocol.booth import (
    BoothsChanged,
    LocationChanged,
    LocationView,
    QueuePlaced,
    StationChanged,
)
from signaling.protocol.callback import (
    CallbackFaulty,
    CallbackListed,
    CallbackProposed,
    CallbackTold,
    RoomChanged,
    TeamView,
)
from signaling.protocol.casework import DayListed, NoteChanged, NoteTold
from signaling.protocol.conversation import (
    ChatDelivered,
    ChatTold,
    MediaAnswered,
    MediaMoved,
    MediaOfferWanted,
    MediaPrepared,
    MediaQualityMeasured,
    MediaReplaced,
    MediaSlotsChanged,
    MediaSpeakersChanged,
    MediaStateChanged,
    TextTyped,
)
from signaling.protocol.errors import ProtocolErrorCode


class SessionChallenge(Record):
    """To an enrolled booth that says hello: its device must prove itself, by a further hello with ``proof``.

    It signs ``callrouter booth `` and the challenge, with ECDSA on P-256 and SHA-256, by the key that was
    registered with the code.
    """

    type: Literal["session.challenge"] = "session.challenge"
    challenge: str


class SessionOpened(Record):
    """Answer to ``session.hello``: who this page is and what it may count on."""

    type: Literal["session.opened"] = "session.opened"
    request_id: str
    session_id: Id
    principal_id: Id
    role: Role
    display_name: str
    languages: tuple[Language, ...]
    #: How well they are spoken, where the directory says (CEFR).
    levels: dict[Language, Level]
    #: Whether missed events follow instead of a snapshot.
    resumed: bool
    #: The server's clock, UTC epoch ms.
    server_time: int
    #: A page that hears nothing for twice this long connects anew.
    heartbeat_s: int
    #: How many others a connection can receive.
    slots: int
    #: Of which release the pages are that this node has; a page that hears of another one is old.
    pages: str = ""
    #: Languages for which an interpreter exists.
    interpreter_languages: tuple[Language, ...]
    #: Languages somebody here speaks or interprets; whoever chooses another one gets an employee without it.
    served_languages: tuple[Language, ...]
    #: For staff: how the own centre finishes calls, and where visitors file a complaint online.
    dispositions: tuple[Disposition, ...] = ()
    online_form: str | None = None
    #: How long a wrap-up may be at most.
    longest_wrap_up_s: float = 0
    #: For officers, employees and supervisors.
    teams: tuple[TeamView, ...] = ()
    #: For supervisors: in which modes calls of a location, or a team, may be joined; nowhere else.
    joining: dict[Id, tuple[JoinMode, ...]] = Field(default_factory=dict)
    #: For supervisors: the centres whose work they oversee, and whether those are all there are.
    oversees: tuple[Id, ...] = ()
    oversees_all: bool = False


class Snapshot(Record):
    """Everything that concerns this page; replaces all it knew."""

    type: Literal["snapshot"] = "snapshot"
    event_id: str
    staff: Staff | None
    reservation: Reservation | None
    call: Call | None
    #: For an interpreter or a supervisor: what was written since they joined.
    chat: tuple[ChatEntry, ...]
    #: For an employee: of this call; after handing it over, only their own.
    notes: tuple[Note, ...] = ()
    #: For an employee: how they stated that this call was finished.
    disposition: Disposition | None = None
    #: For a booth the one it stands in, for a service employee the own, for employees and supervisors all.
    locations: tuple[LocationView, ...]
    #: What is open at a booth, or at the booth an employee talks with.
    help: HelpRequest | None = None
    #: For a service employee: where somebody is wanted at the own locations.
    wanted: tuple[HelpRequest, ...] = ()
    #: For a supervisor.
    board: Board | None


class Heartbeat(Record):
    """The server is there; sent when there was nothing else to say for ``heartbeat_s`` seconds."""

    type: Literal["heartbeat"] = "heartbeat"
    server_time: int


class RequestDone(Record):
    """A message was carried out."""

    type: Literal["request.done"] = "request.done"
    request_id: str
    #: Which call it was about, when it made or changed one.
    call_id: Id | None = None


class Error(Record):
    """A message was not carried out, and changed nothing."""

    type: Literal["error"] = "error"
    #: Null when the message was too broken to have one.
    request_id: str | None
    code: ProtocolErrorCode | RefusalCode


class LanguageCount(Record):
    """How many interpreters of a language there are now."""

    language: Language
    #: Ready and free.
    free: int
    #: Connected, whatever their status.
    present: int


class InterpretersCounted(Record):
    """How many interpreters an employee could reach now, for each of ``interpreter_languages``."""

    type: Literal["interpreters.counted"] = "interpreters.counted"
    languages: tuple[LanguageCount, ...]


class CentreQueue(Record):
    """A centre a call can be handed over to, and the languages its employees who are ready speak."""

    centre: Id
    name: str
    languages: tuple[Language, ...]


class Colleague(Record):
    """An employee a call can be handed over to."""

    staff_id: Id
    display_name: str
    centre: Id
    languages: tuple[Language, ...]
    #: Whether it would ring at once.
    free: bool


class QueueCounted(Record):
    """What waits for an employee: the calls that could ring at them, by language, the oldest first."""

    type: Literal["queue.counted"] = "queue.counted"
    languages: tuple[LanguageQueue, ...]


class PartnerChanged(Record):
    """How the other one stands whom a call needs, interpreter or employee; told to whoever it rings at."""

    type: Literal["partner.changed"] = "partner.changed"
    call_id: Id
    role: Role
    state: SeatState


class ColleaguesCounted(Record):
    """Whom an employee could hand a call over to now; the free ones first."""

    type: Literal["colleagues.counted"] = "colleagues.counted"
    centres: tuple[CentreQueue, ...]
    people: tuple[Colleague, ...]


class CallExplained(Record):
    """Answer to ``call.explain``."""

    type: Literal["call.explained"] = "call.explained"
    request_id: str
    explanation: Explanation


ServerMessage = Annotated[
    SessionChallenge
    | SessionOpened
    | Snapshot
    | Heartbeat
    | RequestDone
    | Error
    | QueuePlaced
    | LocationChanged
    | BoothsChanged
    | BoardMeasured
    | StationChanged
    | InterpretersCounted
    | QueueCounted
    | PartnerChanged
    | ColleaguesCounted
    | CallExplained
    | NoteChanged
    | NoteTold
    | DayListed
    | CallbackListed
    | CallbackTold
    | CallbackFaulty
    | CallbackProposed
    | AbsenceListed
    | AbsenceChanged
    | CallbackChanged
    | MessageDelivered
    | RoomChanged
    | ChatDelivered
    | ChatTold
    | TextTyped
    | MediaPrepared
    | MediaAnswered
    | MediaSlotsChanged
    | MediaReplaced
    | MediaStateChanged
    | MediaSpeakersChanged
    | MediaMoved
    | MediaOfferWanted
    | MediaQualityMeasured
    | CallQueued
    | CallJoined
    | CallLeft
    | CallEnded
    | CallClosed
    | CallRated
    | CallHeld
    | CallMeasured
    | CallSupervised
    | CallPrioritised
    | CallSteered
    | StaffSteered
    | CallClassified
    | CallFlagged
    | FlagSettled
    | AlertRaised
    | AlertChanged
    | AlertAcknowledged
    | AlertCleared
    | DispositionStated
    | LocationSwitched
    | HelpRequested
    | HelpAcknowledged
    | HelpEnded
    | BoothReported
    | ParticipantChanged
    | SeatChanged
    | ReservationCreated
    | ReservationEnded
    | StaffChanged
    | RelayRegistered
    | RelayDraining
    | RelayGone,
    Field(discriminator="type"),
]
