"""The transport of one leg: its ICE identity, the paths that proved it, DTLS, and SRTP in and out.

A path counts as the leg's only after a check with valid MESSAGE-INTEGRITY came along it; what is sent goes
along the one the browser nominated last, and along the first that proved itself until there is one. Media
goes only where somebody has answered that it is wanted; until that is so of a new path, the present goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, Protocol, TypeAlias

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.forwarding.leg_media import LegMedia
from callrouter.relay.transport.consent import PeerIce
from callrouter.relay.transport.dtls import Certificate, DtlsServer
from callrouter.relay.transport.liveness import Liveness
from callrouter.relay.transport.outbox import Carrier, Outbox, Outgoing
from callrouter.relay.transport.srtp import BUFFER_SIZE, MAX_PLAIN_SIZE, PacketBuffer, SrtpKeys

TransportName: TypeAlias = Literal["udp", "tcp"]

#: paths remembered per leg; the one that proved itself longest ago is forgotten first
MAX_PATHS: Final = 16


class Path(Carrier, Protocol):
    """One way to a peer: a socket and an address, or a connection."""

    def consents(self, now: float) -> bool:
        """Tell whether whoever is there wants what is sent."""

    def ask(self, now: float) -> None:
        """Ask for that, if it is time to."""

    @property
    def transport(self) -> TransportName:
        """The protocol under it."""


#: takes the first n bytes of a buffer, at a time; tells whether they were authentic
Receiver: TypeAlias = Callable[[PacketBuffer, int, float], bool]


def _drop(_buffer: PacketBuffer, _size: int, _now: float) -> bool:
    """Stand in for a receiver before there are keys."""
    return False


def _send_nothing(_size: int) -> None:
    """Stand in for the sender before there are keys."""


class LegTransport:
    """One leg between its sockets and its media. It is the media's `Wire`."""

    def __init__(  # noqa: PLR0913 the parts it joins
        self,
        *,
        ice_ufrag: str,
        ice_pwd: str,
        peer: PeerIce,
        outgoing: Outgoing,
        counters: Counters,
        certificate: Certificate,
        now: float,
    ) -> None:
        self.ice_ufrag = ice_ufrag
        self.ice_pwd = ice_pwd
        #: what the browser's side of ICE is asked by
        self.peer = peer
        self.outbox = Outbox(outgoing)
        self.liveness = Liveness(now)
        self.dtls = DtlsServer(certificate, send=self.send_datagram, closed=self._peer_left)
        #: for the sockets; nothing before the keys
        self.receive_rtp: Receiver = _drop
        self.receive_rtcp: Receiver = _drop
        self.send_rtp: Callable[[int], None] = _send_nothing
        self._counters = counters
        self._keys: SrtpKeys | None = None
        self._path: Path | None = None
        self._nominated: Path | None = None
        self._paths: dict[Path, None] = {}

    @property
    def transport(self) -> TransportName:
        """What the leg's media travels over now."""
        return "udp" if self._path is None else self._path.transport

    def validated(self, path: Path, *, nominated: bool, now: float) -> Path | None:
        """Note an authenticated check; return a path to forget if there are now too many."""
        self.liveness.heard_at = now
        self._paths.pop(path, None)
        self._paths[path] = None
        if nominated:
            self._nominated = path
        self.choose(now)
        if len(self._paths) <= MAX_PATHS:
            return None
        kept = {self._path, self._nominated}
        oldest = next(known for known in self._paths if known not in kept)
        del self._paths[oldest]
        return oldest

    def lost(self, path: Path, now: float) -> None:
        """Forget a path that is no more; send along the one that proved itself last of the others, if any."""
        self._paths.pop(path, None)
        if self._nominated is path:
            self._nominated = None
        if self._path is path:
            self._path = None
        self.choose(now)

    def choose(self, now: float) -> None:
        """Use the best path that consents; while none does, the best for the handshake, none for media."""
        ways = [path for path in (self._nominated, self._path, *reversed(self._paths)) if path is not None]
        path = next((path for path in ways if path.consents(now)), ways[0] if ways else None)
        unwanted = self._keys is not None and path is not None and not path.consents(now)
        self._path, self.outbox.carrier = path, None if unwanted else path

    def tick(self, now: float) -> None:
        """Ask again along the path that is to be used, and leave one whose consent is over."""
        path = self._nominated or self._path
        if path is not None:
            path.ask(now)
            self.choose(now)

    def paths(self) -> list[Path]:
        """Return every path that belongs to this leg."""
        return list(self._paths)

    def send_datagram(self, datagram: bytes | memoryview) -> None:
        """Send along the leg's present path; drop it if there is none, or it is longer than any of ours."""
        if self.outbox.carrier is not None and len(datagram) <= BUFFER_SIZE:
            self.outbox.append(datagram)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send an RTCP packet; drop it before there are keys."""
        if self._keys is not None:
            protected = self._keys.protect_rtcp(packet)
            if protected is not None:
                self.send_datagram(protected)

    def secured(self, keys: SrtpKeys, media: LegMedia, now: float) -> None:
        """Start the media: the handshake has made keys."""
        self._keys = keys
        self.choose(now)
        self.liveness.keyed(now)
        self.receive_rtp = self._rtp_receiver(keys, media)
        self.receive_rtcp = self._rtcp_receiver(keys, media)
        self.send_rtp = self._rtp_sender(keys)
        media.go_live()

    def shut(self) -> None:
        """Stop the media for good, in both directions."""
        self.receive_rtp = self.receive_rtcp = _drop
        self.send_rtp = _send_nothing
        self._keys = None

    def _peer_left(self) -> None:
        self.liveness.end()
        self.shut()

    def _rtp_receiver(self, keys: SrtpKeys, media: LegMedia) -> Receiver:
        unprotect = keys.unprotector()
        counters, liveness, receive = self._counters, self.liveness, media.receive

        def receive_rtp(buffer: PacketBuffer, size: int, now: float) -> bool:
            size = unprotect(buffer, size)
            if size < 0:
                counters.dropped_unauthenticated += 1
                return False
            liveness.rtp_at = now
            receive(buffer.data, size, now)
            return True

        return receive_rtp

    def _rtcp_receiver(self, keys: SrtpKeys, media: LegMedia) -> Receiver:
        unprotect = keys.rtcp_unprotector()

        def receive_rtcp(buffer: PacketBuffer, size: int, now: float) -> bool:
            size = unprotect(buffer, size)
            if size < 0:
                self._counters.dropped_unauthenticated += 1
                return False
            self.liveness.heard_at = now
            media.receive_rtcp(bytes(buffer.view[:size]), now)
            return True

        return receive_rtcp

    def _rtp_sender(self, keys: SrtpKeys) -> Callable[[int], None]:
        outbox = self.outbox
        protect, add = keys.protector(outbox.buffer), outbox.add

        def send_rtp(size: int) -> None:
            # Without a path nothing is protected: both ends count the numbers' rounds from what they saw
            # last, and would never agree again after half a round that only one of them saw.
            if size > MAX_PLAIN_SIZE or outbox.carrier is None:
                return
            size = protect(outbox.at, size)
            if size > 0:
                add(size)

        return send_rtp
