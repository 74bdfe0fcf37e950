"""Help at a booth: asked for by its visitor or the employee in their call, answered by who may come."""

from __future__ import annotations

from signaling.handlers.services import Caller, Services
from signaling.protocol.client import HelpAcknowledge, HelpRequest, HelpSettle, HelpWithdraw
from signaling.protocol.server import RequestDone


async def request(message: HelpRequest, by: Caller, services: Services) -> RequestDone:
    """Have somebody come to the booth."""
    wanted = await services.booths.request_help(by.principal_id, message.call_id)
    return RequestDone(request_id=message.request_id, call_id=wanted.call_id)


async def withdraw(message: HelpWithdraw, by: Caller, services: Services) -> RequestDone:
    """Nobody need come any more."""
    await services.booths.withdraw_help(by.principal_id)
    return RequestDone(request_id=message.request_id)


async def acknowledge(message: HelpAcknowledge, by: Caller, services: Services) -> RequestDone:
    """Somebody is on the way."""
    await services.booths.acknowledge_help(message.help_id, by.principal_id)
    return RequestDone(request_id=message.request_id)


async def settle(message: HelpSettle, by: Caller, services: Services) -> RequestDone:
    """Somebody was there."""
    await services.booths.settle_help(message.help_id, by.principal_id)
    return RequestDone(request_id=message.request_id)
