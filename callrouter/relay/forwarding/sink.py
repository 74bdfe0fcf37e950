"""One stream of one slot, on its way to a subscriber. Pure: packets go out through a `Wire`."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from callrouter.relay.forwarding.delivery import Delivery
from callrouter.relay.forwarding.picture_numbers import PictureNumbers
from callrouter.relay.forwarding.repeater import Repeater
from callrouter.relay.forwarding.rewriter import StreamRewriter
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtp import REWRITTEN, ExtensionIds, HeaderScanner
from callrouter.relay.packets.sequence import MASK
from callrouter.relay.sdp.codecs import CodecName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiortc.rtp import RtcpReceiverInfo

    from callrouter.relay.forwarding.bitrate import Downlink
    from callrouter.relay.forwarding.counters import Counters
    from callrouter.relay.forwarding.source import Source
    from callrouter.relay.forwarding.wire import Wire
    from callrouter.relay.sdp.codecs import Codec

#: a share of fewer packets than this says nothing about a link: silence (DTX) sends five a second
MIN_REPORTED: Final = 20

_ELEMENT: Final = struct.Struct("!I")
_U32_MASK: Final = 0xFFFFFFFF
_DELAY_UNITS: Final = 65536
_ABS_SEND_TIME_HEAD: Final = 2 << 24


class Sink:
    """An outgoing stream with its own SSRC that stays, whichever source is behind it."""

    def __init__(  # noqa: PLR0913 the negotiated facts of a stream
        self,
        *,
        wire: Wire,
        downlink: Downlink,
        counters: Counters,
        rewriter: StreamRewriter,
        rtx_rewriter_start: int,
        ssrc: int,
        rtx_ssrc: int,
        codecs: Sequence[Codec],
        extensions: ExtensionIds,
        cname: str,
    ) -> None:
        self._wire = wire
        self._downlink = downlink
        self._rewriter = rewriter
        self.ssrc = ssrc
        self._codecs = {codec.name: codec for codec in codecs}
        self._codec: CodecName | None = None
        self._payload_type = 0
        self._cname = cname
        send_time, level = extensions.abs_send_time, extensions.audio_level
        self._send_time_head = send_time << 28 | _ABS_SEND_TIME_HEAD if send_time else 0
        self._level_head = level << 4 if level else 0
        self._packets = 0
        #: bytes sent, without retransmissions
        self.octets = 0
        #: pictures sent: packets with the marker bit
        self.frames = 0
        self.delivery = Delivery(rewriter.clock_rate)
        self._measured = (0.0, 0)
        #: bits per second, as last measured
        self.rate = 0
        self._report_id = 0
        self._report_at = 0.0
        self._gated = False
        self._next: Source | None = None
        self._pictures = PictureNumbers()
        self._repeater = Repeater(
            wire=wire,
            counters=counters,
            rewriter=rewriter,
            pictures=self._pictures,
            ssrc=rtx_ssrc,
            first_sequence=rtx_rewriter_start,
            send_time_head=self._send_time_head,
        )
        self.source: Source | None = None
        #: whether the subscriber can receive: its keys exist
        self.live = False
        #: what the subscriber last reported, in 256ths
        self.fraction_lost = 0

    def follow(self, source: Source | None) -> None:
        """Take packets from `source` from now on, or from nobody."""
        self._forget_next()
        self._end_run()
        if self.source is not None:
            self.source.detach(self)
        self.source = source
        self.fraction_lost = 0
        if source is not None:
            self._gated = source.has_keyframes
            if self.live:
                source.attach(self)

    def plays(self, codec: CodecName) -> bool:
        """Tell whether the subscriber has this codec."""
        return codec in self._codecs

    def take_codec(self, name: CodecName) -> bool:
        """Begin anew with what the source sends by this codec; False if the subscriber doesn't have it."""
        self._end_run()
        self._codec = name
        self._gated = self.source is not None and self.source.has_keyframes
        self._number(name)
        return self.plays(name)

    def offer(self, codecs: Sequence[Codec]) -> None:
        """Go on with the payload types of a re-offer."""
        self._codecs = {codec.name: codec for codec in codecs}
        if self._codec is not None:
            self._number(self._codec)
        if self.source is not None:
            self.source.consider(self)

    def _number(self, name: CodecName) -> None:
        codec = self._codecs.get(name)
        self._payload_type = codec.payload_type if codec else 0
        self._repeater.payload_type = codec.rtx_payload_type if codec else 0

    def change_to(self, source: Source) -> None:
        """Go over to another layer of the same camera when a keyframe of it comes, and go on until then."""
        if source in {self._next, self.source}:
            if source is self.source:
                self._forget_next()
            return
        if self._gated or not self.live:
            self.follow(source)
            return
        self._forget_next()
        self._next = source
        source.await_keyframe(self)

    def change_over(self, source: Source) -> None:
        """Leave the present source: a keyframe of this one, which was awaited, comes now."""
        self._end_run()
        if self.source is not None:
            self.source.detach(self)
        self.source, self._next = source, None
        if source.codec is not None and source.codec is not self._codec:
            self._codec = source.codec
            self._number(source.codec)

    def _end_run(self) -> None:
        """Let the next packet begin anew, wherever it comes from, and follow on the last."""
        rewriter = self._rewriter
        if self.source is not None and self._codec is CodecName.VP8 and rewriter.started:
            cached = self.source.cache.get(rewriter.source_sequence(rewriter.highest))
            if cached is not None:
                self._pictures.end(cached[0], cached[1])
        rewriter.switch()

    def _forget_next(self) -> None:
        if self._next is not None:
            self._next.detach(self)
            self._next = None

    def go_live(self) -> None:
        """Start sending: the subscriber's keys exist."""
        self.live = True
        if self.source is not None:
            self.source.attach(self)

    def forward(
        self,
        packet: bytearray,
        sequence: int,
        header: HeaderScanner,
        keyframe: bool,  # noqa: FBT001
        now: float,
    ) -> None:
        """Send a plain packet with extended `sequence` on; `header` is the scan of it, `now` in seconds.

        `keyframe`: it starts one.
        """
        if self._gated:
            if not keyframe:
                return
            self._gated = False
        rewriter = self._rewriter
        starts = not rewriter.started
        outgoing = rewriter.rewrite(sequence, header.timestamp, now)
        if outgoing < 0:
            return
        if starts:
            self._begin_run(packet, header, now)
        wire = self._wire
        space = wire.outbox
        out, at = space.data, space.at
        size = len(packet)
        out[at : at + size] = packet
        REWRITTEN.pack_into(
            out, at + 1, header.marker | self._payload_type, outgoing & MASK, rewriter.timestamp, self.ssrc
        )
        if header.abs_send_time_at:
            head = self._send_time_head
            _ELEMENT.pack_into(out, at + header.abs_send_time_at, head | header.send_time if head else 0)
        level_at = header.audio_level_at
        if level_at:
            out[at + level_at] = self._level_head
            if not self._level_head:
                out[at + level_at + 1] = 0
        pictures = self._pictures
        if pictures.shifted:
            pictures.patch(out, at + header.payload_at, at + header.payload_end)
        self._packets += 1
        self.octets += size
        if header.marker:
            self.frames += 1
        wire.send_rtp(size)

    def _begin_run(self, packet: bytes | bytearray, header: HeaderScanner, now: float) -> None:
        self._pictures.begin(packet, header.payload_at if self._codec is CodecName.VP8 else len(packet))
        if self.source is not None and self.source.sender_report is not None:
            self.report(*self.source.sender_report, now)

    def retransmit(self, lost: list[int], send_time: int) -> None:
        """Answer a NACK for these outgoing 16-bit numbers from the source's cache, as RTX (RFC 4588)."""
        if self.source is not None and self.live:
            self.delivery.repaired += self._repeater.repeat(lost, self.source.cache, send_time)

    def want_keyframe(self, now: float) -> None:
        """Pass the subscriber's wish for a keyframe on to the publisher."""
        if self.source is not None and self.live:
            self.source.want_keyframe(now)

    def report(self, ntp: int, timestamp: int, now: float) -> None:
        """Send the publisher's sender report on, in terms of this stream: what lip-sync is made of."""
        if not self._rewriter.started or not self.live:
            return
        self._report_id = (ntp >> 16) & _U32_MASK
        self._report_at = now
        self._wire.send_rtcp(
            rtcp.sender_report(
                self.ssrc,
                self._cname,
                ntp=ntp,
                timestamp=self._rewriter.map_timestamp(timestamp),
                packets=self._packets,
                octets=self.octets,
            )
        )

    def reported(self, block: RtcpReceiverInfo, now: float) -> None:
        """Take a report block of the subscriber: its losses, and its answer to our sender report if any."""
        self.fraction_lost = block.fraction_lost
        new = self.delivery.reported(block)
        round_trip = None
        if block.lsr and block.lsr == self._report_id:
            round_trip = max(now - self._report_at - block.dlsr / _DELAY_UNITS, 0.0)
        telling = new is None or new >= MIN_REPORTED
        self._downlink.reported(block.fraction_lost if telling else 0, round_trip, now)

    def measure(self, now: float) -> None:
        """Note what has been sent since the last call, once a second."""
        before, octets = self._measured
        self._measured = (now, self.octets)
        self.rate = int((self.octets - octets) * 8 / max(now - before, 0.001))

    def limit(self, now: float) -> int | None:
        """Return the bits per second that the subscriber can take of this stream; None: no limit known."""
        return self._downlink.limit(self.rate, now)

    def tick(self) -> None:
        """Renew the allowance for retransmissions."""
        self._repeater.tick()
