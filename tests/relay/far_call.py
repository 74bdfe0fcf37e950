"""Three participants on networks of their own: one publishes a camera in layers, two see it.

Like `simulation`, nothing sleeps and every run is repeatable; here links are slow, far or narrow, a publisher
comes anew, and somebody joins late.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random
from typing import Final

from aiortc.rtp import RtcpPsfbPacket, RtcpRtpfbPacket

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtcp import ReceptionReport
from callrouter.relay.packets.sequence import SequenceUnwrapper
from tests.relay.packets import DELTA, KEYFRAME, Rtp, element, read, rtp
from tests.relay.simulation import SLOT_RTX, SLOT_VIDEO, START, Clock, Link, Side, parameters

FRAMES_PER_S: Final = 15
#: of a packet, beside its header
PAYLOAD: Final = 1000
#: packets of a picture: 1.4 Mbit/s and 120 kbit/s
PARTS: Final = {b"h": 12, b"l": 1}
QUEUE_S: Final = 0.2


class NarrowLink(Link):
    """Lets so many bits through a second, and drops what would wait longer than a small router's queue."""

    def __init__(self, clock: Clock, rate: int) -> None:
        super().__init__(Random(0), 0.0, clock)  # noqa: S311 repeatable on purpose
        #: bits per second
        self.rate = rate
        self._free_at = 0.0

    def carry(self, deliver: Callable[[], None]) -> None:
        start = max(self._free_at, self._clock.now)
        if start - self._clock.now <= QUEUE_S:
            self._free_at = start + (PAYLOAD + 40) * 8 / self.rate
            self._clock.after(self._free_at - self._clock.now, deliver)


class Camera:
    """Sends both layers: each packet says which layer, and its place in the layer."""

    def __init__(self, side: Side, link: Link, clock: Clock, ssrc: int) -> None:
        self._side, self._link, self._clock = side, link, clock
        self._ssrc = {b"h": ssrc, b"l": ssrc + 1}
        self._next = {b"h": 65_500, b"l": 7}
        self._frame = 0
        self._sent: dict[tuple[int, int], bytes] = {}
        self._wants_keyframe = {b"h", b"l"}
        self._repeats = 0
        self._heard = 0

    def send_frame(self) -> None:
        self._frame += 1
        for layer, parts in PARTS.items():
            for part in range(parts):
                start = KEYFRAME if layer in self._wants_keyframe else DELTA
                payload = (start if part == 0 else b"\x00\x01") + struct.pack("!cI", layer, self._next[layer])
                packet = rtp(
                    self._next[layer],
                    payload.ljust(PAYLOAD, b"."),
                    marker=part == parts - 1,
                    timestamp=self._frame * 90_000 // FRAMES_PER_S,
                    ssrc=self._ssrc[layer],
                    extension=element(5, layer),
                )
                self._sent[self._ssrc[layer], self._next[layer] & 0xFFFF] = packet
                self._next[layer] += 1
                self._send(packet)
        self._wants_keyframe.clear()

    def told(self) -> list[bytes]:
        """Return what the relay has written to the publisher."""
        return self._side.wire.rtcp

    def listen(self) -> None:
        layers = {ssrc: layer for layer, ssrc in self._ssrc.items()}
        heard, self._heard = self._side.wire.rtcp[self._heard :], len(self._side.wire.rtcp)
        for data in heard:
            self._link.carry(lambda data=data: self._hear(data, layers))  # type: ignore[misc]

    def _hear(self, data: bytes, layers: dict[int, bytes]) -> None:
        for packet in rtcp.parse(data):
            if isinstance(packet, RtcpPsfbPacket) and packet.fmt == rtcp.PLI:
                self._wants_keyframe.add(layers[packet.media_ssrc])
            elif isinstance(packet, RtcpRtpfbPacket) and packet.fmt == rtcp.NACK:
                for number in packet.lost:
                    self._repeat(packet.media_ssrc, number & 0xFFFF, layers[packet.media_ssrc])

    def _repeat(self, ssrc: int, number: int, layer: bytes) -> None:
        original = read(self._sent[ssrc, number])
        self._repeats += 1
        self._send(
            rtp(
                self._repeats,
                struct.pack("!H", number) + original.payload,
                payload_type=97,
                timestamp=original.timestamp,
                ssrc=ssrc + 100,
                extension=element(6, layer),
            )
        )

    def _send(self, packet: bytes) -> None:
        self._link.carry(lambda: self._side.sends(packet, self._clock.now))


class Viewer:
    """Receives slot 0, asks for what is missing, and reports once a second, as a browser does."""

    def __init__(self, side: Side, down: Link, up: Link, clock: Clock) -> None:
        self.side = side
        self._down, self._up, self._clock = down, up, clock
        self._taken = 0
        self._unwrapper = SequenceUnwrapper()
        self._first = -1
        self._came = 0
        self._before = (0, 0)
        #: outgoing extended number -> what is in it, repaired or not
        self.packets: dict[int, Rtp] = {}
        self.first_at: float | None = None

    def listen(self) -> None:
        for packet in self.side.wire.rtp[self._taken :]:
            self._down.carry(lambda packet=packet: self._receive(packet))  # type: ignore[misc]
        self._taken = len(self.side.wire.rtp)

    def _receive(self, packet: Rtp) -> None:
        number, payload = packet.sequence, packet.payload
        if packet.ssrc == SLOT_RTX[0]:
            (number,) = struct.unpack_from("!H", payload)
            payload = payload[2:]
        else:
            self._came += 1
        extended = self._unwrapper.unwrap(number)
        if self._first < 0:
            self._first, self.first_at = extended, self._clock.now
        held = Rtp(0, packet.marker, number, packet.timestamp, 0, b"", payload)
        assert self.packets.setdefault(extended, held) == held

    def missing(self) -> list[int]:
        if not self.packets:
            return []
        return [n for n in range(min(self.packets), max(self.packets)) if n not in self.packets]

    def ask(self) -> None:
        missing = [number & 0xFFFF for number in self.missing()[-50:]]
        if missing:
            packet = rtcp.nack(5, SLOT_VIDEO[0], missing)
            self._up.carry(lambda: self.side.media.receive_rtcp(packet, self._clock.now))

    def report(self) -> None:
        highest = self._unwrapper.highest
        expected = highest - self._first + 1 if self._first >= 0 else 0
        before_expected, before_came = self._before
        self._before = (expected, self._came)
        new = expected - before_expected
        lost = max(new - (self._came - before_came), 0)
        fraction = min(lost * 256 // new, 255) if new > 0 else 0
        block = ReceptionReport(fraction, max(expected - self._came, 0), highest, 0, 0, 0)
        packet = rtcp.receiver_report(5, [(SLOT_VIDEO[0], block)])
        self._up.carry(lambda: self.side.media.receive_rtcp(packet, self._clock.now))

    def layers(self, last: int) -> set[bytes]:
        """Return the layers of the packets received last."""
        return {packet.payload[2:3] for _, packet in sorted(self.packets.items())[-last:]}

    def assert_in_order(self) -> None:
        """Check that each run of a layer is just as it was sent, and that nothing is missing from the last.

        What was lost shortly before a change of layers can't be repaired any more, and needn't be.
        """
        begun = min(self.packets)
        before: tuple[int, bytes, int] | None = None
        for number, packet in sorted(self.packets.items()):
            layer, place = struct.unpack_from("!cI", packet.payload, 2)
            if before is None or before[1:] != (layer, place - (number - before[0])):
                assert packet.payload[:2] == KEYFRAME
                begun = number
            before = (number, layer, place)
        assert [number for number in self.missing() if number > begun] == []


class FarCall:
    """The participants, and the clock they share."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.forwarder = Forwarder()
        self._numbers = iter(range(1, 100))
        self.cameras: list[Camera] = []
        self.viewers: list[Viewer] = []
        self._publisher = 0
        self._steps = 0

    def publishes(self, link: Link) -> Camera:
        """Let the publisher come, or come anew on another leg."""
        if self._publisher:
            self.forwarder.remove(self._publisher)
        number = self._publisher = next(self._numbers)
        side = Side(self.forwarder, number, parameters(layers=("h", "l")))
        side.media.go_live()
        camera = Camera(side, link, self.clock, ssrc=10_000 * number)
        self.cameras = [camera]
        for viewer in self.viewers:
            self.forwarder.add_route(number, viewer.side.number, 0)
        return camera

    def sees(self, down: Link, up: Link) -> Viewer:
        """Let somebody join who sees the publisher."""
        number = next(self._numbers)
        side = Side(self.forwarder, number, parameters(seed=number))
        side.media.go_live()
        self.forwarder.add_route(self._publisher, number, 0)
        viewer = Viewer(side, down, up, self.clock)
        self.viewers.append(viewer)
        return viewer

    def goes_on(self, seconds: float, *, quiet: bool = False) -> None:
        """Run everything; `quiet`: cameras send a picture a second only, so that the rest gets repaired."""
        for _ in range(round(seconds * FRAMES_PER_S)):
            self._steps += 1
            if not quiet or self._steps % FRAMES_PER_S == 0:
                for camera in self.cameras:
                    camera.send_frame()
            for part in range(1, 4):
                self.clock.run(START + (self._steps - 1 + part / 3) / FRAMES_PER_S)
                for camera in self.cameras:
                    camera.listen()
                for viewer in self.viewers:
                    viewer.listen()
            self.forwarder.tick(self.clock.now)
            for viewer in self.viewers:
                if self._steps % 4 == 0:
                    viewer.ask()
                if self._steps % FRAMES_PER_S == 0:
                    viewer.report()
