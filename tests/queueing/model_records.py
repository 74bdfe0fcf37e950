"""What the plain model of the queue engine keeps, and how it looks as the engine's public records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from callrouter.model.commands import CallRequest, SeatSpec, StaffSpec
from callrouter.model.joining import JoinMode
from callrouter.model.records import Call, Participant, Passed, Seat, Staff
from callrouter.model.states import (
    Activity,
    AwayReason,
    CallState,
    Device,
    Disposition,
    EndReason,
    Flag,
    Outcome,
    RefusalCode,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
    Subject,
)

MOST_PARTIES = 4


class Refused(Exception):  # noqa: N818  (named like the engine's Refusal)
    """The model refuses a command."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code = code


def unless(holds: object, code: RefusalCode) -> None:
    """Refuse unless something holds."""
    if not holds:
        raise Refused(code)


#: Status and reason, and what they become after the call.
Chosen = tuple[Status, AwayReason | None, Status | None, AwayReason | None]


@dataclass
class ModelPerson:
    """Somebody of the service; ``standing`` = score by pool while available, else None."""

    spec: StaffSpec
    since: int
    idle_since: int
    signed_in_at: int = 0
    busy_ms: int = 0
    status: Status = Status.OFFLINE
    reason: AwayReason | None = None
    next_status: Status | None = None
    next_reason: AwayReason | None = None
    activity: Activity = Activity.IDLE
    call_id: str | None = None
    reservation_id: str | None = None
    wrap_up_since: int = 0
    wrap_up_ends_at: int | None = None
    ready_at: int | None = None
    missed: int = 0
    grace_ends_at: int | None = None
    forget_at: int | None = None
    before: Chosen | None = None
    standing: dict[str, float] | None = None

    def record(self) -> Staff:
        """Show the person as the engine does."""
        spec = self.spec
        return Staff(
            staff_id=spec.staff_id,
            role=spec.role,
            display_name=spec.display_name,
            centre=spec.centre,
            languages=spec.languages,
            status=self.status,
            reason=self.reason,
            next_status=self.next_status,
            next_reason=self.next_reason,
            since=self.since,
            activity=self.activity,
            call_id=self.call_id,
            reservation_id=self.reservation_id,
            wrap_up_ends_at=self.wrap_up_ends_at,
            ready_at=self.ready_at,
            missed=self.missed,
        )


@dataclass
class ModelSeat:
    """A seat; ``accompanied``: whether its companion was there when it was last placed."""

    spec: SeatSpec
    opened_at: int
    score: int
    wrap_up_ms: int
    opened: int = 1
    attempts: int = 0
    offers: Counter[str] = field(default_factory=Counter)
    state: SeatState = SeatState.WAITING
    staff_id: str | None = None
    companion_of: str | None = None
    accompanied: bool = False
    by: str | None = None
    reoffer_at: int | None = None
    #: The reservation by which it was taken, and when.
    entry_id: str = ""
    taken_at: int = 0
    passed: Passed | None = None


@dataclass
class ModelParty:
    """A party of a call; ``lost_at`` = since when its connection is lost."""

    principal: str
    role: Role
    name: str
    joined_at: int
    lost_at: int | None
    microphone: Device | None = None
    camera: Device | None = None
    #: Of a supervisor.
    mode: JoinMode | None = None


@dataclass
class ModelEntry:
    """What became of an offer, in its person's day."""

    entry_id: str
    outcome: Outcome
    at: int
    subject: Subject
    disposition: Disposition | None = None
    kind: str | None = None


@dataclass
class ModelCall:
    """A call with its seats by id, its parties, and everybody who ever was one."""

    request: CallRequest
    queued_at: int
    head_start_ms: int
    state: CallState = CallState.WAITING
    answered_at: int | None = None
    held_at: int | None = None
    ended_at: int | None = None
    end_reason: EndReason | None = None
    disposition: Disposition | None = None
    seats: dict[str, ModelSeat] = field(default_factory=dict)
    parties: dict[str, ModelParty] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    last_hosts: set[str] = field(default_factory=set)
    stated: dict[str, Disposition] = field(default_factory=dict)
    flag: Flag | None = None
    #: Text and revision by employee.
    notes: dict[str, tuple[int, str]] = field(default_factory=dict)
    #: The last stay of who left.
    left: dict[str, ModelEntry] = field(default_factory=dict)
    #: Who showed a picture.
    pictured: set[str] = field(default_factory=set)
    #: When it last began to wait again.
    talked_at: int = -1
    #: The last deed by which somebody else was asked for it.
    redirected: str = ""
    subject: Subject = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what the visitor said."""
        self.subject = self.request.subject

    @property
    def score(self) -> int:
        """Its rank."""
        return self.queued_at - self.head_start_ms

    def name_of(self, seat: ModelSeat) -> str:
        """Name a seat as in ids of reservations."""
        return f"{self.request.call_id}/{seat.spec.seat_id}"

    def taken_by(self, staff_id: str) -> ModelSeat | None:
        """Return the seat somebody has."""
        taken = (seat for seat in self.seats.values() if seat.state is SeatState.TAKEN)
        return next((seat for seat in taken if seat.staff_id == staff_id), None)

    def other_host(self, staff_id: str) -> bool:
        """Tell whether somebody else hosts it."""
        return any(
            seat.spec.hosts and seat.state is SeatState.TAKEN and seat.staff_id != staff_id
            for seat in self.seats.values()
        )

    def companion_of(self, seat: ModelSeat) -> ModelSeat | None:
        """Return the seat that was opened to be held together with this one."""
        open_seats = (each for each in self.seats.values() if each.state is not SeatState.CLOSED)
        return next((each for each in open_seats if each.companion_of == seat.spec.seat_id), None)

    def accompanying(self, seat: ModelSeat) -> ModelSeat | None:
        """Return the seat that is what this one's companion would be."""
        needs = seat.spec.companion
        if needs is None:
            return None
        for other in self.seats.values():
            like = (other.spec.role, other.spec.language) == (needs.role, needs.language)
            if like and other is not seat and other.state is not SeatState.CLOSED:
                return other
        return None

    @property
    def full(self) -> bool:
        """Whether it has as many parties as it may."""
        return 1 + sum(seat.state is not SeatState.CLOSED for seat in self.seats.values()) >= MOST_PARTIES

    def accompanied(self, seat: ModelSeat) -> bool:
        """Tell whether no seat can or need be opened for this one's companion."""
        return seat.spec.companion is not None and (self.accompanying(seat) is not None or self.full)

    def knows(self, spec: SeatSpec) -> bool:
        """Tell whether a seat's id, or its companion's, means something else already."""
        ids = {seat_id: (seat.spec.role, seat.spec.language) for seat_id, seat in self.seats.items()}
        needs = [seat.spec.companion for seat in self.seats.values() if seat.spec.companion is not None]
        ids.update({each.seat_id: (each.role, each.language) for each in needs})
        companion = spec.companion
        if spec.seat_id in ids or companion is None:
            return spec.seat_id in ids
        like = companion.role, companion.language
        return companion.seat_id == spec.seat_id or ids.get(companion.seat_id, like) != like

    def supervisor(self) -> ModelParty | None:
        """Return the supervisor in it."""
        return next((party for party in self.parties.values() if party.mode is not None), None)

    def hosts(self) -> set[str]:
        """Name who hosts it."""
        taken = (seat for seat in self.seats.values() if seat.state is SeatState.TAKEN)
        return {str(seat.staff_id) for seat in taken if seat.spec.hosts}

    def record(self) -> Call:
        """Show the call as the engine does."""
        request = self.request
        return Call(
            call_id=request.call_id,
            state=self.state,
            booth_id=request.booth_id,
            centre=request.centre,
            location=request.location,
            language=request.language,
            subject=self.subject,
            needs=request.needs,
            reference=request.reference,
            queued_at=self.queued_at,
            head_start_ms=self.head_start_ms,
            answered_at=self.answered_at,
            held_at=self.held_at,
            ended_at=self.ended_at,
            end_reason=self.end_reason,
            disposition=self.disposition,
            flag=self.flag,
            participants=tuple(
                Participant(
                    participant_id=party.principal,
                    role=party.role,
                    display_name=party.name,
                    online=party.lost_at is None,
                    joined_at=party.joined_at,
                    microphone=party.microphone,
                    camera=party.camera,
                    mode=party.mode,
                )
                for party in self.parties.values()
            ),
            seats=tuple(
                Seat(
                    seat_id=seat.spec.seat_id,
                    role=seat.spec.role,
                    language=seat.spec.language,
                    state=seat.state,
                    hosts=seat.spec.hosts,
                    staff_id=seat.staff_id,
                    opened_at=seat.opened_at,
                    passed=seat.passed,
                )
                for seat in self.seats.values()
            ),
        )


@dataclass
class ModelReservation:
    """A seat held for a person; without an outcome it rings."""

    call: ModelCall
    seat: ModelSeat
    staff_id: str
    expires_at: int
    outcome: ReservationOutcome | None = None
