"""DTLS-SRTP as a server, over aiortc's transport. The only module that touches aiortc's private names.

Being the server makes browsers choose AES-GCM. Three things are added to aiortc's handshake:
- the server demands a cookie (RFC 6347 section 4.2.1), and a guard asks for it and keeps forgeries out;
- what is sent is protected by a session that refuses to use a nonce again;
- sending never fails: before ICE has found an address there is none.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Final

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_PROFILES, SRTPProtectionProfile
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from callrouter.relay.transport.hello_guard import PRIMER, HelloGuard, hello_verify_request
from callrouter.relay.transport.srtp import SrtpKeys

_QUEUE_SIZE: Final = 64
_COOKIE_SIZE: Final = 32
#: RFC 5764 section 4.2: the label of the keys, and which of them are the server's
_EXPORTER: Final = b"EXTRACTOR-dtls_srtp"
_SERVER: Final = 1
#: how many numbers late a packet may be protected
_WINDOW: Final = 1024
_PREFERRED: Final = (b"SRTP_AEAD_AES_128_GCM", b"SRTP_AEAD_AES_256_GCM", b"SRTP_AES128_CM_SHA1_80")
#: AES-128-GCM first: half a microsecond a packet less than 256, and no weaker here
PROFILES: Final[list[SRTPProtectionProfile]] = sorted(
    SRTP_PROFILES, key=lambda profile: _PREFERRED.index(profile.openssl_profile)
)


class HandshakeFailed(Exception):  # noqa: N818 it is an outcome, named like one
    """There are no keys: the peer isn't who its fingerprint says, speaks no common profile, or left."""


class Certificate(RTCCertificate):
    """The relay's self-signed certificate; one serves all legs of a process."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 fingerprint as SDP writes it."""
        return next(f.value for f in self.getFingerprints() if f.algorithm == "sha-256")

    def with_cookie(self, cookie: bytes) -> RTCCertificate:
        """Return the same certificate for one handshake that demands this cookie."""
        return _CookieCertificate(self._key, self._cert, cookie)


class _CookieCertificate(RTCCertificate):
    """aiortc makes the TLS context of a connection from its certificate: the place to ask for cookies."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, cookie: bytes) -> None:
        super().__init__(key, certificate)
        self._cookie = cookie

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        context = super()._create_ssl_context(srtp_profiles)
        cookie = self._cookie

        def generate(_connection: SSL.Connection) -> bytes:
            return cookie

        def verify(_connection: SSL.Connection, candidate: bytes) -> bool:
            return secrets.compare_digest(candidate, cookie)

        if SSL.OP_COOKIE_EXCHANGE is None:
            raise RuntimeError("this OpenSSL has no DTLS cookies")
        context.set_options(SSL.OP_COOKIE_EXCHANGE)
        context.set_cookie_generate_callback(generate)
        context.set_cookie_verify_callback(verify)
        return context


def generate_certificate() -> Certificate:
    """Make a fresh certificate."""
    return Certificate.generateCertificate()


class _Datagrams:
    """What aiortc's DTLS transport needs of an ICE transport: `_recv`, `_send` and `role`."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None], withheld: bytes) -> None:
        self._send_datagram = send
        #: what aiortc is to believe to have sent
        self._withheld = withheld
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(_QUEUE_SIZE)
        self._closed = False

    def feed(self, datagram: bytes) -> None:
        """Queue a datagram; drop it when the handshake is that far behind: DTLS repeats itself."""
        if not self._closed and not self._queue.full():
            self._queue.put_nowait(datagram)

    def close(self) -> None:
        self._closed = True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def _recv(self) -> bytes:
        datagram = await self._queue.get()
        if datagram is None:
            self._queue.put_nowait(None)
            raise ConnectionError
        return datagram

    def send(self, datagram: bytes) -> None:
        if not self._closed:
            self._send_datagram(datagram)

    async def _send(self, datagram: bytes) -> None:
        if datagram != self._withheld:
            self.send(datagram)


class DtlsServer:
    """One leg's DTLS. `send` takes datagrams at any time; `closed` is called once when the peer leaves."""

    def __init__(
        self, certificate: Certificate, *, send: Callable[[bytes], None], closed: Callable[[], None]
    ) -> None:
        cookie = secrets.token_bytes(_COOKIE_SIZE)
        request = hello_verify_request(cookie)
        self._datagrams = _Datagrams(send, withheld=request)
        datagrams: Any = self._datagrams
        self._guard = HelloGuard(cookie, ask=lambda: self._datagrams.send(request))
        self._primed = False
        self._transport = RTCDtlsTransport(datagrams, [certificate.with_cookie(cookie)])
        self._transport._set_role("server")  # noqa: SLF001 the reason of this module
        self._transport._srtp_profiles = PROFILES  # noqa: SLF001
        self._closed = closed
        self._closing = False

    def feed(self, datagram: bytes) -> None:
        """Take a datagram whose first byte is 20 to 63."""
        if self._guard.admits(datagram):
            if not self._primed:
                self._primed = True
                self._datagrams.feed(PRIMER)
            self._datagrams.feed(datagram)

    async def handshake(self, fingerprint: tuple[str, str]) -> SrtpKeys:
        """Wait for the peer whose certificate has this (algorithm, value); return the keys.

        Raise HandshakeFailed if that can't come to be, and wait for ever if the peer never says anything.
        """
        algorithm, value = fingerprint
        transport = self._transport
        await transport.start(
            RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm=algorithm, value=value)])
        )
        if transport.state != "connected":
            raise HandshakeFailed
        transport.on("statechange", self._state_changed)
        return SrtpKeys(transport._rx_srtp, self._outbound())  # noqa: SLF001

    def profile(self) -> str:
        """Return the name of the SRTP profile in use; empty before the handshake."""
        connection = self._transport._ssl  # noqa: SLF001
        return connection.get_selected_srtp_profile().decode() if connection is not None else ""

    async def close(self) -> None:
        """Say goodbye if there is somebody, and wait until aiortc's task is over."""
        self._closing = True
        pump = self._transport._task  # noqa: SLF001
        await self._transport.stop()
        self._datagrams.close()
        if pump is not None:
            await asyncio.gather(pump, return_exceptions=True)

    def _outbound(self) -> Session:
        """Return a session that refuses to use a nonce again, which aiortc's own doesn't."""
        connection = self._transport._ssl  # noqa: SLF001
        if connection is None:
            raise HandshakeFailed
        selected = connection.get_selected_srtp_profile()
        profile = next(profile for profile in PROFILES if profile.openssl_profile == selected)
        material = connection.export_keying_material(
            _EXPORTER, 2 * (profile.key_length + profile.salt_length)
        )
        policy = Policy(
            key=profile.get_key_and_salt(material, _SERVER),
            ssrc_type=Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=profile.libsrtp_profile,
        )
        policy.window_size = _WINDOW
        return Session(policy)

    def _state_changed(self) -> None:
        if not self._closing and self._transport.state == "closed":
            self._closed()
