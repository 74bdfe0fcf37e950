"""The server's clock, and times in which nobody could look at it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from callrouter.model.commands import Place, SessionSpec, StaffSpec
from callrouter.model.states import Role, Status
from callrouter.queueing import LAYOUT, DeadlineKind, Journal, NodeRegistry, QueueEngine
from callrouter.queueing.audit import audit
from callrouter.queueing.backup import back_up, restore

pytestmark = pytest.mark.valkey

_MINUTE_MS = 60_000


async def _ann_is_ready(client: Redis, namespace: str, *, lease_ms: int) -> QueueEngine:
    """Have somebody be ready, by the server's own clock."""
    engine = QueueEngine(client, namespace=namespace)
    spec = StaffSpec(
        staff_id="ann",
        role=Role.AGENT,
        display_name="Ann",
        centre="c",
        languages=("nl",),
        places=(Place(pool="p"),),
    )
    await engine.open_session(SessionSpec(session_id="s", principal_id="ann", lease_ms=lease_ms), spec)
    await engine.set_status("ann", Status.READY)
    return engine


async def _looked_ms_ago(client: Redis, namespace: str, ms: int) -> None:
    """Let the last look have been so long ago; negative: the clock was set back since."""
    seconds, micros = await client.time()
    at = seconds * 1000 + micros // 1000 - ms
    await client.hset(f"{{{namespace}}}:clock", mapping={"looked_at": at})


async def test_nobody_is_counted_out_at_once_when_nobody_could_say_that_they_are_there(
    client: Redis, namespace: str
) -> None:
    engine = await _ann_is_ready(client, namespace, lease_ms=1)
    await _looked_ms_ago(client, namespace, _MINUTE_MS)
    assert (await engine.claim_deadlines()).due == ()
    assert await audit(client, namespace) == ()
    assert await engine.renew_leases(["s"], 15_000) == ()


async def test_nobody_is_counted_out_for_as_long_as_a_backup_lay(
    client: Redis, namespace: str, tmp_path: Path
) -> None:
    await NodeRegistry(client, namespace=namespace).set_out(LAYOUT)
    await _ann_is_ready(client, namespace, lease_ms=1)
    await _looked_ms_ago(client, namespace, _MINUTE_MS)
    path, again = tmp_path / "backup", f"{namespace}-again"
    with path.open("wb") as out:
        await back_up(client, out, namespace=namespace, release="1.0", now=1)
    await restore(client, path, namespace=again)
    engine = QueueEngine(client, namespace=again)
    assert (await engine.claim_deadlines()).due == ()
    assert await engine.renew_leases(["s"], 15_000) == ()


async def test_whoever_is_gone_while_others_look_is_counted_out(client: Redis, namespace: str) -> None:
    engine = await _ann_is_ready(client, namespace, lease_ms=1)
    await _looked_ms_ago(client, namespace, 500)
    # A machine that stood still for seconds meanwhile has made it an absence, for which all are held.
    async with asyncio.timeout(30):
        while not (due := (await engine.claim_deadlines()).due):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert [each.kind for each in due] == [DeadlineKind.LEASE]


async def test_time_goes_on_from_where_it_was_when_the_clock_is_set_back(
    client: Redis, namespace: str
) -> None:
    engine = await _ann_is_ready(client, namespace, lease_ms=15_000)
    await _looked_ms_ago(client, namespace, -_MINUTE_MS)
    await engine.set_status("ann", Status.AWAY)
    await engine.claim_deadlines()
    await engine.set_status("ann", Status.READY)
    events = await Journal(client, namespace=namespace).after("0-0", limit=100)
    assert events is not None
    before, stopped, going = [event.at for event in events][-3:]
    assert before + _MINUTE_MS - 5_000 < stopped <= going < stopped + _MINUTE_MS - 5_000
    assert await audit(client, namespace) == ()
