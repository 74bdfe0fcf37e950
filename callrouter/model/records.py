"""What a call, a seat, a person and a reservation look like to whoever may see them."""

from __future__ import annotations

from pydantic import Field

from callrouter.model.base import Id, Language, Listed, Record
from callrouter.model.joining import JoinMode
from callrouter.model.media import LegSummary
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Device,
    Disposition,
    EndReason,
    Flag,
    MatchEdge,
    Need,
    Order,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
    Subject,
)

__all__ = [
    "Call",
    "Id",
    "Language",
    "Listed",
    "Match",
    "Participant",
    "Passed",
    "Record",
    "Reservation",
    "Seat",
    "Staff",
]


class Participant(Record):
    """A party of a call, present or within the grace time of a lost connection."""

    participant_id: Id
    role: Role
    display_name: str
    #: False while the party's connection is lost and the grace time runs.
    online: bool
    joined_at: int
    #: None until their page has said.
    microphone: Device | None = None
    camera: Device | None = None
    #: Of a supervisor: by whom they are received.
    mode: JoinMode | None = None


class Passed(Record):
    """Who was rung for a seat last and didn't take it, and how that ended."""

    staff_id: Id
    outcome: ReservationOutcome


class Seat(Record):
    """A place in a call for one person from certain pools."""

    seat_id: Id
    role: Role
    language: Language
    state: SeatState
    #: Whether the call needs somebody in a seat like this: it ends when the last of them leaves.
    hosts: bool
    #: Who is rung or has taken it.
    staff_id: Id | None = None
    opened_at: int
    passed: Passed | None = None


class Call(Record):
    """One visitor's request for a conversation, from request to end. Times are UTC epoch ms."""

    call_id: Id
    state: CallState
    booth_id: Id
    centre: Id
    location: Id
    language: Language
    subject: Subject
    needs: Listed[Need] = ()
    #: What people call it by: short, fit to be read aloud and written down. Says nothing of anybody.
    reference: str = ""
    queued_at: int
    #: It ranks as if queued this much earlier, its measured wait is not altered.
    head_start_ms: int = 0
    #: First answered; a call that was handed over keeps it while it waits again.
    answered_at: int | None = None
    #: Since when the visitor is on hold.
    held_at: int | None = None
    ended_at: int | None = None
    end_reason: EndReason | None = None
    disposition: Disposition | None = None
    #: What an employee reported of the visitor; not told to visitors.
    flag: Flag | None = None
    participants: Listed[Participant]
    seats: Listed[Seat]
    #: The centres whose employees have been asked beside the own; ``*`` = all there are.
    opened_to: Listed[Id] = ()
    #: How the connections of its participants did, each summed up over their legs that are no more.
    media: Listed[LegSummary] = ()

    @property
    def centres(self) -> tuple[str, ...]:
        """Whose it is: its place's centre's, and those whose employees have been asked."""
        return (self.centre, *self.opened_to)


class Staff(Record):
    """A person of the service as the router sees them. Times are UTC epoch ms."""

    staff_id: Id
    role: Role
    display_name: str
    centre: Id
    languages: Listed[Language]
    status: Status
    reason: AwayReason | None = None
    #: What the status becomes when the call and its wrap-up are over.
    next_status: Status | None = None
    next_reason: AwayReason | None = None
    #: When status or activity last changed.
    since: int
    activity: Activity
    call_id: Id | None = None
    reservation_id: Id | None = None
    wrap_up_ends_at: int | None = None
    #: Nothing is offered before this: every back-off in one absolute time. Absent once it has passed.
    ready_at: int | None = None
    #: Offers missed in a row.
    missed: int = 0


class Match(Record):
    """Why a seat and a person met, as the engine recorded it in the same step."""

    edge: MatchEdge
    #: The pool they met in.
    pool: Id
    #: Which step of the seat's plan opened that pool, from 1, and how many steps there are.
    step: int = Field(ge=1)
    steps: int = Field(ge=1)
    #: How the people of this pool are ordered.
    order: Order
    #: Whether this person was chosen first for having served this booth last, or by name.
    preferred: bool = False
    #: People who stood in the pool, and seats that waited in it, these two included.
    people: int
    seats: int
    #: How long the seat had been open, how long the person had been idle.
    waited_ms: int
    idle_ms: int
    #: Who came before this person but had been offered this seat as often as may be.
    passed_over: Listed[Id] = ()
    #: Who is held for the same call in the same step.
    together_with: Id | None = None


class Reservation(Record):
    """A seat held for one person while it rings. Times are UTC epoch ms."""

    reservation_id: Id
    call_id: Id
    seat_id: Id
    staff_id: Id
    role: Role
    #: The seat's language: what the person is asked to speak, or to interpret.
    language: Language
    #: What the visitor chose.
    call_language: Language
    subject: Subject
    needs: Listed[Need] = ()
    centre: Id
    location: Id
    queued_at: int
    #: Since when somebody is sought for this seat: of a call that is handed over, later than ``queued_at``.
    seat_opened_at: int
    #: The colleague, by name, who asks an employee to take the call over.
    asked_by: str | None = None
    #: Whether that colleague stays in the call until they have talked.
    consulted: bool = False
    created_at: int
    expires_at: int
    match: Match
