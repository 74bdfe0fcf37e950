"""One stream a publisher sends, and its way to the subscribers' sinks. Pure: time is an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from callrouter.relay.forwarding.keyframes import KeyframeRequester
from callrouter.relay.forwarding.nack import NackScheduler
from callrouter.relay.forwarding.packet_cache import AUDIO_CAPACITY, VIDEO_CAPACITY, PacketCache
from callrouter.relay.forwarding.reception import ReceptionStatistics
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.h264 import starts_h264_keyframe
from callrouter.relay.packets.rtcp import ReceptionReport
from callrouter.relay.packets.rtp import (
    HeaderScanner,
)
from callrouter.relay.packets.rtx import original_sequence, restore_original
from callrouter.relay.packets.sequence import MASK, SequenceUnwrapper, nearest
from callrouter.relay.packets.vp8 import starts_vp8_keyframe
from callrouter.relay.sdp.codecs import CodecName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callrouter.relay.forwarding.counters import Counters
    from callrouter.relay.forwarding.sink import Sink
    from callrouter.relay.forwarding.wire import Wire
    from callrouter.relay.sdp.codecs import Codec
    from callrouter.relay.sdp.offer import Section

AUDIO_CLOCK: Final = 48_000
VIDEO_CLOCK: Final = 90_000
NO_PAYLOAD_TYPE: Final = -1
#: no keyframe is asked of a video that has been silent this long (seconds): its camera is off
SILENT_AFTER: Final = 2.0
#: a gap between two packets that ends a steady flow (seconds)
PAUSE: Final = 0.5

_SEND_TIME_UNITS: Final = 1 << 18
_SEND_TIME_MASK: Final = 0xFFFFFF


def abs_send_time(now: float) -> int:
    """Return `now` (seconds) as the 24-bit 6.18 fixed-point time of the abs-send-time extension."""
    return int(now * _SEND_TIME_UNITS) & _SEND_TIME_MASK


class Source:
    """An incoming stream: counts it, keeps its packets, asks for what is missing, fans it out."""

    def __init__(self, section: Section, wire: Wire, feedback_ssrc: int, counters: Counters) -> None:
        """Make the source of a section, or of one layer of it."""
        video = section.kind == "video"
        self._wire = wire
        self._counters = counters
        self._feedback_ssrc = feedback_ssrc
        #: what the packets are sent by: the packets say it, since an answer takes a while to be followed
        self.codec: CodecName | None = None
        self.payload_type = NO_PAYLOAD_TYPE
        self._starts_keyframe = starts_vp8_keyframe
        #: by payload type, and for retransmissions the payload type of what they repeat
        self.codecs: dict[int, Codec] = {}
        self.repairs: dict[int, int] = {}
        self.offer(section.codecs)
        self._unwrapper = SequenceUnwrapper()
        self._nacks = NackScheduler() if video else None
        self._keyframes = KeyframeRequester() if video else None
        self._heard_at = -SILENT_AFTER
        self._flowing_since = 0.0
        self._waiting: list[Sink] = []
        #: the stream's SSRC; 0 until the first packet when the offer didn't announce it
        self.ssrc = section.ssrc
        self.has_keyframes = video
        self.cache = PacketCache(VIDEO_CAPACITY if video else AUDIO_CAPACITY)
        self.octets = 0
        #: pictures that came whole or in part: packets with the marker bit
        self.frames = 0
        self.statistics = ReceptionStatistics(VIDEO_CLOCK if video else AUDIO_CLOCK)
        #: the publisher's latest pair of NTP and RTP time
        self.sender_report: tuple[int, int] | None = None
        #: the sinks that take packets now: those of subscribers who have the codec
        self.sinks: list[Sink] = []
        self._attached: list[Sink] = []

    def attach(self, sink: Sink) -> None:
        """Start feeding `sink`, with a keyframe first where there are such."""
        self._attached.append(sink)
        if self.codec is not None and sink.take_codec(self.codec):
            self.sinks.append(sink)
        if self._keyframes is not None:
            self._keyframes.want()

    def detach(self, sink: Sink) -> None:
        """Stop feeding `sink`."""
        for sinks in (self._attached, self.sinks, self._waiting):
            if sink in sinks:
                sinks.remove(sink)

    def await_keyframe(self, sink: Sink) -> None:
        """Let `sink` change over to this source with its next keyframe, and ask for one."""
        self._waiting.append(sink)
        if self._keyframes is not None:
            self._keyframes.want()

    def consider(self, sink: Sink) -> None:
        """Start or stop feeding an attached sink whose subscriber has other codecs now."""
        if (
            sink in self._attached
            and self.codec is not None
            and sink.plays(self.codec) != (sink in self.sinks)
        ):
            self.detach(sink)
            self.attach(sink)

    def offer(self, codecs: Sequence[Codec]) -> None:
        """Take packets of these codecs from now on."""
        self.codecs = {codec.payload_type: codec for codec in codecs}
        self.repairs = {
            codec.rtx_payload_type: codec.payload_type for codec in codecs if codec.rtx_payload_type
        }
        if self.payload_type not in self.codecs:
            self.payload_type = NO_PAYLOAD_TYPE

    def take_codec(self, payload_type: int, number: int) -> bool:
        """Go on with the codec of a packet with this 16-bit number; False if it isn't a codec to go on with.

        A late packet of the codec before is none: the stream doesn't go back.
        """
        codec = self.codecs.get(payload_type)
        highest = self._unwrapper.highest
        if codec is None or (self.codec is not None and nearest(number, highest) <= highest):
            return False
        self.payload_type = payload_type
        if codec.name is not self.codec:
            self.codec = codec.name
            self._starts_keyframe = (
                starts_h264_keyframe if codec.name is CodecName.H264 else starts_vp8_keyframe
            )
            self.sinks[:] = [sink for sink in self._attached if sink.take_codec(codec.name)]
            if self._keyframes is not None:
                self._keyframes.want()
        return True

    def receive(
        self, packet: bytearray, size: int, header: HeaderScanner, now: float, *, recovered: bool = False
    ) -> None:
        """Take the first `size` bytes of `packet`, scanned as `header`, and send them to every sink once."""
        sequence = self._unwrapper.unwrap(header.sequence)
        cache = self.cache
        if not cache.takes(sequence):
            return
        if now - self._heard_at > PAUSE:
            self._flowing_since = now
        self._heard_at = now
        if recovered:
            self.statistics.recovered()
        else:
            self.statistics.received(sequence, header.timestamp, now)
        self.octets += size
        if header.marker:
            self.frames += 1
        data = packet[:size]
        cache.add(sequence, (data, header.payload_at, header.abs_send_time_at))
        keyframe = self.has_keyframes and self._follow_video(data, sequence, header, now)
        if keyframe and self._waiting:
            self._change_over()
        header.send_time = int(now * _SEND_TIME_UNITS) & _SEND_TIME_MASK
        for sink in self.sinks:
            sink.forward(data, sequence, header, keyframe, now)

    def _follow_video(self, data: bytearray, sequence: int, header: HeaderScanner, now: float) -> bool:
        """Note gaps and keyframes; tell whether this packet starts a keyframe that somebody waits for."""
        nacks, keyframes = self._nacks, self._keyframes
        if nacks is None or keyframes is None:
            return False
        if not nacks.received(sequence, now):
            keyframes.want()
        if nacks.next_at <= now:
            self._ask_again(nacks, now)
        if not keyframes.pending:
            return False
        keyframe = self._starts_keyframe(data, header.payload_at, header.payload_end)
        if keyframe:
            keyframes.arrived()
        else:
            self._ask_keyframe(keyframes, now)
        return keyframe

    def heard_within(self, seconds: float, now: float) -> bool:
        """Tell whether a packet has come in the last so many seconds."""
        return now - self._heard_at < seconds

    def flows(self, seconds: float, now: float, *, steady: float = 0.0) -> bool:
        """Tell whether a packet has come in the last so many seconds, and without a pause since `steady`."""
        return now - self._heard_at < seconds and now - self._flowing_since >= steady

    def _change_over(self) -> None:
        waiting, self._waiting = self._waiting, []
        for sink in waiting:
            sink.change_over(self)
            self._attached.append(sink)
            if self.codec is not None and sink.plays(self.codec):
                self.sinks.append(sink)

    def receive_rtx(self, packet: bytearray, size: int, header: HeaderScanner, now: float) -> None:
        """Take a retransmission if it was asked for; browsers also send unasked ones as probes."""
        number = original_sequence(packet, header.payload_at, header.payload_end)
        payload_type = self.repairs[header.payload_type]
        if (
            number < 0
            or payload_type != self.payload_type
            or self._nacks is None
            or nearest(number, self._unwrapper.highest) not in self._nacks
        ):
            return
        self._counters.recovered += 1
        size = restore_original(packet, size, header.payload_at, payload_type, self.ssrc)
        header.sequence = number
        header.payload_end -= 2
        self.receive(packet, size, header, now, recovered=True)

    def expect(self, round_trip: float) -> None:
        """Ask for a packet again only when an answer could have come (seconds)."""
        if self._nacks is not None:
            self._nacks.expect(round_trip)

    def want_keyframe(self, now: float) -> None:
        """Ask the publisher for a keyframe, now or as soon as the last request is old enough."""
        if self._keyframes is not None:
            self._keyframes.want()
            self._ask_keyframe(self._keyframes, now)

    def take_sender_report(self, ntp: int, timestamp: int, now: float) -> None:
        """Note the publisher's sender report and pass it on."""
        self.sender_report = (ntp, timestamp)
        self.statistics.sender_report(ntp, now)
        for sink in self.sinks:
            sink.report(ntp, timestamp, now)

    def tick(self, now: float) -> None:
        """Repeat the requests that are due."""
        if self._nacks is not None and self._nacks.next_at <= now:
            self._ask_again(self._nacks, now)
        if self._keyframes is not None:
            self._ask_keyframe(self._keyframes, now)

    def reception_report(self, now: float) -> ReceptionReport | None:
        """Return the block for the publisher. For audio it carries the worst loss of any subscriber.

        The publisher sees only the up-link; without this it would never switch Opus' error correction on.
        """
        report = self.statistics.report(now)
        if report is None or self.has_keyframes or not self.sinks:
            return report
        worst = max(sink.fraction_lost for sink in self.sinks)
        if worst <= report.fraction_lost:
            return report
        return ReceptionReport(
            fraction_lost=worst,
            packets_lost=report.packets_lost,
            highest_sequence=report.highest_sequence,
            jitter=report.jitter,
            last_sender_report=report.last_sender_report,
            delay=report.delay,
        )

    def _ask_again(self, nacks: NackScheduler, now: float) -> None:
        wanted = nacks.due(now)
        if wanted and self.ssrc:
            self._counters.nacks_sent += len(wanted)
            self._wire.send_rtcp(rtcp.nack(self._feedback_ssrc, self.ssrc, [n & MASK for n in wanted]))

    def _ask_keyframe(self, keyframes: KeyframeRequester, now: float) -> None:
        if self.ssrc and self.heard_within(SILENT_AFTER, now) and keyframes.due(now):
            self._counters.keyframe_requests += 1
            self._wire.send_rtcp(rtcp.pli(self._feedback_ssrc, self.ssrc))
