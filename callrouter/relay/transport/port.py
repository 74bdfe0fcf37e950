"""The one port of a relay process: reads, tells apart what came, and hands it to the leg it belongs to.

A datagram belongs to a leg when its source has proved itself by an authenticated connectivity check.
Everything else but such checks is dropped before anybody looks inside (RFC 7983 tells the protocols apart).
The source is an address, or a TCP connection: the same rules hold for both.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.transport.binding import bind
from callrouter.relay.transport.consent import Consent
from callrouter.relay.transport.datagrams import SECONDS_WORD, STAMP_WORDS, DatagramSocket, peer_of, source_of
from callrouter.relay.transport.leg_transport import LegTransport, TransportName
from callrouter.relay.transport.outbox import Outbox, Outgoing
from callrouter.relay.transport.srtp import PacketBuffer
from callrouter.relay.transport.streams import StreamConnection, Streams
from callrouter.relay.transport.stun import BindingRequest, parse_binding_request

#: seconds that an address stays a leg's after media of it came from there, whoever else claims it
HELD_FOR: Final = 1.0
_MAX_AGE: Final = 1.0
_MIN_RTP: Final = 12
_STUN_END: Final = 4
#: how the answer to a check of ours begins
_ANSWER: Final = b"\x01\x01"
_DTLS: Final = range(20, 64)
_RTP_START: Final = 128
_RTP_END: Final = 192
_RTCP_TYPES: Final = range(192, 224)


class UdpPath:
    """An address behind a socket, and the leg that proved to be there."""

    __slots__ = ("_consent", "_peer", "address", "heard_at", "leg", "socket")

    transport: Final[TransportName] = "udp"

    def __init__(self, sock: DatagramSocket, address: bytes, leg: LegTransport) -> None:
        self.socket = sock
        self._peer = peer_of(address)
        self.address = address
        self.leg = leg
        self._consent = Consent()
        #: when media of the leg came from here last
        self.heard_at = float("-inf")

    def consents(self, now: float) -> bool:
        """Tell whether somebody there wants what is sent."""
        return self._consent.holds(now)

    def checked(self, now: float) -> None:
        """Note a check from there, and ask back."""
        self._consent.allow()
        self.ask(now)

    def ask(self, now: float) -> None:
        """Ask whether somebody there wants what is sent, if it is time to."""
        question = self._consent.question(self.leg.peer, now)
        if question is not None:
            self.socket.send_to(question, self._peer)

    def answered(self, datagram: bytes, now: float) -> bool:
        """Take a datagram from there; tell whether it was an answer."""
        return self._consent.take(datagram, self.leg.peer, now)

    def carry(self, box: Outbox) -> None:
        """Queue what is in the box."""
        data, pointer = box.data, box.buffer.address
        if box.count == 1:
            self.socket.send_to(data[: box.at], self._peer)
            return
        if len(box.starts) == 1:
            self.socket.queue(self.address, data[: box.at], pointer, box.starts[0][1])
            return
        for start, end, size in box.runs():
            self.socket.queue(self.address, data[start:end], pointer + start, size)


class MediaPort:
    """The sockets, one a host and protocol with the same port number, and who is behind which source."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._sockets: list[DatagramSocket] = []
        self._streams = Streams(self._take, counters)
        self._by_ufrag: dict[str, LegTransport] = {}
        self._by_address: dict[DatagramSocket, dict[bytes, UdpPath]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        #: the port number; 0 before `open`
        self.number = 0
        #: what the legs' packets are collected in
        self.outgoing = Outgoing()

    async def open(self, hosts: Sequence[str], port: int, loop: asyncio.AbstractEventLoop) -> None:
        """Bind `port` on every host (IP addresses), 0: one free on all. Raise OSError if it is taken."""
        bound = bind(hosts, port, self._counters)
        self._loop, self.number, self._sockets = loop, bound.port, bound.datagrams
        self.outgoing.sockets = self._sockets
        self.outgoing.wake = self._flush_soon
        for sock in self._sockets:
            loop.add_reader(sock.fileno(), self._reader(sock))
        await self._streams.open(bound.listeners, loop)

    async def close(self) -> None:
        """Send what is left, stop reading and free the port."""
        self.outgoing.flush()
        for sock in self._sockets:
            if self._loop is not None:
                self._loop.remove_reader(sock.fileno())
            sock.close()
        await self._streams.close()
        self.number = 0
        self._sockets = self.outgoing.sockets = []
        self._by_ufrag.clear()
        self._by_address.clear()

    def add(self, leg: LegTransport) -> None:
        """Answer checks for the leg's present user fragment."""
        self._by_ufrag[leg.ice_ufrag] = leg

    def forget_ufrag(self, ufrag: str) -> None:
        """Ignore checks for a user fragment from now on; the paths it proved stay the leg's."""
        self._by_ufrag.pop(ufrag, None)

    def remove(self, leg: LegTransport) -> None:
        """Forget the leg and its paths; what it still sends goes out."""
        self.forget_ufrag(leg.ice_ufrag)
        for path in leg.paths():
            self._forget(path)

    def tick(self, now: float) -> None:
        """Close connections that haven't proved themselves, and ask for consent; to be called every 50 ms."""
        self._streams.tick(now)
        for leg in self._by_ufrag.values():
            leg.tick(now)

    def _flush_soon(self) -> None:
        if self._loop is not None:
            self._loop.call_soon(self.outgoing.flush)

    def _forget(self, path: object) -> None:
        if isinstance(path, UdpPath):
            known = self._by_address[path.socket]
            if known.get(path.address) is path:
                del known[path.address]
        elif isinstance(path, StreamConnection):
            path.disown()

    def _reader(self, sock: DatagramSocket) -> Callable[[], None]:
        """Return the hot path: one closure per socket, no awaits, one look at the clocks a batch."""
        by_address: dict[bytes, UdpPath] = {}
        self._by_address[sock] = by_address
        receive, buffers, names, keys, stamps = sock.receive, sock.buffers, sock.names, sock.keys, sock.stamps
        counters, outgoing, path_of = self._counters, self.outgoing, by_address.get

        def work(sizes: Iterator[tuple[int, int]]) -> None:
            now, wall = time.monotonic(), time.time()
            for i, size in sizes:
                buffer = buffers[i]
                packet = buffer.data
                path = path_of(names[keys[i]])
                if path is None or not _RTP_START <= packet[0] < _RTP_END or size < _MIN_RTP:
                    if size:
                        self._take_rest(sock, names[keys[i]], path, bytes(buffer.view[:size]), now)
                    continue
                counters.packets_in += 1
                counters.bytes_in += size
                # The stamp is wall time; its age is believed up to a second: a clock set anew does no harm.
                seconds = STAMP_WORDS * i + SECONDS_WORD
                age = wall - stamps[seconds] - stamps[seconds + 1] * 1e-9
                arrival = now - age if 0 < age < _MAX_AGE else now
                leg = path.leg
                receive_media = leg.receive_rtcp if packet[1] in _RTCP_TYPES else leg.receive_rtp
                if receive_media(buffer, size, arrival):
                    path.heard_at = arrival

        def read() -> None:
            sizes = receive()
            if sizes:
                outgoing.batching = True
                rest = enumerate(sizes)
                while not self._worked_off(work, rest):
                    pass
                outgoing.batching = False
                outgoing.flush()

        return read

    def _worked_off(
        self, work: Callable[[Iterator[tuple[int, int]]], None], rest: Iterator[tuple[int, int]]
    ) -> bool:
        """Work on the rest of a batch; False if a packet met a bug, which mustn't cost others theirs."""
        try:
            work(rest)
        except Exception as error:  # noqa: BLE001 whatever it is, it belongs to one packet
            if self._loop is not None:
                self._loop.call_exception_handler({"message": "a packet met a bug", "exception": error})
            return False
        return True

    def _take_rest(
        self, sock: DatagramSocket, address: bytes, path: UdpPath | None, datagram: bytes, now: float
    ) -> None:
        """Take a datagram from an address that isn't RTP of a leg's."""
        if path is not None and datagram[:2] == _ANSWER and path.answered(datagram, now):
            path.leg.choose(now)
        elif datagram[0] < _STUN_END:
            asked = self._authenticated(datagram)
            if asked is None:
                return
            request, leg = asked
            if path is None or path.leg is not leg:
                if path is not None and not self._given_up(path, now):
                    return
                path = self._by_address[sock][address] = UdpPath(sock, address, leg)
            self._validate(leg, path, request, now)
            sock.send(request.response(leg.ice_pwd, source_of(address)), address)
            path.checked(now)
        elif path is not None and datagram[0] in _DTLS:
            path.leg.dtls.feed(datagram)
        else:
            self._counters.dropped_unauthenticated += 1

    def _take(self, connection: StreamConnection, buffer: PacketBuffer, size: int) -> None:
        """Take a frame that came along a TCP connection."""
        now, packet, leg = time.monotonic(), buffer.data, connection.leg
        first = packet[0]
        if leg is not None and _RTP_START <= first < _RTP_END and size >= _MIN_RTP:
            self._counters.packets_in += 1
            self._counters.bytes_in += size
            if packet[1] in _RTCP_TYPES:
                leg.receive_rtcp(buffer, size, now)
            else:
                leg.receive_rtp(buffer, size, now)
        elif first < _STUN_END:
            asked = self._authenticated(bytes(buffer.view[:size]))
            if asked is not None:
                request, asking = asked
                connection.own(asking, now)
                self._validate(asking, connection, request, now)
                connection.send(request.response(asking.ice_pwd, connection.source))
        elif leg is not None and first in _DTLS:
            leg.dtls.feed(bytes(buffer.view[:size]))
        else:
            self._counters.dropped_unauthenticated += 1

    def _given_up(self, path: UdpPath, now: float) -> bool:
        """Take an address from its leg for another; False if media of the leg comes from there right now."""
        if now - path.heard_at < HELD_FOR:
            self._counters.dropped_unauthenticated += 1
            return False
        path.leg.lost(path, now)
        return True

    def _authenticated(self, datagram: bytes) -> tuple[BindingRequest, LegTransport] | None:
        request = parse_binding_request(datagram)
        leg = self._by_ufrag.get(request.local_ufrag) if request is not None else None
        if request is None or leg is None or not request.is_from_holder_of(leg.ice_pwd):
            self._counters.dropped_unauthenticated += 1
            return None
        return request, leg

    def _validate(
        self, leg: LegTransport, path: UdpPath | StreamConnection, request: BindingRequest, now: float
    ) -> None:
        forgotten = leg.validated(path, nominated=request.nominates, now=now)
        if forgotten is not None:
            self._forget(forgotten)
