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


class Announced(Record):
    """What a visitor sees: about ``minutes``, or more than that; and what is needed to change it calmly."""

    minutes: int
    more_than: bool = False
    #: Since when a longer wait has been expected than is shown; UTC epoch ms.
    longer_since: int | None = None


def announce(
    shown: Announced | None, forecast: Forecast | None, position: int, at_ms: int
) -> Announced | None:
    """Return what to show from ``at_ms`` (UTC epoch ms) on, given what is shown.

    Nothing without a forecast, nor to the next in line, whom any number would only disappoint. Otherwise the
    expected wait, rounded up to a step. It goes down as soon as less is expected, and up only when a
    whole step more or beyond has been expected for 30 s: calls of unusual length come and go.
    """
    if forecast is None or position <= 1:
        return None
    expected_min = forecast.expected_s / 60
    rank = bisect_left(STEPS_MIN, expected_min)
    if shown is None:
        return _of_rank(rank)
    shown_rank = len(STEPS_MIN) if shown.more_than else bisect_left(STEPS_MIN, shown.minutes)
    if rank < shown_rank:
        return _of_rank(rank)
    if expected_min < _whole_step_above(shown_rank):
        return _of_rank(shown_rank)
    since = at_ms if shown.longer_since is None else shown.longer_since
    if at_ms - since >= _LASTING_MS:
        return _of_rank(rank)
    return _of_rank(shown_rank).model_copy(update={"longer_since": since})


def _whole_step_above(rank: int) -> float:
    """Return the wait, in minutes, that is a whole step above what this rank shows."""
    if rank >= len(STEPS_MIN):
        return math.inf
    return STEPS_MIN[rank + 1] if rank + 1 < len(STEPS_MIN) else _BEYOND_MIN


def _of_rank(rank: int) -> Announced:
    if rank >= len(STEPS_MIN):
        return Announced(minutes=STEPS_MIN[-1], more_than=True)
    return Announced(minutes=STEPS_MIN[rank])
