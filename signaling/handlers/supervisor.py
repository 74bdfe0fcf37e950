"""What a supervisor may ask: steer the queue, and understand it."""

from __future__ import annotations

from signaling.handlers.services import Caller, Services
from signaling.protocol.client import CallExplain, CallJoin, CallPrioritise, FlagSettle, LocationSwitch
from signaling.protocol.server import CallExplained, RequestDone


async def prioritise(message: CallPrioritise, by: Caller, services: Services) -> RequestDone:
    """Rank a waiting call higher, within the limit."""
    await services.calls.prioritise(message.call_id, message.head_start_s, by=by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def join(message: CallJoin, by: Caller, services: Services) -> RequestDone:
    """Take part in somebody else's call, or otherwise than until now."""
    await services.calls.join(message.call_id, message.mode, message.why, by=by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def explain(message: CallExplain, _by: Caller, services: Services) -> CallExplained:
    """Say why a call still waits."""
    explanation = await services.engine.explain(message.call_id)
    return CallExplained(request_id=message.request_id, explanation=explanation)


async def settle_flag(message: FlagSettle, by: Caller, services: Services) -> RequestDone:
    """Take off what was reported of a visitor: it was seen."""
    await services.engine.settle_flag(message.call_id, by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def switch_location(message: LocationSwitch, by: Caller, services: Services) -> RequestDone:
    """Close a location for now, or open it again."""
    await services.locations.switch(message.location, is_open=message.open, by=by.principal_id)
    return RequestDone(request_id=message.request_id)
