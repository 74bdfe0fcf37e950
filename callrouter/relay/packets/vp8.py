"""What a relay must know of a VP8 payload: whether it starts a keyframe. Source: RFC 7741 section 4."""

from __future__ import annotations

from typing import Final

_START_AND_PARTITION: Final = 0x17
_START_OF_PARTITION_0: Final = 0x10


def starts_vp8_keyframe(packet: bytes | bytearray, at: int, end: int) -> bool:
    """Tell whether the VP8 payload in `packet[at:end]` starts a keyframe (RFC 7741 sections 4.2, 4.3)."""
    if at >= end:
        return False
    first = packet[at]
    if first & _START_AND_PARTITION != _START_OF_PARTITION_0:
        return False
    at += 1
    if first & 0x80:
        if at >= end:
            return False
        extended = packet[at]
        at += 1
        if extended & 0x80:
            if at >= end:
                return False
            at += 2 if packet[at] & 0x80 else 1
        if extended & 0x40:
            at += 1
        if extended & 0x30:
            at += 1
    return at < end and not packet[at] & 0x01
