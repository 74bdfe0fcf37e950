"""The people, booths and calls of the queue's benchmarks, and the engine they use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis

from callrouter.model.commands import CallRequest, Place, SeatSpec, SessionSpec, StaffSpec, Step
from callrouter.model.records import Call
from callrouter.model.states import Disposition, Role, Status, Subject
from callrouter.queueing import QueueEngine
from callrouter.queueing.batching import BatchingRedis

_DAY_MS = 86_400_000
#: Connections of one process.
_POOL_SIZE = 64
#: Asked at once where it isn't the speed of asking that is measured.
_AT_ONCE = 50

#: Where people stand; a call opens to the first at once, to the others while it waits.
POOLS = ("north/nl", "north/en", "national/nl", "national/en")


def client(url: str, *, batching: bool) -> Redis:
    """Connect as a node does, sending concurrent scripts together or each on its own."""
    kind = BatchingRedis if batching else Redis
    return kind.from_pool(
        BlockingConnectionPool.from_url(url, max_connections=_POOL_SIZE, timeout=30, decode_responses=True)
    )


def request(call_id: str, *, grace_ms: int = 60_000) -> CallRequest:
    """Describe a call with a plan of three steps, from a booth named like it."""
    return CallRequest(
        call_id=call_id,
        booth_id=booth_of(call_id),
        centre="north",
        location="station-1",
        language="nl",
        subject=Subject.QUESTION,
        grace_ms=grace_ms,
        seat=SeatSpec(
            seat_id="agent",
            role=Role.AGENT,
            language="nl",
            steps=(
                Step(after_ms=0, pools=("north/nl",)),
                Step(after_ms=30_000, pools=("east/nl", "west/nl")),
                Step(after_ms=60_000, pools=("national/nl",)),
            ),
            ring_ms=20_000,
            wrap_up_ms=60_000,
            hosts=True,
        ),
    )


def booth_of(call_id: str) -> str:
    """Name the booth that a call comes from."""
    return f"booth:{call_id}"


async def in_turns(work: Iterable[Coroutine[Any, Any, Any]], at_once: int = _AT_ONCE) -> list[Any]:
    """Do all of this, a few at once, and return the answers in order."""
    waiting, answers = list(work), []
    for start in range(0, len(waiting), at_once):
        answers += await asyncio.gather(*waiting[start : start + at_once])
    return answers


class House:
    """A deployment with people and booths; ``now`` replaces the server's clock."""

    def __init__(self, redis: Redis, namespace: str, now: Callable[[], int] | None = None) -> None:
        self.redis, self.namespace = redis, namespace
        self.engine = QueueEngine(redis, namespace=namespace, now=now)

    async def staff(self, count: int) -> list[str]:
        """Let people connect and be ready; returns who."""
        ids = [f"person-{number:05}" for number in range(count)]
        await in_turns(self._connect(staff_id) for staff_id in ids)
        await in_turns(self.engine.set_status(staff_id, Status.READY) for staff_id in ids)
        return ids

    async def _connect(self, staff_id: str) -> None:
        spec = StaffSpec(
            staff_id=staff_id,
            role=Role.AGENT,
            display_name=staff_id.title(),
            centre="north",
            languages=("nl", "en"),
            places=tuple(Place(pool=pool) for pool in POOLS),
        )
        session = SessionSpec(session_id=f"page-{staff_id}", principal_id=staff_id, lease_ms=_DAY_MS)
        await self.engine.open_session(session, spec)

    async def booths(self, call_ids: Iterable[str]) -> None:
        """Connect the booths of these calls."""
        await in_turns(self.booth(call_id) for call_id in call_ids)

    async def booth(self, call_id: str) -> None:
        """Connect the booth of this call."""
        session = SessionSpec(session_id=f"page-{call_id}", principal_id=booth_of(call_id), lease_ms=_DAY_MS)
        await self.engine.open_session(session, None)

    async def requests(self, call_id: str) -> Call:
        """Let a booth ask for its call."""
        return await self.engine.request_call(request(call_id))

    async def accepts(self, call: Call) -> Call:
        """Let whoever is rung for a call's first seat accept it at the first try."""
        return await self.engine.accept(f"{call.call_id}/agent#1", whom(call))

    async def leaves(self, call: Call) -> None:
        """Let whoever has answered leave, which ends the call."""
        await self.engine.leave_call(call.call_id, whom(call))

    async def finishes(self, call: Call) -> None:
        """Let whoever has answered be done with wrapping up."""
        await self.engine.finish_wrap_up(whom(call), call.call_id, Disposition.ANSWERED)


def whom(call: Call) -> str:
    """Say who is rung for, or has, a call's first seat."""
    staff_id = call.seats[0].staff_id
    if staff_id is None:
        raise RuntimeError(f"nobody was there for {call.call_id}")
    return staff_id
