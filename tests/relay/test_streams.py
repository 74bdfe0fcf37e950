"""ICE over TCP: whole calls, changing between TCP and UDP, and the bounds on connections."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from collections.abc import AsyncIterator
from typing import cast

import pytest
import pytest_asyncio
from aioice import stun as codec
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from callrouter.model.media import Audience, LegState
from callrouter.relay import RelayEngine
from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport import streams
from callrouter.relay.transport.leg_transport import LegTransport
from callrouter.relay.transport.srtp import PacketBuffer
from callrouter.relay.transport.streams import MAX_FRAME, PROVE_WITHIN, StreamConnection, Streams
from tests.relay.clients import PATIENCE, Client, RecordingListener
from tests.relay.conftest import ROOM, Joins
from tests.relay.offers import offer_text
from tests.relay.tunnel import Tunnel

pytestmark = pytest.mark.network


@pytest_asyncio.fixture
async def tunnel(engine: RelayEngine) -> AsyncIterator[Tunnel]:
    tunnel = Tunnel(engine)
    await tunnel.open()
    yield tunnel
    await tunnel.close()


@pytest_asyncio.fixture
async def visitor(tunnel: Tunnel, loopback_only: None) -> AsyncIterator[Client]:  # noqa: ARG001
    client = Client(cast("RelayEngine", tunnel), ROOM, "visitor", "red")
    yield client
    await client.close()


def leg(engine: RelayEngine, name: str = "visitor") -> LegTransport:
    return engine._switchboard._legs[ROOM, name].transport


def check(ufrag: str, password: str) -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:theirs"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password.encode())
    return bytes(message)


def frame(datagram: bytes) -> bytes:
    return len(datagram).to_bytes(2, "big") + datagram


async def credentials(engine: RelayEngine) -> tuple[str, str]:
    answer = await engine.connect(ROOM, "visitor", offer_text(), Audience())
    ice = SessionDescription.parse(answer).media[0].ice
    assert ice is not None
    assert ice.usernameFragment is not None
    assert ice.password is not None
    return ice.usernameFragment, ice.password


async def test_a_call_goes_over_tcp_alone(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins
) -> None:
    await visitor.connect()
    agent = await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    await visitor.hears(0)
    assert leg(engine).transport == "tcp"
    assert leg(engine, "agent").transport == "udp"
    assert tunnel.came["udp"] == 0


async def test_a_leg_changes_from_tcp_to_udp_and_back(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins
) -> None:
    await visitor.connect()
    agent = await joins("agent", "blue")
    await visitor.sees(0, "blue")
    for over_tcp, name in ((False, "udp"), (True, "tcp")):
        tunnel.over_tcp = over_tcp
        tunnel.send(check(leg(engine).ice_ufrag, leg(engine).ice_pwd))
        before = tunnel.came[name]
        await visitor.until(lambda name=name, before=before: tunnel.came[name] > before + 50)  # type: ignore[misc]
        assert leg(engine).transport == name
        await visitor.hears(0)
        await agent.hears(0)


async def test_a_closed_connection_gives_way_to_what_else_has_proved_itself(
    engine: RelayEngine, tunnel: Tunnel, visitor: Client, joins: Joins, listener: RecordingListener
) -> None:
    await visitor.connect()
    await joins("agent", "blue")
    await visitor.hears(0)
    tunnel.over_tcp = False
    message = codec.parse_message(check(leg(engine).ice_ufrag, leg(engine).ice_pwd))
    del message.attributes["USE-CANDIDATE"], message.attributes["MESSAGE-INTEGRITY"]
    message.add_message_integrity(leg(engine).ice_pwd.encode())
    tunnel.send(bytes(message))
    await visitor.until(lambda: tunnel.came["udp"] > 0)
    assert leg(engine).transport == "tcp"
    assert tunnel.writer is not None
    tunnel.writer.close()
    await visitor.hears(0, more=50)
    assert leg(engine).transport == "udp"
    assert listener.state("visitor") is LegState.CONNECTED


async def connected(engine: RelayEngine) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", engine.port)


async def ended(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(PATIENCE):
        try:
            while await reader.read(4096):
                pass
        except ConnectionResetError:
            pass


async def answer_to(reader: asyncio.StreamReader) -> codec.Message:
    async with asyncio.timeout(PATIENCE):
        size = int.from_bytes(await reader.readexactly(2), "big")
        return codec.parse_message(await reader.readexactly(size))


async def test_a_connection_without_a_valid_check_is_closed_and_one_with_it_stays(
    engine: RelayEngine,
) -> None:
    ufrag, password = await credentials(engine)
    silent, _silent = await connected(engine)
    slow, slow_writer = await connected(engine)
    wrong, wrong_writer = await connected(engine)
    good, good_writer = await connected(engine)
    slow_writer.write(b"\x08")
    wrong_writer.write(frame(check(ufrag, "x" * 24)) + frame(b"\x80" * 100))
    good_writer.write(frame(check(ufrag, password)))
    assert (await answer_to(good)).attributes["XOR-MAPPED-ADDRESS"] == good_writer.get_extra_info("sockname")
    engine._port.tick(time.monotonic() + PROVE_WITHIN - 1)
    slow_writer.write(b"\x00")
    engine._port.tick(time.monotonic() + PROVE_WITHIN)
    await asyncio.gather(ended(silent), ended(slow), ended(wrong))
    good_writer.write(frame(check(ufrag, password)))
    await answer_to(good)
    for writer in (_silent, slow_writer, wrong_writer, good_writer):
        writer.close()
    assert engine.stats().dropped_unauthenticated == 2


async def test_the_connection_of_a_leg_that_is_gone_must_prove_itself_anew(engine: RelayEngine) -> None:
    reader, writer = await connected(engine)
    writer.write(frame(check(*await credentials(engine))))
    await answer_to(reader)
    await engine.disconnect(ROOM, "visitor")
    engine._port.tick(time.monotonic() + PROVE_WITHIN)
    await ended(reader)
    writer.close()


async def test_a_frame_that_is_too_long_ends_the_connection(engine: RelayEngine) -> None:
    reader, writer = await connected(engine)
    writer.write((MAX_FRAME + 1).to_bytes(2, "big"))
    await ended(reader)
    writer.close()


async def test_the_oldest_unproved_connection_makes_room_and_proved_ones_stay(
    engine: RelayEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MAX_CONNECTIONS", 3)
    ufrag, password = await credentials(engine)
    proved, proved_writer = await connected(engine)
    proved_writer.write(frame(check(ufrag, password)))
    await answer_to(proved)
    idle = [await connected(engine) for _ in range(3)]
    await ended(idle[0][0])
    late, late_writer = idle[2]
    late_writer.write(frame(check(ufrag, password)))
    await answer_to(late)
    proved_writer.write(frame(check(ufrag, password)))
    await answer_to(proved)
    for _, writer in [(proved, proved_writer), *idle]:
        writer.close()


async def test_a_peer_that_does_not_read_loses_media_and_stops_nobody(engine: RelayEngine) -> None:
    ufrag, password = await credentials(engine)
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", engine.port))
        sock.sendall(frame(check(ufrag, password)))
        loop = asyncio.get_running_loop()
        sock.setblocking(False)
        async with asyncio.timeout(PATIENCE):
            await loop.sock_recv(sock, 100)
        connection = cast("StreamConnection", leg(engine).paths()[0])
        assert connection._wire is not None
        for _ in range(20_000):
            leg(engine).send_datagram(bytes(1200))
            if engine.stats().dropped_unsent > 100:
                break
        assert engine.stats().dropped_unsent > 100
        waiting = connection._wire.get_write_buffer_size()
        assert waiting <= streams.MAX_UNSENT + 64 * 1202
        other, writer = await connected(engine)
        writer.write(frame(check(ufrag, password)))
        await answer_to(other)
        writer.close()


async def test_a_disowned_peer_that_does_not_read_is_cut_off(engine: RelayEngine) -> None:
    ufrag, password = await credentials(engine)
    loop = asyncio.get_running_loop()
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", engine.port))
        sock.setblocking(False)
        await loop.sock_sendall(sock, frame(check(ufrag, password)))
        async with asyncio.timeout(PATIENCE):
            await loop.sock_recv(sock, 100)
        connection = cast("StreamConnection", leg(engine).paths()[0])
        wire = connection._wire
        assert wire is not None
        while wire.get_write_buffer_size() < streams.MAX_UNSENT:
            connection.send(bytes(1200))
        await engine.disconnect(ROOM, "visitor")
        descriptor = wire.get_extra_info("socket").fileno()
        assert descriptor >= 0
        engine._port.tick(time.monotonic() + PROVE_WITHIN)
        await asyncio.sleep(0)
        assert wire.get_extra_info("socket").fileno() == -1
        assert not len(engine._port._streams)


class Wire(asyncio.Transport):
    """The other end of a connection that only tells who is there, and remembers whether it was cut."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 9)})
        self.cut = False

    def abort(self) -> None:
        self.cut = True


@given(st.lists(st.binary(max_size=60), max_size=20), st.lists(st.integers(0, 400), max_size=20))
def test_frames_are_the_same_however_the_bytes_come(frames: list[bytes], cuts: list[int]) -> None:
    taken: list[bytes] = []

    def take(_connection: StreamConnection, buffer: PacketBuffer, size: int) -> None:
        taken.append(bytes(buffer.view[:size]))

    counters = Counters()
    connection = StreamConnection(Streams(take, counters), take, PacketBuffer(), counters)
    connection.connection_made(Wire())
    stream = b"".join(frame(datagram) for datagram in frames)
    places = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    for start, end in itertools.pairwise(places):
        connection.data_received(stream[start:end])
    assert taken == [datagram for datagram in frames if datagram]


@given(st.lists(st.binary(max_size=3000), max_size=5))
def test_no_bytes_make_a_connection_raise_or_keep_more_than_a_frame(chunks: list[bytes]) -> None:
    counters, wire = Counters(), Wire()
    connection = StreamConnection(
        Streams(lambda *_: None, counters), lambda *_: None, PacketBuffer(), counters
    )
    connection.connection_made(wire)
    for chunk in chunks:
        if not wire.cut:
            connection.data_received(chunk)
            held = len(connection._pending)
            assert held < MAX_FRAME + 2 or bool(wire.cut)
