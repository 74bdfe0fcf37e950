"""The server is killed under load and started again: all that was acknowledged is there, and only once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
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
_LIVES = int(os.environ.get("SOAK_LIVES", "3"))

pytestmark = [pytest.mark.valkey, pytest.mark.timeout(0 if "SOAK_LIVES" in os.environ else 180)]

_ACKNOWLEDGED_A_LIFE = 250
_CLIENTS = 6
_NAMESPACE = "killed"
#: For how long a server with ``everysec`` may put off writing while an earlier write is being synced; what
#: it acknowledges meanwhile dies with it. With ``always`` it answers nothing that isn't on the disk.
_MAY_BE_LOST_S = {"everysec": 2.0, "always": 0.0}


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
async def _under_load(client: Redis, ledger: Ledger) -> AsyncIterator[None]:
    """Clients that give commands while the context lasts, whenever the server is up."""
    engine = QueueEngine(client, namespace=_NAMESPACE)
    async with asyncio.TaskGroup() as clients:
        tasks = [
            clients.create_task(
                _give_for_ever(Traffic(engine, f"n{number}", random.Random(number)), ledger)  # noqa: S311
            )
            for number in range(_CLIENTS)
        ]
        yield
        for task in tasks:
            task.cancel()


@pytest.mark.parametrize("fsync", _MAY_BE_LOST_S)
async def test_what_was_acknowledged_outlives_the_server(
    server_binary: Path, tmp_path: Path, fsync: str
) -> None:
    keeping = ("--appendonly", "yes", "--appendfsync", fsync)
    url = f"unix://{tmp_path}/server.sock"
    ledger = Ledger()
    with running(server_binary, tmp_path, *keeping):
        client = await connect(url)
        # Whose outcome is unknown is asked again by us, so that we know that it was.
        client.set_retry(Retry(NoBackoff(), 0))
    try:
        async with _under_load(client, ledger):
            for life in range(1, _LIVES + 1):
                with running(server_binary, tmp_path, *keeping) as server:
                    pid = int(server.info("server")["process_id"])
                    ledger.up.set()
                    async with asyncio.timeout(60):
                        await ledger.has(acknowledged=life * _ACKNOWLEDGED_A_LIFE)
                        before = ledger.interrupted
                        # From beside, so that it happens in the middle of the work.
                        await asyncio.to_thread(os.kill, pid, signal.SIGKILL)
                        ledger.killed.append(time.monotonic())
                        await ledger.has(interrupted=before + 1)
                ledger.up.clear()
        with running(server_binary, tmp_path, *keeping):
            assert await audit(client, _NAMESPACE) == ()
            await _recount(client, ledger, _MAY_BE_LOST_S[fsync])
            await let_it_be_quiet(client, QueueEngine(client, namespace=_NAMESPACE), _NAMESPACE)
            assert await audit(client, _NAMESPACE) == ()
    finally:
        await client.aclose()


async def _recount(client: Redis, ledger: Ledger, lost_s: float) -> None:
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
        assert ledger.keys(names, lost_s=0), f"nothing of {names} was acknowledged"
        assert not ledger.keys(names, lost_s=lost_s) - set(found), "an acknowledged command is lost"
        assert set(found.values()) == {1}, "a command was applied twice"
