"""The disk is full: nothing new is accepted, the service says why, and goes on when there is room."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.deployment import Deployment
from tests.faults.server import QueueServer
from tests.faults.truth import told_and_kept
from tests.signaling.conftest import Person, until
from tests.signaling.serve_process import ServeProcess

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.network,
    pytest.mark.timeout(120),
    pytest.mark.skipif(os.geteuid() != 0, reason="a file system of one's own needs root"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder))
    if subprocess.run(words, check=False).returncode:  # noqa: S603  (our own words)
        pytest.skip("may not mount a file system here")
    yield folder
    subprocess.run(("umount", "-l", str(folder)), check=True)  # noqa: S603, S607


def _fill(disk: Path) -> Path:
    """Leave no byte of room; return what takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler


@pytest.fixture
async def server(disk: Path) -> AsyncIterator[QueueServer]:
    server = QueueServer(disk)
    await server.start()
    yield server
    await server.sweep()


async def test_a_full_disk_of_the_server(deployment: Deployment, disk: Path) -> None:
    await deployment.build(relays=1)
    node, crowd = deployment.nodes[0], deployment.crowd
    async with crowd.at_work():
        await crowd.until_calls_are_done(4)
        filler = _fill(disk)
        assert await node.until_unready() == "queue_refuses"
        await until(lambda: "unavailable" in crowd.refused)
        filler.unlink()
        await node.until_ready()
        await crowd.until_calls_are_done(4)
        await crowd.come_to_rest()
    await told_and_kept(deployment.server.url, crowd)


async def _posted(booth: Person, call_id: str, number: int) -> str | None:
    """Write something that takes room; return by which code it was refused."""
    answer = await booth.says("chat.post", call_id=call_id, entry_id=f"e{number}", text="x" * 1000)
    return answer.get("code")


async def test_a_full_disk_of_a_node_that_brings_its_own_server(disk: Path) -> None:
    serve = ServeProcess(disk, relays=1)
    await serve.start()
    people = serve.people()
    try:
        booth = await people.booth()
        call = await booth.says("call.request", language="en", subject="question")
        filler = _fill(disk)
        number = 0
        while (code := await _posted(booth, call["call_id"], number)) is None:
            number += 1  # until the file's last block is full
        assert code == "unavailable"
        async with asyncio.timeout(20):
            while await serve.is_ready():  # noqa: ASYNC110  (it tells nobody)
                await asyncio.sleep(0.05)
        filler.unlink()
        await serve.until_ready()
        await booth.drop()
        snapshot = await booth.open()
        assert snapshot["call"]["call_id"] == call["call_id"]
    finally:
        await people.everybody_goes()
        await serve.sweep()
