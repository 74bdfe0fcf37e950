"""The line between a node and the server is slow, deaf, then cut: its pages leave, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.deployment import Deployment
from tests.faults.link import Link
from tests.faults.server import QueueServer
from tests.faults.truth import told_and_kept

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.network,
    pytest.mark.timeout(120),
    pytest.mark.skipif(os.geteuid() != 0, reason="a network of one's own needs root"),
    pytest.mark.skipif(not Path("/dev/net/tun").exists(), reason="needs /dev/net/tun"),
]


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    link = Link()
    try:
        await link.__aenter__()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"may not make a network here: {error}")
    yield link
    await link.__aexit__(None, None, None)


@pytest.fixture
async def server(tmp_path: Path, link: Link) -> AsyncIterator[QueueServer]:
    server = QueueServer(tmp_path, link=link)
    await server.start()
    yield server
    await server.sweep()


async def test_a_line_that_is_slow_then_deaf_then_cut(
    deployment: Deployment, server: QueueServer, link: Link
) -> None:
    """Fifteen seconds: after eight without the server a node lets its pages go."""
    slow = f"redis://{link.one}:{server.port}"
    await deployment.build(relays=1, urls=(slow, server.url), grace_s=20)
    node, crowd = deployment.nodes[0], deployment.crowd
    async with crowd.at_work():
        await crowd.until_calls_are_done(2)
        link.delay_s = 0.1
        await crowd.until_calls_are_done(4)
        link.delay_s = 0.0
        # What it asks is done, and it hears nothing of it; later nothing is done either.
        link.cut(out=False)
        await crowd.until_calls_are_done(2)
        link.cut()
        await crowd.until_all_are_away_from({node.url})
        link.mend()
        await node.until_ready()
        await crowd.come_to_rest()
    await told_and_kept(server.url, crowd)
