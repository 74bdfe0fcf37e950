"""What a booth alone may say."""

from __future__ import annotations

from signaling.handlers.services import Caller, Services
from signaling.protocol.client import BoothReport, CallRate, CallRequest
from signaling.protocol.server import RequestDone


async def request_call(message: CallRequest, by: Caller, services: Services) -> RequestDone:
    """Queue a call."""
    call = await services.calls.request(
        by.principal_id, message.language, message.subject, needs=message.needs
    )
    return RequestDone(request_id=message.request_id, call_id=call.call_id)


async def rate_call(message: CallRate, by: Caller, services: Services) -> RequestDone:
    """Keep the visitor's rating."""
    await services.engine.rate_call(message.call_id, by.principal_id, message.rating)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def report(message: BoothReport, by: Caller, services: Services) -> RequestDone:
    """Keep how the booth's devices are."""
    await services.booths.report(by.principal_id, message.report)
    return RequestDone(request_id=message.request_id)
