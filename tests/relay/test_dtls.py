"""The DTLS server against aiortc's client, and against forgeries. No sockets: datagrams are handed over."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from OpenSSL import SSL

from callrouter.relay.transport.dtls import (
    PROFILES,
    DtlsServer,
    HandshakeFailed,
    generate_certificate,
)
from callrouter.relay.transport.hello_guard import PRIMER, hello_verify_request
from callrouter.relay.transport.srtp import PacketBuffer, SrtpKeys
from tests.relay.packets import rtp

FATAL_ALERT = bytes.fromhex("15fefd000000000000000000020228")
BROKEN_HELLO = bytes.fromhex("16fefd000000000000000000100100000400000000000000041234fefd")
WRONG_COOKIE = (
    bytes.fromhex("16fefd0000000000000000")
    + (12 + 34 + 1 + 33).to_bytes(2, "big")
    + bytes.fromhex("010000440000000000000044")
    + b"\xfe\xfd"
    + bytes(32)
    + b"\0"
    + b"\x20"
    + bytes(32)
)


def fragment(size: int, *, number: int = 0) -> bytes:
    """Return a record with a part of a ClientHello that isn't its start."""
    body = b"\x01" + (300).to_bytes(3, "big") + number.to_bytes(2, "big") + (1).to_bytes(3, "big")
    body += size.to_bytes(3, "big") + bytes(size)
    return bytes.fromhex("16fefd0000000000000063") + len(body).to_bytes(2, "big") + body


CERTIFICATE = generate_certificate()
CLIENT_CERTIFICATE = RTCCertificate.generateCertificate()


def fingerprint_of(certificate: RTCCertificate) -> tuple[str, str]:
    first = certificate.getFingerprints()[0]
    return first.algorithm, first.value


@dataclass
class Pipe:
    """aiortc's side of the wire."""

    server: DtlsServer | None = None
    role: str = "controlling"
    sent: list[bytes] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    inbox: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)

    async def _recv(self) -> bytes:
        datagram = await self.inbox.get()
        if datagram is None:
            raise ConnectionError
        self.received.append(datagram)
        return datagram

    async def _send(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        if self.server is not None:
            self.server.feed(datagram)


class Pair:
    """A server of ours and a client of aiortc's, joined."""

    def __init__(self) -> None:
        self.pipe = Pipe()
        self.left = asyncio.Event()
        self.server = DtlsServer(CERTIFICATE, send=self.pipe.inbox.put_nowait, closed=self.left.set)
        self.pipe.server = self.server
        transport: Any = self.pipe
        self.client = RTCDtlsTransport(transport, [CLIENT_CERTIFICATE])
        self.client._set_role("client")

    async def connect(self) -> SrtpKeys:
        relay = RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", CERTIFICATE.fingerprint)])
        async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
            keys = tasks.create_task(self.server.handshake(fingerprint_of(CLIENT_CERTIFICATE)))
            tasks.create_task(self.client.start(relay))
        return keys.result()

    async def close(self) -> None:
        await self.server.close()
        self.pipe.inbox.put_nowait(None)
        pump = self.client._task
        await self.client.stop()
        if pump is not None:
            await asyncio.gather(pump, return_exceptions=True)


async def test_the_server_makes_both_sides_agree_on_aes_128_gcm() -> None:
    pair = Pair()
    await pair.connect()
    assert pair.client.state == "connected"
    assert pair.server.profile() == "SRTP_AEAD_AES_128_GCM"
    await pair.close()


async def test_no_number_protects_twice_whatever_gap_was_in_what_went_out() -> None:
    pair, buffer = Pair(), PacketBuffer()
    protect = (await pair.connect()).protector(buffer)
    read = pair.client._rx_srtp

    def sent(number: int) -> bool:
        plain = rtp(number, number.to_bytes(4, "big"))
        buffer.data[: len(plain)] = plain
        size = protect(0, len(plain))
        assert size < 0 or read.unprotect(bytes(buffer.view[:size])) == plain
        return size > 0

    assert all(sent(number) for number in range(2000))
    # the leg had no path for 65,036 packets: from there it looks as if the numbers had gone back by 500
    assert [sent(number) for number in range(67_036, 68_036)] == [False] * 500 + [True] * 500
    await pair.close()


async def test_a_client_hello_counts_only_with_our_cookie() -> None:
    pair = Pair()
    await pair.connect()
    hellos = [d for d in pair.pipe.sent if d[0] == 22 and d[13] == 1]
    assert len(hellos) == 2
    cookie = 13 + 12 + 2 + 32 + 1  # record, handshake header, version, random, empty session id
    assert [hello[cookie] for hello in hellos] == [0, 32]
    await pair.close()


async def test_a_forged_client_hello_does_not_wedge_the_handshake() -> None:
    other = SSL.Connection(RTCCertificate.generateCertificate()._create_ssl_context(PROFILES))
    other.set_connect_state()
    with pytest.raises(SSL.WantReadError):
        other.do_handshake()
    forged = other.bio_read(1500)
    pair = Pair()
    pair.server.feed(forged)
    pair.server.feed(forged)
    await pair.connect()
    assert pair.client.state == "connected"
    await pair.close()


@pytest.mark.parametrize(
    "datagram",
    [
        FATAL_ALERT,
        FATAL_ALERT[:1] + b"\xfe\xff" + FATAL_ALERT[3:],
        bytes.fromhex("17fefd00000000000000000001") + b"\0" + FATAL_ALERT,
        bytes.fromhex("16fefd0000000000000000") + b"\xff\xff",
        b"\x14",
        BROKEN_HELLO,
        WRONG_COOKIE,
        fragment(50),
        fragment(50, number=1),
        fragment(299),
        fragment(0),
        fragment(0, number=1),
    ],
    ids=[
        "alert",
        "DTLS 1.0 alert",
        "alert behind another record",
        "cut record",
        "one byte",
        "broken hello",
        "wrong cookie",
        "fragment",
        "fragment of the second hello",
        "rest of a hello",
        "empty fragment",
        "empty fragment of the second hello",
    ],
)
async def test_plaintext_junk_before_the_handshake_does_not_end_it(datagram: bytes) -> None:
    pair = Pair()
    for _ in range(200):
        pair.server.feed(datagram)
    await pair.connect()
    assert pair.client.state == "connected"
    await pair.close()


async def test_a_participant_whose_hellos_come_in_fragments_is_let_in_and_forged_ones_change_nothing() -> (
    None
):
    context = CLIENT_CERTIFICATE._create_ssl_context(PROFILES)
    context.set_alpn_protos([b"x" * 255] * 8)
    client = SSL.Connection(context)
    client.set_connect_state()
    client.set_ciphertext_mtu(1200)
    inbox: asyncio.Queue[bytes] = asyncio.Queue()
    server = DtlsServer(CERTIFICATE, send=inbox.put_nowait, closed=lambda: None)
    handshake = asyncio.create_task(server.handshake(fingerprint_of(CLIENT_CERTIFICATE)))
    sent = 0
    async with asyncio.timeout(10):
        while not handshake.done():
            with contextlib.suppress(SSL.WantReadError):
                client.do_handshake()
            for datagram in records(client):
                server.feed(fragment(50, number=sent % 2))
                server.feed(datagram)
                sent += datagram[13] == 1
            getting = asyncio.create_task(inbox.get())
            await asyncio.wait([getting, handshake], return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                client.bio_write(getting.result())
            getting.cancel()
    await handshake
    assert sent > 2
    await server.close()


def records(connection: SSL.Connection) -> Iterator[bytes]:
    """Yield what a connection has to send, each record by itself."""
    with contextlib.suppress(SSL.WantReadError):
        while True:
            head = connection.bio_read(13)
            yield head + connection.bio_read(int.from_bytes(head[11:], "big"))


async def test_the_cookie_is_asked_for_before_there_is_a_handshake_and_once_for_each_hello() -> None:
    pair = Pair()
    hello = SSL.Connection(CLIENT_CERTIFICATE._create_ssl_context(PROFILES))
    hello.set_connect_state()
    with pytest.raises(SSL.WantReadError):
        hello.do_handshake()
    pair.server.feed(hello.bio_read(1500))
    request = pair.pipe.inbox.get_nowait() or b""
    await pair.connect()
    assert request == hello_verify_request(request[-32:])
    assert pair.pipe.received.count(request) == 1
    await pair.close()


def test_the_request_for_the_cookie_is_the_one_openssl_makes() -> None:
    cookie = b"c" * 32
    server = SSL.Connection(CERTIFICATE.with_cookie(cookie)._create_ssl_context(PROFILES))
    server.set_accept_state()
    server.bio_write(PRIMER)
    with pytest.raises(SSL.WantReadError):
        server.do_handshake()
    assert server.bio_read(1500) == hello_verify_request(cookie)


async def test_another_certificate_than_the_offers_gets_no_keys() -> None:
    pair = Pair()
    stranger = fingerprint_of(RTCCertificate.generateCertificate())
    relay = RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint("sha-256", CERTIFICATE.fingerprint)])
    client = asyncio.create_task(pair.client.start(relay))
    with pytest.raises(HandshakeFailed):
        async with asyncio.timeout(10):
            await pair.server.handshake(stranger)
    client.cancel()
    await asyncio.gather(client, return_exceptions=True)
    await pair.close()


async def test_the_peers_goodbye_is_told_and_ours_is_not() -> None:
    pair = Pair()
    await pair.connect()
    await pair.client.stop()
    async with asyncio.timeout(10):
        await pair.left.wait()
    await pair.close()
    pair = Pair()
    await pair.connect()
    await pair.close()
    assert not pair.left.is_set()


async def test_closing_says_goodbye_to_the_peer() -> None:
    pair = Pair()
    await pair.connect()
    pump = pair.client._task
    assert pump is not None
    await pair.server.close()
    async with asyncio.timeout(10):
        await asyncio.gather(pump, return_exceptions=True)
    assert pair.client.state == "closed"
    await pair.close()


async def test_a_server_nobody_talked_to_closes() -> None:
    server = DtlsServer(CERTIFICATE, send=lambda _datagram: None, closed=lambda: None)
    handshake = asyncio.create_task(server.handshake(fingerprint_of(CLIENT_CERTIFICATE)))
    await asyncio.sleep(0)
    await server.close()
    with pytest.raises(HandshakeFailed):
        await handshake
    assert server.profile() == ""


def test_the_private_names_of_aiortc_are_still_there() -> None:
    transport: Any = Pipe.__new__(Pipe)
    dtls = RTCDtlsTransport(transport, [CERTIFICATE])
    assert dtls._role == "auto"
    assert isinstance(dtls._srtp_profiles, list)
    for name in ("_rx_srtp", "_tx_srtp", "_ssl", "_task"):
        assert getattr(dtls, name) is None
    assert list(inspect.signature(dtls._set_role).parameters) == ["role"]
    assert {p.openssl_profile for p in PROFILES} == {
        b"SRTP_AEAD_AES_128_GCM",
        b"SRTP_AEAD_AES_256_GCM",
        b"SRTP_AES128_CM_SHA1_80",
    }
    source = inspect.getsource(RTCDtlsTransport)
    used = {line for line in source.split() if line.startswith(("self.transport.", "self._transport."))}
    assert {name.split("(")[0] for name in used} <= {
        "self.transport._recv",
        "self.transport._send",
        "self.transport.role",
        "self.transport.role,",
        "self._transport",
    }
    assert "_create_ssl_context" in vars(RTCCertificate)
    assert list(inspect.signature(RTCCertificate._create_ssl_context).parameters) == ["self", "srtp_profiles"]
    assert list(inspect.signature(RTCCertificate).parameters) == ["key", "cert"]
    assert CERTIFICATE._key is not None
    assert CERTIFICATE._cert is not None
    assert SSL.OP_COOKIE_EXCHANGE
