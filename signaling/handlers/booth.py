"""What a booth alone may ask."""

from __future__ import annotations

from signaling.handlers.services import Services
from signaling.protocol.client import CallRate, CallRequest
from signaling.protocol.server import RequestDone


async def request_call(message: CallRequest, booth_id: str, services: Services) -> RequestDone:
    """Queue a call."""
    call = await services.calls.request(booth_id, message.language, message.subject)
    return RequestDone(request_id=message.request_id, call_id=call.call_id)


async def rate_call(message: CallRate, booth_id: str, services: Services) -> RequestDone:
    """Keep the visitor's rating."""
    await services.engine.rate_call(message.call_id, booth_id, message.rating)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)
