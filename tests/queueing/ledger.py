"""What a server acknowledged, to be found again after it was killed or replaced."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from redis.asyncio import Redis

from callrouter.model.events import CallQueued, ChatPosted, ReservationEnded
from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import ReservationOutcome
from callrouter.queueing import Journal, QueueEngine, QueueUnavailableError
from callrouter.queueing.audit import read_contents
from tests.queueing.traffic import Command, Traffic

CLIENTS = 6


@dataclass
class Ledger:
    """What the server acknowledged, and whether it is up."""

    up: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    #: When what was acknowledged, by the monotonic clock in s.
    acknowledged: list[tuple[float, Command]] = field(default_factory=list)
    killed: list[float] = field(default_factory=list)
    #: Commands of which nobody knows whether they were done; they are given again.
    interrupted: int = 0

    async def write(self, command: Command) -> None:
        async with self.heard:
            self.acknowledged.append((time.monotonic(), command))
            self.heard.notify_all()

    async def write_off(self) -> None:
        async with self.heard:
            self.interrupted += 1
            self.heard.notify_all()
        # A connection that is refused at once gives nobody else a turn.
        await asyncio.sleep(0)

    async def has(self, *, acknowledged: int = 0, interrupted: int = 0) -> None:
        async with self.heard:
            await self.heard.wait_for(
                lambda: len(self.acknowledged) >= acknowledged and self.interrupted >= interrupted
            )

    def keys(self, names: set[str], *, lost_s: float) -> set[str]:
        """List what was acknowledged, apart from the last ``lost_s`` before the server was killed."""
        return {
            command.key
            for at, command in self.acknowledged
            if command.name in names and not any(0 <= killed - at <= lost_s for killed in self.killed)
        }


async def _give_for_ever(traffic: Traffic, ledger: Ledger) -> None:
    while True:
        await ledger.up.wait()
        try:
            command = await traffic.next()
        except QueueUnavailableError:
            await ledger.write_off()
            continue
        await _give_until_answered(command, ledger)


async def _give_until_answered(command: Command, ledger: Ledger) -> None:
    while True:
        await ledger.up.wait()
        try:
            await command.give()
        except QueueUnavailableError:
            await ledger.write_off()
        except Refusal:
            return
        else:
            await ledger.write(command)
            return


@asynccontextmanager
async def under_load(client: Redis, namespace: str, ledger: Ledger) -> AsyncIterator[None]:
    """Clients that give commands while the context lasts, whenever the server is up."""
    engine = QueueEngine(client, namespace=namespace)
    async with asyncio.TaskGroup() as clients:
        tasks = [
            clients.create_task(
                _give_for_ever(Traffic(engine, f"n{number}", random.Random(number)), ledger)  # noqa: S311
            )
            for number in range(CLIENTS)
        ]
        yield
        for task in tasks:
            task.cancel()


async def recount(client: Redis, namespace: str, ledger: Ledger, *, lost_s: float = 0) -> None:
    """Find every acknowledged effect, and none twice, in the journal and in the calls."""
    events = await Journal(client, namespace=namespace).after("0-0", limit=1_000_000)
    assert events
    queued = Counter(event.call.call_id for event in events if isinstance(event, CallQueued))
    written = Counter(f"{e.call_id} {e.entry_id}" for e in events if isinstance(e, ChatPosted))
    accepted = Counter(
        event.reservation.reservation_id
        for event in events
        if isinstance(event, ReservationEnded) and event.outcome is ReservationOutcome.ACCEPTED
    )
    contents = await read_contents(client, namespace)
    calls = (Call.model_validate_json(kept["record"]) for kept in contents.of("call").values())
    seats = Counter(f"{call.call_id}/{seat.seat_id}" for call in calls for seat in call.seats)
    for found, names in (
        (queued, {"request_call"}),
        (written, {"post_chat"}),
        (accepted, {"accept"}),
        (seats, {"add_seat", "transfer_call"}),
    ):
        assert ledger.keys(names, lost_s=0), f"nothing of {names} was acknowledged"
        assert not ledger.keys(names, lost_s=lost_s) - set(found), "an acknowledged command is lost"
        assert set(found.values()) == {1}, "a command was applied twice"
