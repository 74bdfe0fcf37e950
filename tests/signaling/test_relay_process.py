"""A relay as a process: known to all, drained, left behind, without its server, and refused."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from callrouter.model.media import Audience
from callrouter.queueing import EmbeddedValkey, NodeRegistry, RelayRegistry, claim_layout, connect
from callrouter.relay.node import unix_path
from signaling.relays.ending import Ending, Wishes
from signaling.stores import open_registry, this_node
from tests.relay.control import Ear, running_control
from tests.relay.offers import offer_text
from tests.signaling.relay_process import RelayProcess, relay_process, standing

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[EmbeddedValkey]:
    embedded = EmbeddedValkey(tmp_path / "valkey")
    await embedded.start()
    yield embedded
    await embedded.stop()


@pytest.fixture
async def registry(server: EmbeddedValkey) -> AsyncIterator[RelayRegistry]:
    async with open_registry(server.url, "callrouter") as opened:
        yield opened


@pytest.fixture
async def relay(tmp_path: Path, server: EmbeddedValkey) -> AsyncIterator[RelayProcess]:
    async with relay_process(
        tmp_path, server.url, relay_supervised=True, drain_s=60, relay_capacity=7
    ) as started:
        await started.ready()
        yield started


async def url_of(registry: RelayRegistry, relay: RelayProcess) -> str:
    return (await standing(registry, lambda known: relay.relay_id in known))[relay.relay_id].relay.control_url


async def test_a_relay_makes_itself_known_and_renews_with_its_load(
    registry: RelayRegistry, relay: RelayProcess
) -> None:
    first = (await standing(registry, lambda known: relay.relay_id in known))[relay.relay_id]
    assert (first.relay.capacity, first.relay.draining, first.calls) == (7, False, 0)
    again = await standing(registry, lambda known: known[relay.relay_id].renewed_at > first.renewed_at)
    assert again[relay.relay_id].load.cpu > 0


async def test_a_relay_that_comes_before_the_first_node_leaves_it_a_deployment_to_serve(
    server: EmbeddedValkey, relay: RelayProcess
) -> None:
    assert relay.relay_id
    client = await connect(server.url)
    await claim_layout(NodeRegistry(client), this_node(), now=lambda: 0)
    await client.aclose()


async def test_figures_are_told_on_the_control_socket(registry: RelayRegistry, relay: RelayProcess) -> None:
    path = unix_path(await url_of(registry, relay))
    async with (
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session,
        session.get("http://relay/metrics") as answer,
    ):
        assert "callrouter_relay_legs 0\n" in await answer.text()


async def test_a_relay_without_calls_ends_at_once_when_asked_and_is_known_no_more(
    registry: RelayRegistry, relay: RelayProcess
) -> None:
    path = unix_path(await url_of(registry, relay))
    relay.ask(signal.SIGTERM)
    assert await relay.ends(within_s=5) == 0
    assert await registry.all() == ()
    assert not path.exists()


async def test_a_draining_relay_keeps_its_calls_and_ends_with_the_last(
    registry: RelayRegistry, relay: RelayProcess
) -> None:
    async with running_control(await url_of(registry, relay), Ear(), relay_id=relay.relay_id) as control:
        await control.connect("c1", "p1", offer_text(), Audience())
        relay.ask(signal.SIGTERM)
        await standing(registry, lambda known: known[relay.relay_id].relay.draining)
        await control.connect("c1", "p2", offer_text(), Audience())
        await control.close_room("c1")
        assert await relay.ends(within_s=5) == 0


async def test_asked_twice_a_relay_ends_at_once(registry: RelayRegistry, relay: RelayProcess) -> None:
    async with running_control(await url_of(registry, relay), Ear(), relay_id=relay.relay_id) as control:
        await control.connect("c1", "p1", offer_text(), Audience())
        relay.ask(signal.SIGTERM)
        await standing(registry, lambda known: known[relay.relay_id].relay.draining)
        relay.ask(signal.SIGTERM)
        assert await relay.ends(within_s=5) == 0
    assert await registry.all() == ()


async def test_a_relay_left_behind_takes_no_new_calls_and_ends_with_the_last(
    registry: RelayRegistry, relay: RelayProcess
) -> None:
    async with running_control(await url_of(registry, relay), Ear(), relay_id=relay.relay_id) as control:
        await control.connect("c1", "p1", offer_text(), Audience())
        relay.orphan()
        await standing(registry, lambda known: known[relay.relay_id].relay.draining)
        await control.disconnect("c1", "p1")
        assert await relay.ends(within_s=5) == 0


async def test_a_relay_whose_time_to_drain_is_over_moves_its_calls_and_ends(
    tmp_path: Path, server: EmbeddedValkey, registry: RelayRegistry
) -> None:
    async with relay_process(tmp_path, server.url, drain_s=0) as relay:
        await relay.ready()
        async with running_control(await url_of(registry, relay), Ear(), relay_id=relay.relay_id) as control:
            await control.connect("c1", "p1", offer_text(), Audience())
            relay.ask(signal.SIGTERM)
            assert await relay.ends(within_s=8) == 0
    assert '"reason": "moved"' in relay.log


async def test_a_relay_goes_on_without_the_server_and_is_known_again_when_it_is_back(
    server: EmbeddedValkey, registry: RelayRegistry, relay: RelayProcess
) -> None:
    async with running_control(await url_of(registry, relay), Ear(), relay_id=relay.relay_id) as control:
        await server.stop()
        await control.connect("c1", "p1", offer_text(), Audience())
        await server.start()
        before = (await standing(registry, lambda known: relay.relay_id in known))[relay.relay_id]
        await standing(registry, lambda known: known[relay.relay_id].renewed_at > before.renewed_at)
        await control.close_room("c1")


async def test_a_relay_that_finds_no_server_waits_and_can_be_ended(tmp_path: Path) -> None:
    async with relay_process(tmp_path, f"unix://{tmp_path}/none.sock", relay_supervised=True) as relay:
        relay.orphan()
        assert await relay.ends() == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"media_hosts": "0.0.0.0"}, "announce"),  # noqa: S104
        ({"relay_listen": "http://127.0.0.1:9"}, "plain TCP"),
        ({"relay_listen": "https://127.0.0.1:9", "relay_token": "sesame"}, "relay_certificate"),
        ({"relay_listen": "unix:///tmp/relay.sock"}, "only its owner"),
    ],
)
async def test_settings_that_cannot_work_are_said(
    tmp_path: Path, server: EmbeddedValkey, settings: dict[str, str], said: str
) -> None:
    async with relay_process(tmp_path, server.url, **settings) as relay:
        assert await relay.ends() in {1, 2}
    assert said in relay.log
    assert "sesame" not in relay.log
    assert "Traceback" not in relay.log


class Deserted:
    """A relay with people on it and no node."""

    attached = 0
    empty = False
    drained = False

    def drain(self) -> None:
        self.drained = True

    async def move(self) -> None:
        raise AssertionError("there is nobody to ask")


async def test_a_relay_that_nobody_comes_for_ends_though_there_are_people_on_it() -> None:
    relay, wishes = Deserted(), Wishes()
    wishes.orphan()
    assert await Ending(relay, wishes, drain_s=0, forsaken_s=0).awaited() == "forsaken"
    assert relay.drained
