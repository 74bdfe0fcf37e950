"""Flat pictures in YUV 4:2:0: rectangles, and capitals made of them."""

from __future__ import annotations

from typing import Final, NamedTuple

from av import VideoFrame


class Color(NamedTuple):
    """A color as video has it: brightness, and twice how far from grey (128)."""

    y: int
    u: int = 128
    v: int = 128


#: Seven rows of five pixels, the left one in the highest bit.
_GLYPHS: Final = {
    "A": (14, 17, 17, 31, 17, 17, 17),
    "B": (30, 17, 17, 30, 17, 17, 30),
    "C": (14, 17, 16, 16, 16, 17, 14),
    "D": (30, 17, 17, 17, 17, 17, 30),
    "E": (31, 16, 16, 30, 16, 16, 31),
    "F": (31, 16, 16, 30, 16, 16, 16),
    "G": (14, 17, 16, 23, 17, 17, 14),
    "H": (17, 17, 17, 31, 17, 17, 17),
    "I": (14, 4, 4, 4, 4, 4, 14),
    "J": (7, 2, 2, 2, 2, 18, 12),
    "K": (17, 18, 20, 24, 20, 18, 17),
    "L": (16, 16, 16, 16, 16, 16, 31),
    "M": (17, 27, 21, 21, 17, 17, 17),
    "N": (17, 25, 21, 19, 17, 17, 17),
    "O": (14, 17, 17, 17, 17, 17, 14),
    "P": (30, 17, 17, 30, 16, 16, 16),
    "Q": (14, 17, 17, 17, 21, 18, 13),
    "R": (30, 17, 17, 30, 20, 18, 17),
    "S": (15, 16, 16, 14, 1, 1, 30),
    "T": (31, 4, 4, 4, 4, 4, 4),
    "U": (17, 17, 17, 17, 17, 17, 14),
    "V": (17, 17, 17, 17, 17, 10, 4),
    "W": (17, 17, 17, 21, 21, 27, 17),
    "X": (17, 17, 10, 4, 10, 17, 17),
    "Y": (17, 17, 10, 4, 4, 4, 4),
    "Z": (31, 1, 2, 4, 8, 16, 31),
}
_WIDE, _GAP = 5, 1


class Canvas:
    """A picture; all measures are pixels, and even."""

    def __init__(self, width: int, height: int, ground: Color) -> None:
        self.width, self.height = width, height
        self._planes = [
            bytearray([ground.y]) * (width * height),
            bytearray([ground.u]) * (width * height // 4),
            bytearray([ground.v]) * (width * height // 4),
        ]

    def copy(self) -> Canvas:
        """Return the same picture, to be changed apart."""
        other = Canvas(0, 0, Color(0))
        other.width, other.height = self.width, self.height
        other._planes = [bytearray(plane) for plane in self._planes]
        return other

    def box(self, left: int, top: int, width: int, height: int, color: Color) -> None:
        """Fill a rectangle."""
        for plane, value, part in zip(self._planes, color, (1, 2, 2), strict=True):
            row = bytes([value]) * (width // part)
            stride = self.width // part
            for line in range(top // part, (top + height) // part):
                start = line * stride + left // part
                plane[start : start + len(row)] = row

    def words(self, text: str, top: int, size: int, color: Color) -> None:
        """Write capitals in the middle of a line; a pixel of a letter is ``size`` wide and high."""
        step = (_WIDE + _GAP) * size
        left = (self.width - len(text) * step + _GAP * size) // 2
        for number, letter in enumerate(text):
            for row, bits in enumerate(_GLYPHS.get(letter, ())):
                for column in range(_WIDE):
                    if bits >> (_WIDE - 1 - column) & 1:
                        place = left + number * step + column * size
                        self.box(place, top + row * size, size, size, color)

    def frame(self) -> VideoFrame:
        """Return it as an encoder takes it."""
        frame = VideoFrame(self.width, self.height, "yuv420p")
        for target, plane in zip(frame.planes, self._planes, strict=True):
            width = len(plane) // target.height
            fill = bytes(target.line_size - width)
            rows = (plane[line * width : (line + 1) * width] + fill for line in range(target.height))
            target.update(b"".join(rows))
        return frame
