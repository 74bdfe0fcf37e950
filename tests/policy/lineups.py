"""Lineups written down shortly: who waits for which pools, who works in them."""

from __future__ import annotations

from collections.abc import Iterable

from callrouter.model.commands import Step
from callrouter.model.records import Staff
from callrouter.model.states import Activity, Role, Status
from callrouter.model.views import Lineup, WaitingSeat, Worker

#: The moment all lineups are of, unless said otherwise; UTC epoch ms.
NOW = 1_000_000_000


def person(  # noqa: PLR0913 (each is one thing that matters to a forecast)
    staff_id: str,
    pools: str = "nl",
    activity: Activity = Activity.IDLE,
    *,
    for_s: float = 0,
    at: int = NOW,
    status: Status = Status.READY,
    next_status: Status | None = None,
    call_id: str | None = None,
    ready_in_s: float | None = None,
    wrap_up_left_s: float | None = None,
) -> Worker:
    """Return somebody who stands in the pools named, and has been doing this ``for_s``."""
    role = Role.INTERPRETER if staff_id.startswith("tolk") else Role.AGENT
    staff = Staff(
        staff_id=staff_id,
        role=role,
        display_name=staff_id,
        centre="a",
        languages=("nl",),
        status=status,
        next_status=next_status,
        since=at - round(1000 * for_s),
        activity=activity,
        call_id=call_id,
        ready_at=None if ready_in_s is None else at + round(1000 * ready_in_s),
        wrap_up_ends_at=None if wrap_up_left_s is None else at + round(1000 * wrap_up_left_s),
    )
    return Worker(staff=staff, pools=tuple(pools.split()))


def caller(
    call_id: str, *steps: Step, waited_s: float = 0, at: int = NOW, reserved: bool = False
) -> WaitingSeat:
    """Return the seat of a caller with these steps, of which those that are due are open."""
    opened_at = at - round(1000 * waited_s)
    plan = steps or (Step(after_ms=0, pools=("nl",)),)
    return WaitingSeat(
        call_id=call_id,
        seat_id="agent",
        booth_id=f"booth:{call_id}",
        role=Role.AGENT,
        location="here",
        language="nl",
        score=opened_at,
        opened_at=opened_at,
        reserved=reserved,
        steps=plan,
        opened=sum(opened_at + step.after_ms <= at for step in plan),
        companion_pools=("tolk",) if any(step.with_companion for step in plan) else (),
    )


def lineup(seats: Iterable[WaitingSeat], people: Iterable[Worker], *, at: int = NOW) -> Lineup:
    """Return the lineup of these, the seats best placed first."""
    return Lineup(at=at, seats=tuple(seats), people=tuple(people))
