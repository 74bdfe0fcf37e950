"""The cap on what a publisher sends: the least that any of its subscribers can receive.

Transport-wide feedback steers the up-link; a subscriber's down-link is known from its REMB (draft-alvestrand-
rmcat-remb-03). Time is an argument: seconds, monotonic. Rates are bits per second.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: seconds after which a subscriber's estimate no longer counts
EXPIRY: Final = 5.0
#: no cap goes below this: a picture that can still be recognized
FLOOR: Final = 100_000
#: browsers keep a cap until they hear a higher one, so this is what lifts it
UNCAPPED: Final = 20_000_000


class DownlinkEstimate:
    """The latest REMB of one subscriber, shared by the videos it receives."""

    __slots__ = ("_at", "_bitrate")

    def __init__(self) -> None:
        self._bitrate = 0
        self._at = 0.0

    def received(self, bitrate: int, now: float) -> None:
        """Note an estimate for the whole down-link."""
        self._bitrate = bitrate
        self._at = now

    def share(self, videos: int, now: float) -> int | None:
        """Return what one of `videos` streams may use, or None when there is no fresh estimate."""
        if not self._bitrate or now - self._at > EXPIRY:
            return None
        return self._bitrate // max(videos, 1)


def cap(shares: Iterable[int | None]) -> int:
    """Return the cap for a publisher whose subscribers have these shares."""
    known = [share for share in shares if share is not None]
    return min(max(min(known), FLOOR), UNCAPPED) if known else UNCAPPED
