"""The clockwork goes on whatever happens."""

from __future__ import annotations

import asyncio
from importlib.resources import files

import pytest
from redis.asyncio import Redis

from callrouter.model.commands import Place, SessionSpec, StaffSpec
from callrouter.model.states import AwayReason, Role
from callrouter.queueing import Deadline, DeadlineKind, EmbeddedValkey, QueueEngine
from callrouter.services.deadlines import DeadlineKeeper
from callrouter.services.directory import parse_directory
from callrouter.services.presence import Presence

pytestmark = pytest.mark.valkey

_PATIENCE_S = 20


class _Engine(QueueEngine):
    """The engine, and a kind of deadline that can't be applied."""

    async def apply_deadline(self, deadline: Deadline) -> None:
        if deadline.kind is DeadlineKind.STEP:
            raise RuntimeError("a bug in one transition")
        await super().apply_deadline(deadline)


async def _nothing() -> None:
    """Recover from nothing."""


async def _stop(running: asyncio.Task[None]) -> None:
    while not running.done():
        running.cancel()
        await asyncio.wait([running], timeout=0.1)


async def _is_gone(engine: QueueEngine, staff_id: str) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            staff = (await engine.view(staff_id)).staff
            if staff is not None and staff.reason is AwayReason.DISCONNECTED:
                return


async def _ann(engine: QueueEngine, lease_ms: int) -> None:
    spec = StaffSpec(
        staff_id="ann",
        role=Role.AGENT,
        display_name="Ann",
        centre="c",
        languages=("nl",),
        places=(Place(pool="p"),),
    )
    await engine.open_session(SessionSpec(session_id="s", principal_id="ann", lease_ms=lease_ms), spec)


async def test_a_deadline_that_fails_holds_up_no_other(client: Redis) -> None:
    engine = _Engine(client)
    await client.zadd("{callrouter}:deadlines", {"step:x/y": 1})
    await _ann(engine, lease_ms=1)
    keeper = DeadlineKeeper(engine, recover=_nothing)
    running = asyncio.create_task(keeper.run())
    await _is_gone(engine, "ann")
    await _stop(running)


async def test_after_an_outage_leases_are_renewed_before_they_are_ended(
    valkey: EmbeddedValkey, client: Redis
) -> None:
    """Everybody's lease ran out while the server was away; the pages never left."""
    engine = QueueEngine(client)
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    presence = Presence(engine, parse_directory(text), lease_ms=300, reload_grace_ms=1000)
    await presence.open("s", "agent-1")
    tried, renewed = asyncio.Event(), asyncio.Event()

    async def renews() -> None:
        tried.set()
        await presence.renew()
        renewed.set()

    keeper = DeadlineKeeper(engine, recover=renews)
    await valkey.stop()
    running = asyncio.create_task(keeper.run())
    async with asyncio.timeout(_PATIENCE_S):
        await tried.wait()  # by now the lease has run out
        await valkey.start()
        await renewed.wait()
    staff = (await engine.view("agent-1")).staff
    assert staff is not None
    assert staff.reason is AwayReason.SIGNED_IN
    await _stop(running)
