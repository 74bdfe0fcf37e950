"""One replication: calls and people act on the real engine while virtual time jumps from event to event."""

from __future__ import annotations

import heapq
import json
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from callrouter.model.commands import SessionSpec
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    Activity,
    AwayReason,
    EndReason,
    ReservationOutcome,
    Role,
    SeatState,
    Status,
)
from callrouter.queueing import QueueEngine
from callrouter.queueing.keys import Keys
from callrouter.simulation.cast import Actor, Cast, Duty
from callrouter.simulation.outcome import CallOutcome, Outcome, PersonOutcome
from callrouter.simulation.visitors import Visitor
from scripts.simulation.estimates import Estimator
from scripts.simulation.server import PrivateServer

_Act = Callable[..., Awaitable[None]]

#: Leases outlast the simulation: nodes and their failures are not its subject.
_LEASE_MS = 400 * 86_400_000
#: What is over for so long is taken out of the server, so that long runs fit in memory.
_KEEP_MS = 3_600_000
_SWEEP = 256
_JOURNAL_PAGE = 1000
_NEVER = 1 << 62


class Replication:
    """Runs a cast through the engine, in a namespace of its own."""

    def __init__(
        self,
        cast: Cast,
        visitors: list[Visitor],
        server: PrivateServer,
        namespace: str,
        estimator: Estimator | None = None,
    ) -> None:
        self._cast, self._service, self._estimator = cast, cast.floor.service, estimator
        self._visitors = {visitor.call_id: visitor for visitor in visitors}
        self._client, self._prefix = server.wire, Keys(namespace).prefix
        self._journal = Keys(namespace).journal
        self._deadlines = f"{self._prefix}deadlines"
        self._position = "0-0"
        self._now, self._due_at = cast.horizon.start, _NEVER
        self._engine = QueueEngine(server.wire, namespace=namespace, now=lambda: self._now)
        self._lineups = QueueEngine(server.plain, namespace=namespace, now=lambda: self._now)
        self._agenda: list[tuple[int, bool, int, _Act, tuple[Any, ...]]] = []
        self._order = count()
        self._actors = {actor.spec.staff_id: actor for actor in cast.actors}
        self._people = {
            actor.spec.staff_id: PersonOutcome(actor.spec.staff_id, actor.group.name, cast.counted)
            for actor in cast.actors
        }
        self._duty = dict.fromkeys(self._actors, Duty.OFF)
        self._calls: dict[str, CallOutcome] = {}
        self._ringing: set[str] = set()
        self._talking_out: set[str] = set()
        self._booths: dict[str, str] = {}
        self._free_booths: dict[str, list[str]] = {}
        self._booth_numbers = count(1)
        self._over: deque[tuple[int, str]] = deque()
        self._outcome = Outcome(cast.counted, [], list(self._people.values()))

    async def run(self) -> Outcome:
        """Play it from the first moment to the last."""
        for actor in self._cast.actors:
            for at, duty in actor.roster:
                self._plan(at, self._on_duty, actor, duty)
        for visitor in self._visitors.values():
            self._plan(visitor.arrives_at, self._arrives, visitor)
        end = self._cast.horizon.end
        while (at := min(self._agenda[0][0] if self._agenda else _NEVER, self._due_at)) < end:
            self._now = at
            if self._due_at > at:
                *_, act, arguments = heapq.heappop(self._agenda)
                await self._tried(act(*arguments))
            await self._settles()
        for person in self._people.values():
            person.becomes(Status.OFFLINE, Activity.IDLE, end)
        counted = self._cast.counted
        self._outcome.calls = [call for call in self._calls.values() if call.arrived_at >= counted.start]
        if self._estimator is not None:
            self._outcome.estimates = self._estimator.compared(self._calls)
        return self._outcome

    def _plan(self, at: int, act: _Act, *arguments: Any, last: bool = False) -> None:
        """Let something happen at a moment; what is ``last`` comes after all else of the same millisecond."""
        heapq.heappush(self._agenda, (at, last, next(self._order), act, arguments))

    async def _tried(self, act: Awaitable[None]) -> None:
        try:
            await act
        except Refusal as refusal:
            self._outcome.refusals[refusal.code] += 1

    # What people do ------------------------------------------------------------------------

    async def _on_duty(self, actor: Actor, duty: Duty) -> None:
        staff_id = actor.spec.staff_id
        before, self._duty[staff_id] = self._duty[staff_id], duty
        if duty is Duty.OFF:
            if not self._people[staff_id].busy:
                return await self._goes_home(staff_id)
            # The conversation comes first: they go when it is over.
            return await self._engine.set_status(staff_id, Status.AWAY, AwayReason.OTHER)
        if before is Duty.OFF:
            session = SessionSpec(session_id=f"{staff_id}-page", principal_id=staff_id, lease_ms=_LEASE_MS)
            await self._engine.open_session(session, actor.spec)
        if duty is Duty.READY:
            return await self._engine.set_status(staff_id, Status.READY)
        return await self._engine.set_status(staff_id, Status.AWAY, AwayReason.BREAK)

    async def _goes_home(self, staff_id: str) -> None:
        if self._duty[staff_id] is Duty.OFF:
            await self._engine.set_status(staff_id, Status.OFFLINE)
            await self._engine.close_session(f"{staff_id}-page", grace_ms=0)

    async def _is_back(self, staff_id: str) -> None:
        if self._duty[staff_id] is Duty.READY:
            await self._engine.set_status(staff_id, Status.READY)

    async def _arrives(self, visitor: Visitor) -> None:
        free = self._free_booths.setdefault(visitor.stream.location, [])
        if free:
            booth = heapq.heappop(free)
        else:
            # As many booths as are needed at a time: a simulation is no place to run out of them.
            booth = f"booth:{visitor.stream.location}-{next(self._booth_numbers)}"
            session = SessionSpec(session_id=f"{booth}-page", principal_id=booth, lease_ms=_LEASE_MS)
            await self._engine.open_session(session, None)
        self._booths[visitor.call_id] = booth
        call = CallOutcome(visitor.call_id, visitor.stream.location, visitor.stream.language, self._now)
        self._calls[visitor.call_id] = call
        if visitor.patience_ms is not None:
            # Who is to be answered in the very moment in which patience ends is answered.
            self._plan(self._now + visitor.patience_ms, self._gives_up, call, last=True)
        await self._engine.request_call(self._cast.request(visitor, booth))
        if self._estimator is not None:
            await self._estimator.ask(self._lineups, call, self._now)

    async def _gives_up(self, call: CallOutcome) -> None:
        if call.answered_at is None and call.ended_at is None:
            await self._engine.leave_call(call.call_id, self._booths[call.call_id])

    async def _hangs_up(self, call: CallOutcome) -> None:
        if call.ended_at is None:
            await self._engine.leave_call(call.call_id, self._booths[call.call_id])

    async def _accepts(self, reservation_id: str, staff_id: str) -> None:
        if reservation_id in self._ringing:
            await self._engine.accept(reservation_id, staff_id)

    async def _declines(self, reservation_id: str, staff_id: str) -> None:
        if reservation_id in self._ringing:
            backoff_ms = round(self._service.decline_backoff_s * 1000)
            await self._engine.decline(reservation_id, staff_id, backoff_ms=backoff_ms)

    async def _finishes(self, staff_id: str, call_id: str) -> None:
        if self._people[staff_id].busy:
            await self._engine.finish_wrap_up(staff_id, call_id, None)

    # What the engine does ------------------------------------------------------------------

    async def _settles(self) -> None:
        """Take in what happened and apply what is due, until nothing is left to do at this moment."""
        while True:
            # Asked in one go. Deadlines are claimed, which takes a script, only when one has come.
            told = self._client.ask(
                "XRANGE", self._journal, f"({self._position}", "+", "COUNT", _JOURNAL_PAGE
            )
            first = self._client.ask("ZRANGE", self._deadlines, 0, 0, "WITHSCORES")
            page = await told
            self._follow(page)
            due = await first
            self._due_at = int(float(due[1])) if due else _NEVER
            if self._due_at <= self._now:
                for deadline in (await self._engine.claim_deadlines()).due:
                    await self._engine.apply_deadline(deadline)
            elif len(page) < _JOURNAL_PAGE:
                break
        if len(self._over) >= _SWEEP and self._over[_SWEEP - 1][0] < self._now:
            await self._sweep()

    def _follow(self, page: list[Any]) -> None:
        for event_id, (_, kind, _, _, _, _, _, told) in page:
            self._position = event_id
            react = _REACTIONS.get(kind)
            if react is not None:
                react(self, json.loads(told))
            if self._estimator is not None:
                self._estimator.learn(event_id, kind, self._now, told)

    async def _sweep(self) -> None:
        names = [self._over.popleft()[1] for _ in range(_SWEEP)]
        await self._client.ask("UNLINK", *names)
        await self._client.ask("XTRIM", self._journal, "MINID", self._position)

    def _rings(self, told: dict[str, Any]) -> None:
        reservation = told["reservation"]
        reservation_id, staff_id = reservation["reservation_id"], reservation["staff_id"]
        self._ringing.add(reservation_id)
        call, visitor = self._calls[reservation["call_id"]], self._visitors[reservation["call_id"]]
        if reservation["role"] == Role.AGENT:
            call.preferred = bool(reservation["match"].get("preferred"))
        group = self._actors[staff_id].group
        answer, choice = visitor.offers[call.offers % len(visitor.offers)]
        call.offers += 1
        at = self._now + group.answer.quantile_ms(answer)
        if choice < group.decline_share:
            self._plan(at, self._declines, reservation_id, staff_id)
        elif choice >= group.decline_share + group.miss_share:
            self._plan(at, self._accepts, reservation_id, staff_id)

    def _rings_no_longer(self, told: dict[str, Any]) -> None:
        reservation = told["reservation"]
        self._ringing.discard(reservation["reservation_id"])
        self._over.append(
            (self._now + _KEEP_MS, f"{self._prefix}reservation:{reservation['reservation_id']}")
        )
        call = self._calls[reservation["call_id"]]
        if told["outcome"] == ReservationOutcome.TIMED_OUT:
            call.missed += 1
            back_at = self._now + round(self._service.missed_return_s * 1000)
            self._plan(back_at, self._is_back, reservation["staff_id"])
        elif told["outcome"] == ReservationOutcome.DECLINED:
            call.declined += 1

    def _joined(self, told: dict[str, Any]) -> None:
        call, visitor = self._calls[told["call"]["call_id"]], self._visitors[told["call"]["call_id"]]
        seats = told["call"]["seats"]
        hosts = [seat for seat in seats if seat["hosts"] and seat["state"] == SeatState.TAKEN]
        if not hosts or call.call_id in self._talking_out:
            return
        if call.answered_at is None:
            call.answered_at, call.staff_id = self._now, hosts[0]["staff_id"]
        states = {seat["state"] for seat in seats if seat["role"] == Role.INTERPRETER}
        if states & {SeatState.WAITING, SeatState.RESERVED}:
            call.interpreter_missing = True
            patience_ms = round(self._service.interpreter_patience_s * 1000)
            self._plan(self._now + patience_ms, self._leaves_unheard, call)
            return
        self._talking_out.add(call.call_id)
        call.interpreter_missing, call.interpreted = False, SeatState.TAKEN in states
        factor = self._service.interpreted_factor if call.interpreted else 1
        self._plan(self._now + round(visitor.handling_ms * factor), self._hangs_up, call)

    async def _leaves_unheard(self, call: CallOutcome) -> None:
        if call.call_id not in self._talking_out:
            await self._hangs_up(call)

    def _ended(self, told: dict[str, Any]) -> None:
        call = self._calls[told["call"]["call_id"]]
        call.ended_at, call.end_reason = self._now, EndReason(told["call"]["end_reason"])
        self._talking_out.discard(call.call_id)
        heapq.heappush(self._free_booths[call.location], self._booths.pop(call.call_id))
        self._over.append((self._now + _KEEP_MS, f"{self._prefix}call:{call.call_id}"))

    def _changed(self, told: dict[str, Any]) -> None:
        staff = told["staff"]
        staff_id, person = staff["staff_id"], self._people[staff["staff_id"]]
        activity = Activity(staff["activity"])
        was_busy, was = person.busy, person.activity
        person.becomes(Status(staff["status"]), activity, self._now)
        if activity is Activity.WRAP_UP and was is not activity:
            visitor = self._visitors[staff["call_id"]]
            self._plan(self._now + visitor.wrap_up_ms, self._finishes, staff_id, visitor.call_id)
        if was_busy and not person.busy and self._duty[staff_id] is Duty.OFF:
            self._plan(self._now, self._goes_home, staff_id)


_REACTIONS: dict[str, Callable[[Replication, dict[str, Any]], None]] = {
    "reservation.created": Replication._rings,  # noqa: SLF001  (its own class)
    "reservation.ended": Replication._rings_no_longer,  # noqa: SLF001
    "call.joined": Replication._joined,  # noqa: SLF001
    "call.ended": Replication._ended,  # noqa: SLF001
    "staff.changed": Replication._changed,  # noqa: SLF001
}
