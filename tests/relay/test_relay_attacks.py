"""What strangers on the network may try against a relay, and that calls go on as if nothing was."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from random import Random

import pytest
from aioice import stun as codec
from aiortc.sdp import SessionDescription
from structlog.testing import capture_logs

from callrouter.model.media import Audience
from callrouter.relay import SLOTS, LegState, RelayEngine
from tests.relay.clients import PATIENCE, Client, RecordingListener
from tests.relay.conftest import ROOM, Joins
from tests.relay.offers import offer_text
from tests.relay.packets import rtp

pytestmark = pytest.mark.network

PLAINTEXT_ALERT = bytes.fromhex("15fefd000000000000000000020228")
CLIENT_HELLO = bytes.fromhex("16fefd000000000000000000100100000400000000000000041234fefd")
MALFORMED_STUN = (
    bytes.fromhex("00010010") + struct.pack("!I", 0x2112A442) + bytes(12) + b"\x00\x20\x00\x01" + bytes(10)
)


def junk() -> list[bytes]:
    """Return one of each kind of datagram that must not matter."""
    random = Random(1)  # noqa: S311 repeatable on purpose
    unsigned = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    unsigned.attributes["USERNAME"] = "nobody:nowhere"
    unsigned.add_fingerprint()
    return [
        b"",
        b"\x00",
        PLAINTEXT_ALERT,
        CLIENT_HELLO,
        MALFORMED_STUN,
        bytes(unsigned),
        rtp(1, b"x" * 100),
        bytes.fromhex("80c9000100000001"),
        random.randbytes(1400),
        b"\xff" * 9000,
    ]


@contextlib.contextmanager
def stranger() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)
        yield sock


@contextlib.asynccontextmanager
async def flood(port: int) -> AsyncIterator[None]:
    """Send junk from another port, a burst at every turn of the event loop, until left."""
    kinds = junk()

    async def spray(sock: socket.socket) -> None:
        while True:
            for datagram in kinds:
                with contextlib.suppress(BlockingIOError):
                    sock.sendto(datagram, ("127.0.0.1", port))
            await asyncio.sleep(0)

    with stranger() as sock:
        sprayer = asyncio.create_task(spray(sock))
        try:
            yield
        finally:
            sprayer.cancel()
            await asyncio.gather(sprayer, return_exceptions=True)


async def test_calls_are_set_up_and_go_on_during_a_flood_of_junk(joins: Joins, engine: RelayEngine) -> None:
    async with flood(engine.port):
        visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
        await visitor.sees(0, "blue")
        await agent.sees(0, "red")
        await agent.hears(0)
    assert engine.stats().dropped_unauthenticated > 100


async def test_strangers_are_answered_nothing_remembered_nowhere_and_in_no_log(
    engine: RelayEngine, caplog: pytest.LogCaptureFixture
) -> None:
    await engine.connect(ROOM, "visitor", offer_text(), Audience())
    before, loop = engine.stats(), asyncio.get_running_loop()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _loop, context: complaints.append(context))
    with stranger() as sock, capture_logs() as logs:
        for _ in range(50):
            for datagram in junk():
                sock.sendto(datagram, ("127.0.0.1", engine.port))
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            while engine.stats().dropped_unauthenticated < before.dropped_unauthenticated + 300:  # noqa: ASYNC110
                await asyncio.sleep(0)
        with pytest.raises(BlockingIOError):
            sock.recv(2000)
    after = engine.stats()
    assert (after.packets_out, after.legs, complaints) == (before.packets_out, 1, [])
    assert not any(engine._port._by_address.values())
    assert (logs, caplog.records) == ([], [])


async def test_whoever_has_another_certificate_than_the_offer_named_gets_no_media(
    engine: RelayEngine, joins: Joins, listener: RecordingListener, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = engine.connect

    async def connect_as_somebody_else(room: str, who: str, sdp_offer: str, audience: Audience) -> str:
        named = re.sub(r"(a=fingerprint:sha-256 )..", r"\g<1>00", sdp_offer)
        return await connect(room, who, named, audience)

    agent = await joins("agent", "blue")
    await listener.until(lambda: listener.state("agent") is LegState.CONNECTED)
    monkeypatch.setattr(engine, "connect", connect_as_somebody_else)
    await joins("mallory", "green")
    await listener.until(lambda: listener.state("mallory") is LegState.GONE)
    assert LegState.CONNECTED not in [state for _, who, state in listener.states if who == "mallory"]
    assert agent.seen == [None] * (SLOTS + 1)


async def test_after_the_end_of_a_call_nothing_of_it_is_sent_or_taken(
    engine: RelayEngine, joins: Joins
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    await engine.close_room(ROOM)
    assert not engine._port._by_ufrag
    assert not any(engine._port._by_address.values())
    before = engine.stats()
    with stranger() as sock:
        sock.sendto(rtp(1, b"late" * 30), ("127.0.0.1", engine.port))
        async with asyncio.timeout(PATIENCE):
            while engine.stats().dropped_unauthenticated <= before.dropped_unauthenticated:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert engine.stats().packets_in == before.packets_in


def check(ufrag: str, password: str) -> codec.Message:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = f"{ufrag}:theirs"
    message.add_message_integrity(password.encode())
    return message


async def first_answer(sock: socket.socket, port: int, *checks: codec.Message) -> tuple[int, codec.Message]:
    """Send checks in order; return which one the first answer is for, and that answer."""
    loop = asyncio.get_running_loop()
    for message in checks:
        await loop.sock_sendto(sock, bytes(message), ("127.0.0.1", port))
    async with asyncio.timeout(PATIENCE):
        reply = codec.parse_message(await loop.sock_recv(sock, 2000))
    return [message.transaction_id for message in checks].index(reply.transaction_id), reply


def credentials(answer: str) -> tuple[str, str]:
    ice = SessionDescription.parse(answer).media[0].ice
    assert ice is not None
    assert ice.usernameFragment is not None
    assert ice.password is not None
    return ice.usernameFragment, ice.password


async def test_only_checks_with_the_right_password_are_answered(engine: RelayEngine) -> None:
    ufrag, password = credentials(await engine.connect(ROOM, "visitor", offer_text(), Audience()))
    with stranger() as sock:
        wrong = [check(ufrag, "x" * 24), check("nobody", password)]
        answered, reply = await first_answer(sock, engine.port, *wrong, check(ufrag, password))
        assert answered == 2
        assert reply.check_message_integrity(password.encode())
        assert reply.attributes["XOR-MAPPED-ADDRESS"] == sock.getsockname()


async def test_checks_under_the_user_fragment_from_before_a_restart_are_ignored(engine: RelayEngine) -> None:
    old = credentials(await engine.connect(ROOM, "visitor", offer_text(ufrag="abcd"), Audience()))
    new = credentials(await engine.connect(ROOM, "visitor", offer_text(ufrag="efgh"), Audience()))
    with stranger() as sock:
        answered, _ = await first_answer(sock, engine.port, check(*old), check(*new))
        assert answered == 1


async def test_a_disconnected_participants_credentials_are_worthless(engine: RelayEngine) -> None:
    left = credentials(await engine.connect(ROOM, "visitor", offer_text(), Audience()))
    stays = credentials(await engine.connect(ROOM, "agent", offer_text(), Audience()))
    await engine.disconnect(ROOM, "visitor")
    with stranger() as sock:
        answered, _ = await first_answer(sock, engine.port, check(*left), check(*stays))
        assert answered == 1


@pytest.mark.parametrize("datagram", [PLAINTEXT_ALERT, CLIENT_HELLO], ids=["alert", "client hello"])
async def test_forgeries_from_the_participants_own_address_do_not_stop_its_handshake(
    engine: RelayEngine, joins: Joins, monkeypatch: pytest.MonkeyPatch, datagram: bytes
) -> None:
    """A spoofed source is played by feeding the forgery to the leg before each genuine datagram."""
    forged = 0

    def leg_gets_a_forgery_first(name: str) -> None:
        dtls = engine._switchboard._legs[ROOM, name].transport.dtls
        genuine = dtls.feed

        def feed(received: bytes) -> None:
            nonlocal forged
            if forged < 20:
                forged += 1
                genuine(datagram)
            genuine(received)

        monkeypatch.setattr(dtls, "feed", feed)

    connect = engine.connect

    async def connect_and_spoof(room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        answer = await connect(room, participant, sdp_offer, audience)
        leg_gets_a_forgery_first(participant)
        return answer

    monkeypatch.setattr(engine, "connect", connect_and_spoof)
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    assert forged


async def test_a_valid_check_from_elsewhere_does_not_make_its_media_believed(
    engine: RelayEngine, joins: Joins, listener: RecordingListener
) -> None:
    visitor = await joins("visitor", "red")
    await listener.until(lambda: listener.state("visitor") is LegState.CONNECTED)
    agent = await joins("agent", "blue")
    await agent.sees(0, "red")
    transport = engine._switchboard._legs[ROOM, "visitor"].transport
    before = engine.stats().dropped_unauthenticated
    with stranger() as sock:
        await first_answer(sock, engine.port, check(transport.ice_ufrag, transport.ice_pwd))
        for number in range(20):
            sock.sendto(rtp(number, b"forged" * 10, payload_type=111), ("127.0.0.1", engine.port))
        await visitor.until(lambda: engine.stats().dropped_unauthenticated >= before + 20)
    await agent.hears(0)
    await visitor.sees(0, "blue")


async def test_a_participant_cannot_flood_itself_into_anothers_call(
    engine: RelayEngine, joins: Joins
) -> None:
    agent = await joins("agent", "blue")
    mallory = Client(engine, "elsewhere", "mallory", "green")
    await mallory.connect()
    visitor = await joins("visitor", "red")
    await agent.sees(0, "red")
    await visitor.sees(0, "blue")
    assert agent.seen == ["red", *[None] * SLOTS]
    await mallory.close()


async def test_a_thousand_random_datagrams_raise_nothing(engine: RelayEngine) -> None:
    random = Random("relay")  # noqa: S311 repeatable on purpose
    with stranger() as sock:
        for _ in range(1000):
            datagram = random.randbytes(random.randrange(200))
            if random.random() < 0.5:
                datagram = b"\x00\x01" + datagram
            sock.sendto(datagram, ("127.0.0.1", engine.port))
            await asyncio.sleep(0)
        theirs = credentials(await engine.connect(ROOM, "visitor", offer_text(), Audience()))
        await first_answer(sock, engine.port, check(*theirs))
