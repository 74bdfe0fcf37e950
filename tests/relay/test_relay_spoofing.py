"""What somebody may try who sends from a participant's own address: forge, damage and repeat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random
from typing import cast

import pytest
import pytest_asyncio
from aioice import stun as codec

from callrouter.relay import LegState, RelayEngine
from tests.relay.clients import Client, RecordingListener
from tests.relay.conftest import ROOM, Joins
from tests.relay.packets import rtp
from tests.relay.tunnel import Tunnel

pytestmark = pytest.mark.network

RTP = range(128, 192)
RTCP_TYPES = range(192, 224)
FLOOD = 5000


def unsigned_check() -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.attributes["USE-CANDIDATE"] = None
    message.add_fingerprint()
    return bytes(message)


FORGERIES = {
    "plaintext alert": bytes.fromhex("15fefd000000000000000000020228"),
    "encrypted alert": bytes.fromhex("15fefd00010000000000990020") + bytes(32),
    "client hello": bytes.fromhex("16fefd000000000000000000100100000400000000000000041234fefd"),
    "client hello's fragment": bytes.fromhex("16fefd0000000000000063002001000fa0000000006400001400")
    + bytes(19),
    "client hello's empty fragment": bytes.fromhex("16fefd0000000000000063000c01000fa00000000064000000"),
    "empty handshake": bytes.fromhex("16fefd00000000000000000000"),
    "application data": bytes.fromhex("17fefd00010000000000010020") + bytes(32),
    "RTP": rtp(1, b"forged" * 20, payload_type=111),
    "RTCP": bytes.fromhex("80c9000100000001") + bytes(28),
    "oversized": b"\x80" + b"o" * 9000,
    "unsigned check": unsigned_check(),
    "malformed check": bytes.fromhex("000100102112a442") + bytes(12) + b"\x00\x20\x00\x01" + bytes(10),
    "reserved": b"\x40" * 50,
}


@pytest_asyncio.fixture
async def tunnel(engine: RelayEngine) -> AsyncIterator[Tunnel]:
    tunnel = Tunnel(engine)
    await tunnel.open()
    tunnel.over_tcp = False
    yield tunnel
    await tunnel.close()


@pytest_asyncio.fixture
async def visitor(tunnel: Tunnel, loopback_only: None) -> AsyncIterator[Client]:  # noqa: ARG001
    client = Client(cast("RelayEngine", tunnel), ROOM, "visitor", "red")
    yield client
    await client.close()


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=list(FORGERIES))
async def test_a_call_is_set_up_and_goes_on_though_each_datagram_has_a_forged_one_before_it(
    tunnel: Tunnel, visitor: Client, joins: Joins, forgery: bytes
) -> None:
    tunnel.spoil = lambda datagram: [forgery, datagram]
    await visitor.connect()
    agent = await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    await visitor.hears(0)
    await agent.hears(0)


async def test_datagrams_damaged_in_any_place_are_dropped_and_counted(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins
) -> None:
    random = Random(3)  # noqa: S311 repeatable on purpose
    damaged = 0

    def damage(datagram: bytes) -> list[bytes]:
        nonlocal damaged
        if datagram[0] not in RTP:
            return [datagram]
        damaged += 1
        spoilt = bytearray(datagram)
        spoilt[random.randrange(12, len(spoilt))] ^= random.randrange(1, 256)
        return [bytes(spoilt), datagram]

    tunnel.spoil = damage
    await visitor.connect()
    agent = await joins("agent", "blue")
    await agent.sees(0, "red")
    await agent.hears(0, more=50)
    tunnel.spoil = lambda datagram: [datagram]
    await visitor.until(lambda: engine.stats().dropped_unauthenticated >= damaged > 0)


async def test_repeated_packets_are_forwarded_once(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins
) -> None:
    repeated = 0

    def repeat(datagram: bytes) -> list[bytes]:
        nonlocal repeated
        is_media = datagram[0] in RTP and datagram[1] not in RTCP_TYPES
        repeated += is_media
        return [datagram, datagram] if is_media else [datagram]

    await visitor.connect()
    agent = await joins("agent", "blue")
    await agent.sees(0, "red")
    before = engine.stats().dropped_unauthenticated
    tunnel.spoil = repeat
    await agent.hears(0, more=50)
    tunnel.spoil = lambda datagram: [datagram]
    await visitor.until(lambda: engine.stats().dropped_unauthenticated >= before + repeated > 0)
    assert engine.stats().dropped_unauthenticated == before + repeated


async def test_a_flood_of_forged_media_costs_an_unprotect_each_and_nothing_else(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins, listener: RecordingListener
) -> None:
    await visitor.connect()
    agent = await joins("agent", "blue")
    await agent.sees(0, "red")
    before = engine.stats()
    goal = before.dropped_unauthenticated
    for burst in range(FLOOD // 50):
        for number in range(50):
            tunnel.send(rtp(burst * 50 + number, b"forged" * 150, ssrc=99 + number))
        goal += 50
        await visitor.until(lambda goal=goal: engine.stats().dropped_unauthenticated >= goal)  # type: ignore[misc]
    after = engine.stats()
    assert after.dropped_unauthenticated == goal
    assert after.dropped_malformed == before.dropped_malformed
    await visitor.hears(0)
    await agent.hears(0)
    assert listener.state("visitor") is LegState.CONNECTED


async def test_a_spoofed_source_neither_keeps_a_leg_alive_nor_moves_it(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins
) -> None:
    await visitor.connect()
    agent = await joins("agent", "blue")
    await agent.sees(0, "red")
    await visitor.hears(0)
    transport = engine._switchboard._legs[ROOM, "visitor"].transport

    async def forged(*datagrams: bytes, counted: int) -> tuple[float, float, object]:
        goal = engine.stats().dropped_unauthenticated + counted
        for datagram in datagrams:
            tunnel.send(datagram)
        await visitor.until(lambda: engine.stats().dropped_unauthenticated >= goal)
        return transport.liveness.heard_at, transport.liveness.rtp_at, transport._path

    tunnel.spoil = lambda _: []
    before = await forged(FORGERIES["RTP"], counted=1)
    assert await forged(*FORGERIES.values(), FORGERIES["RTP"], counted=6) == before
