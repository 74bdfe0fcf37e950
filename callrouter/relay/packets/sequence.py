"""Sixteen-bit wire counters as 64-bit integers that never wrap (RFC 3550, appendix A.1)."""

from __future__ import annotations

from typing import Final

MODULUS: Final = 1 << 16
MASK: Final = MODULUS - 1
_HALF: Final = MODULUS >> 1


def nearest(wire: int, reference: int) -> int:
    """Return the extended number closest to `reference` whose low 16 bits are `wire`."""
    delta = (wire - reference) & MASK
    return reference + (delta if delta < _HALF else delta - MODULUS)


class SequenceUnwrapper:
    """Extends the sequence numbers of one stream; the first one seen lies in the second cycle.

    Starting a cycle up leaves room below, so that a packet older than the first never becomes negative.
    """

    __slots__ = ("highest",)

    def __init__(self) -> None:
        #: the highest extended number seen; -1 before the first
        self.highest = -1

    def unwrap(self, wire: int) -> int:
        """Return the extended number of `wire` and remember it when it is the highest so far."""
        highest = self.highest
        if highest < 0:
            self.highest = wire + MODULUS
            return self.highest
        delta = (wire - highest) & MASK
        if delta < _HALF:
            self.highest = highest = highest + delta
            return highest
        return highest + delta - MODULUS
