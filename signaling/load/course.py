"""How a run went over time, in bounded memory: the longer it takes, the further apart the moments kept."""

from __future__ import annotations

from typing import Final

from callrouter.model.records import Record
from signaling.load.run import Figures
from signaling.load.timings import Span

_MOST: Final = 1200


class Moment(Record):
    """How it stood, ``at_s`` after the beginning. Counts are since the beginning."""

    at_s: float
    online: int
    live: int
    asked: int
    answered: int
    messages: int
    #: Of all until then, ms; None while there is none.
    delivered_p99: float | None


class Course:
    """Moments of a run."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self._every = 1
        self._told = 0

    def note(self, figures: Figures) -> None:
        """Keep this moment, unless moments are kept further apart by now."""
        self._told += 1
        if self._told % self._every:
            return
        delivered = figures.timings.get(Span.DELIVERED)
        self.moments.append(
            Moment(
                at_s=figures.seconds,
                online=figures.online,
                live=figures.live,
                asked=figures.asked,
                answered=figures.answered,
                messages=figures.messages,
                delivered_p99=None if delivered is None else delivered.p99,
            )
        )
        if len(self.moments) >= _MOST:
            self.moments = self.moments[1::2]
            self._every *= 2
