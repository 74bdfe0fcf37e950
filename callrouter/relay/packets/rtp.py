"""RTP headers in place: fields and header extensions.

Nothing here copies a packet or builds an object for one; a hot path reads and patches the receive buffer.
Sources: RFC 3550 section 5.1, RFC 8285 (extensions).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from typing import Final

HEADER: Final = struct.Struct("!BBHII")
#: what a relay rewrites, at offset 1: marker and payload type, sequence, timestamp, SSRC
REWRITTEN: Final = struct.Struct("!BHII")
HEADER_SIZE: Final = HEADER.size
MARKER: Final = 0x80
PAYLOAD_TYPE: Final = 0x7F
#: the level in an audio level element, whose first bit is the sender's own guess at speech (RFC 6464)
AUDIO_LEVEL: Final = 0x7F

_EXTENSION: Final = 0x10
_PADDING: Final = 0x20
_CSRC_COUNT: Final = 0x0F
_ONE_BYTE_PROFILE: Final = 0xBEDE
_TWO_BYTE_PROFILE: Final = 0x1000
#: the last four bits are the application's
_TWO_BYTE_MASK: Final = 0xFFF0
_STOP_ID: Final = 15
_ONE_BYTE_LIMIT: Final = 16
_U16: Final = struct.Struct("!H")
_EXTENSION_HEADER: Final = struct.Struct("!HH")
_ZEROS: Final = tuple(bytes(n) for n in range(18))

_ABS_SEND_TIME: Final = 1
_AUDIO_LEVEL: Final = 2
_TRANSPORT_SEQUENCE: Final = 3
_MID: Final = 4
_RID: Final = 5
_ABS_SEND_TIME_SIZE: Final = 4
_AUDIO_LEVEL_SIZE: Final = 2
_TRANSPORT_SEQUENCE_SIZE: Final = 3

_EXTENSION_ONLY: Final = 0x90
_U16_MASK: Final = 0xFFFF
_BYTE: Final = 0xFF
_SIZES: Final = {
    _ABS_SEND_TIME: _ABS_SEND_TIME_SIZE,
    _AUDIO_LEVEL: _AUDIO_LEVEL_SIZE,
    _TRANSPORT_SEQUENCE: _TRANSPORT_SEQUENCE_SIZE,
}
#: layouts remembered a publisher; it has fewer streams
_MAX_LAYOUTS: Final = 16


@dataclass(frozen=True, slots=True)
class ExtensionIds:
    """The header extension numbers (1-14) negotiated with one side; None: not negotiated."""

    abs_send_time: int | None = None
    audio_level: int | None = None
    transport_sequence: int | None = None
    mid: int | None = None
    rid: int | None = None
    repaired_rid: int | None = None

    def narrows(self, other: ExtensionIds) -> bool:
        """Tell whether every number here is the one `other` has; it may have more."""
        mine = (getattr(self, field.name) for field in fields(self))
        theirs = (getattr(other, field.name) for field in fields(other))
        return all(number in {None, known} for number, known in zip(mine, theirs, strict=True))


class _Layout:
    """Where the elements stand in a stream's packets; `block` is the whole extension as one number.

    A packet has this layout if `block & mask == pattern`; `block & kept` is what remains of it.
    """

    __slots__ = (
        "abs_send_time_at",
        "audio_level_at",
        "end",
        "kept",
        "mask",
        "mid",
        "pattern",
        "rid",
        "sequence_bit",
    )

    def __init__(self, scanner: HeaderScanner, block: bytes) -> None:
        self.end = HEADER_SIZE + len(block)
        self.abs_send_time_at = scanner.abs_send_time_at
        self.audio_level_at = scanner.audio_level_at
        self.mid = scanner.mid
        self.rid = scanner.rid
        #: of the transport-wide number's lowest bit, from the right; -1: there is none
        self.sequence_bit = -1
        mask, kept = bytearray(len(block)), bytearray(len(block))
        mask[:4] = kept[:4] = bytes([_BYTE]) * 4
        at = 4
        while at < len(block):
            mask[at] = _BYTE
            if not block[at]:
                at += 1
                continue
            if block[at] >> 4 == _STOP_ID:
                break
            end = at + (block[at] & 0x0F) + 2
            role = scanner.role(block[at] >> 4, end - at)
            if role in {_ABS_SEND_TIME, _AUDIO_LEVEL}:
                kept[at:end] = bytes([_BYTE]) * (end - at)
            elif role == _TRANSPORT_SEQUENCE:
                self.sequence_bit = 8 * (len(block) - end)
            elif role in {_MID, _RID}:
                mask[at:end] = bytes([_BYTE]) * (end - at)
            at = end
        self.mask = int.from_bytes(mask)
        self.kept = int.from_bytes(kept)
        self.pattern = int.from_bytes(block) & self.mask


class HeaderScanner:
    """Finds what a relay needs in the packets of one publisher, and blanks what is private to its hop.

    After a successful scan the header's fields are attributes; `payload_at` and `payload_end` enclose the
    payload without padding; `abs_send_time_at` and `audio_level_at` are where those elements start (or
    0); `transport_sequence` is the transport-wide number (-1: absent); `mid` names the media section and
    `rid` the layer, also of what is repaired (empty: absent); `send_time` is the caller's, for the abs-
    send-time that goes out. All other elements are overwritten with zeros: padding, as RFC 8285 section
    4.1.2 has it.
    """

    __slots__ = (
        "_layouts",
        "_roles",
        "abs_send_time_at",
        "audio_level_at",
        "marker",
        "mid",
        "payload_at",
        "payload_end",
        "payload_type",
        "rid",
        "send_time",
        "sequence",
        "ssrc",
        "timestamp",
        "transport_sequence",
    )

    def __init__(self, ids: ExtensionIds) -> None:
        roles = bytearray(_STOP_ID + 1)
        for role, ident in (
            (_ABS_SEND_TIME, ids.abs_send_time),
            (_AUDIO_LEVEL, ids.audio_level),
            (_TRANSPORT_SEQUENCE, ids.transport_sequence),
            (_MID, ids.mid),
            (_RID, ids.rid),
            (_RID, ids.repaired_rid),
        ):
            if ident is not None:
                roles[ident] = role
        self._roles = bytes(roles)
        #: by SSRC: a stream's packets are nearly all alike, and comparing is quicker than walking
        self._layouts: dict[int, _Layout] = {}
        self.marker = self.payload_type = self.sequence = self.timestamp = self.ssrc = 0
        self.send_time = 0
        self.payload_at = 0
        self.payload_end = 0
        self.abs_send_time_at = 0
        self.audio_level_at = 0
        self.transport_sequence = -1
        self.mid = self.rid = b""

    def role(self, ident: int, size: int) -> int:
        """Return what an element with this number and whole size means here; 0: nothing."""
        role = self._roles[ident]
        expected = _SIZES.get(role, size)
        return role if size == expected else 0

    def scan(self, packet: bytearray, size: int) -> bool:
        """Scan the first `size` bytes of `packet`; False if they are not a whole RTP packet."""
        if size < HEADER_SIZE:
            return False
        first, second, self.sequence, self.timestamp, ssrc = HEADER.unpack_from(packet)
        self.ssrc = ssrc
        self.marker = second & MARKER
        self.payload_type = second & PAYLOAD_TYPE
        layout = self._layouts.get(ssrc)
        if layout is not None and first == _EXTENSION_ONLY:
            end = layout.end
            block = int.from_bytes(packet[HEADER_SIZE:end])
            if size >= end and block & layout.mask == layout.pattern:
                packet[HEADER_SIZE:end] = (block & layout.kept).to_bytes(end - HEADER_SIZE)
                self.payload_at = end
                self.payload_end = size
                self.abs_send_time_at = layout.abs_send_time_at
                self.audio_level_at = layout.audio_level_at
                self.mid = layout.mid
                self.rid = layout.rid
                bit = layout.sequence_bit
                self.transport_sequence = block >> bit & _U16_MASK if bit >= 0 else -1
                return True
        return self._scan_anew(packet, size, first)

    def _scan_anew(self, packet: bytearray, size: int, first: int) -> bool:
        self.abs_send_time_at = self.audio_level_at = 0
        self.transport_sequence = -1
        self.mid = self.rid = b""
        at: int = HEADER_SIZE + 4 * (first & _CSRC_COUNT)
        if first & _EXTENSION:
            at = self._scan_extension(packet, size, at, first)
            if at < 0:
                return False
        end = size
        if first & _PADDING:
            padding = packet[size - 1]
            end -= padding
            if padding == 0:
                return False
        self.payload_at = at
        self.payload_end = end
        return at <= end

    def _scan_extension(self, packet: bytearray, size: int, at: int, first: int) -> int:
        """Scan the extension that starts at `at`; return where it ends, -1 if it isn't whole."""
        start = at + 4
        if start > size:
            return -1
        profile, words = _EXTENSION_HEADER.unpack_from(packet, at)
        end: int = start + 4 * words
        if end > size:
            return -1
        whole = True
        if profile == _ONE_BYTE_PROFILE:
            block = bytes(packet[HEADER_SIZE:end]) if first == _EXTENSION_ONLY else b""
            whole = self._walk(packet, start, end)
            if whole and block:
                self._remember(block)
        elif profile & _TWO_BYTE_MASK == _TWO_BYTE_PROFILE:
            whole = self._shorten(packet, start, end)
        else:
            packet[start:end] = bytes(end - start)
        return end if whole else -1

    def _remember(self, block: bytes) -> None:
        if len(self._layouts) >= _MAX_LAYOUTS:
            self._layouts.clear()
        self._layouts[self.ssrc] = _Layout(self, block)

    def _walk(self, packet: bytearray, at: int, end: int) -> bool:
        while at < end:
            head = packet[at]
            if not head:
                at += 1
                continue
            size = (head & 0x0F) + 2
            if head >> 4 == _STOP_ID:
                packet[at:end] = bytes(end - at)
                return True
            if at + size > end:
                return False
            role = self.role(head >> 4, size)
            if role == _ABS_SEND_TIME:
                self.abs_send_time_at = at
            elif role == _AUDIO_LEVEL:
                self.audio_level_at = at
            else:
                if role == _TRANSPORT_SEQUENCE:
                    self.transport_sequence = _U16.unpack_from(packet, at + 1)[0]
                elif role == _MID:
                    self.mid = bytes(packet[at + 1 : at + size])
                elif role == _RID:
                    self.rid = bytes(packet[at + 1 : at + size])
                packet[at : at + size] = _ZEROS[size]
            at += size
        return True

    def _shorten(self, packet: bytearray, start: int, end: int) -> bool:
        """Write elements of the two-byte form (RFC 8285 section 4.3) in the one-byte form, and scan that.

        Those that don't fit it weren't negotiated. What goes out has one form then, whoever sends.
        """
        at, kept = start, bytearray()
        while at < end:
            ident = packet[at]
            at += 1
            if not ident:
                continue
            if at == end or at + 1 + packet[at] > end:
                return False
            size = packet[at]
            if ident < _STOP_ID and 1 <= size <= _ONE_BYTE_LIMIT and self._roles[ident]:
                kept.append(ident << 4 | size - 1)
                kept += packet[at + 1 : at + 1 + size]
            at += 1 + size
        packet[start:end] = kept + bytes(end - start - len(kept))
        _U16.pack_into(packet, start - 4, _ONE_BYTE_PROFILE)
        return self._walk(packet, start, end)
