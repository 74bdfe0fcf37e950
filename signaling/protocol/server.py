"""What the server says: messages in the past tense, discriminated by ``type``.

The journal's events go out as they are (``callrouter.model.events``); the rest stands here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callrouter.model.booths import BoothStanding, HelpRequest
from callrouter.model.casework import DayEntry, Note
from callrouter.model.events import (
    BoothReported,
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
    DispositionStated,
    HelpAcknowledged,
    HelpEnded,
    HelpRequested,
    LocationSwitched,
    ParticipantChanged,
    RelayDraining,
    RelayGone,
    RelayRegistered,
    ReservationCreated,
    ReservationEnded,
    SeatChanged,
    StaffChanged,
)
from callrouter.model.media import IceServer, LegQuality
from callrouter.model.records import Call, Id, Language, Record, Reservation, Staff
from callrouter.model.routing import Level
from callrouter.model.states import Disposition, RefusalCode, Role, SeatState
from callrouter.model.tiles import TileKind, TileShow
from callrouter.model.views import Board, ChatEntry, Explanation
from callrouter.policy.queue_overview import LanguageQueue
from signaling.protocol.errors import ProtocolErrorCode


class OpeningTimes(Record):
    """The hours of the next such weekday (1 = Monday), local time as ``HH:MM``; no times = closed all day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    opens: str | None
    closes: str | None
    #: Whether that date has other hours than the weekday usually has.
    special: bool = False


class TileView(Record):
    """Something on the web that a booth offers beside the call."""

    kind: TileKind
    url: str
    #: In a frame on the booth, or as a QR code to take along.
    show: TileShow
    #: By language; only of a ``link``.
    titles: dict[Language, str]


class LocationView(Record):
    """The station a booth stands in."""

    location_id: Id
    name: str
    open: bool
    #: Whether a supervisor closed it for now.
    closed_by_hand: bool
    #: When it opens next, UTC epoch ms; null while open, or when unknown.
    opens_at: int | None
    timezone: str
    hours: tuple[OpeningTimes, ...]
    #: Where a visitor can ask to be called back instead; null where nobody does that.
    callback_url: str | None = None
    tiles: tuple[TileView, ...] = ()


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
    #: Languages for which an interpreter exists.
    interpreter_languages: tuple[Language, ...]
    #: Languages somebody here speaks or interprets; whoever chooses another one gets an employee without it.
    served_languages: tuple[Language, ...]
    #: For staff: how the own centre finishes calls, and where visitors file a complaint online.
    dispositions: tuple[Disposition, ...] = ()
    online_form: str | None = None
    #: How long a wrap-up may be at most.
    longest_wrap_up_s: float = 0


class Snapshot(Record):
    """Everything that concerns this page; replaces all it knew."""

    type: Literal["snapshot"] = "snapshot"
    event_id: str
    staff: Staff | None
    reservation: Reservation | None
    call: Call | None
    chat: tuple[ChatEntry, ...]
    #: For an employee: of this call; after handing it over, only their own.
    notes: tuple[Note, ...] = ()
    #: For an employee: how they stated that this call was finished.
    disposition: Disposition | None = None
    #: For a booth the one it stands in, for employees and supervisors all.
    locations: tuple[LocationView, ...]
    #: What is open at a booth, or at the booth an employee talks with.
    help: HelpRequest | None = None
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


class QueuePlaced(Record):
    """A waiting booth's place among those who wait for the same people, and about how long it takes."""

    type: Literal["queue.placed"] = "queue.placed"
    call_id: Id
    #: 1 = next.
    position: int
    #: Null for the next in line, and when nobody can say.
    about_minutes: int | None
    #: Whether it takes longer than ``about_minutes``.
    more_than: bool
    #: Between these it takes in three of five cases; null together, when they would say no more.
    from_minutes: int | None
    to_minutes: int | None
    #: Whether an interpreter is looked for as well by now.
    with_interpreter: bool


class LocationChanged(Record):
    """The booth's location, or one of an employee's or supervisor's, opened or closed."""

    type: Literal["location.changed"] = "location.changed"
    location: LocationView


class BoothsChanged(Record):
    """How all booths stand, for supervisors; ``reported_at`` is null here."""

    type: Literal["booths.changed"] = "booths.changed"
    booths: tuple[BoothStanding, ...]


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


class NoteChanged(Record):
    """An employee in this call wrote their note, maybe at another page of this one's user."""

    type: Literal["note.changed"] = "note.changed"
    event_id: str
    call_id: Id
    note: Note


class NoteTold(Record):
    """Answer to ``note.read``: those that are kept; of a call one isn't in, the own one alone."""

    type: Literal["note.told"] = "note.told"
    request_id: str
    call_id: Id
    notes: tuple[Note, ...]


class DayListed(Record):
    """Answer to ``day.read``: what the own work was, newest first (500 entries, of eight days, at most)."""

    type: Literal["day.listed"] = "day.listed"
    request_id: str
    entries: tuple[DayEntry, ...]
    #: Calls of which the own note is still kept.
    noted: tuple[Id, ...]
    #: How many stays in calls these were, how long together, and how many offers were missed.
    calls: int
    talk_ms: int
    missed: int


class ChatDelivered(Record):
    """Somebody in the call wrote something."""

    type: Literal["chat.delivered"] = "chat.delivered"
    event_id: str
    call_id: Id
    entry: ChatEntry


class TextTyped(Record):
    """What somebody else in the call is typing: the whole line so far; empty when it was given up.

    A ``chat.delivered`` with the same ``entry_id`` takes its place.
    """

    type: Literal["text.typed"] = "text.typed"
    call_id: Id
    participant_id: Id
    entry_id: Id
    revision: int
    text: str


class MediaPrepared(Record):
    """Answer to ``media.prepare``: servers to reach the relay through, with credentials for a short time."""

    type: Literal["media.prepared"] = "media.prepared"
    request_id: str
    call_id: Id
    ice_servers: tuple[IceServer, ...]


class MediaAnswered(Record):
    """The relay's answer to ``media.offer``."""

    type: Literal["media.answered"] = "media.answered"
    request_id: str
    call_id: Id
    sdp_answer: str


class MediaSlotsChanged(Record):
    """Who is received in which slot of this page's connection (index = slot), and who shares something."""

    type: Literal["media.slots_changed"] = "media.slots_changed"
    call_id: Id
    slots: tuple[Id | None, ...]
    #: Who is received in the place for a shared screen or document; it is the page's own id while it shares.
    share: Id | None = None
    #: Whose pictures, of a camera or a screen, aren't sent for now as this page's connection is too narrow.
    paused: tuple[Id, ...] = ()


class MediaReplaced(Record):
    """The participant's media is connected from this session now; another page of theirs stops trying."""

    type: Literal["media.replaced"] = "media.replaced"
    call_id: Id
    session_id: Id


class MediaStateChanged(Record):
    """How the media connection of a participant of this call fares."""

    type: Literal["media.state_changed"] = "media.state_changed"
    call_id: Id
    participant_id: Id
    state: Literal["connecting", "connected", "slow", "gone"]


class MediaSpeakersChanged(Record):
    """Who speaks now, the page's own user among them."""

    type: Literal["media.speakers_changed"] = "media.speakers_changed"
    call_id: Id
    speakers: tuple[Id, ...]


class MediaMoved(Record):
    """The call's media goes on at another relay: connect anew, at once."""

    type: Literal["media.moved"] = "media.moved"
    call_id: Id


class MediaOfferWanted(Record):
    """Offer again on the same connection: this page is to send another codec."""

    type: Literal["media.offer_wanted"] = "media.offer_wanted"
    call_id: Id


class MediaQualityMeasured(Record):
    """How well a participant is sent and receives; a page hears its own, supervisors hear all."""

    type: Literal["media.quality_measured"] = "media.quality_measured"
    call_id: Id
    quality: LegQuality


ServerMessage = Annotated[
    SessionOpened
    | Snapshot
    | Heartbeat
    | RequestDone
    | Error
    | QueuePlaced
    | LocationChanged
    | BoothsChanged
    | InterpretersCounted
    | QueueCounted
    | PartnerChanged
    | ColleaguesCounted
    | CallExplained
    | NoteChanged
    | NoteTold
    | DayListed
    | ChatDelivered
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
    | CallPrioritised
    | CallClassified
    | CallFlagged
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
