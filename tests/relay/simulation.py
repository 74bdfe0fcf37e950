"""A publisher, the pure forwarding core and a subscriber, joined by networks that lose, delay and repeat.

The clock is a number; nothing sleeps. Every run is repeatable by its seed.
"""

from __future__ import annotations

import heapq
import itertools
import struct
from collections.abc import Callable, Sequence
from random import Random

from aiortc.rtp import RtcpPsfbPacket, RtcpRtpfbPacket

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.leg_media import LegMedia, MediaParameters
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.sequence import SequenceUnwrapper
from callrouter.relay.sdp.answer import SlotStreams
from callrouter.relay.sdp.offer import SLOTS
from callrouter.relay.sdp.offer_parser import parse_offer
from tests.relay.offers import AUDIO_SSRC, RTX_SSRC, VIDEO_SSRC, offer_text
from tests.relay.packets import DELTA, KEYFRAME, Rtp, element, read, rtp

#: the last is the share
SLOT_VIDEO = [20, 30, 40, 50, 60]
SLOT_RTX = [21, 31, 41, 51, 61]
SLOT_AUDIO = [22, 32, 42, 52, 0]
FRAME_TICKS = 3000
START = 1000.0


def parameters(
    *, seed: int = 9, ssrcs: bool = True, video: str = "vp8", layers: Sequence[str] = ()
) -> MediaParameters:
    return MediaParameters(
        offer=parse_offer(offer_text(ssrcs=ssrcs, video=video, layers=layers)),
        slots=[SlotStreams(SLOT_AUDIO[n], SLOT_VIDEO[n], SLOT_RTX[n]) for n in range(SLOTS + 1)],
        feedback_ssrc=99,
        seeds=[seed] * (SLOTS + 1),
    )


class Space:
    """Room for one packet."""

    def __init__(self) -> None:
        self.data = memoryview(bytearray(2048))
        self.at = 0


class RecordingWire:
    """A `Wire` that keeps what it is given, and holds SRTP's rule: one content per SSRC and number, once."""

    def __init__(self) -> None:
        self.outbox = Space()
        self.rtp: list[Rtp] = []
        self.rtcp: list[bytes] = []
        self._used: set[tuple[int, int]] = set()
        self._unwrappers: dict[int, SequenceUnwrapper] = {}

    def send_rtp(self, size: int) -> None:
        packet = read(bytes(self.outbox.data[:size]))
        number = self._unwrappers.setdefault(packet.ssrc, SequenceUnwrapper()).unwrap(packet.sequence)
        assert (packet.ssrc, number) not in self._used, "a nonce is used twice"
        self._used.add((packet.ssrc, number))
        self.rtp.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)

    def video(self, slot: int = 0) -> list[Rtp]:
        return [packet for packet in self.rtp if packet.ssrc == SLOT_VIDEO[slot]]

    def audio(self, slot: int = 0) -> list[Rtp]:
        return [packet for packet in self.rtp if packet.ssrc == SLOT_AUDIO[slot]]

    def keyframe_requests(self) -> int:
        packets = [packet for data in self.rtcp for packet in rtcp.parse(data)]
        return sum(isinstance(packet, RtcpPsfbPacket) and packet.fmt == rtcp.PLI for packet in packets)


class Side:
    """One leg of a forwarder, and a hand to feed it with."""

    def __init__(self, forwarder: Forwarder, number: int, parameters: MediaParameters) -> None:
        self.number = number
        self.wire = RecordingWire()
        self.media: LegMedia = forwarder.add_leg(number, parameters, self.wire)

    def sends(self, packet: bytes, now: float) -> None:
        self.media.receive(bytearray(packet), len(packet), now)

    def sends_video(self, sequence: int, payload: bytes = DELTA, *, now: float, timestamp: int = 0) -> None:
        self.sends(rtp(sequence, payload, timestamp=timestamp, ssrc=VIDEO_SSRC), now)

    def sends_audio(self, sequence: int, *, now: float, timestamp: int = 0) -> None:
        self.sends(rtp(sequence, b"opus", payload_type=111, ssrc=AUDIO_SSRC, timestamp=timestamp), now)


class Link:
    """One direction of a network: loses, delays (and so reorders), and repeats, as `random` has it."""

    def __init__(self, random: Random, loss: float, clock: Clock, delay: float = 0.005) -> None:
        self._random = random
        self._loss = loss
        self._clock = clock
        self._delay = delay

    def carry(self, deliver: Callable[[], None]) -> None:
        for _ in range(2 if self._random.random() < 0.02 else 1):
            if self._random.random() >= self._loss:
                self._clock.after(self._delay + self._random.expovariate(1 / 0.006), deliver)


class Clock:
    """Events in order of their time."""

    def __init__(self) -> None:
        self.now = START
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def after(self, delay: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + delay, next(self._order), event))

    def run(self, until: float) -> None:
        while self._events and self._events[0][0] <= until:
            self.now, _, event = heapq.heappop(self._events)
            event()
        self.now = until


class Publisher:
    """Sends numbered video, a keyframe when asked, and repeats by RTX what is asked for."""

    def __init__(self, side: Side, link: Link, clock: Clock, first_sequence: int) -> None:
        self._side, self._link, self._clock = side, link, clock
        self._sequence = first_sequence
        self._rtx_sequence = 100
        self._sent: dict[int, bytes] = {}
        self._wants_keyframe = True
        self._heard = 0
        self.count = 0

    def send_frame(self, frame: int, packets: int = 4) -> None:
        for part in range(packets):
            start = KEYFRAME if self._wants_keyframe else DELTA
            payload = (start if part == 0 else b"\x00\x01") + struct.pack("!I", self.count)
            packet = rtp(
                self._sequence,
                payload,
                timestamp=frame * FRAME_TICKS,
                ssrc=VIDEO_SSRC,
                extension=element(2, b"abc") + element(3, struct.pack("!H", self.count & 0xFFFF)),
            )
            self._sent[self._sequence & 0xFFFF] = packet
            self._sequence += 1
            self.count += 1
            self._send(packet)
        self._wants_keyframe = False

    def listen(self) -> None:
        for data in self._side.wire.rtcp[self._heard :]:
            for packet in rtcp.parse(data):
                if isinstance(packet, RtcpPsfbPacket) and packet.fmt == rtcp.PLI:
                    self._wants_keyframe = True
                elif isinstance(packet, RtcpRtpfbPacket) and packet.fmt == rtcp.NACK:
                    for number in packet.lost:
                        self._repeat(number & 0xFFFF)
        self._heard = len(self._side.wire.rtcp)

    def _repeat(self, number: int) -> None:
        original = read(self._sent[number])
        self._send(
            rtp(
                self._rtx_sequence,
                struct.pack("!H", number) + original.payload,
                payload_type=97,
                timestamp=original.timestamp,
                ssrc=RTX_SSRC,
                extension=original.extension,
            )
        )
        self._rtx_sequence += 1

    def _send(self, packet: bytes) -> None:
        self._link.carry(lambda: self._side.sends(packet, self._clock.now))


class Subscriber:
    """Receives slot 0, asks for what is missing, and puts together what the publisher numbered."""

    def __init__(self, side: Side, down: Link, up: Link, clock: Clock) -> None:
        self._side, self._down, self._up, self._clock = side, down, up, clock
        self._taken = 0
        self._unwrapper = SequenceUnwrapper()
        #: outgoing extended number -> the publisher's count
        self.received: dict[int, int] = {}

    def listen(self) -> None:
        for packet in self._side.wire.rtp[self._taken :]:
            self._down.carry(lambda packet=packet: self._receive(packet))  # type: ignore[misc]
        self._taken = len(self._side.wire.rtp)

    def _receive(self, packet: Rtp) -> None:
        payload = packet.payload
        number = packet.sequence
        if packet.ssrc == SLOT_RTX[0]:
            (number,) = struct.unpack_from("!H", payload)
            payload = payload[2:]
        assert packet.ssrc in {SLOT_VIDEO[0], SLOT_RTX[0]}
        (count,) = struct.unpack_from("!I", payload, 2)
        extended = self._unwrapper.unwrap(number)
        assert self.received.setdefault(extended, count) == count

    def ask(self) -> None:
        missing = self.missing()
        if missing:
            packet = rtcp.nack(5, SLOT_VIDEO[0], [number & 0xFFFF for number in missing[:50]])
            self._up.carry(lambda: self._side.media.receive_rtcp(packet, self._clock.now))

    def missing(self) -> list[int]:
        if not self.received:
            return []
        return [n for n in range(min(self.received), max(self.received)) if n not in self.received]


def run(
    seed: int, *, loss: float, frames: int = 300, first_sequence: int = 65_000
) -> tuple[Publisher, Subscriber]:
    """Play `frames` frames at 30 a second over lossy networks, then two quiet seconds to repair the rest."""
    clock, forwarder, random = Clock(), Forwarder(), Random(seed)  # noqa: S311 repeatable on purpose
    sender, receiver = Side(forwarder, 1, parameters()), Side(forwarder, 2, parameters())
    link = Link(random, loss, clock)
    publisher = Publisher(sender, link, clock, first_sequence)
    subscriber = Subscriber(receiver, link, link, clock)
    sender.media.go_live()
    receiver.media.go_live()
    forwarder.add_route(1, 2, 0)
    tail = 60
    for frame in range(frames + tail):
        if frame < frames:
            publisher.send_frame(frame)
        elif frame % 10 == 0:
            publisher.send_frame(frame, packets=1)
        for step in range(1, 4):
            clock.run(START + frame / 30 + step / 90)
            subscriber.listen()
            publisher.listen()
        forwarder.tick(clock.now)
        if frame % 2:
            subscriber.ask()
    return publisher, subscriber
