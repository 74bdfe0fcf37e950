"""Citizens in the waiting room: a callback request becomes a call, and hears how that goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog

from callrouter.model.callback_steps import (
    Arrive,
    AskCentre,
    AskPhone,
    CallbackStep,
    Cancel,
    End,
    Leave,
    Talk,
)
from callrouter.model.callbacks import CallbackRequest, CallbackState
from callrouter.model.commands import CallRequest
from callrouter.model.events import CallEnded, CallJoined, Event
from callrouter.model.records import Call, Participant
from callrouter.model.refusal import Refusal
from callrouter.model.states import HOSTS, EndReason, RefusalCode, Role, SeatState
from callrouter.policy.callback_access import citizen_of, request_of
from callrouter.policy.callback_changes import holder
from callrouter.policy.routing import FIRST_SEAT, OFFICER_SEAT, officer_seat
from callrouter.queueing import KeptCallback, QueueEngine, QueueUnavailableError
from callrouter.services.callbacks import CallbackService
from callrouter.services.calls import CallPolicy, CallService

#: An officer is on the street: they have longer to answer than an employee at a desk.
_RING_MS: Final = 60_000
#: Something else may happen between reading a request and waiting for its officer; this often it can't.
_TRIES: Final = 5
#: What was heard and waits to be told. Beyond it is looked after when the requests wake.
_MOST_HEARD: Final = 1000

#: The seats of whom a citizen was to talk with, or asked for while waiting.
_FIRST_ASKED: Final = frozenset({OFFICER_SEAT, FIRST_SEAT})
_STILL_ASKED: Final = frozenset({SeatState.WAITING, SeatState.RESERVED})

_log = structlog.get_logger(__name__)


class _MeanwhileError(Exception):
    """What was read is otherwise by now: it is read again."""


@dataclass(frozen=True, kw_only=True)
class WaitingRoom:
    """Lets citizens in, and through. Every method may raise QueueUnavailableError."""

    callbacks: CallbackService
    engine: QueueEngine
    calls: CallService
    policy: CallPolicy
    new_id: Callable[[], str]
    #: What was heard of calls, until the requests know it too.
    _heard: asyncio.Queue[tuple[Call, CallbackStep]] = field(
        default_factory=lambda: asyncio.Queue(_MOST_HEARD)
    )

    async def enter(self, citizen: str) -> Call:
        """Let a citizen wait for their officer; who is there already stays.

        Raises Refusal: ``no_such_request``, ``wrong_state`` when no conversation by video is agreed on,
        ``request_closed``; ``changed_meanwhile`` hardly ever.
        """
        for _ in range(_TRIES):
            with suppress(_MeanwhileError):
                return await self._enter(citizen)
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)

    async def ask_phone(self, citizen: str) -> None:
        """Let a citizen who waits in vain be called by phone instead. Raises Refusal ``wrong_state``."""
        await self.callbacks.take(request_of(citizen), AskPhone(), by=citizen)
        await self._leave(citizen)

    async def cancel(self, citizen: str) -> KeptCallback:
        """Let a citizen need no call any more; nobody is rung for them. Raises Refusal as ``take`` does."""
        kept = await self.callbacks.take(request_of(citizen), Cancel(), by=citizen)
        await self._leave(citizen)
        return kept

    async def ask_centre(self, citizen: str) -> Call:
        """Put a citizen who waits in vain through to the Regional Service Centre; their wait counts.

        The officer may still come: who is first has the conversation. Raises Refusal: ``wrong_state`` unless
        they wait, and for somebody of that very centre.
        """
        request = await self._request(citizen)
        if not self.leads_to_centre(request):
            raise Refusal(RefusalCode.WRONG_STATE)
        await self.callbacks.take(request.request_id, AskCentre(), by=citizen)
        call_id = request.call_id or ""
        seat = self.calls.host_seat(
            (request.team or request.centre, request.subject), request.language, request.centre
        )
        return await self.engine.add_seat(call_id, seat, by=citizen)

    def leads_to_centre(self, request: CallbackRequest) -> bool:
        """Say whether a citizen could be put through: whoever is to come isn't of the centre already."""
        account = self.callbacks.directory.account(request.staff_id or "")
        return account is None or account.role is not Role.AGENT

    def follow(self, event: Event) -> None:
        """Hear of calls that are answered or over."""
        if not isinstance(event, CallJoined | CallEnded) or not event.call.booth_id.startswith("citizen:"):
            return
        if isinstance(event, CallEnded):
            self._note(event.call, self.end_of(event.call))
        elif event.call.answered_at is not None:
            self._note(event.call, Talk(call_id=event.call.call_id))

    def _note(self, call: Call, step: CallbackStep) -> None:
        with suppress(asyncio.QueueFull):
            self._heard.put_nowait((call, step))

    async def run(self) -> None:
        """Tell requests for ever; what can't be told now is looked after when they wake."""
        while True:
            call, step = await self._heard.get()
            try:
                await self.hear(call, step)
            except Refusal as refusal:
                _log.info("callback.moot", step=step.step, code=refusal.code)
            except QueueUnavailableError:
                _log.warning("callback.not_told", step=step.step)

    async def hear(self, call: Call, step: CallbackStep) -> None:
        """Tell a request what its call has come to. Raises Refusal as ``CallbackService.take``."""
        citizen = call.booth_id
        await self.callbacks.take(request_of(citizen), step, by=citizen)
        if isinstance(step, Talk):
            # Officer and centre may both have been asked: one of them has come.
            for seat in call.seats:
                if seat.seat_id in _FIRST_ASKED and seat.state in _STILL_ASKED:
                    await self.engine.cancel_seat(call.call_id, seat.seat_id, by=citizen, taken=False)

    async def look_after(self, request: CallbackRequest) -> None:
        """Tell a request how its call stands, in case nobody did."""
        if request.call_id is None:
            return
        call = await self.engine.call(request.call_id)
        if call is None:
            citizen = citizen_of(request.request_id)
            # So long ago that nothing is known of it any more.
            gone: CallbackStep = Leave(call_id=request.call_id)
            if request.state is CallbackState.TALKING:
                gone = End(call_id=request.call_id, by=citizen, interrupted=True)
            await self.callbacks.take(request.request_id, gone, by=citizen)
        elif call.ended_at is not None:
            await self.hear(call, self.end_of(call))
        elif call.answered_at is not None:
            await self.hear(call, Talk(call_id=call.call_id))

    @staticmethod
    def end_of(call: Call) -> CallbackStep:
        """Return what the end of a call means for the request it came of."""
        if call.answered_at is None:
            return Leave(call_id=call.call_id)
        hosts = [each.participant_id for each in call.participants if _hosts(each)]
        # Nobody with them at the end: it was handed over, and who was to go on with it didn't come in time.
        # What a supervisor cut off was no conversation either.
        cut_off = call.end_reason in {EndReason.CONNECTION_LOST, EndReason.SUPERVISOR_ENDED}
        interrupted = cut_off or not hosts
        return End(call_id=call.call_id, by=hosts[0] if hosts else call.booth_id, interrupted=interrupted)

    def _call_of(self, request: CallbackRequest) -> CallRequest:
        by_centre = not self.leads_to_centre(request)
        return CallRequest(
            media=True,
            call_id=self.new_id(),
            booth_id=citizen_of(request.request_id),
            role=Role.CITIZEN,
            centre=request.centre,
            location=request.team or request.centre,
            language=request.language,
            subject=request.subject,
            needs=request.wishes.needs,
            reference=request.reference,
            grace_ms=self.policy.grace_ms,
            notes_ms=self.policy.notes_ms,
            most_calls=self.policy.most_calls,
            seat=officer_seat(
                holder(request),
                request.language,
                role=Role.AGENT if by_centre else Role.WIJKAGENT,
                ring_ms=_RING_MS,
                wrap_up_ms=self.policy.wrap_up_ms,
            ),
        )

    async def _enter(self, citizen: str) -> Call:
        live = (await self.engine.view(citizen)).call
        request = await self._request(citizen)
        if live is None or live.ended_at is not None:
            if request.invitation is None:
                raise Refusal(RefusalCode.WRONG_STATE)
            try:
                live = await self.engine.request_call(self._call_of(request))
            except Refusal as refusal:
                if refusal.code is RefusalCode.ALREADY_IN_CALL:  # by another of their pages
                    raise _MeanwhileError from refusal
                raise
        if request.call_id != live.call_id:
            arrive = Arrive(call_id=live.call_id, officer=request.staff_id)
            try:
                await self.callbacks.take(request.request_id, arrive, by=citizen)
            except Refusal as refusal:
                await self.engine.leave_call(live.call_id, citizen)
                if refusal.code is RefusalCode.CHANGED_MEANWHILE:  # somebody else is to be rung
                    raise _MeanwhileError from refusal
                raise
        return live

    async def _leave(self, citizen: str) -> None:
        """Take a citizen out of the waiting room, whichever call they wait in by now."""
        call = (await self.engine.view(citizen)).call
        if call is not None and call.ended_at is None:
            await self.engine.leave_call(call.call_id, citizen)

    async def _request(self, citizen: str) -> CallbackRequest:
        kept = await self.callbacks.store.get(request_of(citizen))
        if kept is None:
            raise Refusal(RefusalCode.NO_SUCH_REQUEST)
        return kept.request


def _hosts(participant: Participant) -> bool:
    """Say whether this is whom the citizen talks with; a supervisor is who took the call themselves."""
    took = participant.role is Role.SUPERVISOR and participant.mode is None
    return took or participant.role in HOSTS
