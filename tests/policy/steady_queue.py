"""A queue of callers for equal people, played event by event, to hold forecasts against what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from random import Random

from callrouter.model.states import Activity, Role
from callrouter.model.views import Lineup
from callrouter.policy.recent_figures import Handling, RecentFigures
from callrouter.policy.waiting_time import Forecast, forecast
from tests.policy.lineups import caller, lineup, person

_HANDLING_S = 300.0
_FADING = 0.99
#: One caller in so many has all the patience there is and is asked about, so that leaving biases nothing.
_ASKED_ABOUT = 4


class SteadyQueue:
    """Exponential arrivals, conversations and patience; whoever waited longest is served first."""

    def __init__(self, *, people: int, load: float, patience_s: float, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 (repeatable on purpose)
        self._arrivals_s = _HANDLING_S / people / load
        self._patience_s = patience_s
        self._now = 0.0
        self._idle = [f"p{number}" for number in range(people)]
        self._talking: dict[str, float] = {}
        self._waiting: dict[str, float] = {}
        self._figures = RecentFigures(accepted=1e9)
        self._events: list[tuple[float, int, str, str]] = []
        self._order = count()

    def forecasts(self, calls: int) -> list[tuple[Forecast, float]]:
        """Return forecasts made on arrival, and the waits that came of them, without the first fifth."""
        asked: dict[str, Forecast] = {}
        found = []
        self._later(0, "arrives", "c0")
        arrived = 0
        while arrived < calls:
            self._now, _, kind, who = heappop(self._events)
            if kind == "arrives":
                arrived += 1
                self._arrive(arrived)
                if arrived % _ASKED_ABOUT == 0 and arrived > calls / 5 and f"c{arrived}" in self._waiting:
                    answer = forecast(self._lineup(), self._figures, {f"c{arrived}"})[f"c{arrived}"]
                    assert answer is not None
                    asked[f"c{arrived}"] = answer
            elif kind == "leaves" and who in self._waiting:
                self._waited(self._now - self._waiting.pop(who), left=1)
            elif kind == "ends":
                found += [(asked.pop(call), waited) for call, waited in self._end(who) if call in asked]
        return found

    def _arrive(self, number: int) -> None:
        self._later(self._chance.expovariate(1 / self._arrivals_s), "arrives", "")
        if self._idle:
            self._start(self._idle.pop())
            self._waited(0, left=0)
            return
        self._waiting[f"c{number}"] = self._now
        if number % _ASKED_ABOUT:
            self._later(self._chance.expovariate(1 / self._patience_s), "leaves", f"c{number}")

    def _start(self, who: str) -> None:
        self._talking[who] = self._now
        self._later(self._chance.expovariate(1 / _HANDLING_S), "ends", who)

    def _end(self, who: str) -> Iterator[tuple[str, float]]:
        talk = Handling(self._now - self._talking.pop(who), 0)
        seen = (*self._figures.by_role.get(Role.AGENT, ()), talk)[-200:]
        self._figures = replace(self._figures, by_role={Role.AGENT: seen})
        if not self._waiting:
            self._idle.append(who)
            return
        call = next(iter(self._waiting))
        waited = self._now - self._waiting.pop(call)
        self._waited(waited, left=0)
        self._start(who)
        yield call, waited

    def _waited(self, seconds: float, *, left: int) -> None:
        figures = self._figures
        self._figures = replace(
            figures,
            waited_s=_FADING * figures.waited_s + seconds,
            left=_FADING * figures.left + left,
        )

    def _later(self, seconds: float, kind: str, who: str) -> None:
        heappush(self._events, (self._now + seconds, next(self._order), kind, who))

    def _lineup(self) -> Lineup:
        at = round(1000 * self._now)
        callers = [caller(call, waited_s=self._now - since, at=at) for call, since in self._waiting.items()]
        people = [
            person(who, activity=Activity.ON_CALL, for_s=self._now - since, call_id=f"of-{who}", at=at)
            for who, since in self._talking.items()
        ]
        return lineup(callers, people, at=at)
