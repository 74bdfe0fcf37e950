"""A robot that is rung: an employee or an interpreter, who becomes ready, answers, talks and wraps up."""

from __future__ import annotations

import asyncio
import time
from typing import Final, Literal

from callrouter.model.states import Activity, AwayReason, Disposition, Role, Status
from signaling.load.behavior import drawn_s
from signaling.load.line import Refused
from signaling.load.robot import Message, Robot
from signaling.protocol.casework import WrapUpFinish
from signaling.protocol.client import ReservationAccept, ReservationDecline, StatusSet
from signaling.protocol.conversation import CallLeave
from signaling.protocol.request import ClientMessageBase

#: Whatever was refused isn't tried again at once.
_AGAIN_S: Final = 0.5


class Worker(Robot):
    """Somebody who is rung. What they do follows from what the router says they are busy with."""

    #: Themselves, as the router sees them; None until they are told.
    staff: Message | None = None
    reservation: Message | None = None
    #: Whether they are ready for further calls; who isn't finishes what there is.
    wanted: bool = True

    async def works(self) -> None:
        """Do what is to be done, for ever. Raises SignedOutError."""
        while True:
            await self.until(lambda: self.staff is not None)
            heard = self.heard
            match self._activity():
                case Activity.RESERVED if self.reservation is not None:
                    await self._answers(self.reservation)
                case Activity.ON_CALL if self.call is not None:
                    await self._talks(self.call)
                case Activity.WRAP_UP:
                    await self._wraps_up()
                case Activity.IDLE if self.wanted and not self._is_ready():
                    await asyncio.sleep(self.stage.behavior.away_s)
                    await self._sets(Status.READY)
                case Activity.IDLE if not self.wanted and self._is_ready():
                    await self._sets(Status.AWAY)
            # At the latest after a moment things are looked at again, as after a refusal.
            await self.until(lambda: self.heard != heard, _AGAIN_S)  # noqa: B023  (awaited here)

    async def _sets(self, status: Literal[Status.READY, Status.AWAY]) -> None:
        reason: Literal[AwayReason.BREAK] | None = AwayReason.BREAK if status is Status.AWAY else None
        await self._says(
            StatusSet(type="status.set", request_id=self.line.request_id(), status=status, reason=reason)
        )

    async def _answers(self, reservation: Message) -> None:
        """Accept what rings, or decline it, or let it ring."""
        behavior, chance = self.stage.behavior, self.chance
        reservation_id = reservation["reservation_id"]
        await self.until(lambda: not self._rings(reservation_id), drawn_s(behavior.pick_up, chance))
        if not self._rings(reservation_id):
            return
        deed = chance.random()
        if deed < behavior.unanswered:
            await self.until(lambda: not self._rings(reservation_id))
        elif deed < behavior.unanswered + behavior.declined:
            await self._says(
                ReservationDecline(
                    type="reservation.decline",
                    request_id=self.line.request_id(),
                    reservation_id=reservation_id,
                )
            )
        else:
            await self._accepts(reservation)

    async def _accepts(self, reservation: Message) -> None:
        call_id = reservation["call_id"]
        if reservation["role"] == Role.AGENT:
            self.stage.accepted_at.setdefault(call_id, time.monotonic())
        accept = ReservationAccept(
            type="reservation.accept",
            request_id=self.line.request_id(),
            reservation_id=reservation["reservation_id"],
        )
        if not await self._says(accept):
            self.stage.accepted_at.pop(call_id, None)

    async def _talks(self, call: Message) -> None:
        """Talk until it is over; an employee hangs up in time, unless the visitor is to."""
        call_id = call["call_id"]
        visit = self.stage.visits.get(call_id)
        patience_s: float | None = None
        if self._is_host() and (visit is None or not visit.hangs_up):
            behavior = self.stage.behavior
            patience_s = drawn_s(behavior.talk, self.chance) if visit is None else visit.talk_s
        if not await self.until(lambda: self.call_id != call_id, patience_s):
            await self._says(CallLeave(type="call.leave", request_id=self.line.request_id(), call_id=call_id))
            await self.until(lambda: self.call_id != call_id)
        self.stage.accepted_at.pop(call_id, None)

    async def _wraps_up(self) -> None:
        call_id = self.staff and self.staff["call_id"]
        wrap_up_s = drawn_s(self.stage.behavior.wrap_up, self.chance)
        if await self.until(lambda: self._activity() is not Activity.WRAP_UP, wrap_up_s) or not call_id:
            return
        await self._says(
            WrapUpFinish(
                type="wrap_up.finish",
                request_id=self.line.request_id(),
                call_id=call_id,
                disposition=Disposition.ANSWERED,
            )
        )

    async def _says(self, message: ClientMessageBase) -> bool:
        """Say something; whether it was done. A refusal is taken a moment for, not to ask again at once."""
        try:
            await self.line.ask(message)
        except Refused:
            await asyncio.sleep(_AGAIN_S)
            return False
        return True

    def _rings(self, reservation_id: str) -> bool:
        return self.reservation is not None and self.reservation["reservation_id"] == reservation_id

    def _activity(self) -> Activity | None:
        return None if self.staff is None else Activity(self.staff["activity"])

    def _is_ready(self) -> bool:
        return self.staff is not None and self.staff["status"] == Status.READY

    def _is_host(self) -> bool:
        return self.staff is not None and self.staff["role"] in {Role.AGENT, Role.WIJKAGENT}

    def told(self, message: Message) -> None:
        """Know what a message says; being rung, or joining, beside another call can't be."""
        before = self.call_id
        super().told(message)
        match message["type"]:
            case "snapshot":
                self.staff, self.reservation = message["staff"], message["reservation"]
            case "staff.changed" if message["staff"]["staff_id"] == self.name:
                self.staff = message["staff"]
            case "reservation.created" if message["reservation"]["staff_id"] == self.name:
                if self.reservation is not None or before is not None:
                    self.stage.ledger.rung_while_held(message["reservation"]["call_id"])
                self.reservation = message["reservation"]
            case "reservation.ended" if self._rings(message["reservation"]["reservation_id"]):
                self.reservation = None
            case "call.joined" if message["participant_id"] == self.name:
                if before is not None and before != self.call_id:
                    self.stage.ledger.rung_while_held(message["call"]["call_id"])
