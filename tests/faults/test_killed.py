"""Processes are killed under load: everybody is back soon, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.faults.crowd import moment
from tests.faults.deployment import Deployment
from tests.faults.server import QueueServer
from tests.faults.truth import told_and_kept

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(120)]


async def test_node_relay_and_server_are_killed_one_after_the_other(
    deployment: Deployment, server: QueueServer
) -> None:
    """Ten seconds: real processes start, are killed under load, and are started again."""
    await deployment.build()
    crowd = deployment.crowd
    async with crowd.at_work():
        await crowd.until_calls_are_done(4)
        killed_at = moment()
        await deployment.nodes[0].program.kill()
        await crowd.until_all_are_back(killed_at)
        await crowd.until_calls_are_done(4)
        await deployment.nodes[0].program.start()
        await deployment.relays[0].kill()
        await crowd.until_calls_are_done(4)
        await server.kill()
        await server.start()
        await crowd.until_calls_are_done(4)
        await crowd.come_to_rest()
    await told_and_kept(deployment.server.url, crowd)
