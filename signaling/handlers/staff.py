"""What people who are rung may ask: agents, interpreters; and the status of all staff."""

from __future__ import annotations

from callrouter.model.states import Status
from signaling.handlers.services import Caller, Services
from signaling.protocol.client import (
    CallHold,
    CallTransfer,
    InterpreterCancel,
    InterpreterInvite,
    ReservationAccept,
    ReservationDecline,
    StatusSet,
    TransferCancel,
    WrapUpExtend,
)
from signaling.protocol.server import RequestDone


async def set_status(message: StatusSet, by: Caller, services: Services) -> RequestDone:
    """Become ready or away."""
    reason = message.reason if message.status is Status.AWAY else None
    await services.engine.set_status(by.principal_id, message.status, reason)
    return RequestDone(request_id=message.request_id)


async def accept(message: ReservationAccept, by: Caller, services: Services) -> RequestDone:
    """Take what rings."""
    call = await services.engine.accept(message.reservation_id, by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=call.call_id)


async def decline(message: ReservationDecline, by: Caller, services: Services) -> RequestDone:
    """Leave what rings to the next person."""
    backoff_ms = services.calls.policy.decline_backoff_ms
    await services.engine.decline(message.reservation_id, by.principal_id, backoff_ms=backoff_ms)
    return RequestDone(request_id=message.request_id)


async def invite_interpreter(message: InterpreterInvite, by: Caller, services: Services) -> RequestDone:
    """Ask for an interpreter."""
    await services.calls.invite_interpreter(message.call_id, message.language, by=by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def cancel_interpreter(message: InterpreterCancel, by: Caller, services: Services) -> RequestDone:
    """Withdraw the invitation, or release the interpreter."""
    await services.engine.cancel_seat(message.call_id, message.seat_id, by=by.principal_id, taken=True)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def extend_wrap_up(message: WrapUpExtend, by: Caller, services: Services) -> RequestDone:
    """Wrap up for longer, within the limit."""
    longest_ms = services.calls.policy.longest_wrap_up_ms
    await services.engine.extend_wrap_up(
        by.principal_id, message.call_id, message.ends_at, most_ms=longest_ms
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def hold(message: CallHold, by: Caller, services: Services) -> RequestDone:
    """Put the visitor on hold, or talk on."""
    await services.engine.hold_call(message.call_id, message.held, by=by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def transfer(message: CallTransfer, by: Caller, services: Services) -> RequestDone:
    """Hand the call over, or ask a colleague to join first."""
    await services.calls.transfer(
        message.call_id, message.transfer_id, message.to, consulted=message.consulted, by=by.principal_id
    )
    return RequestDone(request_id=message.request_id, call_id=message.call_id)


async def cancel_transfer(message: TransferCancel, by: Caller, services: Services) -> RequestDone:
    """Withdraw the question to a colleague; who has come already stays."""
    await services.engine.cancel_seat(message.call_id, message.seat_id, by=by.principal_id, taken=False)
    return RequestDone(request_id=message.request_id, call_id=message.call_id)
