"""RTP packets as a publisher would send them, and the reading of those a relay sends."""

from __future__ import annotations

import struct
from dataclasses import dataclass

KEYFRAME = b"\x10\x00"
DELTA = b"\x10\x01"
CONTINUATION = b"\x00\x01"


@dataclass(frozen=True)
class Rtp:
    """A parsed packet; `extension` is the raw one-byte-form block."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    extension: bytes
    payload: bytes


def rtp(  # noqa: PLR0913 the fields of a packet
    sequence: int,
    payload: bytes = DELTA,
    *,
    payload_type: int = 96,
    marker: bool = False,
    timestamp: int = 0,
    ssrc: int = 1111,
    extension: bytes = b"",
    profile: int = 0xBEDE,
) -> bytes:
    head = struct.pack(
        "!BBHII",
        0x90 if extension else 0x80,
        marker << 7 | payload_type,
        sequence & 0xFFFF,
        timestamp & 0xFFFFFFFF,
        ssrc,
    )
    if extension:
        extension += bytes(-len(extension) % 4)
        head += struct.pack("!HH", profile, len(extension) // 4) + extension
    return head + payload


def element(ident: int, value: bytes) -> bytes:
    return bytes([ident << 4 | len(value) - 1]) + value


def read(packet: bytes | bytearray) -> Rtp:
    first, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", packet)
    at, extension = 12, b""
    if first & 0x10:
        (words,) = struct.unpack_from("!H", packet, 14)
        extension = bytes(packet[16 : 16 + 4 * words])
        at = 16 + 4 * words
    return Rtp(second & 0x7F, bool(second & 0x80), sequence, timestamp, ssrc, extension, bytes(packet[at:]))
