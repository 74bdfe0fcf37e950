"""The server is killed under load and started again: all that was acknowledged is there, and only once."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from callrouter.model.events import CallQueued, ChatPosted, ReservationEnded
from callrouter.model.records import Call
from callrouter.model.refusal import Refusal
from callrouter.model.states import ReservationOutcome
from callrouter.queueing import Journal, QueueEngine, QueueUnavailableError, connect
from callrouter.queueing.audit import audit, read_contents
from tests.queueing.crowd import let_it_be_quiet
from tests.queueing.servers import running
from tests.queueing.traffic import Command, Traffic

#: The long run, ``scripts/soak``, asks for more.
_LIVES = int(os.environ.get("SOAK_LIVES", "5"))

pytestmark = [pytest.mark.valkey, pytest.mark.timeout(0 if "SOAK_LIVES" in os.environ else 180)]

_ACKNOWLEDGED_A_LIFE = 500
_CLIENTS = 6
_NAMESPACE = "killed"
_AS_EMBEDDED = ("--appendonly", "yes", "--appendfsync", "everysec")


@dataclass
class Ledger:
    """What the server acknowledged, and whether it is up."""

    up: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    acknowledged: list[Command] = field(default_factory=list)
    #: Commands that found no server at the first try.
    interrupted: int = 0

    async def write(self, command: Command) -> None:
        async with self.heard:
            self.acknowledged.append(command)
            self.heard.notify_all()

    async def holds(self, count: int) -> None:
        async with self.heard:
            await self.heard.wait_for(lambda: len(self.acknowledged) >= count)

    def keys(self, name: str) -> set[str]:
        return {command.key for command in self.acknowledged if command.name == name}


async def _give_for_ever(traffic: Traffic, ledger: Ledger) -> None:
    while True:
        await ledger.up.wait()
        try:
            command = await traffic.next()
        except QueueUnavailableError:
            continue
        await _give_until_answered(command, ledger)


async def _give_until_answered(command: Command, ledger: Ledger) -> None:
    while True:
        await ledger.up.wait()
        try:
            await command.give()
        except QueueUnavailableError:
            ledger.interrupted += 1
        except Refusal:
            return
        else:
            await ledger.write(command)
            return


@asynccontextmanager
async def _under_load(client: Redis, ledger: Ledger) -> AsyncIterator[None]:
    """Clients that give commands while the context lasts, whenever the server is up."""
    engine = QueueEngine(client, namespace=_NAMESPACE)
    tasks = [
        asyncio.create_task(_give_for_ever(Traffic(engine, f"n{number}", random.Random(number)), ledger))  # noqa: S311
        for number in range(_CLIENTS)
    ]
    try:
        yield
        failed = [task.exception() for task in tasks if task.done()]
        assert not failed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def test_what_was_acknowledged_outlives_the_server(server_binary: Path, tmp_path: Path) -> None:
    url = f"unix://{tmp_path}/server.sock"
    ledger = Ledger()
    with running(server_binary, tmp_path, *_AS_EMBEDDED):
        client = await connect(url)
        # Whose outcome is unknown is asked again by us, so that we know that it was.
        client.set_retry(Retry(NoBackoff(), 0))
    try:
        async with _under_load(client, ledger):
            for life in range(1, _LIVES + 1):
                with running(server_binary, tmp_path, *_AS_EMBEDDED):
                    ledger.up.set()
                    async with asyncio.timeout(60):
                        await ledger.holds(life * _ACKNOWLEDGED_A_LIFE)
                # It was killed just now, with commands on their way.
                ledger.up.clear()
        with running(server_binary, tmp_path, *_AS_EMBEDDED):
            assert await audit(client, _NAMESPACE) == ()
            await _recount(client, ledger)
            await let_it_be_quiet(client, QueueEngine(client, namespace=_NAMESPACE), _NAMESPACE)
            assert await audit(client, _NAMESPACE) == ()
    finally:
        await client.aclose()
    assert ledger.interrupted > 0, "no command was on its way when the server was killed"


async def _recount(client: Redis, ledger: Ledger) -> None:
    """Find every acknowledged effect, and none twice, in the journal and in the calls."""
    events = await Journal(client, namespace=_NAMESPACE).after("0-0", limit=1_000_000)
    assert events
    queued = Counter(event.call.call_id for event in events if isinstance(event, CallQueued))
    written = Counter(f"{e.call_id} {e.entry_id}" for e in events if isinstance(e, ChatPosted))
    accepted = Counter(
        event.reservation.reservation_id
        for event in events
        if isinstance(event, ReservationEnded) and event.outcome is ReservationOutcome.ACCEPTED
    )
    contents = await read_contents(client, _NAMESPACE)
    calls = (Call.model_validate_json(kept["record"]) for kept in contents.of("call").values())
    seats = Counter(f"{call.call_id}/{seat.seat_id}" for call in calls for seat in call.seats)
    for found, names in (
        (queued, {"request_call"}),
        (written, {"post_chat"}),
        (accepted, {"accept"}),
        (seats, {"add_seat", "transfer_call"}),
    ):
        keys = {key for name in names for key in ledger.keys(name)}
        assert keys, f"nothing of {names} was acknowledged"
        assert keys <= set(found), "an acknowledged command is lost"
        assert set(found.values()) == {1}, "a command was applied twice"
