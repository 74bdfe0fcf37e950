"""The command: what it writes and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts.simulation.cli import main

_SVG = "{http://www.w3.org/2000/svg}"
_SCENARIO = """
title = "A quiet <day> & night"
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
per_hour = 12
[handling.default]
mean_s = 400
[patience]
mean_s = 300
[[people]]
name = "agent"
count = 2
role = "agent"
centre = "centre"
languages = ["nl"]
shifts = ["00:00-24:00"]
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "quiet.toml"
    path.write_text(_SCENARIO, "utf-8")
    return str(path)


def _texts(picture: Path) -> set[str]:
    root = ET.fromstring(picture.read_text("utf-8"))  # noqa: S314  (our own)
    return {text for element in root.iter(f"{_SVG}text") if (text := element.text)}


@pytest.mark.valkey
def test_a_report_with_forecasts_has_its_tables_and_pictures(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plots = tmp_path / "plots"
    words = [scenario, "--replications", "2", "--estimate", "3", "--json", "--plot", str(plots)]

    assert main(words) == 0

    told = json.loads(capsys.readouterr().out)
    assert [table["title"] for table in told["tables"]] == ["Calls", "People", "Forecasts of the wait"]
    assert told["tables"][0]["rows"][0]["offered"] == told["calls"]
    assert told["tables"][2]["rows"][0]["forecasts"] > 0
    assert {path.name for path in plots.iterdir()} == {"waits.svg", "estimates.svg"}
    assert "A quiet <day> & night · until answered or given up" in _texts(plots / "waits.svg")


@pytest.mark.valkey
def test_a_change_is_shown_beside_what_is(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        scenario,
        "--replications",
        "2",
        "--what-if",
        "agent nl mon 08:00-20:00 +2",
        "--plot",
        str(tmp_path),
    ]

    assert main(words) == 0

    told = capsys.readouterr().out
    assert "nl mon 08:00-20:00: " in told
    assert "all calls: " in told
    assert {"as it is", "+2 agent", "8:00"} <= _texts(tmp_path / "what-if-1.svg")


@pytest.mark.valkey
def test_four_ways_of_choosing_are_compared(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main([scenario, "--replications", "2", "--compare-choices", "--markdown", "--plot", str(tmp_path)])
        == 0
    )

    header = "|  | longest idle | least occupied | fewest languages | same person |"
    assert header in capsys.readouterr().out
    assert "occupancy of agent" in _texts(tmp_path / "choices.svg")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name a scenario"),
        (["absent.toml"], "absent.toml"),
        (["SCENARIO", "--what-if", "one more"], "not a change"),
        (["SCENARIO", "--what-if", "agent nl 08:00-09:00 -3"], "there are only 2"),
    ],
)
def test_what_cant_be_done_is_said_on_one_page(
    scenario: str, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([scenario if word == "SCENARIO" else word for word in words]) == 2

    assert told in capsys.readouterr().err
