"""The header and extensions of one RTP packet."""

from __future__ import annotations

from callrouter.relay.packets.h264 import starts_h264_keyframe
from callrouter.relay.packets.rtp import ExtensionIds, HeaderScanner
from callrouter.relay.packets.rtx import original_sequence, restore_original
from callrouter.relay.packets.vp8 import starts_vp8_keyframe

LONGEST = 400
_IDS = ExtensionIds(abs_send_time=2, audio_level=1, transport_sequence=3, mid=4, rid=5, repaired_rid=6)


def fuzz(data: bytes) -> None:
    """Demand that whatever is found lies inside the packet, and that its length stays."""
    packet, size, scanner = bytearray(data), len(data), HeaderScanner(_IDS)
    if not scanner.scan(packet, size):
        return
    assert len(packet) == size
    assert 12 <= scanner.payload_at <= scanner.payload_end <= size
    for at, length in ((scanner.abs_send_time_at, 4), (scanner.audio_level_at, 2)):
        assert not at or 16 <= at <= scanner.payload_at - length
    again = HeaderScanner(_IDS)
    assert again.scan(bytearray(packet), size), "what is passed on is a packet"
    starts_vp8_keyframe(packet, scanner.payload_at, scanner.payload_end)
    starts_h264_keyframe(packet, scanner.payload_at, scanner.payload_end)
    if original_sequence(packet, scanner.payload_at, scanner.payload_end) >= 0:
        assert restore_original(packet, size, scanner.payload_at, 96, 1) == size - 2
