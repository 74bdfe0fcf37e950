"""Two nodes and two relays, bare and as the shipped units: a call goes on while each is restarted."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from signaling.node import Node
from tests.deploy.houses import BareHouse, UnitsHouse
from tests.deploy.systemd_house import why_not
from tests.relay.clients import loopback
from tests.signaling.conftest import Service
from tests.signaling.serve_process import PATIENCE_S, Talker

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(180)]


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    loopback(monkeypatch)


async def _is_ready(url: str) -> bool:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/health/ready") as answer:
        return answer.status == 200


@pytest.mark.parametrize("kind", [BareHouse, UnitsHouse], ids=["bare", "systemd"])
async def test_a_call_between_two_nodes_goes_on_while_each_process_is_restarted(
    kind: type[BareHouse | UnitsHouse], redis_url: str, tmp_path: Path, stack: AsyncExitStack
) -> None:
    missing = why_not() if kind is UnitsHouse else None
    if missing is not None:
        pytest.skip(missing)
    house = kind(tmp_path, redis_url, stack)
    await house.start()
    assert [await _is_ready(url) for url in house.urls] == [True, True]
    left, right = (Service(cast("Node", None), url) for url in house.urls)
    for people in (left, right):
        stack.push_async_callback(people.everybody_goes)
    desk, booth = await left.staff("desk", "agent-1"), await right.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    answer = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    call_id = answer["call_id"]
    talkers = (Talker(booth, call_id, "booth:demo", "red"), Talker(desk, call_id, "agent-1", "blue"))
    for talker in talkers:
        stack.push_async_callback(talker.close)
        await talker.connect()
    await _all_hear(talkers)

    # The employee's page finds another node, as it would through a proxy, and nothing of the media changes.
    connections = [talker.client for talker in talkers]
    await asyncio.gather(house.restart_node(0), _comes_back_at(left, house.urls[1], desk, talkers[1]))
    await _all_hear(talkers)
    assert [talker.client for talker in talkers] == connections

    for number in (0, 1):
        await house.restart_relay(number)
        await _all_hear(talkers)
    for talker, connection in zip(talkers, connections, strict=True):
        await talker.connects_anew(connection)

    left.url = house.urls[0]
    assert await _is_ready(left.url)
    await booth.says("call.leave", call_id=call_id)
    assert (await desk.hears("call.ended"))["call"]["end_reason"] == "visitor_hung_up"


async def _all_hear(talkers: tuple[Talker, Talker]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(talker.hears_somebody() for talker in talkers))


async def _comes_back_at(people: Service, url: str, person: object, talker: Talker) -> None:
    """Let a page that is told to go come back at another node."""
    assert person in people._people
    (page,) = people._people
    await page.is_closed_with()
    people.url = url
    await page.drop()
    await page.open(resume=True)
    await talker.come_back(page)
