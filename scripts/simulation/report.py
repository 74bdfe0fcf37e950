"""What a report says of a scenario: alone, beside a changed one, and by way of choosing a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callrouter.model.routing import Choice
from callrouter.simulation.figures import (
    CallSums,
    Chosen,
    Figure,
    call_sums,
    difference,
    figure,
    occupancy,
    person_occupancies,
)
from callrouter.simulation.outcome import CallOutcome, Outcome
from callrouter.simulation.schedule import spans
from scripts.simulation import tables
from scripts.simulation.estimate_errors import estimate_errors
from scripts.simulation.scenario import Scenario
from scripts.simulation.tables import Cell, Table, count, percent, plain_seconds, word
from scripts.simulation.what_if import WhatIf


class Measure(NamedTuple):
    """A figure of reports: its name, where it stands, how it is written."""

    name: str
    of: Callable[[CallSums], float | None]
    write: Callable[..., Cell]


SERVICE_LEVEL = Measure("service level", lambda sums: sums.service_level, tables.share)
MEAN_WAIT = Measure("mean wait", lambda sums: sums.mean_wait_s, tables.seconds)
P50_WAIT = Measure("p50", lambda sums: sums.p50_wait_s, tables.seconds)
P90_WAIT = Measure("p90", lambda sums: sums.p90_wait_s, tables.seconds)
ABANDONED = Measure("abandoned", lambda sums: sums.abandon_rate, tables.share)
_WAITS = (SERVICE_LEVEL, MEAN_WAIT, P50_WAIT, P90_WAIT, ABANDONED)
_INTERPRETED = Measure(
    "through an interpreter", lambda sums: _of_answered(sums, sums.interpreted), tables.share
)
_MISSING = Measure(
    "interpreter never came", lambda sums: _of_answered(sums, sums.interpreter_missing), tables.share
)
_SAME = Measure("by the person of last time", lambda sums: _of_answered(sums, sums.preferred), tables.share)


class Slice(NamedTuple):
    """Some of the calls, by name."""

    name: str
    chosen: Chosen


def plain(scenario: Scenario, outcomes: Sequence[Outcome]) -> tuple[Table, ...]:
    """Report on one scenario."""
    found = [_waits_table(scenario, outcomes), _occupancy_table(outcomes)]
    if any(outcome.estimates for outcome in outcomes):
        found.append(estimates_table(outcomes))
    refused = sum(sum(outcome.refusals.values()) for outcome in outcomes)
    if refused:
        reasons = {code for outcome in outcomes for code in outcome.refusals}
        rows = tuple((word(code), count(sum(o.refusals[code] for o in outcomes))) for code in sorted(reasons))
        found.append(Table("Refused by the engine", ("code", "times"), rows))
    return tuple(found)


def _waits_table(scenario: Scenario, outcomes: Sequence[Outcome]) -> Table:
    rows = []
    for each in (Slice("all", lambda _: True), *by_language(scenario)):
        sums = sums_of(scenario, outcomes, each)
        offered, waiting = sum(s.offered for s in sums), sum(s.waiting for s in sums)
        cells = (measure.write(measured(sums, measure)) for measure in _WAITS)
        rows.append((word(each.name), count(offered), *cells, count(waiting)))
    target = scenario.service.target
    return Table(
        "Calls",
        ("language", "offered", *(measure.name for measure in _WAITS), "still waiting"),
        tuple(rows),
        note=f"Service level: {target.formula.in_words}, T = {target.threshold_s} s. Waits are of answered"
        " calls. Means over replications, ± half of the 95 % confidence interval.",
    )


def _occupancy_table(outcomes: Sequence[Outcome]) -> Table:
    groups, people = [occupancy(each) for each in outcomes], [person_occupancies(each) for each in outcomes]
    members: dict[str, list[str]] = {}
    for person in outcomes[0].people:
        members.setdefault(person.group, []).append(person.staff_id)
    rows = []
    for group, ids in members.items():
        each = [figure(run[staff_id] for run in people).mean for staff_id in ids]
        known = [value for value in each if value is not None]
        least, most = (min(known), max(known)) if known else (None, None)
        busy = tables.share(figure(run[group] for run in groups))
        rows.append((word(group), count(len(ids)), busy, percent(least), percent(most)))
    return Table(
        "People",
        ("group", "people", "occupancy", "least occupied", "most occupied"),
        tuple(rows),
        note="Occupancy: conversations and wrap-ups, of the time ready or busy.",
    )


def estimates_table(outcomes: Sequence[Outcome]) -> Table:
    """Report how far the forecasts were off."""
    rows = []
    for name, at_arrival in (("all", None), ("asked at arrival", True), ("asked later", False)):
        errors = estimate_errors(outcomes, at_arrival=at_arrival)
        cells = (errors.median_error, errors.p90_error, errors.bias, errors.within_range)
        rows.append(
            (word(name), count(errors.forecasts), plain_seconds(errors.mean_true_s), *map(percent, cells))
        )
    return Table(
        "Forecasts of the wait",
        ("", "forecasts", "mean true wait", "median error", "p90 error", "bias", "within its range"),
        tuple(rows),
        note="Errors are of the true remaining wait. The range is meant to hold 60 % of true waits.",
    )


def what_if(
    scenario: Scenario, changes: Sequence[WhatIf], base: Sequence[Outcome], other: Sequence[Outcome]
) -> tuple[Table, ...]:
    """Report what changes with more or fewer people: the calls meant, then all of them."""
    slices = [*(meant(scenario, change) for change in changes), Slice("all calls", lambda _: True)]
    found = []
    for each in slices:
        before, after = sums_of(scenario, base, each), sums_of(scenario, other, each)
        rows = [
            (
                word(measure.name),
                measure.write(measured(before, measure)),
                measure.write(measured(after, measure)),
                measure.write(difference([*map(measure.of, before)], [*map(measure.of, after)]), signed=True),
            )
            for measure in (*_WAITS, _INTERPRETED, _MISSING)
        ]
        offered = sum(sums.offered for sums in before)
        heading = f"{each.name}: {offered} calls in {len(base)} replications"
        found.append(Table(heading, ("", "now", "changed", "difference"), tuple(rows)))
    return tuple(found)


def choices(scenario: Scenario, runs: Mapping[Choice, Sequence[Outcome]]) -> tuple[Table, ...]:
    """Report what each way of choosing a person gives, on the same calls, and how they differ."""
    columns = ("", *(choice.value.replace("_", " ") for choice in runs))
    slices = [Slice("all", lambda _: True), *by_language(scenario)]
    sought = [(measure.name, measure, slices[0]) for measure in (*_WAITS, _SAME)]
    sought += [(f"mean wait, {each.name}", MEAN_WAIT, each) for each in slices[1:]]
    rows, apart = [], []
    for name, measure, each in sought:
        values = [[*map(measure.of, sums_of(scenario, outcomes, each))] for outcomes in runs.values()]
        rows.append((word(name), *(measure.write(figure(found)) for found in values)))
        differences = (measure.write(difference(values[0], found), signed=True) for found in values[1:])
        apart.append((word(name), *differences))
    work = [
        (word(group.name), *(tables.share(group_occupancy(run, group.name)) for run in runs.values()))
        for group in scenario.people
    ]
    against = "Pair by pair, so that chance shared by both cancels out."
    return (
        Table("Ways of choosing a person, on the same calls", columns, tuple(rows)),
        Table(f"Differences from {columns[1]}", ("", *columns[2:]), tuple(apart), note=against),
        Table("Occupancy by group", columns, tuple(work)),
    )


def group_occupancy(outcomes: Sequence[Outcome], group: str) -> Figure:
    """Return a group's occupancy over all replications."""
    return figure(occupancy(outcome)[group] for outcome in outcomes)


def by_language(scenario: Scenario) -> tuple[Slice, ...]:
    """Return the calls of each language, the most frequent first."""
    volume: dict[str, float] = {}
    for stream in scenario.arrivals:
        volume[stream.language] = volume.get(stream.language, 0) + stream.per_hour
    return tuple(of_language(language) for language in sorted(volume, key=lambda name: (-volume[name], name)))


def _of_answered(sums: CallSums, calls: int) -> float | None:
    return calls / sums.answered if sums.answered else None


def measured(sums: Sequence[CallSums], measure: Measure) -> Figure:
    """Return a measure's mean over replications."""
    return figure(map(measure.of, sums))


def sums_of(scenario: Scenario, outcomes: Sequence[Outcome], each: Slice) -> list[CallSums]:
    """Return the figures of these calls, replication by replication."""
    return [call_sums(outcome, scenario.service.target, each.chosen) for outcome in outcomes]


def of_language(language: str) -> Slice:
    """Return the calls in this language."""
    return Slice(language, lambda call: call.language == language)


def meant(scenario: Scenario, change: WhatIf) -> Slice:
    """Return the calls that a change is meant for: those in its languages that come at its times."""
    within = spans([change.when], scenario.starts, scenario.days, ZoneInfo(scenario.timezone))

    def chosen(call: CallOutcome) -> bool:
        if call.language not in change.languages:
            return False
        return any(span.start <= call.arrived_at < span.end for span in within)

    return Slice(f"{', '.join(change.languages)} {change.when}", chosen)
