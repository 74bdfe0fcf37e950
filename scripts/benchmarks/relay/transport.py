"""A participant's side of a connection: ICE and DTLS by aiortc, then socket and keys for the generator.

aiortc takes part in the handshakes and goes on to answer consent checks; media never passes it.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import Any, Final

import aioice.ice
from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceParameters,
    RTCIceTransport,
)
from aiortc.rtcdtlstransport import SRTP_PROFILES
from aiortc.sdp import candidate_from_sdp

_CIPHER: Final = b"SRTP_AEAD_AES_128_GCM"
_PATIENCE_S: Final = 20.0
_BUFFER: Final = 8 << 20


def use_address(host: str) -> None:
    """Let aioice use this address alone in this process: it has no option for that."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [host]  # noqa: ARG005


@dataclass(frozen=True)
class Remote:
    """The transport lines of a session description."""

    ufrag: str
    password: str
    fingerprint: tuple[str, str]
    setup: str
    lite: bool
    candidates: tuple[str, ...]

    @classmethod
    def read(cls, sdp: str) -> Remote:
        """Take them out of a description whose sections share one transport."""
        found: dict[str, str] = {}
        candidates: dict[str, None] = {}
        for line in sdp.splitlines():
            name, _, value = line.partition(":")
            if name == "a=candidate":
                if " udp " in value.lower():
                    candidates[value] = None
            elif name in {"a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup"}:
                found.setdefault(name, value.strip())
        algorithm, _, digest = found["a=fingerprint"].partition(" ")
        return cls(
            ufrag=found["a=ice-ufrag"],
            password=found["a=ice-pwd"],
            fingerprint=(algorithm, digest),
            setup=found["a=setup"],
            lite="a=ice-lite" in sdp,
            candidates=tuple(candidates),
        )


class Transport:
    """One connection. `lines` go into each section of what is sent to the relay."""

    def __init__(self, *, controlling: bool = True) -> None:
        self._controlling = controlling
        self._new_ice()
        self._certificate = RTCCertificate.generateCertificate()
        self._dtls: Any = RTCDtlsTransport(self._ice, [self._certificate])
        self._dtls._srtp_profiles = [p for p in SRTP_PROFILES if p.openssl_profile == _CIPHER]  # noqa: SLF001
        self._protocol: Any = None
        self.remote_address = ("", 0)

    def _new_ice(self) -> None:
        self._gatherer = RTCIceGatherer(iceServers=[])
        self._connection: Any = self._gatherer._connection  # noqa: SLF001  (no public way to the socket)
        self._connection.ice_controlling = self._controlling
        self._ice = RTCIceTransport(self._gatherer)

    def begin_anew(self) -> None:
        """Take new credentials and a new socket, to be offered and then connected by `reconnect`."""
        self._left = self._ice
        self._new_ice()

    async def reconnect(self, sdp: str) -> None:
        """Finish an ICE restart with the relay's answer, and leave the old socket."""
        await self._check(Remote.read(sdp))
        self._dtls._transport = self._ice  # noqa: SLF001
        self._take_over()
        await self._left.stop()

    async def lines(self, setup: str) -> list[str]:
        """Gather, and return the attributes that offer or answer this transport."""
        await self._gatherer.gather()
        local = self._gatherer.getLocalParameters()
        digest = next(f.value for f in self._certificate.getFingerprints() if f.algorithm == "sha-256")
        candidates = [
            f"a=candidate:{c.foundation} 1 udp {c.priority} {c.ip} {c.port} typ host"
            for c in self._gatherer.getLocalCandidates()
        ]
        return [
            f"a=ice-ufrag:{local.usernameFragment}",
            f"a=ice-pwd:{local.password}",
            f"a=fingerprint:sha-256 {digest}",
            f"a=setup:{setup}",
            *candidates,
            "a=end-of-candidates",
        ]

    async def connect(self, sdp: str, *, server: bool) -> None:
        """Connect to the relay described in `sdp`, being DTLS client or server, and take the socket over."""
        remote = Remote.read(sdp)
        self._dtls._set_role("server" if server else "client")  # noqa: SLF001
        await self._check(remote)
        async with asyncio.timeout(_PATIENCE_S):
            algorithm, value = remote.fingerprint
            await self._dtls.start(
                RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm=algorithm, value=value)])
            )
        if self._dtls.state != "connected":
            raise RuntimeError(f"the handshake with the relay ended {self._dtls.state}")
        cipher = self._dtls._ssl.get_selected_srtp_profile()  # noqa: SLF001
        if cipher != _CIPHER:
            raise RuntimeError(f"the relay chose {cipher!r}")
        self._take_over()

    async def _check(self, remote: Remote) -> None:
        for candidate in remote.candidates:
            await self._ice.addRemoteCandidate(candidate_from_sdp(candidate))
        await self._ice.addRemoteCandidate(None)
        parameters = RTCIceParameters(
            usernameFragment=remote.ufrag, password=remote.password, iceLite=remote.lite
        )
        async with asyncio.timeout(_PATIENCE_S):
            await self._ice.start(parameters)

    def _take_over(self) -> None:
        pair = self._connection._nominated[1]  # noqa: SLF001
        self._protocol = pair.protocol
        self.remote_address = pair.remote_addr
        loop: Any = asyncio.get_running_loop()
        loop._remove_reader(self.fd)  # noqa: SLF001
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)

    @property
    def socket(self) -> Any:
        """The socket, of which aiortc doesn't read any more."""
        return self._protocol.transport.get_extra_info("socket")

    @property
    def fd(self) -> int:
        """Its number."""
        return int(self.socket.fileno())

    @property
    def sending(self) -> Any:
        """The pylibsrtp session that protects what is sent."""
        return self._dtls._tx_srtp  # noqa: SLF001

    @property
    def receiving(self) -> Any:
        """The pylibsrtp session that unprotects what comes."""
        return self._dtls._rx_srtp  # noqa: SLF001

    def feed(self, datagram: bytes) -> None:
        """Give aiortc what isn't media."""
        self._protocol.datagram_received(datagram, self.remote_address)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send an RTCP packet."""
        self._protocol.transport.sendto(self.sending.protect_rtcp(packet), self.remote_address)

    async def close(self) -> None:
        """Leave."""
        await self._dtls.stop()
        await self._ice.stop()


def own_address() -> str:
    """Return an address of this machine that isn't loopback, which Janus leaves out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
