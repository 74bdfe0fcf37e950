"""Sends again what a subscriber lost, as RTX (RFC 4588). Pure: packets go out through a `Wire`."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from callrouter.relay.packets.rtp import HEADER, MARKER, REWRITTEN
from callrouter.relay.packets.sequence import MASK, nearest

if TYPE_CHECKING:
    from callrouter.relay.forwarding.counters import Counters
    from callrouter.relay.forwarding.packet_cache import CachedPacket, PacketCache
    from callrouter.relay.forwarding.picture_numbers import PictureNumbers
    from callrouter.relay.forwarding.rewriter import StreamRewriter
    from callrouter.relay.forwarding.wire import Wire

#: retransmissions one stream may cause per tick; more is a broken or hostile subscriber
RETRANSMISSIONS_PER_TICK: Final = 64

_ELEMENT: Final = struct.Struct("!I")
_U16: Final = struct.Struct("!H")


class Repeater:
    """The second stream beside one outgoing stream, with its own SSRC and numbers.

    It is told apart by SRTP too, so that the same number never protects two contents.
    """

    def __init__(  # noqa: PLR0913 what makes a repeated packet
        self,
        *,
        wire: Wire,
        counters: Counters,
        rewriter: StreamRewriter,
        pictures: PictureNumbers,
        ssrc: int,
        first_sequence: int,
        send_time_head: int,
    ) -> None:
        self._wire = wire
        self._counters = counters
        self._rewriter = rewriter
        self._pictures = pictures
        self._ssrc = ssrc
        self._sequence = first_sequence
        self._send_time_head = send_time_head
        self._budget = RETRANSMISSIONS_PER_TICK
        #: 0: nothing is repeated
        self.payload_type = 0

    def tick(self) -> None:
        """Renew the allowance."""
        self._budget = RETRANSMISSIONS_PER_TICK

    def repeat(self, lost: list[int], cache: PacketCache, send_time: int) -> int:
        """Send these outgoing 16-bit numbers again from the source's cache; return how many were there."""
        repeated = 0
        if not self.payload_type:
            return repeated
        for wire_number in lost:
            if not self._budget:
                break
            self._budget -= 1
            outgoing = nearest(wire_number, self._rewriter.highest)
            cached = cache.get(self._rewriter.source_sequence(outgoing))
            if cached is None:
                self._counters.nacks_missed += 1
                continue
            repeated += 1
            self._send(outgoing, cached, send_time)
        self._counters.nacks_answered += repeated
        return repeated

    def _send(self, outgoing: int, cached: CachedPacket, send_time: int) -> None:
        packet, payload_at, send_time_at = cached
        space = self._wire.outbox
        out, at = space.data, space.at
        size = len(packet) + _U16.size
        out[at : at + payload_at] = packet[:payload_at]
        _U16.pack_into(out, at + payload_at, outgoing & MASK)
        out[at + payload_at + _U16.size : at + size] = packet[payload_at:]
        _, marker, _, timestamp, _ = HEADER.unpack_from(packet)
        REWRITTEN.pack_into(
            out,
            at + 1,
            marker & MARKER | self.payload_type,
            self._sequence & MASK,
            self._rewriter.map_timestamp(timestamp),
            self._ssrc,
        )
        self._sequence += 1
        if send_time_at:
            head = self._send_time_head
            _ELEMENT.pack_into(out, at + send_time_at, head | send_time if head else 0)
        if self._pictures.shifted:
            self._pictures.patch(out, at + payload_at + _U16.size, at + size)
        self._wire.send_rtp(size)
