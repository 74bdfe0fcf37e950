"""A visitor whose network changes, drops or is poor comes back into the call without doing anything."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.fake_devices import AGENT, VISITOR
from tests.e2e.screens import Booth, Desk
from tests.e2e.stage import Stage
from tests.networks.network import Network

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.timeout(180)]


async def talking(stage: Stage) -> tuple[Booth, Desk]:
    """Bring a visitor, away from here, and an employee into a call; they see and hear each other."""
    desk, booth = await stage.desk("agent-1", AGENT), await stage.booth(VISITOR)
    await desk.becomes_ready()
    await booth.asks()
    await desk.is_offered()
    await desk.accepts()
    await they_meet(booth, desk)
    return booth, desk


async def they_meet(booth: Booth, desk: Desk) -> None:
    """See and hear each other, moving."""
    await booth.is_with("agent", AGENT)
    await desk.is_with("visitor", VISITOR)


async def test_a_visitor_who_moves_to_another_network_stays_in_the_call(
    stage: Stage, network: Network
) -> None:
    await stage.opens()
    booth, desk = await talking(stage)
    stage.expects_outage()
    network.plug("wireless")
    network.unplug("wired")
    await they_meet(booth, desk)
    await booth.is_in_call()


async def test_after_twenty_seconds_without_any_network_the_call_goes_on(
    stage: Stage, network: Network
) -> None:
    await stage.opens(grace_s=60)
    booth, desk = await talking(stage)
    call_id = await booth.is_in_call()
    stage.expects_outage()
    network.unplug("wired")
    await asyncio.sleep(20)  # the outage itself is the test
    network.plug("wired")
    await they_meet(booth, desk)
    await booth.is_in_call(call_id)
