"""Scenarios are checked before anything runs, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.simulation.scenario import ScenarioError, read_scenario

_SCENARIOS = Path(__file__).parents[2] / "scripts" / "scenarios"
_SMALL = """
title = "Small"
starts = 2026-03-02
days = 1
[[centres]]
centre_id = "centre"
name = "Centre"
[[locations]]
location_id = "station"
centre = "centre"
[[arrivals]]
location = "station"
language = "nl"
per_hour = 10
[handling.default]
mean_s = 200
[[people]]
name = "agent"
role = "agent"
centre = "centre"
languages = ["nl"]
shifts = ["08:00-16:00"]
"""


def _refused(folder: Path, text: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)
    return str(raised.value)


@pytest.mark.parametrize("path", sorted(_SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_scenarios_shipped_can_be_used(path: Path) -> None:
    assert read_scenario(path).title


def test_a_small_scenario_needs_no_more(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(_SMALL, "utf-8")

    assert read_scenario(path).people[0].accounts[0].staff_id == "agent-1"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('location = "station"', 'location = "nowhere"', "unknown location: nowhere"),
        ('language = "nl"', 'language = "Dutch"', "arrivals.1.language"),
        ("per_hour = 10", "per_hour = -1", "arrivals.1.per_hour"),
        ("per_hour = 10", "per_hour = 10\nby_hour = [1, 2]", "arrivals.1.by_hour"),
        ("[handling.default]", "[handling.nl]", "[handling.default]"),
        ('role = "agent"', 'role = "supervisor"', "role must be agent or interpreter"),
        ('shifts = ["08:00-16:00"]', 'shifts = ["8-16"]', "people.1.shifts.1: not a stretch of time"),
        ("days = 1", "days = 1\nwarm_up_h = 24", "warm_up_h leaves nothing"),
        ("days = 1", "days = 1\n[service]\ntarget = { threshold_s = 7 }", "service.target.threshold_s"),
        ("days = 1", "days = 1\nfoo = 2", "foo"),
        ("days = 1", "days = ", "not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    assert told in _refused(tmp_path, _SMALL.replace(was, becomes, 1))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"absent\.toml"):
        read_scenario(tmp_path / "absent.toml")
