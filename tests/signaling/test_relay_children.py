"""The relays a node starts: they come up, come back, and leave."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil
import pytest

from callrouter.model.media import Audience
from callrouter.model.views import RelayStanding
from callrouter.queueing import EmbeddedValkey, RelayRegistry
from signaling.relays.children import RelayChildren
from signaling.relays.fleet import relay_plan
from signaling.settings import Settings
from signaling.stores import open_registry
from tests.ports import free_port
from tests.relay.control import Ear, running_control
from tests.relay.offers import offer_text
from tests.signaling.conftest import until
from tests.signaling.relay_process import PATIENCE_S, standing

pytestmark = [pytest.mark.valkey, pytest.mark.network]


class House:
    """A registry, and relays started for it."""

    def __init__(self, url: str, registry: RelayRegistry, folder: Path) -> None:
        self.registry = registry
        self._url = url
        self._folder = folder

    @asynccontextmanager
    async def children(self, *, die_along: bool = True, **settings: object) -> AsyncIterator[RelayChildren]:
        chosen = Settings.model_validate({"data_dir": self._folder, "log_level": "warning"} | settings)
        children = RelayChildren(relay_plan(chosen, self._url), self.registry, die_along=die_along)
        children.start()
        try:
            yield children
        finally:
            await children.stop()

    async def knows(self, wish: Callable[[dict[str, RelayStanding]], bool]) -> dict[str, RelayStanding]:
        return await standing(self.registry, wish)


@pytest.fixture(autouse=True)
def _find_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    embedded = EmbeddedValkey(tmp_path / "valkey")
    await embedded.start()
    async with open_registry(embedded.url, "callrouter") as registry:
        yield House(embedded.url, registry, tmp_path)
    await embedded.stop()


@pytest.fixture
def base_port() -> Iterator[int]:
    """Return a port that is taken, with a free one behind it."""
    first, second = free_port(), free_port()
    while second != first + 1:
        first, second = second, free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", first))
        yield first


async def test_as_many_as_wished_come_up_and_all_are_gone_at_the_end(house: House) -> None:
    async with house.children(relays=2) as children:
        await house.knows(lambda known: len(known) == 2)
        processes = [psutil.Process(pid) for pid in children.pids]
        assert len(processes) == 2
    assert not any(process.is_running() for process in processes)
    assert await house.registry.all() == ()


async def test_one_that_is_killed_is_reported_at_once_and_another_takes_its_place(house: House) -> None:
    async with house.children(relays=1) as children:
        (first,) = await house.knows(lambda known: len(known) == 1)
        os.kill(children.pids[0], signal.SIGKILL)
        loop = asyncio.get_running_loop()
        killed_at = loop.time()
        await house.knows(lambda known: first not in known)
        assert loop.time() - killed_at < 1, "well before its lease ends"
        await house.knows(lambda known: len(known) == 1)


async def test_one_that_hangs_is_killed_and_another_takes_its_place(house: House) -> None:
    async with house.children(relays=1) as children:
        (first,) = await house.knows(lambda known: len(known) == 1)
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: children.relay_ids == [first])
        process = psutil.Process(children.pids[0])
        process.suspend()
        await house.registry.lose(first)  # as whoever sees that its lease has ended
        await house.knows(lambda known: len(known) == 1 and first not in known)
        assert not process.is_running()


async def test_one_that_was_given_up_by_mistake_is_back_and_lives_on(house: House) -> None:
    async with house.children(relays=1) as children:
        (first,) = await house.knows(lambda known: len(known) == 1)
        pids = children.pids
        await house.registry.lose(first)
        await house.knows(lambda known: first in known)
        assert children.pids == pids


async def test_ports_that_somebody_holds_are_left_out(house: House, base_port: int) -> None:
    async with house.children(relays=1, media_port=base_port) as children:
        await house.knows(lambda known: len(known) == 1)
        sockets = psutil.Process(children.pids[0]).net_connections("udp")
        assert [each.laddr.port for each in sockets] == [base_port + 1]


async def test_nothing_secret_stands_in_what_everybody_can_read(house: House) -> None:
    async with house.children(relays=1) as children:
        await house.knows(lambda known: len(known) == 1)
        process = psutil.Process(children.pids[0])
        assert process.cmdline()[-2:] == ["-m", "signaling.relays"]


async def test_relays_with_calls_are_left_to_them_and_end_with_the_last(house: House) -> None:
    async with AsyncExitStack() as stack:
        async with house.children(relays=1, die_along=False) as children:
            ((relay_id, known),) = (await house.knows(lambda known: len(known) == 1)).items()
            process = psutil.Process(children.pids[0])
            stack.callback(_kill, process)
            control = await stack.enter_async_context(
                running_control(known.relay.control_url, Ear(), relay_id=relay_id)
            )
            await control.connect("c1", "p1", offer_text(), Audience())
        await house.knows(lambda known: known[relay_id].relay.draining)
        assert process.is_running()
        await control.close_room("c1")
        await house.knows(lambda known: known == {})


def _kill(process: psutil.Process) -> None:
    if process.is_running():
        process.kill()
