"""The engine beside queueing theory: one language, equal people, no time lost in answering or wrapping up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from callrouter.model.directory import Centre
from callrouter.model.routing import PlanStep, Reach, RoutingPlan, RoutingRules, Speaker
from callrouter.model.states import Role
from callrouter.policy.service_level import Target
from callrouter.simulation.cast import Cast
from callrouter.simulation.durations import Duration, Shape
from callrouter.simulation.figures import Figure, figure
from callrouter.simulation.floor import Group, Place, Service
from callrouter.simulation.outcome import Outcome
from callrouter.simulation.schedule import parse_stretch
from scripts.simulation.crew import Assignment, perform
from scripts.simulation.demand import draw_visitors
from scripts.simulation.ideal import ideal_queue
from scripts.simulation.scenario import Arrivals, Scenario
from scripts.simulation.theory import Steady, erlang_a, erlang_c

THRESHOLD_S = 20
_HANDLING_S = 180.0
_WARM_UP_H = 3.0
_DAYS = 1
#: Runs over which figures and their intervals are taken.
_LEAST_RUNS = 4
#: The ideal queue is cheap: so many calls tell theory from chance.
_IDEAL_CALLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """One queue of theory. ``load`` in Erlang; ``patience_s`` None = callers wait for ever."""

    name: str
    people: int
    load: float
    patience_s: float | None = None

    def theory(self) -> Steady:
        """Tell what theory says."""
        arrivals_per_s = self.load / _HANDLING_S
        if self.patience_s is None:
            return erlang_c(
                people=self.people,
                arrivals_per_s=arrivals_per_s,
                handling_s=_HANDLING_S,
                threshold_s=THRESHOLD_S,
            )
        return erlang_a(
            people=self.people,
            arrivals_per_s=arrivals_per_s,
            handling_s=_HANDLING_S,
            patience_s=self.patience_s,
            threshold_s=THRESHOLD_S,
        )

    def scenario(self) -> Scenario:
        """Return the same as a scenario: nobody declines, answers late or wraps up."""
        first = PlanStep(after_s=0, reach=Reach.OWN_CENTRE, speaker=Speaker.LANGUAGE)
        at_once = Duration(shape=Shape.FIXED, mean_s=0)
        patience = None
        if self.patience_s is not None:
            patience = Duration(shape=Shape.EXPONENTIAL, mean_s=self.patience_s)
        return Scenario(
            title=self.name,
            starts=date(2026, 3, 2),
            days=_DAYS,
            timezone="UTC",
            warm_up_h=_WARM_UP_H,
            service=Service(wrap_up_limit_s=0, target=Target(threshold_s=THRESHOLD_S)),
            rules=RoutingRules(plans=(RoutingPlan(steps=(first,)),)),
            centres=(Centre(centre_id="centre", name="Centre"),),
            locations=(Place(location_id="station", centre="centre"),),
            arrivals=(Arrivals(location="station", language="nl", per_hour=self.load / _HANDLING_S * 3600),),
            people=(
                Group(
                    name="agent",
                    count=self.people,
                    role=Role.AGENT,
                    centre="centre",
                    languages=("nl",),
                    shifts=(parse_stretch("00:00-24:00"),),
                    answer=at_once,
                ),
            ),
            handling={"default": Duration(shape=Shape.EXPONENTIAL, mean_s=_HANDLING_S)},
            patience=patience,
        )


SETTINGS = (
    Setting("Erlang C, 3 people, load 1.8", people=3, load=1.8),
    Setting("Erlang C, 10 people, load 8", people=10, load=8.0),
    Setting("Erlang A, 10 people, load 12, patience 120 s", people=10, load=12.0, patience_s=120.0),
    Setting("Erlang A, 20 people, load 19, patience 180 s", people=20, load=19.0, patience_s=180.0),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: of theory, of the engine, of the ideal queue on the same calls and on many more."""

    name: str
    theory: float
    engine: Figure
    ideal: Figure
    ideal_long: Figure
    seconds: bool = False

    @property
    def adjusted(self) -> float:
        """What the engine gives without its draw's luck, which the ideal queue on the same calls tells."""
        return (self.engine.mean or 0) - (self.ideal.mean or 0) + (self.ideal_long.mean or 0)

    def off(self, value: float | None) -> float:
        """Return by which share of theory's figure a value differs from it."""
        return abs((value or 0) - self.theory) / self.theory


@dataclass(frozen=True, slots=True)
class Comparison:
    """One setting: its figures, and how many calls waited otherwise than in the ideal queue."""

    setting: Setting
    lines: tuple[Line, ...]
    calls: int
    otherwise: int
    took_s: float
    #: Waits of all calls, sorted, s: until answered or given up.
    waits_s: Sequence[float]


#: How long a call waited, ms, and whether it was answered.
_Seen = tuple[int, bool]
#: What became of each call of a run, by its id.
Run = dict[str, _Seen]
Measure = Callable[[Iterable[_Seen]], float]


def compare(
    setting: Setting, *, calls: int, seed: int, processes: int = 1, ideal_calls: int = _IDEAL_CALLS
) -> Comparison:
    """Run about so many counted calls of this setting through the engine, and hold them against theory."""
    scenario = setting.scenario()
    per_run = setting.load / _HANDLING_S * 3600 * (24 * _DAYS - _WARM_UP_H)
    runs = max(_LEAST_RUNS, math.ceil(calls / per_run))
    done = perform([Assignment(scenario, seed, number) for number in range(runs)], processes)
    engine = [_seen(outcome) for outcome in done.outcomes]
    ideal = [_ideal_seen(setting, scenario, seed, number) for number in range(runs)]
    # The last callers of a run may still wait when it ends; the ideal queue knows how long, the engine can't.
    same = [
        {call_id: seen for call_id, seen in calls.items() if call_id in known}
        for calls, known in zip(ideal, engine, strict=True)
    ]
    otherwise = sum(
        known[call_id] != calls[call_id]
        for known, calls in zip(engine, same, strict=True)
        for call_id in known
    )
    theory = setting.theory()
    sought = [
        ("P(wait)", theory.waits, _waits),
        ("mean wait", theory.mean_wait_s, _mean_wait_s),
        (f"answered within {THRESHOLD_S} s", theory.answered_in_time, _in_time),
        ("abandoned", theory.abandons, _abandons),
    ]
    measures = [measure for _, _, measure in sought]
    further = range(runs, math.ceil(ideal_calls / per_run))
    many = [_measured(run, measures) for run in ideal]
    many += [_measured(_ideal_seen(setting, scenario, seed, number), measures) for number in further]
    lines = [
        Line(
            name,
            expected,
            figure(measure(run.values()) for run in engine),
            figure(measure(run.values()) for run in same),
            figure(values[place] for values in many),
            seconds=measure is _mean_wait_s,
        )
        for place, (name, expected, measure) in enumerate(sought)
        if expected
    ]
    return Comparison(
        setting=setting,
        lines=tuple(lines),
        calls=sum(map(len, engine)),
        otherwise=otherwise,
        took_s=done.took_s,
        waits_s=sorted(wait / 1000 for known in engine for wait, _ in known.values()),
    )


def _measured(run: Run, measures: Sequence[Measure]) -> list[float]:
    return [measure(run.values()) for measure in measures]


def _seen(outcome: Outcome) -> Run:
    return {
        call.call_id: (call.wait_ms, call.answered_at is not None)
        for call in outcome.calls
        if call.wait_ms is not None
    }


def _ideal_seen(setting: Setting, scenario: Scenario, seed: int, replication: int) -> Run:
    cast = Cast(scenario)
    visitors = draw_visitors(scenario, cast.horizon, seed=seed, replication=replication)
    calls = ideal_queue(visitors, setting.people)
    return {
        visitor.call_id: (call.wait_ms, call.answered)
        for visitor, call in zip(visitors, calls, strict=True)
        if visitor.arrives_at >= cast.counted.start
    }


def _waits(calls: Iterable[_Seen]) -> float:
    return fmean(wait > 0 for wait, _ in calls)


def _mean_wait_s(calls: Iterable[_Seen]) -> float:
    return fmean(wait for wait, _ in calls) / 1000


def _in_time(calls: Iterable[_Seen]) -> float:
    return fmean(answered and wait <= THRESHOLD_S * 1000 for wait, answered in calls)


def _abandons(calls: Iterable[_Seen]) -> float:
    return fmean(not answered for _, answered in calls)
