"""How long a visitor will wait: an honest range, or nothing when nobody can say."""

from __future__ import annotations

import math
from typing import NamedTuple

_STEP_S = 60


class WaitRange(NamedTuple):
    """From and to, in seconds, both multiples of a minute (``from_s`` may be 0)."""

    from_s: int
    to_s: int


def estimate_wait(*, position: int, idle: int, busy: int, handling_s: float) -> WaitRange | None:
    """Estimate the wait of the call at ``position`` (1 = next).

    With ``idle`` people free, the first ``idle`` calls are answered as soon as somebody accepts. The others
    wait for the ``busy`` and idle to finish calls of ``handling_s`` on average: m people finish one every
    ``handling_s / m``. The range runs from half to one and a half times that, in whole minutes.
    Returns None when nobody is there to answer.
    """
    staffed = idle + busy
    if staffed == 0:
        return None
    behind = max(0, position - idle)
    expected = behind * handling_s / staffed
    from_s = math.floor(expected / 2 / _STEP_S) * _STEP_S
    to_s = max(_STEP_S, math.ceil(1.5 * expected / _STEP_S) * _STEP_S)
    return WaitRange(from_s, to_s)
