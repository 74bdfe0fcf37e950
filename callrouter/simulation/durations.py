"""How long something takes, as a distribution that is drawn from by quantile.

Drawing by quantile lets two runs that differ in one thing share all their chance.
"""

from __future__ import annotations

import math
from enum import StrEnum
from statistics import NormalDist

from pydantic import Field

from callrouter.model.records import Record

_NORMAL = NormalDist()
#: Quantiles this near to 0 or 1 are taken for it: a logarithm or an inverse must stay finite.
_EDGE = 1e-12


class Shape(StrEnum):
    """Which kind of distribution it is."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    FIXED = "fixed"


class Duration(Record):
    """A distribution of durations. Only the lognormal one looks at ``cv``, its coefficient of variation."""

    shape: Shape = Shape.LOGNORMAL
    mean_s: float = Field(ge=0, le=86_400)
    cv: float = Field(default=0.8, gt=0, le=5)

    def quantile_ms(self, quantile: float) -> int:
        """Return the duration below which this share (0 to 1) of all durations lie, ms."""
        u = min(max(quantile, _EDGE), 1 - _EDGE)
        mean_ms = self.mean_s * 1000
        match self.shape:
            case Shape.FIXED:
                return round(mean_ms)
            case Shape.EXPONENTIAL:
                return round(-mean_ms * math.log1p(-u))
            case Shape.LOGNORMAL:
                variance = math.log1p(self.cv**2)
                return round(mean_ms * math.exp(_NORMAL.inv_cdf(u) * math.sqrt(variance) - variance / 2))
