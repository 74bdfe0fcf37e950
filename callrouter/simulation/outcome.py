"""What happened in one replication. Times are UTC epoch ms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from callrouter.model.states import Activity, EndReason, Status
from callrouter.simulation.schedule import Span


@dataclass(slots=True)
class CallOutcome:
    """One call, as far as it came."""

    call_id: str
    location: str
    language: str
    arrived_at: int
    answered_at: int | None = None
    ended_at: int | None = None
    end_reason: EndReason | None = None
    staff_id: str | None = None
    offers: int = 0
    missed: int = 0
    declined: int = 0
    #: Whether an interpreter took part, and whether one was needed who never came.
    interpreted: bool = False
    interpreter_missing: bool = False
    #: Whether the person was chosen for having served this booth last.
    preferred: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether the visitor left before anybody answered."""
        return self.ended_at is not None and self.answered_at is None

    @property
    def wait_ms(self) -> int | None:
        """How long it waited until it was answered or given up; None while it waits."""
        until = self.answered_at if self.answered_at is not None else self.ended_at
        return None if until is None else until - self.arrived_at


@dataclass(slots=True)
class PersonOutcome:
    """How one person's time went, ms, within what is counted."""

    staff_id: str
    group: str
    counted: Span
    idle_ms: int = 0
    reserved_ms: int = 0
    on_call_ms: int = 0
    wrap_up_ms: int = 0
    since: int = 0
    status: Status = Status.OFFLINE
    activity: Activity = Activity.IDLE

    @property
    def busy(self) -> bool:
        """Whether a call holds them."""
        return self.activity is not Activity.IDLE

    @property
    def staffed_ms(self) -> int:
        """How long they were ready or busy."""
        return self.idle_ms + self.reserved_ms + self.on_call_ms + self.wrap_up_ms

    def becomes(self, status: Status, activity: Activity, at: int) -> None:
        """Tell that from ``at`` on this is so; what was before is added up."""
        start, end = max(self.since, self.counted.start), min(at, self.counted.end)
        spent = max(0, end - start)
        match self.activity:
            case Activity.RESERVED:
                self.reserved_ms += spent
            case Activity.ON_CALL:
                self.on_call_ms += spent
            case Activity.WRAP_UP:
                self.wrap_up_ms += spent
            case Activity.IDLE:
                self.idle_ms += spent if self.status is Status.READY else 0
        self.since, self.status, self.activity = at, status, activity


@dataclass(frozen=True, slots=True)
class Estimate:
    """A forecast of a waiting call's remaining wait, and what came of it; s."""

    call_id: str
    #: Whether it was asked when the call came, or later.
    at_arrival: bool
    expected_s: float
    low_s: float
    high_s: float
    true_s: float


@dataclass(slots=True)
class Outcome:
    """One replication: every call that was counted, everybody's time, what was refused."""

    counted: Span
    calls: list[CallOutcome]
    people: list[PersonOutcome]
    estimates: list[Estimate] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
