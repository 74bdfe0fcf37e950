"""What somebody sees at one moment: the state of the queue engine, read in one atomic step."""

from __future__ import annotations

from callrouter.model.alerts import Alert
from callrouter.model.booths import HelpRequest
from callrouter.model.casework import FlaggedCall, Note
from callrouter.model.commands import Step
from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.model.records import Call, Id, Language, Record, Reservation, Staff
from callrouter.model.states import Disposition, Role


class ChatEntry(Record):
    """One line of a call's chat. Kept no longer than the call."""

    entry_id: Id
    participant_id: Id
    at: int
    text: str


class LiveLine(Record):
    """A line of chat while it is being typed, on its way to ``audience``. Kept nowhere."""

    call_id: Id
    participant_id: Id
    audience: tuple[Id, ...]
    #: Which entry it becomes when it is finished.
    entry_id: Id
    #: Grows with every change; an older one that comes late doesn't count.
    revision: int
    text: str


class PrincipalView(Record):
    """Everything that concerns one principal, as of the journal entry ``event_id``."""

    event_id: str
    staff: Staff | None
    reservation: Reservation | None
    call: Call | None
    chat: tuple[ChatEntry, ...]
    #: Of a booth, or of the booth the principal's call is with.
    help: HelpRequest | None = None
    #: For an employee: of this call, by who was first; after handing it over, only their own.
    notes: tuple[Note, ...] = ()
    #: How they stated that this call was finished.
    disposition: Disposition | None = None


class Board(Record):
    """Every live call, connected person, open request for help, report of a visitor's behavior and alert.

    As of the journal entry ``event_id``.
    """

    event_id: str
    calls: tuple[Call, ...]
    staff: tuple[Staff, ...]
    help: tuple[HelpRequest, ...] = ()
    #: The oldest first.
    flagged: tuple[FlaggedCall, ...] = ()
    #: The oldest first.
    alerts: tuple[Alert, ...] = ()


class QueuePlace(Record):
    """A waiting call's place among those who wait for the same people; 1 is next, as is one that rings."""

    call_id: Id
    booth_id: Id
    position: int
    #: Whether a media relay has room for it; without, when it rings is nobody's to say.
    room: bool = True


class WaitingSeat(Record):
    """A seat nobody has taken, with what decides when it is filled."""

    call_id: Id
    seat_id: Id
    booth_id: Id
    role: Role
    location: Id
    language: Language
    #: Its rank: when it was queued, less its head start. Lower comes first.
    score: int
    opened_at: int
    #: Whether it rings.
    reserved: bool
    steps: tuple[Step, ...]
    #: How many of the steps are open.
    opened: int
    companion_pools: tuple[Id, ...] = ()
    #: Whose call it is, and whose employees have been asked.
    centres: tuple[Id, ...] = ()


class Worker(Record):
    """A connected person who is ready, away or busy, and where they stand when available."""

    staff: Staff
    pools: tuple[Id, ...]


class Lineup(Record):
    """Who waits, best first, and who could serve them. Not read in one step: for estimates only."""

    at: int
    seats: tuple[WaitingSeat, ...]
    people: tuple[Worker, ...]


class PoolFacts(Record):
    """How a pool stands at one moment."""

    pool: Id
    #: Connected, whatever their status / whose status is ready / available now.
    present: int
    staffed: int
    available: int
    #: Seats that wait in it, and how many of them rank before the one explained.
    waiting: int
    ahead: int


class StepFacts(Record):
    """A step of a waiting seat's plan."""

    opened: bool
    #: When it opens by itself; UTC epoch ms.
    opens_at: int
    with_companion: bool
    pools: tuple[PoolFacts, ...]


class OfferFacts(Record):
    """How often a person has been offered a seat."""

    staff_id: Id
    offers: int
    #: Whether that is as often as may be.
    exhausted: bool


class Explanation(Record):
    """Why a seat still waits, and what opens next; read in one atomic step."""

    at: int
    call: Call
    seat_id: Id
    score: int
    #: Whether a media relay has room for the call; until then it rings nobody.
    room: bool = True
    steps: tuple[StepFacts, ...]
    companion: tuple[PoolFacts, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    #: The reservation that rings, if it does: its ``match`` says why this person.
    reservation: Reservation | None = None


class RelayStanding(Record):
    """A registered relay: what it says of itself, and how many calls live there."""

    relay: RelayRecord
    load: RelayLoad
    #: When it last said so; UTC epoch ms.
    renewed_at: int
    calls: int


class MediaHome(Record):
    """A call, and the relay its media lives on, as of the journal entry ``event_id``."""

    event_id: str
    call: Call
    relay_id: Id | None
