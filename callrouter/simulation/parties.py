"""Who takes part in a played staffing: people, calls and their seats, as the queue engine would know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from callrouter.model.commands import Place
from callrouter.model.states import Activity, SeatState, Status
from callrouter.simulation.cast import Actor, Duty
from callrouter.simulation.outcome import CallOutcome, PersonOutcome
from callrouter.simulation.plans import Plan, Queue
from callrouter.simulation.visitors import Visitor


@dataclass(eq=False, slots=True)
class Person:
    """Somebody who works. Times are UTC epoch ms."""

    actor: Actor
    #: The pools in which they stand when available: those that any call may ask.
    places: tuple[Place, ...]
    outcome: PersonOutcome
    staff_id: str
    duty: Duty = Duty.OFF
    connected: bool = False
    status: Status = Status.OFFLINE
    next_status: Status | None = None
    activity: Activity = Activity.IDLE
    since: int = 0
    idle_since: int = 0
    signed_in_at: int = 0
    busy_ms: int = 0
    #: Nothing is offered to them until then.
    ready_at: int | None = None
    #: Where they stand now, and by which rank; empty = nowhere.
    stands: list[tuple[str, int]] = field(default_factory=list)
    staffed: bool = False
    #: The seat that rings for them.
    rung: Seat | None = None

    @property
    def busy(self) -> bool:
        """Whether a call holds them."""
        return self.activity is not Activity.IDLE

    @property
    def occupancy(self) -> int:
        """Busy time as millionths of the time from signing in until they last became free."""
        signed_in_ms = self.idle_since - self.signed_in_at
        return 0 if signed_in_ms <= 0 else self.busy_ms * 1_000_000 // signed_in_ms


@dataclass(eq=False, slots=True)
class Seat:
    """A place in a call that somebody is sought for."""

    call: Call
    plan: Plan
    score: int
    opened_at: int
    key: str
    #: Whether this is a companion's seat, held only for the one that opened it.
    held: bool = False
    #: How often it was offered to whom.
    offers: dict[Person, int] = field(default_factory=dict)
    #: Counts reservations, so that what an earlier one still had to come is told from this one's.
    attempts: int = 0
    state: SeatState = SeatState.WAITING
    person: Person | None = None
    #: Whether it rings for who hosted the booth's call before.
    preferred: bool = False
    #: So many steps are open; in the queues of so many it stands.
    opened: int = 1
    queued: int = 0
    #: Whether somebody came along or was on the way when it was put in its queues.
    accompanied: bool = False
    step_at: int | None = None
    reoffer_at: int | None = None

    def exhausted(self, person: Person) -> bool:
        """Whether it was offered to them as often as may be."""
        return self.offers.get(person, 0) >= self.plan.most_offers

    @property
    def spent(self) -> bool:
        """Whether it was offered to anybody as often as may be."""
        return any(count >= self.plan.most_offers for count in self.offers.values())

    def queues(self, first: int, last: int) -> Iterable[Queue]:
        """Return the queues of these of its steps."""
        plan = self.plan
        steps = plan.alone if self.accompanied or not plan.partners else plan.together
        return chain.from_iterable(steps[first:last])


@dataclass(eq=False, slots=True)
class Call:
    """One call and its seats: that of an employee, and that of an interpreter once one was sought."""

    visitor: Visitor
    outcome: CallOutcome
    booth_id: str
    seat: Seat = field(init=False)
    companion: Seat | None = None
    #: Who hosted the booth's call before, once looked up; None = nobody who counts.
    last_host: Person | None = None
    host_known: bool = False
    #: Whether all are there, so that the conversation runs its time.
    talks_out: bool = False

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.outcome.ended_at is not None

    @property
    def live_companion(self) -> Seat | None:
        """The interpreter's seat, unless it is closed."""
        companion = self.companion
        return None if companion is None or companion.state is SeatState.CLOSED else companion

    def enters(self, plan: Plan, head_start_ms: int, now: int) -> Seat:
        """Open the seat with which it enters the queue."""
        key = f"{self.visitor.call_id}/{plan.seat_id}"
        self.seat = Seat(self, plan, now - head_start_ms, now, key)
        return self.seat

    def accompany(self, plan: Plan, now: int) -> Seat:
        """Open the seat of whom the call's own seat needs beside its person, or open it again."""
        before = self.companion
        seat = Seat(self, plan, self.seat.score, now, f"{self.visitor.call_id}/{plan.seat_id}", held=True)
        if before is not None:
            seat.offers, seat.attempts = before.offers, before.attempts
        self.companion = seat
        return seat
