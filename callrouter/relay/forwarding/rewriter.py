"""Keeps one outgoing stream continuous while the sources behind it come and go.

A subscriber sees one SSRC whose sequence numbers rise by one and whose timestamps follow the clock, whoever
is in the slot. Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

from typing import Final

#: A greater rise of a source's numbers isn't loss any more (RFC 3550 appendix A.1 calls it MAX_DROPOUT), and
#: isn't passed on: SRTP at both ends loses count of the rounds when numbers rise by half a round, and what
#: numbers come is up to the publisher.
MAX_RISE: Final = 3000

_TIMESTAMP_MASK: Final = 0xFFFFFFFF


class StreamRewriter:
    """Maps a source's extended sequence numbers and its timestamps onto one outgoing stream.

    `first_sequence` must be below 32768: libsrtp guesses the roll-over counter of a stream it first sees
    close to the wrap wrongly.
    """

    __slots__ = (
        "_first_source",
        "_sent_at",
        "_sequence_offset",
        "_switching",
        "_timestamp_offset",
        "clock_rate",
        "highest",
        "timestamp",
    )

    def __init__(self, *, clock_rate: int, first_sequence: int, first_timestamp: int) -> None:
        #: timestamp units in a second
        self.clock_rate = clock_rate
        self._switching = True
        self._first_source = 0
        self._sequence_offset = 0
        self._timestamp_offset = 0
        self._sent_at: float | None = None
        #: the highest outgoing extended sequence number so far
        self.highest = first_sequence - 1
        #: the outgoing timestamp of the packet rewritten last
        self.timestamp = first_timestamp

    @property
    def started(self) -> bool:
        """Whether a packet of the present source has been mapped."""
        return not self._switching

    def switch(self) -> None:
        """Let the next packet start a new run: it may come from another source."""
        self._switching = True

    def rewrite(self, sequence: int, timestamp: int, now: float) -> int:
        """Return the outgoing extended number and set `timestamp`; -1 for a packet from before the run.

        It is at most MAX_RISE above the highest before: a greater rise starts a new run.
        """
        if self._switching:
            self._begin(sequence, timestamp, now)
        elif sequence < self._first_source:
            return -1
        self._sent_at = now
        self.timestamp = (timestamp + self._timestamp_offset) & _TIMESTAMP_MASK
        outgoing = sequence + self._sequence_offset
        if outgoing > self.highest:
            if outgoing - self.highest > MAX_RISE:
                outgoing = self._begin_numbers(sequence)
            self.highest = outgoing
        return outgoing

    def source_sequence(self, outgoing: int) -> int:
        """Return the source's number behind an outgoing one; -1 if it belongs to an earlier run."""
        sequence = outgoing - self._sequence_offset
        return -1 if self._switching or sequence < self._first_source else sequence

    def map_timestamp(self, timestamp: int) -> int:
        """Return what `timestamp` of the present source is on the outgoing stream, without moving it."""
        return (timestamp + self._timestamp_offset) & _TIMESTAMP_MASK

    def _begin(self, sequence: int, timestamp: int, now: float) -> None:
        elapsed = 0.0 if self._sent_at is None else max(now - self._sent_at, 0.0)
        next_timestamp = self.timestamp
        if self._sent_at is not None:
            next_timestamp += max(int(elapsed * self.clock_rate), 1)
        self._timestamp_offset = next_timestamp - timestamp
        self._begin_numbers(sequence)
        self._switching = False

    def _begin_numbers(self, sequence: int) -> int:
        outgoing = self.highest + 1
        self._sequence_offset = outgoing - sequence
        self._first_source = sequence
        return outgoing
