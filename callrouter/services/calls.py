"""Asking for a conversation, for an interpreter in it, and for somebody to hand it over to."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from callrouter.model.commands import CallRequest, SeatSpec, ToPerson, TransferTarget
from callrouter.model.directory import Directory
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.records import Call, Record
from callrouter.model.refusal import Refusal
from callrouter.model.routing import RoutingPlan
from callrouter.model.states import Need, RefusalCode, Role, Subject
from callrouter.policy import routing
from callrouter.policy.joining import modes_at
from callrouter.queueing import QueueEngine
from callrouter.services.locations import Locations
from callrouter.services.rules import Rules

#: Letters and digits that are mistaken for no other when read aloud or written down.
_PLAIN: Final = "2345679ACDEFHJKMNPRTUVWXY"
_REFERENCE_LENGTH: Final = 8


def new_reference() -> str:
    """Return a reference for a call, such as ``7KM4-RX2P``: one of 1.5e11, drawn at random."""
    drawn = "".join(secrets.choice(_PLAIN) for _ in range(_REFERENCE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def transfer_seat_id(transfer_id: str) -> str:
    """Return the seat a transfer opens, apart from those that calls open by themselves."""
    return f"to.{transfer_id}"


class CallPolicy(Record):
    """The durations a call enters with; a running call keeps them."""

    ring_ms: int
    wrap_up_ms: int
    #: A wrap-up is extended to no more than this.
    longest_wrap_up_ms: int
    #: How long the place of a party is kept after the connection is lost.
    grace_ms: int
    #: How long employees' notes are kept after a call's end.
    notes_ms: int
    #: How long what a call was to people stays in their own day.
    day_ms: int
    #: The pace of the default plan: how long the language is tried alone, and each further circle alone.
    widen_ms: int
    #: How long somebody who declined is not offered anything.
    decline_backoff_ms: int
    #: Whether calls are refused outside the location's hours.
    respect_hours: bool
    #: No caller asks for more calls than this in ten minutes: each may ring somebody.
    most_calls: int | None = None


@dataclass(frozen=True, kw_only=True)
class CallService:
    """Makes calls and seats according to the directory, the routing rules and the policy."""

    engine: QueueEngine
    directory: Directory
    rules: Rules
    locations: Locations
    #: The durations new calls get.
    policy: CallPolicy
    new_id: Callable[[], str]

    async def request(
        self,
        booth_id: str,
        language: str,
        subject: Subject,
        *,
        needs: Collection[Need] = (),
        named: str | None = None,
    ) -> Call:
        """Queue a call of the booth, or return the one it already has; ``named`` is asked for first.

        Raises Refusal: ``closed`` outside opening hours, ``no_such_person`` for a booth nobody enrolled or a
        name nobody has, and those of the engine.
        """
        location = self.directory.location_of(booth_id)
        if location is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        live = (await self.engine.view(booth_id)).call
        if live is not None and live.ended_at is None:
            return live
        if not self.locations.within_hours(location):
            raise Refusal(RefusalCode.CLOSED)
        rules = self.rules.current()
        seat = self.host_seat((location.location_id, subject), language, location.centre)
        if named is not None:
            seat = routing.named_seat(seat, named, self._employee(named), round(rules.named_s * 1000))
        return await self.engine.request_call(
            CallRequest(
                call_id=self.new_id(),
                booth_id=booth_id,
                centre=location.centre,
                location=location.location_id,
                language=language,
                subject=subject,
                needs=tuple(sorted(set(needs))),
                reference=new_reference(),
                head_start_ms=routing.head_start_ms(rules, location.location_id, subject),
                most_waiting=location.most_waiting,
                most_calls=self.policy.most_calls,
                media=True,
                require_staff=location.require_staff,
                grace_ms=self.policy.grace_ms,
                notes_ms=self.policy.notes_ms,
                day_ms=self.policy.day_ms,
                longest_wrap_up_ms=self.policy.longest_wrap_up_ms,
                seat=seat,
            )
        )

    async def invite_interpreter(self, call_id: str, language: str, *, by: str) -> Call:
        """Open a seat for an interpreter of ``language``.

        Raises Refusal: ``unknown_language`` when no interpreter speaks it, and those of the engine.
        """
        if language not in self.directory.interpreter_languages:
            raise Refusal(RefusalCode.UNKNOWN_LANGUAGE)
        seat_id = f"interpreter-{language}-{self.new_id()}"
        seat = routing.interpreter_seat(seat_id, language, ring_ms=self.policy.ring_ms)
        return await self.engine.add_seat(call_id, seat, by=by)

    async def transfer(
        self, call_id: str, transfer_id: str, to: TransferTarget, *, consulted: bool, by: str
    ) -> Call:
        """Hand a call over: blindly, or ``consulted`` by inviting the colleague to join first.

        ``transfer_id`` is the asker's own: a repeat is one transfer.

        A colleague by name is asked alone for a while, then others of their centre; a consulted one is asked
        alone, and no more once they have declined. Raises Refusal: ``no_such_call``, ``no_such_person``,
        ``no_such_location`` for a centre, ``unknown_language``, and those of the engine.
        """
        call = await self.engine.call(call_id)
        seat_id = transfer_seat_id(transfer_id)
        # Before anything is said of whom to: who takes no part doesn't learn that there is such a call.
        if call is None or not _hands_over(by, call, seat_id):
            raise Refusal(RefusalCode.NO_SUCH_CALL)
        seat = self.seat_for(to, call, seat_id, alone=consulted, by=by)
        if consulted:
            return await self.engine.add_seat(call_id, seat, by=by)
        return await self.engine.transfer_call(call_id, seat, by=by)

    async def join(self, call_id: str, mode: JoinMode, why: JoinReason, *, by: str) -> Call:
        """Let a supervisor take part in a call from now on.

        Raises Refusal: ``no_such_call``, ``not_allowed_here``, and those of the engine.
        """
        call = await self.engine.call(call_id)
        if call is None:
            raise Refusal(RefusalCode.NO_SUCH_CALL)
        if mode not in modes_at(self.directory, call.centre, call.location):
            raise Refusal(RefusalCode.NOT_ALLOWED_HERE)
        return await self.engine.join_call(call_id, by, mode, why)

    async def prioritise(self, call_id: str, head_start_s: int, *, by: str, why: str = "") -> Call:
        """Give a waiting call a further head start; 0 takes it back. Raises Refusal as the engine does."""
        most_ms = self.rules.current().most_head_start_s * 1000
        return await self.engine.prioritise_call(
            call_id, head_start_s * 1000, most_ms=most_ms, by=by, why=why
        )

    def seat_for(
        self, to: TransferTarget, call: Call, seat_id: str, *, alone: bool = False, by: str
    ) -> SeatSpec:
        """Return the seat of whoever is to host a call instead; ``alone``: only they, without interpreter.

        Raises Refusal: ``no_such_person``, also for who asks; ``no_such_location``, ``unknown_language``.
        """
        place = (call.location, call.subject)
        if isinstance(to, ToPerson):
            if to.staff_id == by:
                raise Refusal(RefusalCode.NO_SUCH_PERSON)
            centre = self._employee(to.staff_id)
            seat = self.host_seat(place, call.language, centre, alone=alone)
            named_ms = round(self.rules.current().named_s * 1000)
            seat = routing.transfer_seat(seat, seat_id, named=(to.staff_id, centre), named_ms=named_ms)
            return seat.model_copy(update={"steps": seat.steps[:1], "once": True}) if alone else seat
        if all(centre.centre_id != to.centre for centre in self.directory.centres):
            raise Refusal(RefusalCode.NO_SUCH_LOCATION)
        if to.language not in self.directory.served_languages:
            raise Refusal(RefusalCode.UNKNOWN_LANGUAGE)
        # The queue is that of another language, perhaps; what the visitor speaks stays what it is.
        seat = self.host_seat(place, to.language, to.centre, alone=alone)
        seat = seat.model_copy(update={"language": call.language})
        return routing.transfer_seat(seat, seat_id)

    def host_seat(
        self, place: tuple[str, Subject], language: str, centre: str, *, alone: bool = False
    ) -> SeatSpec:
        """Return the seat of a call's employee; ``place``: location and subject, by which the plan is found.

        ``alone``: without holding an interpreter for it.
        """
        plan = routing.plan_for(self.rules.current(), *place, default=self._default_plan)
        return routing.call_seat(
            plan,
            language=language,
            centre=next(known for known in self.directory.centres if known.centre_id == centre),
            interpreted=not alone and language in self.directory.interpreter_languages,
            times=routing.SeatTimes(
                ring_ms=self.policy.ring_ms,
                interpreter_ring_ms=self.policy.ring_ms,
                wrap_up_ms=self.policy.wrap_up_ms,
            ),
        )

    @cached_property
    def _default_plan(self) -> RoutingPlan:
        return routing.default_plan(self.policy.widen_ms / 1000)

    def _employee(self, staff_id: str) -> str:
        """Return the centre of an employee. Raises Refusal ``no_such_person``."""
        account = self.directory.account(staff_id)
        if account is None or account.role is not Role.AGENT:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        return account.centre


def _hands_over(by: str, call: Call, seat_id: str) -> bool:
    """Say whether somebody takes part in a call, or handed it over to that seat just now."""
    return any(each.participant_id == by for each in call.participants) or any(
        each.seat_id == seat_id for each in call.seats
    )
