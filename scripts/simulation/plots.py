"""The reports' pictures, as SVG text by file name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from zoneinfo import ZoneInfo

from callrouter.model.routing import Choice
from callrouter.model.states import Role
from callrouter.simulation.figures import call_sums, figure
from callrouter.simulation.outcome import Outcome
from callrouter.simulation.schedule import Span, spans
from scripts.simulation import report
from scripts.simulation.estimate_errors import estimate_errors
from scripts.simulation.scenario import Scenario
from scripts.simulation.svg import (
    Axis,
    Bar,
    Box,
    Page,
    Plane,
    Series,
    draw_bars,
    draw_cloud,
    draw_lines,
    round_marks,
)
from scripts.simulation.what_if import WhatIf

_WIDTH, _HEIGHT = 860, 470
_BOX = Box(88, 100, 740, 300)
#: The longest waits of all are a few, and would press the rest against the axis.
_SHOWN = 0.99
_MOST_LANGUAGES = 6
_CLOUD = 1200
_CURVE_STEPS = 120
_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
#: What is shown around the hours of a change.
_HOURS_BEFORE, _HOURS_AFTER = 2, 1


def waits_by_language(scenario: Scenario, outcomes: Sequence[Outcome]) -> str:
    """Draw which share of each language's calls waits longer than how long."""
    page = Page(_WIDTH, _HEIGHT, "Who waits longer than …", f"{scenario.title} · until answered or given up")
    waits = {
        each.name: sorted(
            call.wait_ms / 1000
            for outcome in outcomes
            for call in outcome.calls
            if each.chosen(call) and call.wait_ms is not None
        )
        for each in report.by_language(scenario)[:_MOST_LANGUAGES]
    }
    waits = {name: values for name, values in waits.items() if values}
    longest = max((values[int(_SHOWN * (len(values) - 1))] for values in waits.values()), default=60.0)
    across = Axis("wait, s", 0, max(longest, 10.0))
    up = Axis("share of calls", 0, 1, "{:.0%}".format)
    series = [Series(name, longer_than(values, across.high)) for name, values in waits.items()]
    draw_lines(page, Plane(_BOX, across, up), series)
    return page.svg()


def longer_than(waits: Sequence[float], until: float) -> list[tuple[float, float]]:
    """Return points (t, share of the sorted waits above t)."""
    points, place = [], 0
    for step in range(_CURVE_STEPS + 1):
        at = until * step / _CURVE_STEPS
        while place < len(waits) and waits[place] <= at:
            place += 1
        points.append((at, 1 - place / len(waits)))
    return points


def what_if(scenario: Scenario, change: WhatIf, base: Sequence[Outcome], other: Sequence[Outcome]) -> str:
    """Draw the calls a change is meant for, as it is and changed: by the hour around it, and within it."""
    within = spans([change.when], scenario.starts, scenario.days, ZoneInfo(scenario.timezone))
    page = Page(
        940,
        470,
        f"Calls in {', '.join(change.languages)}: {change.more:+} {change.role}",
        f"{scenario.title} · {change.when} · bands and marks: 95 % confidence",
    )
    runs = {"as it is": base, f"{change.more:+} {change.role}": other}
    series = []
    for name, outcomes in runs.items():
        hours: dict[int, list[float]] = {}
        for outcome in outcomes:
            for hour, waits in _by_hour(outcome, change, within).items():
                hours.setdefault(hour, []).append(fmean(waits))
        means = {hour: figure(values) for hour, values in sorted(hours.items())}
        points = [(hour + 0.5, mean.mean or 0) for hour, mean in means.items()]
        series.append(Series(name, points, halves=[mean.half or 0 for mean in means.values()]))
    first, last = change.when.start // 60 - _HOURS_BEFORE, -(-change.when.end // 60) + _HOURS_AFTER
    highest = max((y for each in series for _, y in each.points), default=1.0)
    across = Axis("hour of arrival", first, last, _clock, ticks=[*range(first, last + 1)])
    up = Axis("mean wait until answered or given up, s", 0, highest * 1.35)
    draw_lines(page, Plane(Box(88, 100, 500, 300), across, up), series)
    meant = report.meant(scenario, change)
    sums = {name: report.sums_of(scenario, outcomes, meant) for name, outcomes in runs.items()}
    for top, measure, write in ((100, report.SERVICE_LEVEL, "{:.0%}"), (290, report.MEAN_WAIT, "{:.0f} s")):
        found = {name: report.measured(each, measure) for name, each in sums.items()}
        bars = [Bar(name, each.mean or 0, each.half or 0) for name, each in found.items()]
        draw_bars(page, Box(680, top, 220, 110), f"{measure.name}, {_times(change)}", bars, write.format)
    return page.svg()


def _by_hour(outcome: Outcome, change: WhatIf, within: Sequence[Span]) -> dict[int, list[float]]:
    hours: dict[int, list[float]] = {}
    for call in outcome.calls:
        if call.language not in change.languages or call.wait_ms is None:
            continue
        for span in within:
            if span.start - _HOURS_BEFORE * _HOUR_MS <= call.arrived_at < span.end + _HOURS_AFTER * _HOUR_MS:
                since_midnight = call.arrived_at - span.start + change.when.start * _MINUTE_MS
                hours.setdefault(since_midnight // _HOUR_MS, []).append(call.wait_ms / 1000)
    return hours


def _clock(hour: float) -> str:
    return f"{int(hour) % 24}:00"


def _times(change: WhatIf) -> str:
    return str(change.when).rpartition(" ")[2]


def choices(scenario: Scenario, runs: Mapping[Choice, Sequence[Outcome]]) -> str:
    """Draw the ways of choosing a person side by side."""
    page = Page(900, 640, "Four ways of choosing a person, on the same calls", scenario.title)
    names = {choice: choice.value.replace("_", "\n", 1).replace("_", " ") for choice in runs}
    sums = {
        choice: [call_sums(outcome, scenario.service.target) for outcome in outcomes]
        for choice, outcomes in runs.items()
    }
    # Who speaks most languages, and a language that only such people answer by themselves.
    spared = max(scenario.people, key=lambda group: (group.role is Role.AGENT, len(group.languages)))
    called = {stream.language for stream in scenario.arrivals}
    working = scenario.centre(spared.centre).working_languages
    rare = next((each for each in spared.languages if each in called - set(working)), spared.languages[0])
    panels = [
        (
            report.SERVICE_LEVEL.name,
            {choice: report.measured(each, report.SERVICE_LEVEL) for choice, each in sums.items()},
            "{:.1%}",
        ),
        (
            report.MEAN_WAIT.name,
            {choice: report.measured(each, report.MEAN_WAIT) for choice, each in sums.items()},
            "{:.1f} s",
        ),
        (
            f"mean wait, calls in {rare}",
            {
                choice: report.measured(
                    report.sums_of(scenario, outcomes, report.of_language(rare)), report.MEAN_WAIT
                )
                for choice, outcomes in runs.items()
            },
            "{:.1f} s",
        ),
        (
            f"occupancy of {spared.name}",
            {choice: report.group_occupancy(outcomes, spared.name) for choice, outcomes in runs.items()},
            "{:.1%}",
        ),
    ]
    for place, (heading, found, form) in enumerate(panels):
        box = Box(80 + 440 * (place % 2), 100 + 270 * (place // 2), 350, 190)
        bars = [Bar(names[choice], each.mean or 0, each.half or 0) for choice, each in found.items()]
        draw_bars(page, box, heading, bars, form.format)
    return page.svg()


def estimates(scenario: Scenario, outcomes: Sequence[Outcome]) -> str:
    """Draw each forecast beside the wait that followed."""
    errors = estimate_errors(outcomes)
    median = "unknown" if errors.median_error is None else f"{errors.median_error:.1%} of the true wait"
    page = Page(
        620,
        600,
        "Forecast and true wait",
        f"{scenario.title} · {errors.forecasts} forecasts, median error {median}",
    )
    asked = [each for outcome in outcomes for each in outcome.estimates]
    points = [(each.true_s, each.expected_s) for each in asked[:: max(1, len(asked) // _CLOUD)]]
    highest = sorted(max(point) for point in points)[int(_SHOWN * (len(points) - 1))]
    ticks = round_marks(0, highest)
    plane = Plane(
        Box(88, 80, 490, 450),
        Axis("true remaining wait, s", 0, highest, ticks=ticks),
        Axis("forecast, s", 0, highest, ticks=ticks),
    )
    draw_cloud(page, plane, points)
    return page.svg()
