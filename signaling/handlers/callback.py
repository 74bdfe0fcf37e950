"""What officers and employees do with callback requests, and what citizens do in the waiting room."""

from __future__ import annotations

from callrouter.model.callback_steps import (
    CallbackStep,
    Claim,
    Close,
    Dismiss,
    HandOver,
    InviteNow,
    MissedCall,
    Plan,
    PutBack,
)
from callrouter.model.callbacks import Origin
from callrouter.model.directory import Account
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode, Role
from callrouter.policy.working_days import proposed_moments
from callrouter.queueing import KeptCallback
from signaling.callback_form import form
from signaling.handlers.services import Caller, Services
from signaling.protocol.callback import (
    CallbackAsk,
    CallbackClaim,
    CallbackClose,
    CallbackDismiss,
    CallbackFaulty,
    CallbackHandOver,
    CallbackInvite,
    CallbackList,
    CallbackListed,
    CallbackMiss,
    CallbackNote,
    CallbackPlan,
    CallbackPropose,
    CallbackProposed,
    CallbackPutBack,
    CallbackRead,
    CallbackTold,
    CallbackView,
    RoomAskCentre,
    RoomAskPhone,
    RoomEnter,
)
from signaling.protocol.server import RequestDone


async def list_work(message: CallbackList, by: Caller, services: Services) -> CallbackListed:
    """Tell what there is to do."""
    account = _account(by, services)
    overdue = account.role is Role.SUPERVISOR
    work = await (services.callbacks.overdue(account) if overdue else services.callbacks.work_of(account))
    return CallbackListed(
        request_id=message.request_id,
        count=work.count,
        queues=services.callbacks.roster().queues_of(account),
        callbacks=tuple(map(_view, work.requests)),
    )


async def read(message: CallbackRead, by: Caller, services: Services) -> CallbackTold:
    """Tell one request."""
    kept = await services.callbacks.read_as(_account(by, services), message.callback_id)
    return CallbackTold(request_id=message.request_id, callback=_view(kept))


async def claim(message: CallbackClaim, by: Caller, services: Services) -> CallbackTold:
    """Take a request."""
    return await _take(message, Claim(by=by.principal_id), by, services)


async def put_back(message: CallbackPutBack, by: Caller, services: Services) -> CallbackTold:
    """Give a request back."""
    return await _take(message, PutBack(by=by.principal_id, steward=_steers(by, services)), by, services)


async def hand_over(message: CallbackHandOver, by: Caller, services: Services) -> CallbackTold:
    """Give a request to somebody else."""
    step = HandOver(
        by=by.principal_id,
        steward=_steers(by, services),
        queue=message.queue,
        staff_id=message.staff_id,
    )
    return await _take(message, step, by, services)


async def invite(message: CallbackInvite, by: Caller, services: Services) -> CallbackTold:
    """Ask the citizen to come now."""
    step = InviteNow(by=by.principal_id, invitation_id=message.invitation_id)
    return await _take(message, step, by, services)


async def plan(message: CallbackPlan, by: Caller, services: Services) -> CallbackTold:
    """Agree on a moment."""
    step = Plan(
        by=by.principal_id,
        starts_at=message.starts_at,
        channel=message.channel,
        invitation_id=message.invitation_id,
    )
    return await _take(message, step, by, services)


async def miss(message: CallbackMiss, by: Caller, services: Services) -> CallbackTold:
    """Count a try in vain."""
    return await _take(message, MissedCall(by=by.principal_id, attempt_id=message.attempt_id), by, services)


async def close(message: CallbackClose, by: Caller, services: Services) -> CallbackTold:
    """Close a request."""
    return await _take(message, Close(by=by.principal_id, outcome=message.outcome), by, services)


async def note(message: CallbackNote, by: Caller, services: Services) -> CallbackTold:
    """Leave a note."""
    kept = await services.callbacks.note(_account(by, services), message.callback_id, message.text)
    return CallbackTold(request_id=message.request_id, callback=_view(kept))


async def dismiss(message: CallbackDismiss, by: Caller, services: Services) -> CallbackTold:
    """Take note of what the citizen called off."""
    return await _take(message, Dismiss(by=by.principal_id), by, services)


async def propose(message: CallbackPropose, by: Caller, services: Services) -> CallbackProposed:
    """Tell moments that suit the citizen."""
    account = _account(by, services)
    kept = await services.callbacks.read_as(account, message.callback_id)
    agreed = await services.callbacks.agreed_by(account.staff_id)
    taken = [starts_at for name, starts_at in agreed if name != message.callback_id]
    moments = proposed_moments(kept.request.wishes, at=services.callbacks.now(), taken=taken)
    return CallbackProposed(request_id=message.request_id, moments=moments)


async def ask(message: CallbackAsk, by: Caller, services: Services) -> CallbackTold | CallbackFaulty:
    """Ask for a callback for somebody else."""
    try:
        new = form.read(
            message.form,
            request_id=message.callback_id,
            origin=Origin.EMPLOYEE,
            offers_video=lambda postcode: services.callbacks.place_of(postcode)[2],
        )
    except form.WrongFieldsError as error:
        return CallbackFaulty(request_id=message.request_id, faults=error.fields)
    new = new.model_copy(update={"urgent": message.urgent})
    request = await services.callbacks.ask(new, by=by.principal_id)
    # Who wrote it down needs its reference, and no more of it: it is its team's.
    view = CallbackView(request=request, contact=None, deliveries=())
    return CallbackTold(request_id=message.request_id, callback=view)


async def enter_room(message: RoomEnter, by: Caller, services: Services) -> RequestDone:
    """Let a citizen wait."""
    call = await services.waiting_room.enter(by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=call.call_id)


async def ask_phone(message: RoomAskPhone, by: Caller, services: Services) -> RequestDone:
    """Let a citizen be phoned instead."""
    await services.waiting_room.ask_phone(by.principal_id)
    return RequestDone(request_id=message.request_id)


async def ask_centre(message: RoomAskCentre, by: Caller, services: Services) -> RequestDone:
    """Put a citizen through."""
    call = await services.waiting_room.ask_centre(by.principal_id)
    return RequestDone(request_id=message.request_id, call_id=call.call_id)


_About = (
    CallbackClaim
    | CallbackPutBack
    | CallbackHandOver
    | CallbackInvite
    | CallbackPlan
    | CallbackMiss
    | CallbackClose
    | CallbackDismiss
)


async def _take(message: _About, step: CallbackStep, by: Caller, services: Services) -> CallbackTold:
    kept = await services.callbacks.take_as(_account(by, services), message.callback_id, step)
    return CallbackTold(request_id=message.request_id, callback=_view(kept))


def _account(by: Caller, services: Services) -> Account:
    account = services.callbacks.directory.account(by.principal_id)
    if account is None:
        raise Refusal(RefusalCode.NO_SUCH_PERSON)
    return account


def _steers(by: Caller, services: Services) -> bool:
    return _account(by, services).role is Role.SUPERVISOR


def _view(kept: KeptCallback) -> CallbackView:
    return CallbackView(request=kept.request, contact=kept.contact, deliveries=kept.deliveries)
