"""The DTLS server against aiortc's client, and against forgeries. No sockets: datagrams are handed over."""

from __future__ import annotations

import asyncio
import inspect
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
    inbox: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)

    async def _recv(self) -> bytes:
        datagram = await self.inbox.get()
        if datagram is None:
            raise ConnectionError
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
    ],
    ids=[
        "alert",
        "DTLS 1.0 alert",
        "alert behind another record",
        "cut record",
        "one byte",
        "broken hello",
        "wrong cookie",
    ],
)
async def test_plaintext_junk_before_the_handshake_does_not_end_it(datagram: bytes) -> None:
    pair = Pair()
    for _ in range(200):
        pair.server.feed(datagram)
    await pair.connect()
    assert pair.client.state == "connected"
    await pair.close()


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
