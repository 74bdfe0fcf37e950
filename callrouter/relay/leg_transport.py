"""The transport of one leg: its ICE identity, the addresses that proved it, DTLS, and SRTP in and out.

An address counts as the leg's only after a check with valid MESSAGE-INTEGRITY came from it; what is sent goes
to the address the browser nominated last, and to the first that proved itself until there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from callrouter.relay.counters import Counters
from callrouter.relay.dtls import Certificate, DtlsServer
from callrouter.relay.leg_media import LegMedia
from callrouter.relay.liveness import Liveness
from callrouter.relay.srtp import MAX_PLAIN_SIZE, PacketBuffer, SrtpKeys

#: what a socket calls its peer: (host, port) or IPv6's longer form
Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int]
SendTo: TypeAlias = Callable[[memoryview | bytes, Address], int]
#: one way to the peer: through which socket, and where
Path: TypeAlias = tuple[SendTo, Address]

#: addresses remembered per leg; the oldest is forgotten first
MAX_PATHS: Final = 16


def _drop(_size: int, _now: float) -> None:
    """Stand in for a receiver before there are keys."""


class LegTransport:
    """One leg between its sockets and its media. It is the media's `Wire`."""

    def __init__(  # noqa: PLR0913 the parts it joins
        self,
        *,
        ice_ufrag: str,
        ice_pwd: str,
        inbound: PacketBuffer,
        outbound: PacketBuffer,
        counters: Counters,
        certificate: Certificate,
        now: float,
    ) -> None:
        self.ice_ufrag = ice_ufrag
        self.ice_pwd = ice_pwd
        self.out = outbound.data
        self.liveness = Liveness(now)
        self.dtls = DtlsServer(certificate, send=self.send_datagram, closed=self._peer_left)
        #: for the sockets: take the first n bytes of the inbound buffer, at a time; nothing before the keys
        self.receive_rtp: Callable[[int, float], None] = _drop
        self.receive_rtcp: Callable[[int, float], None] = _drop
        self.send_rtp: Callable[[int], None] = lambda _size: None
        self._inbound = inbound
        self._outbound = outbound
        self._counters = counters
        self._keys: SrtpKeys | None = None
        self._path: Path | None = None
        self._paths: dict[Path, None] = {}

    def validated(self, path: Path, *, nominated: bool, now: float) -> Path | None:
        """Note an authenticated check; return a path to forget if there are now too many."""
        self.liveness.heard_at = now
        self._paths.setdefault(path)
        if nominated or self._path is None:
            self._path = path
        if len(self._paths) <= MAX_PATHS:
            return None
        oldest = next(known for known in self._paths if known != self._path)
        del self._paths[oldest]
        return oldest

    def paths(self) -> list[Path]:
        """Return every path that belongs to this leg."""
        return list(self._paths)

    def send_datagram(self, datagram: bytes | memoryview) -> None:
        """Send to the leg's present address; drop it if there is none, or the socket is full."""
        path = self._path
        if path is None:
            return
        try:
            path[0](datagram, path[1])
        except OSError:
            self._counters.dropped_unsent += 1
            return
        self._counters.packets_out += 1
        self._counters.bytes_out += len(datagram)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send an RTCP packet; drop it before there are keys."""
        if self._keys is not None:
            protected = self._keys.protect_rtcp(packet)
            if protected is not None:
                self.send_datagram(protected)

    def secured(self, keys: SrtpKeys, media: LegMedia, now: float) -> None:
        """Start the media: the handshake has made keys."""
        self._keys = keys
        self.liveness.keyed(now)
        self.receive_rtp = self._rtp_receiver(keys, media)
        self.receive_rtcp = self._rtcp_receiver(keys, media)
        self.send_rtp = self._rtp_sender(keys)
        media.go_live()

    def shut(self) -> None:
        """Stop the media for good, in both directions."""
        self.receive_rtp = self.receive_rtcp = _drop
        self.send_rtp = lambda _size: None
        self._keys = None

    def _peer_left(self) -> None:
        self.liveness.end()
        self.shut()

    def _rtp_receiver(self, keys: SrtpKeys, media: LegMedia) -> Callable[[int, float], None]:
        unprotect = keys.unprotect_in(self._inbound)
        packet = self._inbound.data
        counters, liveness, receive = self._counters, self.liveness, media.receive

        def receive_rtp(size: int, now: float) -> None:
            size = unprotect(size)
            if size < 0:
                counters.dropped_unauthenticated += 1
                return
            liveness.rtp_at = now
            receive(packet, size, now)

        return receive_rtp

    def _rtcp_receiver(self, keys: SrtpKeys, media: LegMedia) -> Callable[[int, float], None]:
        unprotect = keys.unprotect_rtcp_in(self._inbound)
        view = self._inbound.view

        def receive_rtcp(size: int, now: float) -> None:
            size = unprotect(size)
            if size < 0:
                self._counters.dropped_unauthenticated += 1
                return
            self.liveness.heard_at = now
            media.receive_rtcp(bytes(view[:size]), now)

        return receive_rtcp

    def _rtp_sender(self, keys: SrtpKeys) -> Callable[[int], None]:
        protect = keys.protect_in(self._outbound)
        view = self._outbound.view
        counters = self._counters

        def send_rtp(size: int) -> None:
            if size > MAX_PLAIN_SIZE:
                return
            size = protect(size)
            path = self._path
            if size < 0 or path is None:
                return
            try:
                path[0](view[:size], path[1])
            except OSError:
                counters.dropped_unsent += 1
                return
            counters.packets_out += 1
            counters.bytes_out += size

        return send_rtp
