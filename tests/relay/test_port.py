"""What the legs of one port have to do with each other: nothing."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aioice import stun as codec

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.consent import PeerIce
from callrouter.relay.transport.dtls import generate_certificate
from callrouter.relay.transport.leg_transport import LegTransport
from callrouter.relay.transport.port import HELD_FOR, MediaPort, UdpPath
from callrouter.relay.transport.srtp import PacketBuffer
from tests.relay.clients import PATIENCE
from tests.relay.packets import rtp

pytestmark = pytest.mark.network

PASSWORD = "p" * 24
CERTIFICATE = generate_certificate()


def leg(port: MediaPort, counters: Counters, ufrag: str) -> LegTransport:
    transport = LegTransport(
        ice_ufrag=ufrag,
        ice_pwd=PASSWORD,
        peer=PeerIce(f"theirs:{ufrag}", PASSWORD),
        outgoing=port.outgoing,
        counters=counters,
        certificate=CERTIFICATE,
        now=0.0,
    )
    port.add(transport)
    return transport


@contextlib.contextmanager
def peer(port: MediaPort) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port.number))
        sock.setblocking(False)
        yield sock


async def proves_itself(sock: socket.socket, ufrag: str) -> None:
    await asyncio.get_running_loop().sock_sendall(sock, check(ufrag))
    async with asyncio.timeout(PATIENCE):
        codec.parse_message(await hears(sock))


async def hears(sock: socket.socket) -> bytes:
    """Return the next datagram that isn't a question of the relay's own."""
    loop = asyncio.get_running_loop()
    while (datagram := await loop.sock_recv(sock, 2000)).startswith(b"\x00\x01"):
        pass
    return datagram


def check(ufrag: str) -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:theirs"
    message.add_message_integrity(PASSWORD.encode())
    return bytes(message)


async def test_a_packet_that_meets_a_bug_costs_nobody_else_theirs() -> None:
    loop, counters, reported = asyncio.get_running_loop(), Counters(), []
    port = MediaPort(counters)
    await port.open(["127.0.0.1"], 0, loop)

    def remember(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        reported.append(context["exception"])

    loop.set_exception_handler(remember)
    taken: list[int] = []
    done = asyncio.Event()

    def fail(_buffer: PacketBuffer, _size: int, _now: float) -> bool:
        raise ZeroDivisionError

    def take(_buffer: PacketBuffer, size: int, _now: float) -> bool:
        taken.append(size)
        if len(taken) == 3:
            done.set()
        return True

    with peer(port) as bad, peer(port) as good:
        ours, theirs = leg(port, counters, "good"), leg(port, counters, "evil")
        ours.receive_rtp, theirs.receive_rtp = take, fail
        await proves_itself(good, "good")
        await proves_itself(bad, "evil")
        for size in (20, 30, 40):
            bad.send(rtp(1, bytes(size)))
            good.send(rtp(1, bytes(size)))
        async with asyncio.timeout(PATIENCE):
            await done.wait()
    assert taken == [32, 42, 52]
    assert [type(error) for error in reported] == [ZeroDivisionError] * 3
    await port.close()


async def test_what_is_said_in_the_last_moment_goes_out_before_the_port_closes() -> None:
    loop, counters = asyncio.get_running_loop(), Counters()
    port = MediaPort(counters)
    await port.open(["127.0.0.1"], 0, loop)
    with peer(port) as sock:
        transport = leg(port, counters, "ufrag")
        await proves_itself(sock, "ufrag")
        port.remove(transport)
        transport.send_datagram(b"goodbye")
        await port.close()
        async with asyncio.timeout(PATIENCE):
            assert await hears(sock) == b"goodbye"
        transport.send_datagram(b"too late")
        port.outgoing.flush()
    assert (port.number, counters.dropped_unsent) == (0, 1)


async def test_a_leg_loses_the_address_that_another_proves_and_sends_nothing_there() -> None:
    loop, counters = asyncio.get_running_loop(), Counters()
    port = MediaPort(counters)
    await port.open(["127.0.0.1"], 0, loop)
    with peer(port) as sock:
        old, new = leg(port, counters, "old"), leg(port, counters, "new")
        await proves_itself(sock, "old")
        await proves_itself(sock, "new")
        assert (len(old.paths()), len(new.paths())) == (0, 1)
        old.send_datagram(b"to somebody else")
        new.send_datagram(b"right")
        port.outgoing.flush()
        async with asyncio.timeout(PATIENCE):
            assert await hears(sock) == b"right"
    await port.close()


async def test_an_address_that_media_comes_from_cannot_be_claimed_by_another_leg() -> None:
    loop, counters = asyncio.get_running_loop(), Counters()
    port = MediaPort(counters)
    await port.open(["127.0.0.1"], 0, loop)
    authentic = True

    def take(_buffer: PacketBuffer, _size: int, _now: float) -> bool:
        return authentic

    with peer(port) as sock:
        victim, thief = leg(port, counters, "victim"), leg(port, counters, "thief")
        victim.receive_rtp = take
        await proves_itself(sock, "victim")
        (path,) = victim.paths()
        assert isinstance(path, UdpPath)
        sock.send(rtp(1))
        sock.send(check("thief"))
        await proves_itself(sock, "victim")
        assert (victim.paths(), thief.paths()) == ([path], [])
        assert counters.dropped_unauthenticated == 1
        path.heard_at -= HELD_FOR
        authentic = False
        sock.send(rtp(2))
        await proves_itself(sock, "thief")
        assert victim.paths() == []
    await port.close()
