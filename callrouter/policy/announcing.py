"""What a waiting visitor is told about the wait: seldom something new, and never more exact than it is."""

from __future__ import annotations

import math
from bisect import bisect_left

from callrouter.model.records import Record
from callrouter.policy.waiting_time import Forecast

#: What "about n minutes" may say.
STEPS_MIN = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60)
#: A longer wait than announced is only said once it has been expected for so long.
_LASTING_MS = 30_000
#: From here on "more than 60 minutes" is a whole step above 60.
_BEYOND_MIN = 75


class Shown(Record):
    """A wait as it stands on a screen: the number of its step, and what is needed to change it calmly."""

    rank: int
    #: Since when a longer wait has been expected than is shown; UTC epoch ms.
    longer_since: int | None = None


class Announced(Record):
    """What a visitor sees: about so long, or from the low to the high end. Each end moves for itself."""

    about: Shown
    low: Shown
    high: Shown

    @property
    def minutes(self) -> int:
        """About how long it takes, in minutes."""
        return STEPS_MIN[min(self.about.rank, len(STEPS_MIN) - 1)]

    @property
    def more_than(self) -> bool:
        """Whether it takes longer than ``minutes``."""
        return self.about.rank >= len(STEPS_MIN)

    @property
    def between(self) -> tuple[int, int] | None:
        """From how many minutes to how many it takes in three of five cases; None when that says no more.

        The low end is the step below, and never less than the first: "from 1 minute" also means at once.
        """
        if self.high.rank >= len(STEPS_MIN):
            return None
        low, high = STEPS_MIN[max(0, self.low.rank - 1)], STEPS_MIN[self.high.rank]
        return (low, high) if low < high else None


def announce(
    shown: Announced | None, forecast: Forecast | None, position: int, at_ms: int
) -> Announced | None:
    """Return what to show from ``at_ms`` (UTC epoch ms) on, given what is shown.

    Nothing without a forecast, nor to the next in line, whom any number would only disappoint. Otherwise the
    expected wait and its high end, rounded up to a step, and the step below its low end. Each goes down as
    soon as less is expected, and up only when a whole step more or beyond has been expected for 30 s: calls
    of unusual length come and go.
    """
    if forecast is None or position <= 1:
        return None
    return Announced(
        about=_moved(shown.about if shown else None, forecast.expected_s / 60, at_ms),
        low=_moved(shown.low if shown else None, forecast.low_s / 60, at_ms),
        high=_moved(shown.high if shown else None, forecast.high_s / 60, at_ms),
    )


def _moved(shown: Shown | None, expected_min: float, at_ms: int) -> Shown:
    rank = bisect_left(STEPS_MIN, expected_min)
    if shown is None or rank < shown.rank:
        return Shown(rank=rank)
    if expected_min < _whole_step_above(shown.rank):
        return Shown(rank=shown.rank)
    since = at_ms if shown.longer_since is None else shown.longer_since
    if at_ms - since >= _LASTING_MS:
        return Shown(rank=rank)
    return Shown(rank=shown.rank, longer_since=since)


def _whole_step_above(rank: int) -> float:
    """Return the wait, in minutes, that is a whole step above what this rank shows."""
    if rank >= len(STEPS_MIN):
        return math.inf
    return STEPS_MIN[rank + 1] if rank + 1 < len(STEPS_MIN) else _BEYOND_MIN
