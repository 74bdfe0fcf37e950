"""How much of the others' pictures one participant is sent: best, small or none, by how its link does.

Rules:
- a bad report takes every picture down to its small layer at once;
- when reports stay bad although the small ones are all that is sent, and the link is narrow rather than
  lossy, one picture after the other pauses, the last place first: sound goes before pictures;
- after a clear while one picture goes up one step. A step up that soon ends in bad reports failed: the next
  try waits twice as long.

Time is an argument: seconds, monotonic.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

#: after going down, what was sent before still fills the queues and the reports (seconds)
GRACE: Final = 3.0
#: the link must have been clear for so long before a step up, at first and at most (seconds)
FIRST_PATIENCE: Final = 6.0
LAST_PATIENCE: Final = 120.0
#: bad reports so soon after a step up are blamed on it (seconds)
TRIAL: Final = 8.0


class Level(Enum):
    """What a participant is sent of one picture."""

    BEST = "best"
    SMALL = "small"
    PAUSED = "paused"


class LayerLadder:
    """The levels of the pictures on one leg, by their place among those that have layers."""

    __slots__ = ("_best", "_changed_at", "_noted_at", "_patience", "_paused", "_raised_at", "_videos")

    def __init__(self) -> None:
        #: how many are granted the best layer; None: all, however many there are
        self._best: int | None = None
        self._paused = 0
        self._videos = 0
        self._patience = FIRST_PATIENCE
        self._noted_at = self._changed_at = self._raised_at = float("-inf")

    def level(self, place: int) -> Level:
        """Return what is to be sent of the picture in this place."""
        if place >= self._videos - self._paused:
            return Level.PAUSED
        return Level.BEST if self._best is None or place < self._best else Level.SMALL

    def renew(self, videos: int, *, congested_at: float, narrow: bool, now: float) -> None:
        """Draw conclusions; `congested_at` is when the last bad report came, `narrow` as in the rules."""
        self._videos = videos
        self._paused = min(self._paused, videos)
        if congested_at > self._noted_at:
            self._noted_at = congested_at
            self._go_down(narrow=narrow, now=now)
        elif (self._best is not None or self._paused) and (
            now - max(self._noted_at, self._changed_at) >= self._patience
        ):
            self._go_up(now)

    def _go_down(self, *, narrow: bool, now: float) -> None:
        if self._best != 0:
            self._best = 0
        elif narrow and self._paused < self._videos and now - self._changed_at >= GRACE:
            self._paused += 1
        else:
            return
        self._changed_at = now
        if now - self._raised_at < TRIAL:
            self._patience = min(2 * self._patience, LAST_PATIENCE)

    def _go_up(self, now: float) -> None:
        if now - self._raised_at >= TRIAL + self._patience:
            self._patience = max(self._patience / 2, FIRST_PATIENCE)
        if self._paused:
            self._paused -= 1
        elif self._best is not None:
            self._best += 1
            if self._best >= self._videos:
                self._best = None
        self._changed_at = self._raised_at = now
