"""How far the service's own estimate of the wait is from what callers then wait."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from callrouter.model.events import EVENT
from callrouter.policy.recent_figures import RecentFigures, learn
from callrouter.policy.waiting_time import forecast
from callrouter.queueing import QueueEngine
from callrouter.simulation.outcome import CallOutcome, Estimate

#: What the fold of recent figures looks at; reading the others would only take time.
_TELLING = frozenset({"call.joined", "call.ended", "staff.changed", "reservation.ended"})


class _Asked(NamedTuple):
    call_id: str
    asked_at: int
    at_arrival: bool
    expected_s: float
    low_s: float
    high_s: float


class Estimator:
    """Asks for the forecasts of all who wait, each time that so many callers more had to wait."""

    def __init__(self, every: int) -> None:
        self._every, self._waited = every, 0
        self._figures = RecentFigures()
        self._asked: list[_Asked] = []

    def learn(self, event_id: str, kind: str, at: int, told: str) -> None:
        """Take in an event of the journal."""
        if kind in _TELLING:
            event = EVENT.validate_python(
                {"event_id": event_id, "type": kind, "at": at, "audience": (), **json.loads(told)}
            )
            self._figures = learn(self._figures, event)

    async def ask(self, engine: QueueEngine, arrived: CallOutcome, now: int) -> None:
        """Forecast the waits of all who wait, if it is time to; ``arrived`` came at this moment."""
        self._waited += 1
        if self._waited % self._every:
            return
        lineup = await engine.lineup()
        waiting = [seat.call_id for seat in lineup.seats if not seat.reserved]
        for call_id, told in forecast(lineup, self._figures, waiting).items():
            if told is not None:
                at_arrival = call_id == arrived.call_id
                self._asked.append(_Asked(call_id, now, at_arrival, told.expected_s, told.low_s, told.high_s))

    def compared(self, calls: Mapping[str, CallOutcome]) -> list[Estimate]:
        """Return each forecast beside the true wait; calls nobody answered had no true one."""
        found = []
        for asked in self._asked:
            answered_at = calls[asked.call_id].answered_at
            if answered_at is not None and answered_at > asked.asked_at:
                true_s = (answered_at - asked.asked_at) / 1000
                found.append(
                    Estimate(
                        asked.call_id, asked.at_arrival, asked.expected_s, asked.low_s, asked.high_s, true_s
                    )
                )
        return found
