"""Nodes that are there and can't take part: cut off from the server, or frozen."""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.crowd import moment
from tests.faults.deployment import Deployment
from tests.faults.truth import told_and_kept

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(180)]

_LEASE_S = 15


async def test_pages_leave_nodes_that_are_cut_off_or_frozen_and_lose_nothing(deployment: Deployment) -> None:
    """Half a minute: leases must lapse, which takes fifteen seconds, before those nodes are back."""
    await deployment.build(nodes=3, relays=1, cables=True, grace_s=20)
    crowd = deployment.crowd
    cut, frozen, _ = deployment.nodes
    async with crowd.at_work():
        await crowd.until_calls_are_done(4)
        began = moment()
        assert cut.cable is not None
        cut.cable.cut()
        frozen.program.freeze()
        await crowd.until_all_are_away_from({cut.url, frozen.url})
        await crowd.until_calls_are_done(4)
        await asyncio.sleep(max(0.0, began + _LEASE_S + 2 - moment()))  # beyond the leases
        cut.cable.mend()
        frozen.program.thaw()
        await cut.until_ready()
        await frozen.until_ready()
        await crowd.until_calls_are_done(8)
        await crowd.come_to_rest()
    await told_and_kept(deployment.server.url, crowd)
