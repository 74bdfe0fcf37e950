"""A staffing to be tried on a past week: the floor it makes, and the calls that come there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from pydantic import Field

from callrouter.model.directory import Centre
from callrouter.model.records import Id, Record
from callrouter.model.routing import RoutingRules
from callrouter.model.states import Role
from callrouter.model.statistics import INTERVAL_MS
from callrouter.simulation.cast import Cast
from callrouter.simulation.durations import Duration, Shape
from callrouter.simulation.floor import EVERY_LANGUAGE, Floor, Group, Place, Service
from callrouter.simulation.schedule import Stretch
from callrouter.simulation.visitors import QUANTILES, Stream, Visitor, drawn_visitor, in_order
from callrouter.simulation.week import DAYS, Durations, PastWeek, StaffGroup

#: How much conversations and wrap-ups vary: their standard deviation by their mean.
VARIATION = 0.8
_ANSWER_VARIATION = 0.5


class Trial(Record):
    """What is tried: everything a process of its own needs to know."""

    week: PastWeek
    staffing: tuple[StaffGroup, ...] = Field(min_length=1)
    centres: tuple[Centre, ...]
    locations: tuple[Place, ...]
    rules: RoutingRules
    service: Service
    #: Whose calls the figures are of; None = all.
    location: Id | None = None
    replications: int = Field(ge=2, le=40)
    seed: int = 1


def draw_past_calls(week: PastWeek, floor: Floor, seed: int, replication: int) -> list[Visitor]:
    """Draw a week like the past one: in each quarter of an hour as many calls as then, at any moment.

    Numbers drawn anew around those that were counted would be burstier than calls are: chance twice over.
    """
    drawn: list[Visitor] = []
    for calls in week.calls:
        stream = Stream(calls.location, calls.language, calls.subject)
        chance = Random(f"{seed}/{replication}/{'/'.join(stream)}")  # noqa: S311  (chance, not a secret)
        for start, count in calls.offered:
            for _ in range(count):
                moment = start + int(chance.random() * INTERVAL_MS)
                quantiles = [chance.random() for _ in range(QUANTILES)]
                drawn.append(drawn_visitor(floor, stream, moment, quantiles))
    return in_order(drawn)


def cast_of(trial: Trial, staffing: Sequence[StaffGroup]) -> Cast:
    """Return who works and how things go with this staffing, everything else as in the trial."""
    week = trial.week
    answering = {Role.AGENT: week.agents, Role.INTERPRETER: week.interpreters}
    people = [
        Group(
            name=f"g{number}-{layer}",
            role=group.role,
            centre=group.centre,
            languages=group.languages,
            levels=group.levels,
            shifts=shifts,
            answer=Duration(mean_s=answering[group.role].answer_s, cv=_ANSWER_VARIATION),
            decline_share=answering[group.role].declined_share,
            miss_share=answering[group.role].missed_share,
        )
        for number, group in enumerate(staffing)
        for layer, shifts in enumerate(_shifts(group))
    ]
    floor = Floor(
        title=f"week of {week.monday}",
        starts=week.monday,
        days=DAYS,
        timezone=week.timezone,
        service=trial.service,
        rules=trial.rules,
        centres=trial.centres,
        locations=trial.locations,
        people=tuple(people),
        handling=_by_language(week, lambda each: each.talk_s),
        wrap_up=_by_language(week, lambda each: each.wrap_up_s),
        patience=Duration(shape=Shape.EXPONENTIAL, mean_s=week.patience_s),
    )
    return Cast(floor)


def _shifts(group: StaffGroup) -> Iterator[tuple[Stretch, ...]]:
    """Yield the shifts of each person of a group: the first is there whenever anybody is."""
    for number in range(1, max(map(max, group.people)) + 1):
        yield tuple(
            Stretch((day,), start * 60, end * 60)
            for day, heads in enumerate(group.people)
            for start, end in _stretches([count >= number for count in heads])
        )


def _stretches(present: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for hour, is_there in enumerate([*present, False]):
        if is_there and start is None:
            start = hour
        elif not is_there and start is not None:
            yield start, hour
            start = None


def _by_language(week: PastWeek, taken_s: Callable[[Durations], float]) -> dict[str, Duration]:
    usual = {EVERY_LANGUAGE: Duration(mean_s=taken_s(week.usual), cv=VARIATION)}
    own = {name: Duration(mean_s=taken_s(each), cv=VARIATION) for name, each in week.durations.items()}
    return usual | own
