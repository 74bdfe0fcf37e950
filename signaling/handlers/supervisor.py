"""What a supervisor may ask: steer the queue, and understand it."""

from __future__ import annotations

from callrouter.model.steering_events import Deed
from signaling.handlers import casework
from signaling.handlers.services import Caller, Services
from signaling.protocol.client import CallExplain, CallJoin, FlagSettle, LocationSwitch
from signaling.protocol.server import CallExplained, DayListed, RequestDone
from signaling.protocol.steering import (
    CallMove,
    CallPrioritise,
    CallPull,
    CallStop,
    StaffFree,
    StaffReadDay,
    StaffSteer,
)


async def prioritise(message: CallPrioritise, by: Caller, services: Services) -> RequestDone:
    """Rank a waiting call higher, within the limit."""
    await services.calls.prioritise(
        message.call_id, message.head_start_s, by=by.principal_id, why=message.why
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def join(message: CallJoin, by: Caller, services: Services) -> RequestDone:
    """Take part in somebody else's call, or otherwise than until now."""
    await services.calls.join(message.call_id, message.mode, message.why, by=by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def move(message: CallMove, by: Caller, services: Services) -> RequestDone:
    """Have others asked for a waiting call."""
    deed = _deed(by, message.why)
    await services.steering.move(
        message.call_id, message.deed_id, message.to, deed, opened_at=message.opened_at
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def pull(message: CallPull, by: Caller, services: Services) -> RequestDone:
    """Answer a waiting call oneself."""
    await services.engine.pull_call(message.call_id, _deed(by, message.why))
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def stop(message: CallStop, by: Caller, services: Services) -> RequestDone:
    """End a call for everybody in it."""
    await services.engine.stop_call(message.call_id, _deed(by, message.why))
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def steer_staff(message: StaffSteer, by: Caller, services: Services) -> RequestDone:
    """Set a person's status."""
    await services.engine.set_status(message.staff_id, message.status, message.reason, _deed(by, message.why))
    return RequestDone(request_id=message.request_id)


async def free_staff(message: StaffFree, by: Caller, services: Services) -> RequestDone:
    """Free a person who is stuck."""
    await services.steering.free(message.staff_id, message.busy_with, _deed(by, message.why))
    return RequestDone(request_id=message.request_id)


async def read_day(message: StaffReadDay, by: Caller, services: Services) -> DayListed:
    """Tell what a person's work was; that it was looked at stands in the audit trail."""
    await services.notes.note("staff.day_read", by=by.principal_id, subject=message.staff_id)
    day = await services.engine.day(message.staff_id, message.from_at, message.to_at)
    return casework.day_listed(message.request_id, day)


async def explain(message: CallExplain, _by: Caller, services: Services) -> CallExplained:
    """Say why a call still waits."""
    explanation = await services.engine.explain(message.call_id)
    return CallExplained(request_id=message.request_id, explanation=explanation)


async def settle_flag(message: FlagSettle, by: Caller, services: Services) -> RequestDone:
    """Take off what was reported of a visitor: it was seen."""
    await services.gate.settle_flag(by.asker, message.call_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def switch_location(message: LocationSwitch, by: Caller, services: Services) -> RequestDone:
    """Close a location for now, tell something else there, or open it again."""
    deed = _deed(by, message.why)
    if message.open:
        await services.locations.open(message.location, deed, seen=message.seen)
    else:
        await services.locations.close(message.location, deed, message.notice, seen=message.seen)
    return RequestDone(request_id=message.request_id)


def _deed(by: Caller, why: str) -> Deed:
    return Deed(by.principal_id, why)
