"""One canonical log line for each call, when it ends; nothing personal in it."""

from __future__ import annotations

import structlog

from callrouter.model.events import CallEnded, Event

_log = structlog.get_logger(__name__)


def log_call(event: Event) -> None:
    """Log the call if it has ended."""
    if not isinstance(event, CallEnded):
        return
    call = event.call
    ended_at = call.ended_at or event.at
    answered_at = call.answered_at
    _log.info(
        "call",
        call=call.call_id,
        location=call.location,
        reason=call.end_reason,
        waited_s=round(((answered_at or ended_at) - call.queued_at) / 1000, 1),
        talked_s=round((ended_at - answered_at) / 1000, 1) if answered_at is not None else None,
        seats=len(call.seats),
    )
