"""Relays come, go and are lost, and so do nodes: calls go on, and everybody hears where."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from redis.asyncio import Redis

from callrouter.model.events import MediaMoved
from callrouter.model.media import Audience, LegState, RelayLoad, RelayRecord
from callrouter.queueing import EmbeddedValkey, QueueEngine, QueueUnavailableError, RelayRegistry
from callrouter.relay import RelayEngine
from callrouter.services.media import MediaUnavailableError
from tests.relay.clients import Client
from tests.relay.offers import offer_text
from tests.services.conftest import StartsNode, StartsRelay
from tests.services.relays import BOOTH, Node, Talk, ended, keep_registered

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def _home(registry: RelayRegistry, call_id: str) -> str | None:
    return (await registry.homes([call_id]))[call_id].relay_id


class _Door:
    """A node as a participant's client sees it."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def connect(self, room: str, participant: str, sdp_offer: str, _audience: Audience) -> str:
        return await self._node.media.connect(room, participant, f"{participant}-1", sdp_offer)


async def _received(client: Client) -> int:
    """Count the media packets that came to somebody."""
    stats = (await client.pc.getStats()).values()
    return sum(each.packetsReceived for each in stats if each.type == "inbound-rtp")


async def _both_connect(node: Node, talk: Talk) -> None:
    await node.media.connect(talk.call_id, talk.booth, "s1", offer_text())
    await node.media.connect(talk.call_id, talk.staff, "s2", offer_text())


async def test_calls_are_spread_over_the_relays(
    starts_relay: StartsRelay, starts_node: StartsNode, engine: QueueEngine
) -> None:
    relays = [await starts_relay(name) for name in ("r1", "r2")]
    node = await starts_node()
    for number in range(4):
        talk = Talk(engine, f"c{number}", f"booth:b{number}", f"staff-{number}")
        await talk.begins()
        await _both_connect(node, talk)
    assert [len(relay.rooms()) for relay in relays] == [2, 2]


async def test_a_call_whose_relay_dies_goes_on_at_another(
    starts_relay: StartsRelay, starts_node: StartsNode, registry: RelayRegistry, talk: Talk
) -> None:
    relays = {name: await starts_relay(name) for name in ("r1", "r2")}
    node, other = await starts_node(), await starts_node()
    await _both_connect(node, talk)
    first = await _home(registry, talk.call_id)
    assert first is not None
    for each in (node, other):
        await each.attached(2)
    await relays.pop(first).dies()
    for each in (node, other):
        moved = await each.hears("media.moved")
        assert isinstance(moved, MediaMoved)
        assert set(moved.audience) == {talk.booth, talk.staff}
        assert [moved.relay_id] == list(relays)
    await _both_connect(other, talk)
    (second,) = relays.values()
    assert second.rooms() == {talk.call_id: {talk.booth, talk.staff}}
    await other.pages.until(lambda: other.pages.sees(BOOTH, "ann"))
    assert [relay.relay.relay_id for relay in await registry.all()] == list(relays)


async def test_the_only_relays_calls_go_to_the_next_that_comes(
    starts_relay: StartsRelay, starts_node: StartsNode, talk: Talk
) -> None:
    first = await starts_relay("r1")
    node = await starts_node()
    await _both_connect(node, talk)
    await node.pages.until(lambda: node.pages.sees(BOOTH, "ann"))
    await first.dies()
    lost = await node.hears("media.moved")
    assert isinstance(lost, MediaMoved)
    assert lost.relay_id is None
    await node.pages.until(lambda: (BOOTH, "ann", LegState.GONE) in node.pages.legs)
    second = await starts_relay("r2")
    await node.heard.until(
        lambda: any(isinstance(event, MediaMoved) and event.relay_id == "r2" for event in node.events)
    )
    await _both_connect(node, talk)
    assert second.rooms() == {talk.call_id: {talk.booth, talk.staff}}


async def test_a_node_that_comes_back_learns_all_from_the_queue_and_the_relay(
    starts_relay: StartsRelay, client: Redis, engine: QueueEngine, talk: Talk
) -> None:
    """Every node is gone for a while; media goes on, and so do the calls."""
    relay = await starts_relay("r1")
    others = [Talk(engine, f"c{n}", f"booth:b{n}", f"staff-{n}") for n in (2, 3)]
    for other in others:
        await other.begins()
    async with Node(client, engine).running() as node:
        for each in (talk, *others):
            await _both_connect(node, each)
    assert len(relay.rooms()) == 3, "media went on"
    await others[0].hangs_up()
    await others[1].holds(held=True)
    async with Node(client, engine).running() as node:
        await relay.is_as(lambda: set(relay.rooms()) == {"c1", "c3"})
        await relay.is_as(
            lambda: (
                {room.room: room.audience for room in relay.engine.snapshot().rooms}
                == {"c1": Audience(), "c3": Audience(apart=("booth:b3",))}
            )
        )
        await node.pages.until(lambda: node.pages.sees(BOOTH, "ann"))
        assert (BOOTH, "ann", LegState.CONNECTING) in node.pages.legs
        node.media.tell_again(BOOTH)
        await talk.hangs_up()
        await relay.is_as(lambda: set(relay.rooms()) == {"c3"})


async def test_whoever_left_while_no_node_was_there_is_disconnected(
    starts_relay: StartsRelay, client: Redis, engine: QueueEngine, talk: Talk
) -> None:
    relay = await starts_relay("r1")
    async with Node(client, engine).running() as node:
        await _both_connect(node, talk)
    await talk.is_handed_over("bob")
    async with Node(client, engine).running():
        await relay.is_as(lambda: relay.rooms() == {talk.call_id: {BOOTH}})


async def test_participants_at_different_nodes_hear_of_each_other(
    starts_relay: StartsRelay, starts_node: StartsNode, talk: Talk
) -> None:
    await starts_relay("r1")
    one, other = await starts_node(), await starts_node()
    await one.media.connect(talk.call_id, talk.booth, "s1", offer_text())
    await other.media.connect(talk.call_id, talk.staff, "s2", offer_text())
    for pages in (one.pages, other.pages):
        await pages.see_each_other(BOOTH, "ann")
    await other.media.connect(talk.call_id, talk.booth, "s3", offer_text(session_id=9))
    for pages in (one.pages, other.pages):
        await pages.hear_of_replacement(BOOTH, "s3")


async def test_a_relay_that_drains_keeps_its_calls_until_they_are_moved(
    starts_relay: StartsRelay, starts_node: StartsNode, registry: RelayRegistry, talk: Talk
) -> None:
    first = await starts_relay("r1")
    node = await starts_node()
    await _both_connect(node, talk)
    await registry.drain("r1")
    second = await starts_relay("r2")
    await node.media.connect(talk.call_id, talk.booth, "s1", offer_text(session_id=9))
    assert set(first.rooms()) == {talk.call_id}
    assert await registry.move("r1") == 0
    await node.hears("media.moved")
    assert set(first.rooms()) == {talk.call_id}, "it forwards on until all have gone to the other"
    await _both_connect(node, talk)
    assert second.rooms() == {talk.call_id: {talk.booth, talk.staff}}
    await first.is_as(lambda: first.rooms() == {})


async def test_a_node_that_cannot_reach_a_healthy_relay_leaves_it_to_the_others(
    starts_relay: StartsRelay, starts_node: StartsNode, registry: RelayRegistry, talk: Talk
) -> None:
    """Its own network is broken: nobody seems to be there, but the relay renews."""
    relay = await starts_relay("r1")
    well = await starts_node()
    await _both_connect(well, talk)
    renewing = asyncio.create_task(keep_registered(registry, "r1"))
    cut_off = RelayRecord(relay_id="r2", control_url="unix:///nowhere/at-all.sock", capacity=10)
    await registry.register(cut_off, lease_ms=60_000)
    renewing_too = asyncio.create_task(keep_registered(registry, "r2"))
    for _ in range(4):  # twice as long as a relay is spared
        await asyncio.wait({renewing, renewing_too}, timeout=0.75)
    assert {each.relay.relay_id for each in await registry.all()} == {"r1", "r2"}
    await ended(renewing_too)
    gone = await well.hears("relay.gone")
    assert gone.model_dump(include={"relay_id"}) == {"relay_id": "r2"}
    assert set(relay.rooms()) == {talk.call_id}
    await ended(renewing)


async def test_a_relay_on_another_machines_unix_socket_is_left_alone(
    starts_relay: StartsRelay, starts_node: StartsNode, engine: QueueEngine, registry: RelayRegistry
) -> None:
    elsewhere = RelayRecord(
        relay_id="r1", control_url="unix:///nowhere/at-all.sock", machine="there", capacity=10
    )
    await registry.register(elsewhere, lease_ms=60_000)
    await starts_relay("r2")
    node = await starts_node()
    for number in range(3):
        talk = Talk(engine, f"c{number}", f"booth:b{number}", f"staff-{number}")
        await talk.begins()
        await _both_connect(node, talk)
        assert await _home(registry, talk.call_id) == "r2"
    assert [relay.relay_id for relay in node.media._pool.relays] == ["r2"]
    await registry.drain("r2")
    talk = Talk(engine, "c9", "booth:b9", "staff-9")
    await talk.begins()
    assert await registry.assign("c9") == elsewhere, "by somebody on that machine"
    with pytest.raises(MediaUnavailableError):
        await _both_connect(node, talk)


async def test_a_hold_goes_along_and_not_a_packet_reaches_whoever_is_held(
    starts_relay: StartsRelay,
    starts_node: StartsNode,
    registry: RelayRegistry,
    talk: Talk,
    loopback_only: None,  # noqa: ARG001
) -> None:
    relays = {name: await starts_relay(name) for name in ("r1", "r2")}
    node = await starts_node()
    await _both_connect(node, talk)
    await talk.holds(held=True)
    first = await _home(registry, talk.call_id)
    assert first is not None
    await relays.pop(first).dies()
    await node.hears("media.moved")
    (second,) = relays.values()
    clients = [
        Client(cast("RelayEngine", _Door(node)), talk.call_id, who, color)
        for who, color in ((BOOTH, "red"), ("ann", "blue"))
    ]
    for client in clients:
        await client.connect()
    await second.is_as(lambda: second.engine.stats().packets_in > 100)
    assert [await _received(client) for client in clients] == [0, 0]
    await talk.holds(held=False)
    await clients[0].sees(0, "blue")
    assert await _received(clients[0]) > 0
    for client in clients:
        await client.close()


async def test_connecting_is_given_up_when_no_relay_answers(
    starts_relay: StartsRelay, starts_node: StartsNode, talk: Talk
) -> None:
    relay = await starts_relay("r1")
    node = await starts_node()
    await _both_connect(node, talk)
    await relay.dies()
    with pytest.raises(MediaUnavailableError):
        await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())


async def test_a_connection_asked_for_while_the_relay_dies_is_made_at_another(
    starts_relay: StartsRelay, starts_node: StartsNode, registry: RelayRegistry, talk: Talk
) -> None:
    relays = {name: await starts_relay(name) for name in ("r1", "r2")}
    node = await starts_node()
    await _both_connect(node, talk)
    first = await _home(registry, talk.call_id)
    assert first is not None
    await relays.pop(first).dies()
    assert await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    (second,) = relays.values()
    assert second.rooms() == {talk.call_id: {BOOTH}}


async def test_media_goes_on_while_the_queue_server_is_away(
    valkey: EmbeddedValkey,
    starts_relay: StartsRelay,
    starts_node: StartsNode,
    registry: RelayRegistry,
    talk: Talk,
) -> None:
    relay = await starts_relay("r1")
    node = await starts_node()
    await _both_connect(node, talk)
    await valkey.stop()
    with pytest.raises(QueueUnavailableError):
        await node.media.connect(talk.call_id, BOOTH, "s1", offer_text(session_id=9))
    assert relay.rooms() == {talk.call_id: {BOOTH, "ann"}}
    await valkey.start()
    assert await registry.renew("r1", RelayLoad(legs=2, packets_per_s=0, cpu=0)), "it is still registered"
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text(session_id=9))
    assert relay.rooms() == {talk.call_id: {BOOTH, "ann"}}
