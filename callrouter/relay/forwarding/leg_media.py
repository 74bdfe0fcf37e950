"""The media of one leg: what its participant sends, and what it receives in each slot.

Pure: decrypted packets come in, plain packets go out through a `Wire`; time is an argument
(seconds, monotonic).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiortc.rtp import RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket

from callrouter.relay.forwarding.bitrate import Downlink
from callrouter.relay.forwarding.counters import Counters
from callrouter.relay.forwarding.demultiplexer import Demultiplexer
from callrouter.relay.forwarding.flows import received, sent
from callrouter.relay.forwarding.layer_switch import Pictures
from callrouter.relay.forwarding.leg_quality import Flows
from callrouter.relay.forwarding.rewriter import StreamRewriter
from callrouter.relay.forwarding.sink import Sink
from callrouter.relay.forwarding.source import AUDIO_CLOCK, VIDEO_CLOCK, Source, abs_send_time
from callrouter.relay.forwarding.speakers import Voice
from callrouter.relay.forwarding.transport_feedback import TransportFeedback
from callrouter.relay.forwarding.uplink_cap import UplinkCap
from callrouter.relay.forwarding.wire import Wire
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtp import AUDIO_LEVEL, HeaderScanner
from callrouter.relay.sdp.answer import SlotStreams, slot_cname
from callrouter.relay.sdp.offer import SHARE_SLOT, Offer, Section

#: seconds between two receiver reports to a publisher
REPORT_INTERVAL: Final = 1.0


@dataclass(frozen=True, slots=True)
class MediaParameters:
    """What a leg's media needs to know.

    `slots` are the streams of people's slots in order, then the share's; `seeds` are random numbers, one a
    slot, and any number will do.
    """

    offer: Offer
    slots: Sequence[SlotStreams]
    feedback_ssrc: int
    seeds: Sequence[int]


class LegMedia:
    """Takes one participant's packets apart, answers its RTCP and writes the relay's own."""

    def __init__(self, parameters: MediaParameters, wire: Wire, counters: Counters) -> None:
        offer = parameters.offer
        self._wire = wire
        self._counters = counters
        self._feedback_ssrc = parameters.feedback_ssrc
        self._scanner = HeaderScanner(offer.extensions)
        self._feedback = TransportFeedback()
        self._downlink = Downlink()
        self._reported_at = 0.0
        self.voice = Voice()
        self.audio, self.share = self._source(offer.audio), self._source(offer.share)
        #: the camera's layers, the best first
        self.layers = tuple(self._source(offer.video) for _ in offer.video.rids or (None,))
        self._sources = (self.audio, *self.layers, self.share)
        self._cap = UplinkCap(self.layers, self.share)
        self._streams = Demultiplexer(
            [(offer.audio, [self.audio]), (offer.video, self.layers), (offer.share, [self.share])]
        )
        #: by slot: sound and picture of a person; the last has the picture that is shared, and no sound
        self.slots: list[tuple[Sink | None, Sink]] = [
            (
                self._sink(audio, n, streams.audio, 0, seed),
                self._sink(video, n, streams.video, streams.video_rtx, seed),
            )
            for n, ((audio, video), streams, seed) in enumerate(
                zip(offer.slots, parameters.slots, parameters.seeds, strict=False)
            )
        ]
        shared = parameters.slots[SHARE_SLOT]
        self.slots.append(
            (
                None,
                self._sink(
                    offer.share_slot, SHARE_SLOT, shared.video, shared.video_rtx, parameters.seeds[SHARE_SLOT]
                ),
            )
        )
        self._pictures = Pictures([video for _, video in self.slots[:SHARE_SLOT]], self.slots[SHARE_SLOT][1])
        self._sinks = {sink.ssrc: sink for pair in self.slots for sink in pair if sink is not None}
        self.live = False

    def _source(self, section: Section) -> Source:
        return Source(section, self._wire, self._feedback_ssrc, self._counters)

    def _sink(self, section: Section, slot: int, ssrc: int, rtx_ssrc: int, seed: int) -> Sink:
        return Sink(
            wire=self._wire,
            downlink=self._downlink,
            counters=self._counters,
            rewriter=StreamRewriter(
                clock_rate=VIDEO_CLOCK if section.kind == "video" else AUDIO_CLOCK,
                first_sequence=seed & 0x7FFF,
                first_timestamp=seed & 0xFFFFFFFF,
            ),
            rtx_rewriter_start=seed & 0x7FFF,
            ssrc=ssrc,
            rtx_ssrc=rtx_ssrc,
            codecs=section.codecs,
            extensions=section.extensions,
            cname=slot_cname(slot),
        )

    def renew(self, offer: Offer) -> None:
        """Take a re-offer of the same connection: the codecs may have other payload types, or be others."""
        for section, sources in (
            (offer.audio, [self.audio]),
            (offer.video, self.layers),
            (offer.share, [self.share]),
        ):
            for source in sources:
                source.offer(section.codecs)
        received = [section for slot in offer.slots for section in slot] + [offer.share_slot]
        for section, sink in zip(received, self._sinks.values(), strict=True):
            sink.offer(section.codecs)

    @property
    def unplayable(self) -> int:
        """How many received pictures this participant has no codec for."""
        return sum(
            1
            for _, sink in self.slots
            if sink.source is not None and sink.source.codec is not None and not sink.plays(sink.source.codec)
        )

    @property
    def paused(self) -> tuple[int, ...]:
        """The slots whose pictures aren't sent for now, as the participant's link is too narrow."""
        return self._pictures.paused

    def go_live(self) -> None:
        """Start sending to this leg: its keys exist."""
        self.live = True
        for sink in self._sinks.values():
            sink.go_live()

    def follow(self, slot: int, publisher: LegMedia | None) -> None:
        """Put another leg's media, or nothing, into a slot; into `SHARE_SLOT` what it shares."""
        audio, _ = self.slots[slot]
        if audio is None:
            self._pictures.follow_share(publisher.share if publisher else None)
        else:
            audio.follow(publisher.audio if publisher else None)
            self._pictures.follow(slot, publisher.layers if publisher else ())

    def close(self) -> None:
        """Leave every source, and every sink without one."""
        for slot in range(len(self.slots)):
            self.follow(slot, None)

    def receive(self, packet: bytearray, size: int, now: float) -> None:
        """Take the first `size` bytes of `packet`, a decrypted RTP packet; the buffer is overwritten."""
        scanner = self._scanner
        if not scanner.scan(packet, size):
            self._counters.dropped_malformed += 1
            return
        if scanner.transport_sequence >= 0 and self._feedback.received(scanner.transport_sequence, now):
            self._send_feedback(now)
        source = self._streams.media.get(scanner.ssrc)
        if source is None or scanner.payload_type != source.payload_type:
            source = self._sort_out(packet, size, now)
            if source is None:
                return
        if scanner.audio_level_at and source is self.audio:
            self.voice.heard(packet[scanner.audio_level_at + 1] & AUDIO_LEVEL, now)
        source.receive(packet, size, scanner, now)

    def _sort_out(self, packet: bytearray, size: int, now: float) -> Source | None:
        """Return the source of what isn't simply the next packet of a known stream; None if it has none."""
        scanner = self._scanner
        streams, ssrc, payload_type = self._streams, scanner.ssrc, scanner.payload_type
        source = streams.media.get(ssrc)
        if source is not None and (
            payload_type == source.payload_type or source.take_codec(payload_type, scanner.sequence)
        ):
            return source
        repaired = streams.repairs.get(ssrc)
        if repaired is not None and payload_type in repaired.repairs:
            repaired.receive_rtx(packet, size, scanner, now)
        elif streams.learn(scanner):
            return self._sort_out(packet, size, now)
        else:
            self._counters.dropped_malformed += 1
        return None

    def receive_rtcp(self, data: bytes, now: float) -> None:
        """Take a decrypted RTCP compound; what isn't understood is skipped."""
        for packet in rtcp.parse(data):
            match packet:
                case RtcpSrPacket():
                    self._take_sender_report(packet, now)
                    self._take_reports(packet, now)
                case RtcpRrPacket():
                    self._take_reports(packet, now)
                case RtcpRtpfbPacket() if packet.fmt == rtcp.NACK:
                    sink = self._sinks.get(packet.media_ssrc)
                    if sink is not None:
                        sink.retransmit(packet.lost, abs_send_time(now))
                case RtcpPsfbPacket():
                    self._take_payload_feedback(packet, now)
                case _:
                    pass

    def _take_sender_report(self, packet: RtcpSrPacket, now: float) -> None:
        for source in self._sources:
            if packet.ssrc == source.ssrc:
                info = packet.sender_info
                source.take_sender_report(info.ntp_timestamp, info.rtp_timestamp, now)

    def _take_reports(self, packet: RtcpSrPacket | RtcpRrPacket, now: float) -> None:
        for block in packet.reports:
            sink = self._sinks.get(block.ssrc)
            if sink is not None:
                sink.reported(block, now)

    def _take_payload_feedback(self, packet: RtcpPsfbPacket, now: float) -> None:
        if packet.fmt == rtcp.REMB:
            rate = rtcp.remb_bitrate(packet)
            if rate is not None:
                self._downlink.estimated(rate, now)
            return
        for ssrc in rtcp.keyframe_targets(packet):
            sink = self._sinks.get(ssrc)
            if sink is not None:
                sink.want_keyframe(now)

    def tick(self, now: float) -> None:
        """Send what is due; to be called every 50 ms."""
        if not self.live:
            return
        for source in self._sources:
            source.tick(now)
        for _, video in self.slots:
            video.tick()
        delivered = sum(sink.rate for sink in self._sinks.values())
        narrow = self._downlink.is_narrow(delivered, now)
        self._pictures.choose(congested_at=self._downlink.congested_at, narrow=narrow, now=now)
        if self._feedback.due(now):
            self._send_feedback(now)
        if now - self._reported_at >= REPORT_INTERVAL:
            for sink in self._sinks.values():
                sink.measure(now)
            self._downlink.videos = sum(1 for _, video in self.slots if video.source is not None)
            self._send_reports(now)
            self._send_cap(now)
            for source in self._sources:
                source.expect(self._downlink.round_trip(now) or 0.0)
            self._reported_at = now

    def flows(self, now: float) -> tuple[Flows, Flows]:
        """Return the totals of what the participant sends, and of what it receives."""
        people = self.slots[:SHARE_SLOT]
        shared = self.slots[SHARE_SLOT][1]
        return (
            Flows(sent([self.audio], now), sent(self.layers, now, also=[self.share])),
            Flows(
                received([audio for audio, _ in people if audio is not None], now),
                received([video for _, video in people], now, also=[shared]),
            ),
        )

    def round_trip(self, now: float) -> float | None:
        """Return how long the way to the participant and back takes (seconds); None: not known."""
        return self._downlink.round_trip(now)

    def _send_feedback(self, now: float) -> None:
        report = self._feedback.take(now)
        media_ssrc = next((source.ssrc for source in self._sources if source.ssrc), 0)
        self._wire.send_rtcp(rtcp.transport_feedback(self._feedback_ssrc, media_ssrc, report))

    def _send_reports(self, now: float) -> None:
        blocks = [
            (source.ssrc, report)
            for source in self._sources
            if (report := source.reception_report(now)) is not None
        ]
        if blocks:
            self._wire.send_rtcp(rtcp.receiver_report(self._feedback_ssrc, blocks))

    def _send_cap(self, now: float) -> None:
        told = self._cap.renew(now)
        if told is not None:
            self._wire.send_rtcp(rtcp.remb(self._feedback_ssrc, *told))
