"""What became of one outgoing stream, from the subscriber's receiver reports (RFC 3550 section 6.4.1)."""

from __future__ import annotations

from typing import Final, Protocol

_NUMBERS: Final = (1 << 32) - 1
#: a report that claims more new packets than this is no report
_MAX_NEW: Final = 1 << 15


class ReportBlock(Protocol):
    """The part of a report block that is looked at; `jitter` in timestamp units."""

    packets_lost: int
    highest_sequence: int
    jitter: int


class Delivery:
    """Totals of one stream since the first report about it."""

    __slots__ = ("_clock_rate", "_highest", "_lost_before", "expected", "jitter_ms", "repaired", "unrepaired")

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._highest = -1
        self._lost_before = 0
        #: how many packets the subscriber should have received
        self.expected = 0
        #: how many of them didn't come at first
        self.unrepaired = 0
        #: how many retransmissions were sent
        self.repaired = 0
        self.jitter_ms = 0.0

    @property
    def lost(self) -> float:
        """How many packets never came, as far as one can tell.

        Browsers don't count a retransmission as reception. It is as likely to arrive as any other packet.
        """
        if not self.expected:
            return 0.0
        arrives = 1 - min(self.unrepaired / self.expected, 1.0)
        return max(self.unrepaired - self.repaired * arrives, 0.0)

    def reported(self, block: ReportBlock) -> int | None:
        """Take a report block; return how many packets it is about, None if that can't be told."""
        self.jitter_ms = min(block.jitter / self._clock_rate, 10.0) * 1000
        before, self._highest = self._highest, block.highest_sequence
        lost_before, self._lost_before = self._lost_before, block.packets_lost
        new = (block.highest_sequence - before) & _NUMBERS
        if before < 0 or new >= _MAX_NEW:
            return None
        self.expected += new
        self.unrepaired = min(max(self.unrepaired + block.packets_lost - lost_before, 0), self.expected)
        return new
