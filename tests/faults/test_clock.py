"""The clock of the queue's server jumps: leases, rings and waiting calls live through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callrouter.model.events import StaffChanged
from callrouter.model.states import AwayReason
from callrouter.queueing import Journal, connect
from tests.faults.deployment import Deployment
from tests.faults.server import FAKE_CLOCK, QueueServer
from tests.faults.truth import told_and_kept

pytestmark = [
    pytest.mark.valkey,
    pytest.mark.network,
    pytest.mark.timeout(120),
    pytest.mark.skipif(FAKE_CLOCK is None, reason="needs libfaketime (`apt-get install libfaketime`)"),
]


class _FakeClock:
    """How many seconds the server's clock is ahead of the real one."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)

    def set(self, ahead_s: int) -> None:
        self.file.write_text(f"+{ahead_s}\n")


@pytest.fixture
def clock(tmp_path: Path) -> _FakeClock:
    return _FakeClock(tmp_path)


@pytest.fixture
async def server(tmp_path: Path, clock: _FakeClock) -> AsyncIterator[QueueServer]:
    server = QueueServer(tmp_path, clock=clock.file)
    await server.start()
    yield server
    await server.sweep()


async def test_the_clock_jumps_an_hour_ahead_and_back(
    deployment: Deployment, server: QueueServer, clock: _FakeClock
) -> None:
    """Ten seconds: real processes, and people who come and go."""
    await deployment.build(relays=1, ring_s=60)  # so that nobody on a busy machine misses a ring
    crowd = deployment.crowd
    async with crowd.at_work():
        await crowd.until_calls_are_done(4)
        clock.set(3600)
        await crowd.until_calls_are_done(8)
        clock.set(0)
        await crowd.until_calls_are_done(8)
        await crowd.come_to_rest()
    await told_and_kept(server.url, crowd)
    client = await connect(server.url)
    events = await Journal(client).after("0-0", limit=1_000_000)
    await client.aclose()
    assert events is not None
    gone = [
        e
        for e in events
        if isinstance(e, StaffChanged) and e.staff.reason in {AwayReason.DISCONNECTED, AwayReason.MISSED}
    ]
    assert not gone, "nobody was taken for absent"
