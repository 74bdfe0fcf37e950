"""The server dies and Sentinels name another one: nothing that was accepted is lost."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.faults.deployment import Deployment
from tests.faults.truth import told_and_kept
from tests.topologies.replicated import Replicated, replicated

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.network,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("redis-sentinel") is None, reason="needs redis-sentinel"),
]


async def test_another_server_takes_over_under_load(tmp_path: Path) -> None:
    """Twelve seconds: three servers, three Sentinels and three processes start; a failover takes its time."""
    binary = Path(str(shutil.which("redis-server")))
    folder = tmp_path / "servers"
    folder.mkdir()
    context = replicated(
        binary,
        folder,
        replicas=2,
        # Not so soon that a machine that has much to do has its servers taken for gone in turns.
        detect_ms=1500,
        words=("--appendonly", "yes", "--maxmemory-policy", "noeviction"),
    )
    servers: Replicated = await asyncio.to_thread(context.__enter__)
    try:
        async with Deployment(tmp_path, servers) as deployment:
            await deployment.build(relays=1)
            crowd = deployment.crowd
            async with crowd.at_work():
                await crowd.until_calls_are_done(4)
                await asyncio.to_thread(servers.fail_over)
                await crowd.until_calls_are_done(8)
                await crowd.come_to_rest()
            await told_and_kept(servers.url, crowd)
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)
