"""The waiting room as its citizen sees it: when, whether the officer is there, and what else can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from callrouter.model.callbacks import AttemptResult, CallbackRequest
from callrouter.model.records import Call, Passed
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    RefusalCode,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
)
from callrouter.policy.callback_access import request_of
from callrouter.policy.joining import modes_at
from callrouter.policy.routing import FIRST_SEAT
from callrouter.queueing import KeptCallback, QueueEngine
from callrouter.services.callbacks import CallbackService
from callrouter.services.waiting_room import WaitingRoom
from signaling.protocol.callback import RoomView
from signaling.sessions.interpreters import count_interpreters

#: Somebody is being sought for it.
_SOUGHT: Final = frozenset({SeatState.WAITING, SeatState.RESERVED})


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """Reads waiting rooms."""

    callbacks: CallbackService
    engine: QueueEngine
    waiting_room: WaitingRoom

    async def read(self, citizen: str) -> KeptCallback:
        """Return a citizen's own request.

        Raises Refusal ``no_such_request``, QueueUnavailableError.
        """
        kept = await self.callbacks.store.get(request_of(citizen))
        if kept is None:
            raise Refusal(RefusalCode.NO_SUCH_REQUEST)
        return kept

    async def view_of(self, kept: KeptCallback) -> RoomView:
        """Return the conversation of a request. Raises QueueUnavailableError."""
        request, invitation = kept.request, kept.request.invitation
        call = None if request.call_id is None else await self.engine.call(request.call_id)
        return RoomView(
            reference=request.reference,
            state=request.state,
            language=request.language,
            channel=request.wishes.channel if request.appointment is None else request.appointment.channel,
            needs=request.wishes.needs,
            starts_at=None if request.appointment is None else request.appointment.starts_at,
            opens_at=None if invitation is None else invitation.opens_at,
            closes_at=None if invitation is None else invitation.closes_at,
            arrived_at=None if invitation is None else invitation.arrived_at,
            host="officer" if self.waiting_room.leads_to_centre(request) else "centre",
            officer=await self._officer(request.staff_id, call),
            interpreter=await self._interpreter(request),
            kept_waiting_s=self.callbacks.directory.callbacks.kept_waiting_s,
            phone=kept.contact is not None and kept.contact.phone is not None,
            centre=self.waiting_room.leads_to_centre(request),
            put_through=_is_put_through(call),
            may_be_joined=bool(modes_at(self.callbacks.directory, request.centre, request.team or "")),
            wants_other_moment=request.wants_other_moment,
            call_id=request.call_id,
            failure=_failure(request),
            outcome=request.outcome,
        )

    async def _officer(self, staff_id: str | None, call: Call | None) -> Literal["there", "busy", "away"]:
        if staff_id is None:
            return "away"
        staff = (await self.engine.view(staff_id)).staff
        if staff is None or staff.status is Status.OFFLINE or staff.reason is AwayReason.DISCONNECTED:
            return "away"
        if staff.activity in {Activity.ON_CALL, Activity.WRAP_UP}:
            return "there" if call is not None and staff.call_id == call.call_id else "busy"
        # Who is away isn't rung, though their page may be open.
        if staff.status is not Status.READY:
            return "away"
        return "busy" if _declined(call, staff_id) else "there"

    async def _interpreter(self, request: CallbackRequest) -> Literal["free", "busy", "away"] | None:
        account = self.callbacks.directory.account(request.staff_id or "")
        if account is None or request.language in account.languages:
            return None
        people = await self.engine.people()
        counted = count_interpreters(
            request.language, (each for each in people if each.role is Role.INTERPRETER)
        )
        if counted.free > 0:
            return "free"
        return "busy" if counted.present > 0 else "away"


def _is_put_through(call: Call | None) -> bool:
    seats = () if call is None else call.seats
    return any(each.seat_id == FIRST_SEAT and each.state in _SOUGHT for each in seats)


def _declined(call: Call | None, staff_id: str) -> bool:
    """Say whether somebody was rung for the citizen, has declined, and isn't rung again yet."""
    turned_down = Passed(staff_id=staff_id, outcome=ReservationOutcome.DECLINED)
    seats = () if call is None else call.seats
    return any(each.state is SeatState.WAITING and each.passed == turned_down for each in seats)


def _failure(request: CallbackRequest) -> AttemptResult | None:
    agreed = request.invitation is not None or request.appointment is not None
    return None if agreed or not request.attempts else request.attempts[-1].result
