"""``scripts/simulate``: what a staffing gives, measured on the queue engine in virtual time."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from callrouter.model.routing import Choice
from scripts.simulation import plots, report
from scripts.simulation.crew import Assignment, Done, perform
from scripts.simulation.scenario import Scenario, ScenarioError, read_scenario
from scripts.simulation.tables import Table, joined
from scripts.simulation.theory_check import SETTINGS, compare
from scripts.simulation.theory_report import ALLOWED, agrees, theory_plot, theory_table
from scripts.simulation.what_if import WhatIfError, changed, parse_what_if

_EXAMPLES = """examples:
  scripts/simulate scripts/scenarios/steady.toml --estimate 5
  scripts/simulate scripts/scenarios/friday-night.toml --what-if "interpreter ar fri 18:00-23:00 +1"
  scripts/simulate scripts/scenarios/friday-night.toml --compare-choices --replications 20 --plot out
  scripts/simulate --theory
"""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(words)
    try:
        found, pictures, more, status = _theory(options) if options.theory else _scenario(options)
    except (ScenarioError, WhatIfError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({**more, "tables": [table.values() for table in found]}, indent=2))
    else:
        print(joined(found, markdown=options.markdown))
        print("\n" + " · ".join(f"{name}: {value}" for name, value in more.items()))
    if options.plot:
        options.plot.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            (options.plot / f"{name}.svg").write_text(picture, "utf-8")
            print(f"wrote {options.plot / name}.svg", file=sys.stderr)
    return status


_Report = tuple[Sequence[Table], Mapping[str, str], dict[str, Any], int]


def _scenario(options: argparse.Namespace) -> _Report:
    if options.scenario is None:
        raise ScenarioError("name a scenario's file, or say --theory")
    scenario = read_scenario(options.scenario)
    if options.days:
        if scenario.warm_up_h >= options.days * 24:
            raise ScenarioError(
                f"the warm-up of {scenario.warm_up_h:g} h leaves nothing of {options.days} days"
            )
        scenario = scenario.model_copy(update={"days": options.days})
    changes = [parse_what_if(text) for text in options.what_if]
    after = changed(scenario, changes)
    base = _runs(options, scenario)
    if options.compare_choices:
        runs = {choice: _runs(options, scenario, choice=choice) for choice in Choice}
        done = perform([each for group in runs.values() for each in group], options.processes)
        outcomes = dict(zip(runs, _split(done, len(base)), strict=True))
        found, pictures = report.choices(scenario, outcomes), {"choices": plots.choices(scenario, outcomes)}
    elif changes:
        done = perform([*base, *_runs(options, after)], options.processes)
        before, then = _split(done, len(base))
        found = report.what_if(scenario, changes, before, then)
        pictures = {
            f"what-if-{number}": plots.what_if(scenario, change, before, then)
            for number, change in enumerate(changes, start=1)
        }
    else:
        done = perform(base, options.processes)
        found = report.plain(scenario, done.outcomes)
        pictures = {"waits": plots.waits_by_language(scenario, done.outcomes)}
        if any(outcome.estimates for outcome in done.outcomes):
            pictures["estimates"] = plots.estimates(scenario, done.outcomes)
    calls = sum(len(outcome.calls) for outcome in done.outcomes)
    more = {
        "scenario": scenario.title,
        "seed": options.seed,
        "replications": options.replications,
        "calls": calls,
        "seconds": round(done.took_s, 1),
        "calls per second": round(calls / done.took_s),
    }
    return found, pictures, more, 0


def _runs(options: argparse.Namespace, scenario: Scenario, choice: Choice | None = None) -> list[Assignment]:
    return [
        Assignment(scenario, options.seed, number, choice, options.estimate)
        for number in range(options.replications)
    ]


def _split(done: Done, size: int) -> list[list[Any]]:
    return [done.outcomes[start : start + size] for start in range(0, len(done.outcomes), size)]


def _theory(options: argparse.Namespace) -> _Report:
    comparisons = [
        compare(setting, calls=options.calls, seed=options.seed, processes=options.processes)
        for setting in SETTINGS
    ]
    agreed = all(map(agrees, comparisons))
    more = {"seed": options.seed, f"within {ALLOWED:.0%} of theory": "yes" if agreed else "no"}
    pictures = {"theory": theory_plot(comparisons)}
    return [theory_table(each) for each in comparisons], pictures, more, 0 if agreed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/simulate",
        description="Run a staffing scenario through the real queue engine in virtual time.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "scenario", nargs="?", type=Path, metavar="SCENARIO", help="a TOML file, see docs/simulation.md"
    )
    parser.add_argument("--days", type=_positive, help="so many days instead of the scenario's")
    parser.add_argument(
        "--seed", type=int, default=1, help="chance; the same seed gives the same report (default 1)"
    )
    parser.add_argument(
        "--replications", type=_positive, default=10, metavar="R", help="independent runs (default 10)"
    )
    parser.add_argument(
        "--processes",
        type=_positive,
        default=max(1, (os.cpu_count() or 1) // 2),
        metavar="P",
        help="each with a server of its own (default: half of the processors)",
    )
    parser.add_argument(
        "--estimate",
        type=int,
        default=0,
        metavar="K",
        help="ask for forecasts at every Kth call, and report their error",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--what-if",
        action="append",
        default=[],
        metavar="CHANGE",
        help="with other people: ROLE LANGUAGES [DAYS] HH:MM-HH:MM +N|-N [at CENTRE]; repeatable",
    )
    kind.add_argument(
        "--compare-choices", action="store_true", help="compare the four ways of choosing a person"
    )
    kind.add_argument(
        "--theory", action="store_true", help="compare single queues with Erlang C and A; fails beyond 5 %%"
    )
    parser.add_argument(
        "--calls", type=_positive, default=50_000, help="calls of each queue of --theory (default 50000)"
    )
    parser.add_argument("--plot", type=Path, metavar="DIR", help="write pictures there, as SVG")
    written = parser.add_mutually_exclusive_group()
    written.add_argument("--json", action="store_true", help="write JSON")
    written.add_argument("--markdown", action="store_true", help="write Markdown")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value
