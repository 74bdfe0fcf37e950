"""How long things took: distributions in fixed memory, however many there are."""

from __future__ import annotations

import math
from collections import Counter
from enum import StrEnum
from typing import Final

from callrouter.model.records import Record

#: Neighboring buckets differ by so much: as exact as a percentile is told.
_RATIO: Final = math.log(1.02)
#: Shorter than this is told as this, ms.
_LEAST_MS: Final = 0.01


class Span(StrEnum):
    """What is timed. Those that compare clocks are right on the machine of the servers only."""

    #: From asking for a call to being told that it is in the queue.
    ASKED = "asked"
    #: From being queued to ringing at somebody, by the server's clock; the time nobody was free included.
    WAITED = "waited"
    #: From an employee's accepting to the visitor's being told.
    TOLD = "told"
    #: From the server's time of an event to its arrival at a page: compares clocks.
    DELIVERED = "delivered"
    #: Any other message, until it is answered.
    REPLIED = "replied"
    #: From a connection that was lost to the next one on which the server said who the page is.
    RECONNECTED = "reconnected"
    #: From a call that was joined to the first picture or sound of somebody else; with media alone.
    SEEN = "seen"


class Distribution(Record):
    """How some durations were spread, ms."""

    count: int
    mean: float
    p50: float
    p90: float
    p99: float
    p999: float
    longest: float


class Histogram:
    """Counts durations in buckets that are 2 % apart."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self._sum = 0.0
        self._longest = 0.0
        self.count = 0

    def add(self, ms: float) -> None:
        """Count a duration, ms; one that clocks make negative counts as none."""
        ms = max(ms, _LEAST_MS)
        self._buckets[math.ceil(math.log(ms) / _RATIO)] += 1
        self._sum += ms
        self._longest = max(self._longest, ms)
        self.count += 1

    def percentile(self, share: float) -> float:
        """Return below what this share (0 to 1) of all lie, ms; at most 2 % too much. 0: there are none."""
        rank, seen = math.ceil(share * self.count), 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= rank:
                return min(math.exp(bucket * _RATIO), self._longest)
        return 0.0

    def shares(self) -> list[tuple[float, float]]:
        """Return durations (ms) and which share of all is no longer, the shortest first; for a plot."""
        points, seen = [], 0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            points.append((math.exp(bucket * _RATIO), seen / self.count))
        return points

    def distribution(self) -> Distribution:
        """Return it in figures."""
        told = {name: round(self.percentile(share), 2) for name, share in _PERCENTILES.items()}
        mean = self._sum / self.count if self.count else 0.0
        return Distribution(count=self.count, mean=round(mean, 2), longest=round(self._longest, 2), **told)


_PERCENTILES: Final = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999}


class Timings:
    """A histogram for each span."""

    def __init__(self) -> None:
        self.of: Final = {span: Histogram() for span in Span}

    def add(self, span: Span, ms: float) -> None:
        """Count a duration, ms."""
        self.of[span].add(ms)

    def told(self) -> dict[Span, Distribution]:
        """Return those that there are."""
        return {span: histogram.distribution() for span, histogram in self.of.items() if histogram.count}
