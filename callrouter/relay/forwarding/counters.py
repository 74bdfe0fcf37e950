"""What a relay counts: one mutable object shared by all that count, and `RelayStats`, its snapshot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the relay started."""

    packets_in: int = 0
    packets_out: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    dropped_unauthenticated: int = 0
    dropped_malformed: int = 0
    dropped_unsent: int = 0
    nacks_answered: int = 0
    nacks_missed: int = 0
    nacks_sent: int = 0
    recovered: int = 0
    keyframe_requests: int = 0


@dataclass(frozen=True, slots=True)
class RelayStats:
    """A snapshot of one relay. Totals since its start, except for the first three, which are present numbers.

    `unplayable`: pictures that somebody should receive but has no codec for. `dropped_unauthenticated`: from
    unknown addresses, forged or replayed. `dropped_malformed`: authentic, but not RTP that was negotiated.
    `dropped_unsent`: the socket was full. `nacks_missed`: asked for by a
    subscriber, but not in the cache. `nacks_sent`: packets asked of publishers; `recovered`: those that came.
    """

    legs: int
    rooms: int
    unplayable: int
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    dropped_unauthenticated: int
    dropped_malformed: int
    dropped_unsent: int
    nacks_answered: int
    nacks_missed: int
    nacks_sent: int
    recovered: int
    keyframe_requests: int
