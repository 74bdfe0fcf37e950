"""A rolling upgrade: nodes of this release and of the next one serve the same people over the same data."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from callrouter.model.records import Call
from callrouter.queueing import LAYOUT, EmbeddedValkey, NodeRegistry, StatisticsStore, connect
from callrouter.queueing.audit import audit
from callrouter.services.statistics import Statistics
from signaling.protocol.errors import CloseCode
from tests.signaling.next_release import FORM, RELEASE, next_release
from tests.signaling.serve_process import PATIENCE_S, ServeProcess

pytestmark = [pytest.mark.valkey, pytest.mark.network]


class Releases:
    """A node of each release, and the server they share."""

    def __init__(self, old: ServeProcess, new: ServeProcess, client: Redis, next_folder: Path) -> None:
        self.old, self.new, self.client = old, new, client
        self._next_folder = next_folder

    async def call(self, call_id: str) -> dict[str, str]:
        kept: Any = await self.client.hgetall(f"{{callrouter}}:call:{call_id}")
        return dict(kept)

    async def doctor_of_the_next_one(self, url: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "signaling", "doctor", "--audit", "--redis-url", url),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": _path(self._next_folder)},
        )
        return (await process.communicate())[0].decode()


def _path(folder: Path) -> str:
    return os.pathsep.join([str(folder), *sys.path])


@pytest_asyncio.fixture
async def releases(tmp_path: Path) -> AsyncIterator[Releases]:
    server = EmbeddedValkey(tmp_path / "valkey")
    await server.start()
    folders = {name: tmp_path / name for name in ("old", "new", "next")}
    for folder in folders.values():
        folder.mkdir()
    shared = {"redis_url": server.url, "secrets_key": "k" * 40, "relays": 1}
    old, new = (ServeProcess(folders[name], **shared) for name in ("old", "new"))
    await asyncio.to_thread(next_release, folders["next"])
    new.set_path(_path(folders["next"]))
    client = await connect(server.url)
    try:
        yield Releases(old, new, client, folders["next"])
    finally:
        await asyncio.gather(old.sweep(), new.sweep())
        await client.aclose()
        await server.stop()


async def test_a_call_goes_from_release_to_release_and_back_and_the_data_follows_the_last_node(
    releases: Releases,
) -> None:
    old, new, client = releases.old, releases.new, releases.client
    nodes = NodeRegistry(client)
    await old.start()  # first: a new deployment's data has the form of whoever is first
    await new.start()
    before, after = old.people(), new.people()
    booth, desk = await before.booth(), await after.staff("desk", "agent-1")
    asked = await booth.says("call.request", language="nl", subject="question", kindly=True)
    call_id = str(asked["call_id"])
    reservation = (await desk.hears("reservation.created"))["reservation"]
    await desk.says("reservation.accept", reservation_id=reservation["reservation_id"])
    await booth.hears("call.joined")

    # The next release writes more of a call, and tells more; the page at this release hears what it knows.
    await desk.says("call.hold", call_id=call_id, held=True)
    assert (await booth.hears("call.held"))["call"]["held_at"]
    assert '"mood":"later"' in (await releases.call(call_id))["record"]

    # The node of this release goes, and its people come to the other one; then it comes back: though no
    # other one of its release was there, the data has waited for it.
    assert await old.terminate() == 0
    booth = await after.booth()
    assert booth.heard[-1]["call"]["call_id"] == call_id
    await old.start()
    await desk.drop()
    desk = await before.staff("desk", "agent-1", ready=False)
    await desk.says("call.hold", call_id=call_id, held=False)
    assert not (await booth.hears("call.held"))["call"].get("held_at")
    kept = Call.kept((await releases.call(call_id))["record"])
    assert (kept.held_at, '"mood":"later"' in (await releases.call(call_id))["record"]) == (None, True)
    assert {each.node.version for each in await nodes.all()} > {RELEASE}
    assert await nodes.form() == str(LAYOUT)
    await booth.says("call.leave", call_id=call_id)
    await desk.hears("call.ended")

    # Neither release finds anything wrong, and nothing was counted by a node that doesn't know all events.
    assert await audit(client, "callrouter") == ()
    url = f"unix://{client.connection_pool.connection_kwargs['path']}"
    assert "everything kept for callrouter makes sense" in await releases.doctor_of_the_next_one(url)
    ended_at = Call.kept((await releases.call(call_id))["record"]).ended_at
    assert ended_at is not None
    report = await Statistics(StatisticsStore(client)).report(ended_at - 3_600_000, ended_at + 3_600_000)
    assert report.incomplete == ()

    # With the last node of this release gone for long, the data gets the next one's form.
    await before.everybody_goes()
    assert await old.terminate() == 0
    async with asyncio.timeout(PATIENCE_S):
        while await nodes.form() != str(FORM):
            await client.hset("{callrouter}:layout_change", "older_at", "0")
            await asyncio.sleep(0.05)
    assert (await releases.call(call_id))["of_form"] == str(FORM)
    with pytest.raises(AssertionError, match=f"a form newer than {LAYOUT}"):
        await old.start()
    await after.everybody_goes()


async def test_a_node_whose_data_became_newer_does_nothing_more_to_it(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / "valkey")
    await server.start()
    client = await connect(server.url)
    node = ServeProcess(tmp_path, redis_url=server.url, relays=1, drain_ready_s=300)
    try:
        await node.start()
        people = node.people()
        booth = await people.booth()
        await client.set("{callrouter}:layout", FORM)
        # It waits for nobody, however long proxies and pages would be given.
        assert await node.until_ended() == 0
        assert await booth.is_closed_with() == CloseCode.GOING_AWAY
        await people.everybody_goes()
    finally:
        await node.sweep()
        await client.aclose()
        await server.stop()
