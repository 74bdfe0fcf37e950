"""What a relay must know of an H.264 payload: whether it starts a keyframe. Source: RFC 6184 section 5."""

from __future__ import annotations

from typing import Final

_TYPE: Final = 0x1F
_IDR: Final = 5
_SEQUENCE_PARAMETERS: Final = 7
_STAP_A: Final = 24
_FU_A: Final = 28
_FU_START: Final = 0x80
_SIZE_BYTES: Final = 2
#: An encoder sends its parameters before each keyframe; one that was told to send them once sends a bare IDR.
_STARTS: Final = frozenset({_IDR, _SEQUENCE_PARAMETERS})


def starts_h264_keyframe(packet: bytes | bytearray, at: int, end: int) -> bool:
    """Tell whether the payload in `packet[at:end]` starts a sequence parameter set or an IDR picture.

    Single units, aggregates without timestamps (STAP-A) and fragments (FU-A) are known: packetization mode 1.
    """
    if at >= end:
        return False
    kind = packet[at] & _TYPE
    if kind == _FU_A:
        if at + 1 >= end:
            return False
        header = packet[at + 1]
        return bool(header & _FU_START) and header & _TYPE in _STARTS
    if kind != _STAP_A:
        return kind in _STARTS
    at += 1
    while at + _SIZE_BYTES < end:
        size = packet[at] << 8 | packet[at + 1]
        if packet[at + _SIZE_BYTES] & _TYPE in _STARTS and size and at + _SIZE_BYTES + size <= end:
            return True
        at += _SIZE_BYTES + size
    return False
