"""Random commands to one engine, as many nodes at once give them: what people and booths might do next.

Runs alone as a process: ``python -m tests.queueing.traffic URL NAMESPACE …``; prints from time to time
how many commands it has given. Most commands follow from an old look at the engine, on purpose.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

import uvloop

from callrouter.model.commands import (
    CallRequest,
    CompanionSpec,
    Place,
    SeatSpec,
    SessionSpec,
    StaffSpec,
    Step,
)
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.records import Call, Staff
from callrouter.model.refusal import Refusal
from callrouter.model.states import AwayReason, Disposition, LeaveReason, Order, Role, Status, Subject
from callrouter.model.steering_events import Deed
from callrouter.model.views import Board
from callrouter.queueing import QueueEngine, connect

AGENTS = tuple(f"a{number}" for number in range(6))
INTERPRETERS = tuple(f"t{number}" for number in range(3))
SUPERVISORS = ("s0", "s1")
STAFF = AGENTS + INTERPRETERS + SUPERVISORS
BOOTHS = tuple(f"booth:b{number}" for number in range(9))
LOCATIONS = ("station-1", "station-2")
#: Times are short, so that deadlines of all kinds come while commands are given.
LEASE_MS, GRACE_MS, RELOAD_MS = 1500, 800, 300
_LOOK_EACH = 8
_REPORT_EACH = 25
_AT_ONCE = 4


@dataclass(frozen=True)
class Command:
    """One command with all its ids, so that it can be given again as the same; ``key`` names its effect."""

    name: str
    key: str
    give: Callable[[], Awaitable[object]]


@dataclass
class Traffic:
    """Thinks of commands. Ids begin with ``name``, which no other traffic in the namespace has."""

    engine: QueueEngine
    name: str
    chance: random.Random
    ids: count[int] = field(default_factory=lambda: count(1))
    board: Board | None = None
    sessions: set[str] = field(default_factory=set)
    looks: int = 0

    async def next(self) -> Command:
        """Think of a command that fits what was seen at the last look, which may be over by now."""
        if self.board is None or self.looks % _LOOK_EACH == 0:
            self.board = await self.engine.board()
        self.looks += 1
        thoughts = (
            (self._session, 4),
            (self._status, 5),
            (self._deadlines, 6),
            (self._request, 5),
            (self._answer, 12),
            (self._in_call, 14),
            (self._finish, 4),
            (self._house_rules, 1),
            (self._look, 2),
        )
        while True:
            (thought,) = self.chance.choices([t for t, _ in thoughts], [w for _, w in thoughts])
            if command := thought(self.board):
                return command

    # Presence --------------------------------------------------------------------------------

    def _session(self, _: Board) -> Command:
        principal = self.chance.choice(STAFF + BOOTHS)
        session_id = f"{principal}-{self.name}-{self.chance.randrange(2)}"
        if session_id in self.sessions and self.chance.random() < 0.3:
            self.sessions.discard(session_id)
            grace_ms = self.chance.choice((0, RELOAD_MS))
            return Command(
                "close_session", "", lambda: self.engine.close_session(session_id, grace_ms=grace_ms)
            )
        if self.sessions and self.chance.random() < 0.5:
            renewed = sorted(self.sessions)
            return Command("renew_leases", "", lambda: self.engine.renew_leases(renewed, LEASE_MS))
        self.sessions.add(session_id)
        session = SessionSpec(session_id=session_id, principal_id=principal, lease_ms=LEASE_MS)
        staff = self._staff(principal) if principal in STAFF else None
        return Command("open_session", "", lambda: self.engine.open_session(session, staff))

    def _staff(self, staff_id: str) -> StaffSpec:
        agent = staff_id in AGENTS
        number = int(staff_id[1:])
        pools = ["ar"] if not agent else ["nl", "en"][: 1 + number % 2]
        if staff_id == "t0":
            pools.append("nl")
        if self.chance.random() < 0.05:
            pools.append("late")
        order = Order.OCCUPANCY if number % 3 == 0 else Order.IDLE_SINCE
        places = [Place(pool=pool, order=order, handicap=number % 2) for pool in pools]
        places.append(Place(pool=f"person/{staff_id}"))
        return StaffSpec(
            staff_id=staff_id,
            role=_role_of(staff_id),
            display_name=staff_id,
            centre="north",
            languages=("nl",) if agent else ("ar",),
            places=() if staff_id in SUPERVISORS else tuple(places),
        )

    def _status(self, _: Board) -> Command:
        staff_id = self.chance.choice(STAFF)
        status = self.chance.choices((Status.READY, Status.AWAY, Status.OFFLINE), (8, 2, 1))[0]
        reason = self.chance.choice(list(AwayReason)[:4]) if status is Status.AWAY else None
        return Command("set_status", "", lambda: self.engine.set_status(staff_id, status, reason))

    def _deadlines(self, _: Board) -> Command:
        async def work() -> None:
            for deadline in (await self.engine.claim_deadlines(limit=20, retry_ms=500)).due:
                await self.engine.apply_deadline(deadline)

        return Command("deadlines", "", work)

    # Calls -----------------------------------------------------------------------------------

    def _request(self, _: Board) -> Command:
        request = CallRequest(
            call_id=f"c-{self.name}-{next(self.ids)}",
            booth_id=self.chance.choice(BOOTHS),
            centre="north",
            location=self.chance.choice(LOCATIONS),
            language=self.chance.choice(("nl", "ar")),
            subject=self.chance.choice(list(Subject)),
            head_start_ms=self.chance.choice((0, 0, 2000)),
            most_waiting=self.chance.choice((None, 3)),
            require_staff=self.chance.random() < 0.2,
            grace_ms=GRACE_MS,
            seat=self._seat("agent"),
        )
        return Command("request_call", request.call_id, lambda: self.engine.request_call(request))

    def _seat(self, seat_id: str, *, hosts: bool = True) -> SeatSpec:
        late_ms = self.chance.choice((100, 400))
        plans = (
            (Step(after_ms=0, pools=("nl",)),),
            (Step(after_ms=0, pools=("en",)), Step(after_ms=late_ms, pools=("nl",))),
            (
                Step(after_ms=0, pools=(f"person/{self.chance.choice(AGENTS)}",)),
                Step(after_ms=late_ms, pools=("nl",)),
            ),
            (Step(after_ms=0, pools=("nl", "en"), with_companion=True),),
            (
                Step(after_ms=0, pools=("late",)),
                Step(after_ms=late_ms, pools=("nl",), with_companion=True),
                Step(after_ms=late_ms * 2, pools=("en", "nl")),
            ),
        )
        steps = self.chance.choice(plans)
        companion = CompanionSpec(
            seat_id=f"tolk.{seat_id}",
            role=Role.INTERPRETER,
            language="ar",
            pools=("ar",),
            ring_ms=self.chance.choice((150, 1000)),
            wrap_up_ms=self.chance.choice((0, 100)),
        )
        return SeatSpec(
            seat_id=seat_id,
            role=Role.AGENT,
            language="nl",
            steps=steps,
            companion=companion if any(step.with_companion for step in steps) else None,
            ring_ms=self.chance.choice((150, 1000)),
            wrap_up_ms=self.chance.choice((0, 200)),
            hosts=hosts,
            prefer_last_ms=self.chance.choice((0, 60_000)),
            most_offers=self.chance.randrange(1, 4),
        )

    def _answer(self, board: Board) -> Command | None:
        ringing = [person for person in board.staff if person.reservation_id]
        if not ringing:
            return None
        person = self.chance.choice(ringing)
        reservation_id = str(person.reservation_id)
        staff_id = person.staff_id if self.chance.random() < 0.97 else self.chance.choice(STAFF)
        if self.chance.random() < 0.7:
            return Command("accept", reservation_id, lambda: self.engine.accept(reservation_id, staff_id))
        backoff_ms = self.chance.choice((0, 200))
        return Command(
            "decline", "", lambda: self.engine.decline(reservation_id, staff_id, backoff_ms=backoff_ms)
        )

    def _in_call(self, board: Board) -> Command | None:
        if not board.calls:
            return None
        call = self.chance.choice(board.calls)
        by = self.chance.choice(call.participants).participant_id
        return self.chance.choice(
            (
                self._leave,
                self._leave,
                self._invite,
                self._withdraw,
                self._transfer,
                self._hold,
                self._join,
                self._write,
                self._write,
            )
        )(call, by)

    def _leave(self, call: Call, by: str) -> Command:
        return Command(
            "leave_call", "", lambda: self.engine.leave_call(call.call_id, by, LeaveReason.HUNG_UP)
        )

    def _invite(self, call: Call, by: str) -> Command:
        seat_id = f"s{self.name}.{next(self.ids)}"
        seat = self._seat(seat_id)
        if self.chance.random() < 0.6:
            steps = (Step(after_ms=0, pools=("ar",)),)
            role, hosts = Role.INTERPRETER, False
            seat = seat.model_copy(
                update={"role": role, "language": "ar", "steps": steps, "companion": None, "hosts": hosts}
            )
        return Command(
            "add_seat", f"{call.call_id}/{seat_id}", lambda: self.engine.add_seat(call.call_id, seat, by=by)
        )

    def _withdraw(self, call: Call, by: str) -> Command:
        seat_id, taken = self.chance.choice(call.seats).seat_id, self.chance.random() < 0.5
        return Command(
            "cancel_seat", "", lambda: self.engine.cancel_seat(call.call_id, seat_id, by=by, taken=taken)
        )

    def _transfer(self, call: Call, by: str) -> Command:
        seat_id = f"x{self.name}.{next(self.ids)}"
        seat = self._seat(seat_id)
        return Command(
            "transfer_call",
            f"{call.call_id}/{seat_id}",
            lambda: self.engine.transfer_call(call.call_id, seat, by=by),
        )

    def _hold(self, call: Call, by: str) -> Command:
        if call.answered_at is None:
            head_start_ms = self.chance.choice((0, 3000, 900_000))
            return Command(
                "prioritise_call",
                "",
                lambda: self.engine.prioritise_call(
                    call.call_id, head_start_ms, most_ms=600_000, by="supervisor"
                ),
            )
        held = self.chance.random() < 0.5
        return Command("hold_call", "", lambda: self.engine.hold_call(call.call_id, held, by=by))

    def _join(self, call: Call, _by: str) -> Command:
        who, mode = self.chance.choice(SUPERVISORS), self.chance.choice(list(JoinMode))
        return Command(
            "join_call", "", lambda: self.engine.join_call(call.call_id, who, mode, JoinReason.QUALITY)
        )

    def _write(self, call: Call, by: str) -> Command:
        entry_id = f"m-{self.name}-{next(self.ids)}"
        return Command(
            "post_chat",
            f"{call.call_id} {entry_id}",
            lambda: self.engine.post_chat(call.call_id, by, entry_id, "tekst"),
        )

    def _finish(self, board: Board) -> Command | None:
        wrapping_up = [person for person in board.staff if person.wrap_up_ends_at is not None]
        if not wrapping_up:
            return None
        person = self.chance.choice(wrapping_up)
        staff_id, call_id = person.staff_id, str(person.call_id)
        if self.chance.random() < 0.3:
            ends_at = _wrap_up_end(person) + 150
            return Command(
                "extend_wrap_up",
                "",
                lambda: self.engine.extend_wrap_up(staff_id, call_id, ends_at, most_ms=600),
            )
        disposition = self.chance.choice((None, *Disposition))
        return Command(
            "finish_wrap_up", "", lambda: self.engine.finish_wrap_up(staff_id, call_id, disposition)
        )

    def _house_rules(self, _: Board) -> Command:
        location, is_open = self.chance.choice(LOCATIONS), self.chance.random() < 0.8
        return Command(
            "switch_location",
            "",
            lambda: (self.engine.open_location if is_open else self.engine.close_location)(
                location, Deed("supervisor")
            ),
        )

    def _look(self, board: Board) -> Command | None:
        if not board.calls:
            return None
        call_ids = [call.call_id for call in board.calls]
        look: Callable[[], Awaitable[object]] = self.chance.choice(
            (
                lambda: self.engine.queue_places(call_ids),
                lambda: self.engine.explain(call_ids[0]),
                self.engine.lineup,
                lambda: self.engine.view(self.chance.choice(STAFF + BOOTHS)),
            )
        )
        return Command("look", "", look)


def _role_of(staff_id: str) -> Role:
    if staff_id in SUPERVISORS:
        return Role.SUPERVISOR
    return Role.AGENT if staff_id in AGENTS else Role.INTERPRETER


def _wrap_up_end(person: Staff) -> int:
    return person.wrap_up_ends_at or 0


async def give(traffic: Traffic, commands: int, said: Callable[[int], None]) -> None:
    """Give so many commands, a few at once, some of them twice."""
    left = iter(range(1, commands + 1))

    async def one_after_another() -> None:
        for number in left:
            command = await traffic.next()
            for _ in range(2 if traffic.chance.random() < 0.1 else 1):
                try:
                    await command.give()
                except Refusal:
                    continue
            if number % _REPORT_EACH == 0:
                said(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(one_after_another())


async def _main(arguments: argparse.Namespace) -> None:
    client = await connect(arguments.url)
    engine = QueueEngine(client, namespace=arguments.namespace)
    traffic = Traffic(engine, arguments.name, random.Random(arguments.seed))  # noqa: S311  (no secret)
    await give(traffic, arguments.commands, lambda number: print(number, flush=True))  # noqa: T201  (to its parent)
    await client.aclose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("namespace")
    parser.add_argument("--name", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--commands", type=int, required=True)
    uvloop.run(_main(parser.parse_args()))
