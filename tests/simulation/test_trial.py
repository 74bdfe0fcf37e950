"""A staffing on a past week gives what was counted then, and other people change it as they should."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from statistics import fmean

import pytest

from callrouter.model.directory import Directory
from callrouter.model.routing import RoutingRules
from callrouter.model.states import Role
from callrouter.services.directory import parse_directory
from callrouter.simulation.floor import Place
from callrouter.simulation.outlook import LanguageOutlook, TrialResult, TrialRun
from callrouter.simulation.past import Past
from callrouter.simulation.trial import Trial
from callrouter.simulation.week import PastWeek, StaffGroup
from tests.simulation.lived import CALLS, MONDAY, SERVICE, lived_week


@pytest.fixture(scope="module")
def directory() -> Directory:
    return parse_directory(files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def week(directory: Directory) -> PastWeek:
    past = Past(MONDAY, directory, ring_s=20)
    past.add(lived_week(directory))
    return past.week()


def _trial(directory: Directory, week: PastWeek, staffing: tuple[StaffGroup, ...], times: int = 4) -> Trial:
    return Trial(
        week=week,
        staffing=staffing,
        centres=directory.centres,
        locations=tuple(
            Place(location_id=each.location_id, centre=each.centre) for each in directory.locations
        ),
        rules=RoutingRules(),
        service=SERVICE,
        replications=times,
    )


def _played(trial: Trial) -> TrialResult:
    run = TrialRun(trial)
    assert list(run.replications()) == list(range(1, trial.replications + 1))
    return run.result()


def _of(result: TrialResult, language: str | None) -> LanguageOutlook:
    return next(each for each in result.languages if each.language == language)


def test_who_worked_is_told_by_hour_and_without_names(week: PastWeek) -> None:
    by_languages = {group.languages: group for group in week.staffing}
    german = by_languages["nl", "en", "de"]
    assert (german.role, german.centre) == (Role.AGENT, "midden-nederland")
    assert german.people[0] == (*(0,) * 8, *(1,) * 12, *(0,) * 4)
    assert german.people[6] == (*(0,) * 10, *(1,) * 8, *(0,) * 6)
    assert "agent-2" not in week.model_dump_json()


def test_calls_and_what_they_took_are_told_by_language(week: PastWeek) -> None:
    assert {calls.language for calls in week.calls} == set(CALLS)
    assert week.offered == sum(each.figures.offered for each in week.figures)
    assert 240 < week.durations["nl"].talk_s < 300
    assert 120 < week.patience_s < 480


def test_the_staffing_as_it_was_gives_what_was_counted(directory: Directory) -> None:
    levels, abandoned = [], []
    for seed in range(4):
        past = Past(MONDAY, directory, ring_s=20)
        past.add(lived_week(directory, seed=seed))
        week = past.week()
        everything = _of(_played(_trial(directory, week, week.staffing, times=3)), None)
        assert everything.difference.service_level.mean == 0
        levels.append((everything.before.service_level.mean or 0) - (everything.counted.service_level or 0))
        abandoned.append((everything.before.abandon_rate.mean or 0) - (everything.counted.abandon_rate or 0))
    # What a single week was like is chance; that of four evens out.
    assert abs(fmean(levels)) < 0.03
    assert abs(fmean(abandoned)) < 0.015


def test_fewer_people_serve_worse_and_more_better(directory: Directory, week: PastWeek) -> None:
    def times(count: int) -> tuple[StaffGroup, ...]:
        return tuple(
            group.model_copy(
                update={"people": tuple(tuple(count * heads for heads in day) for day in group.people)}
            )
            for group in week.staffing
        )

    more = _of(_played(_trial(directory, week, times(3))), None).difference
    fewer = _of(_played(_trial(directory, week, week.staffing[:1])), None).difference
    assert more.service_level.mean is not None
    assert more.service_level.half is not None
    assert fewer.service_level.mean is not None
    assert fewer.service_level.half is not None
    assert more.service_level.mean > more.service_level.half
    assert fewer.service_level.mean < -fewer.service_level.half


def test_the_same_trial_gives_the_same_result_in_a_process_of_its_own(
    directory: Directory, week: PastWeek
) -> None:
    trial = _trial(directory, week, week.staffing[:2], times=2)
    process = subprocess.run(
        [sys.executable, "-m", "callrouter.simulation"],
        input=trial.model_dump_json().encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    *far, last = map(json.loads, process.stdout.splitlines())
    assert far == [{"done": 1}, {"done": 2}]
    assert TrialResult.model_validate_json(json.dumps(last["result"])) == _played(trial)
