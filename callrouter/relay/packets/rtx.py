"""Undoing a retransmission in place: RTX (RFC 4588)."""

from __future__ import annotations

import struct
from typing import Final

from callrouter.relay.packets.rtp import HEADER, MARKER, REWRITTEN

_U16: Final = struct.Struct("!H")


def original_sequence(packet: bytearray, at: int, end: int) -> int:
    """Return the original sequence number an RTX payload carries; -1 if it holds none (a probe)."""
    if end - at <= _U16.size:
        return -1
    number: int = _U16.unpack_from(packet, at)[0]
    return number


def restore_original(packet: bytearray, size: int, at: int, payload_type: int, ssrc: int) -> int:
    """Turn an RTX packet with payload at `at` into the packet it repeats, in place; return the new size."""
    (number,) = _U16.unpack_from(packet, at)
    packet[at : size - 2] = packet[at + 2 : size]
    timestamp = HEADER.unpack_from(packet)[3]
    REWRITTEN.pack_into(packet, 1, packet[1] & MARKER | payload_type, number, timestamp, ssrc)
    return size - 2
