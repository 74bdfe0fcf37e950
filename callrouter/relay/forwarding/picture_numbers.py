"""Keeps the numbers inside VP8 payloads continuous when another source takes over a stream (RFC 7741 4.2).

Every encoder numbers its pictures (PictureID) and those of its lowest temporal layer (TL0PICIDX) from a
number of its own; browsers send both for a layered camera. When they jumped with a change of source, Chromium
was measured to freeze a second later, until it asked for another keyframe three seconds after that.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Packet: TypeAlias = bytes | bytearray | memoryview

_EXTENDED: Final = 0x80
_HAS_PICTURE_ID: Final = 0x80
_HAS_LAYER_ZERO: Final = 0x40
_LONG: Final = 0x80
_PICTURE_IDS: Final = 0x7FFF
_SHORT_IDS: Final = 0x7F
_LAYER_ZEROS: Final = 0xFF
_ABSENT: Final = -1


def find_numbers(packet: Packet, at: int, end: int) -> tuple[int, int]:
    """Return where PictureID and TL0PICIDX stand in the payload `packet[at:end]`; 0: it has none."""
    if end - at < 3 or not packet[at] & _EXTENDED:  # noqa: PLR2004 descriptor, extension, the first number
        return 0, 0
    flags = packet[at + 1]
    at += 2
    picture_at = layer_zero_at = 0
    if flags & _HAS_PICTURE_ID:
        picture_at = at
        at += 2 if packet[at] & _LONG else 1
    if flags & _HAS_LAYER_ZERO:
        layer_zero_at = at
        at += 1
    return (picture_at, layer_zero_at) if at <= end else (0, 0)


def _read(packet: Packet, picture_at: int) -> int:
    first = packet[picture_at]
    return (first & _SHORT_IDS) << 8 | packet[picture_at + 1] if first & _LONG else first


class PictureNumbers:
    """The numbers of one outgoing stream; `shifted` says whether there is anything to `patch`."""

    __slots__ = ("_layer_zero", "_layer_zero_offset", "_picture", "_picture_offset", "shifted")

    def __init__(self) -> None:
        self._picture = self._layer_zero = _ABSENT
        self._picture_offset = self._layer_zero_offset = 0
        self.shifted = False

    def end(self, packet: Packet, at: int) -> None:
        """Note the last packet of the present source, as the source sent it."""
        picture_at, layer_zero_at = find_numbers(packet, at, len(packet))
        if picture_at:
            self._picture = (_read(packet, picture_at) + self._picture_offset) & _PICTURE_IDS
        if layer_zero_at:
            self._layer_zero = (packet[layer_zero_at] + self._layer_zero_offset) & _LAYER_ZEROS

    def begin(self, packet: Packet, at: int) -> None:
        """Note the first packet of another source, as it came: its numbers follow on the last.

        With `at` at the packet's end, as for other codecs, there is nothing to patch until the next source.
        """
        picture_at, layer_zero_at = find_numbers(packet, at, len(packet))
        self._picture_offset = self._layer_zero_offset = 0
        if picture_at and self._picture != _ABSENT:
            self._picture_offset = (self._picture + 1 - _read(packet, picture_at)) & _PICTURE_IDS
        if layer_zero_at and self._layer_zero != _ABSENT:
            self._layer_zero_offset = (self._layer_zero + 1 - packet[layer_zero_at]) & _LAYER_ZEROS
        self.shifted = bool(self._picture_offset or self._layer_zero_offset)

    def patch(self, out: memoryview, at: int, end: int) -> None:
        """Rewrite the numbers in the payload `out[at:end]` of a packet of the present source."""
        picture_at, layer_zero_at = find_numbers(out, at, end)
        if picture_at:
            number = _read(out, picture_at) + self._picture_offset
            if out[picture_at] & _LONG:
                out[picture_at] = _LONG | number >> 8 & _SHORT_IDS
                out[picture_at + 1] = number & 0xFF
            else:
                out[picture_at] = number & _SHORT_IDS
        if layer_zero_at:
            out[layer_zero_at] = (out[layer_zero_at] + self._layer_zero_offset) & _LAYER_ZEROS
