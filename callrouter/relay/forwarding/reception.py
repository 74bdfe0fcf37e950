"""What a receiver report says about one incoming stream (RFC 3550 section 6.4.1, appendices A.3, A.8).

Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

from typing import Final

from callrouter.relay.packets.rtcp import ReceptionReport
from callrouter.relay.packets.sequence import MODULUS

_WRAP: Final = 1 << 32
_MASK: Final = _WRAP - 1
_HALF: Final = 1 << 31
_LOST_MAX: Final = (1 << 23) - 1
_DELAY_UNITS: Final = 65536


class ReceptionStatistics:
    """Counts one stream's packets by extended sequence number."""

    __slots__ = (
        "_base",
        "_clock_rate",
        "_expected_before",
        "_highest",
        "_jitter",
        "_last_sr",
        "_received",
        "_received_before",
        "_sr_at",
        "_transit",
    )

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._base = -1
        self._highest = -1
        self._received = 0
        self._expected_before = 0
        self._received_before = 0
        self._jitter = 0.0
        self._transit = -1
        self._last_sr = 0
        self._sr_at = 0.0

    def received(self, sequence: int, timestamp: int, now: float) -> None:
        """Count a packet that came on its own stream."""
        self._received += 1
        if self._base < 0:
            self._base = sequence
        if sequence > self._highest:  # noqa: PLR1730 max() costs as much as the rest, a packet
            self._highest = sequence
        transit, before = (int(now * self._clock_rate) - timestamp) & _MASK, self._transit
        self._transit = transit
        if before >= 0:
            change = (transit - before) & _MASK
            if change >= _HALF:
                change = _WRAP - change
            self._jitter += (change - self._jitter) / 16

    def recovered(self) -> None:
        """Count a packet that came by retransmission: not lost, and no measure of jitter."""
        self._received += 1

    def sender_report(self, ntp: int, now: float) -> None:
        """Note a sender report with 64-bit `ntp` time, so that the publisher can compute its round trip."""
        self._last_sr = (ntp >> 16) & _MASK
        self._sr_at = now

    @property
    def expected(self) -> int:
        """How many packets there should have been so far."""
        return self._highest - self._base + 1 if self._base >= 0 else 0

    @property
    def lost(self) -> int:
        """How many of them haven't come, not even by retransmission."""
        return self.expected - self._received

    @property
    def jitter_ms(self) -> float:
        """The jitter of RFC 3550 section 6.4.1, in milliseconds."""
        return self._jitter / self._clock_rate * 1000

    def report(self, now: float) -> ReceptionReport | None:
        """Return the block for the time since the last call; None before the first packet."""
        if self._base < 0:
            return None
        expected = self.expected
        expected_now = expected - self._expected_before
        lost_now = expected_now - (self._received - self._received_before)
        self._expected_before = expected
        self._received_before = self._received
        fraction = min((lost_now << 8) // expected_now, 255) if expected_now > 0 and lost_now > 0 else 0
        return ReceptionReport(
            fraction_lost=fraction,
            packets_lost=max(min(expected - self._received, _LOST_MAX), -_LOST_MAX),
            highest_sequence=(self._highest - MODULUS) & _MASK,
            jitter=int(self._jitter),
            last_sender_report=self._last_sr,
            delay=int((now - self._sr_at) * _DELAY_UNITS) & _MASK if self._last_sr else 0,
        )
