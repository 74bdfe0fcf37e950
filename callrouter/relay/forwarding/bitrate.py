"""The cap on what a publisher sends, from how its subscribers' down-links do.

Transport-wide feedback steers the up-link. About a down-link the relay hears REMB and receiver reports. REMB
(draft-alvestrand-rmcat-remb-03) alone is no limit: Chromium was measured to receive 1.7 Mbit/s without loss
while it estimated 0.1, because the estimate climbs 8 %/s from whatever the first seconds brought. It counts
only for a subscriber whose reports say it is congested; a cap falls step by step and is lifted slowly.
Time is an argument: seconds, monotonic. Rates are bits per second.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: no cap goes below this: a picture that can still be recognized
FLOOR: Final = 100_000
#: a cap that has grown to this limits nothing any more; browsers keep a cap until they hear a higher one
UNCAPPED: Final = 10_000_000
#: congested: this share of packets lost, in 256ths (10 %, as in Google congestion control)
CONGESTED_LOSS: Final = 26
#: congested: a round trip this much longer than the shortest seen of late (seconds)
CONGESTED_DELAY: Final = 0.3
#: the shortest round trip counts for once to twice as long (seconds): a longer way is no congestion for ever
SHORTEST_MEMORY: Final = 15.0
#: how long a bad report counts (seconds)
MEMORY: Final = 2.5
#: how long a round trip counts (seconds)
ROUND_TRIP_MEMORY: Final = 10.0
#: how long an estimate counts (seconds); browsers send one a second
ESTIMATE_MEMORY: Final = 5.0

_STEP_DOWN: Final = 0.85
_STEP_UP: Final = 1.1


class Downlink:
    """What one subscriber has reported about what it receives; `videos` is how many slots share it."""

    __slots__ = (
        "_estimate",
        "_estimated_at",
        "_round_trip",
        "_shortest",
        "congested_at",
        "videos",
    )

    def __init__(self) -> None:
        self._estimate = 0
        self._estimated_at = 0.0
        #: when the last report came that says so; before the first, infinitely long ago
        self.congested_at = float("-inf")
        #: since when, the shortest round trip since then, and of the stretch before
        self._shortest = (float("-inf"), float("inf"), float("inf"))
        self._round_trip: tuple[float, float] | None = None
        self.videos = 0

    def estimated(self, bitrate: int, now: float) -> None:
        """Note a REMB: an estimate for everything the subscriber receives."""
        self._estimate, self._estimated_at = bitrate, now

    def reported(self, fraction_lost: int, round_trip: float | None, now: float) -> None:
        """Note a report block: loss in 256ths, round trip in seconds if it could be computed."""
        if round_trip is not None:
            self._round_trip = (round_trip, now)
            if round_trip - self._shortest_with(round_trip, now) >= CONGESTED_DELAY:
                self.congested_at = now
        if fraction_lost >= CONGESTED_LOSS:
            self.congested_at = now

    def _shortest_with(self, round_trip: float, now: float) -> float:
        """Note a round trip; return the shortest of late."""
        since, shortest, before = self._shortest
        if now - since >= SHORTEST_MEMORY:
            since, shortest, before = now, float("inf"), shortest
        shortest = min(shortest, round_trip)
        self._shortest = (since, shortest, before)
        return min(shortest, before)

    def round_trip(self, now: float) -> float | None:
        """Return the last round trip reported (seconds); None if there was none of late."""
        if self._round_trip is None or now - self._round_trip[1] > ROUND_TRIP_MEMORY:
            return None
        return self._round_trip[0]

    def is_narrow(self, delivered: int, now: float) -> bool:
        """Tell whether the subscriber estimates less than what it is sent: bits per second, altogether."""
        return 0 < self._known_estimate(now) < delivered

    def _known_estimate(self, now: float) -> int:
        """Return the estimate; 0: none of late. Chromium only sends one while its own camera sends."""
        return self._estimate if now - self._estimated_at < ESTIMATE_MEMORY else 0

    def limit(self, delivered: int, now: float) -> int | None:
        """Return what one video may use that now sends `delivered`, or None while the way is clear."""
        if now - self.congested_at >= MEMORY:
            return None
        return max(self._known_estimate(now) // max(self.videos, 1), int(delivered * _STEP_DOWN))


class PublisherCap:
    """The cap of one publisher, renewed once a second."""

    __slots__ = ("_cap",)

    def __init__(self) -> None:
        self._cap = UNCAPPED

    def renew(self, limits: Iterable[int | None]) -> int | None:
        """Return the cap to send now, None when there is none to tell; `limits` are its subscribers'."""
        before = self._cap
        known = [limit for limit in limits if limit is not None]
        if known:
            self._cap = min(max(min(known), FLOOR), UNCAPPED)
        elif before < UNCAPPED:
            self._cap = min(int(before * _STEP_UP), UNCAPPED)
        return self._cap if min(before, self._cap) < UNCAPPED else None
