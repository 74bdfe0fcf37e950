"""A supervisor's hand in the queue: a call moved to others, taken, ended; a person freed."""

from __future__ import annotations

from dataclasses import dataclass

from callrouter.model.commands import Redirect, SeatSpec, ToPerson, TransferTarget
from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import Activity, RefusalCode
from callrouter.model.steering_events import Deed
from callrouter.policy import routing
from callrouter.queueing import QueueEngine
from callrouter.services.calls import CallService


@dataclass(frozen=True, kw_only=True)
class SteeringService:
    """Says whom else a call is for; the engine does the rest. Methods raise Refusal as the engine does."""

    engine: QueueEngine
    calls: CallService

    async def move(
        self, call_id: str, deed_id: str, to: TransferTarget, deed: Deed, *, opened_at: int
    ) -> Call:
        """Have others asked for a waiting call: a queue, or a person alone for a while and then their centre.

        It keeps its place by time. ``opened_at``: of the seat that waits, as the asker knows it. Raises
        Refusal also: ``no_such_person``, ``no_such_location`` for a centre, ``unknown_language``.
        """
        call = await self._call(call_id)
        seat = self.calls.seat_for(to, call, f"moved.{deed_id}", by=deed.by)
        where = to.staff_id if isinstance(to, ToPerson) else f"{to.centre}/{to.language}"
        return await self.engine.redirect_call(call_id, Redirect(deed_id, seat, where, opened_at), deed)

    async def free(self, staff_id: str, busy_with: str, deed: Deed) -> None:
        """Free a person from a call, its wrap-up or what rings; a caller without anybody else waits again."""
        staff = (await self.engine.view(staff_id)).staff
        if staff is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        talks = staff.activity is Activity.ON_CALL and staff.call_id == busy_with
        instead = self._again(await self._call(busy_with)) if talks else None
        await self.engine.free_person(staff_id, busy_with, instead, deed)

    def _again(self, call: Call) -> SeatSpec:
        place = (call.location, call.subject)
        seat = self.calls.host_seat(place, call.language, call.centre)
        return routing.transfer_seat(seat, f"again.{self.calls.new_id()}")

    async def _call(self, call_id: str) -> Call:
        call = await self.engine.call(call_id)
        if call is None:
            raise Refusal(RefusalCode.NO_SUCH_CALL)
        return call
