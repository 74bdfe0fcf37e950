"""The played queue is the engine's: the same calls meet the same people at the same millisecond in both."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from callrouter.model.routing import Choice
from callrouter.simulation.cast import Cast
from callrouter.simulation.outcome import Outcome
from callrouter.simulation.play import Play
from scripts.simulation.crew import Assignment, perform
from scripts.simulation.demand import draw_visitors
from scripts.simulation.scenario import Scenario, read_scenario

_FRIDAY = Path(__file__).parents[2] / "scripts" / "scenarios" / "friday-night.toml"


@pytest.fixture(scope="module")
def hard() -> Scenario:
    """Give a Friday with few people who decline and miss much, and interpreters of whom there is one."""
    friday = read_scenario(_FRIDAY)
    fewer = tuple(stream.model_copy(update={"per_hour": stream.per_hour / 4}) for stream in friday.arrivals)
    people = tuple(
        group.model_copy(update={"count": 1, "decline_share": 0.15, "miss_share": 0.1})
        for group in friday.people
    )
    return friday.model_copy(update={"arrivals": fewer, "people": people})


def _played(each: Assignment) -> Outcome:
    cast = Cast(each.scenario, each.choice)
    return Play(
        cast, draw_visitors(each.scenario, cast.horizon, seed=each.seed, replication=each.replication)
    ).run()


@pytest.mark.valkey
def test_every_call_and_everybody_s_time_go_as_in_the_engine(hard: Scenario) -> None:
    assignments = [
        Assignment(hard, seed=11, replication=0),
        Assignment(hard, seed=12, replication=0, choice=Choice.SAME_PERSON),
        Assignment(hard, seed=13, replication=0, choice=Choice.LEAST_OCCUPIED),
    ]
    engine = perform(assignments).outcomes
    played = [_played(each) for each in assignments]

    for ours, theirs in zip(played, engine, strict=True):
        assert [asdict(call) for call in ours.calls] == [asdict(call) for call in theirs.calls]
        assert [asdict(person) for person in ours.people] == [asdict(person) for person in theirs.people]
    # What makes it hard did happen.
    calls = [call for outcome in engine for call in outcome.calls]
    assert sum(call.declined for call in calls) > 30
    assert sum(call.missed for call in calls) > 30
    assert sum(call.interpreted for call in calls) > 20
    assert sum(call.abandoned for call in calls) > 30


def test_somebody_more_whom_nobody_needs_changes_nothing(hard: Scenario) -> None:
    speaker = hard.people[-1].model_copy(update={"name": "tolk-xx", "languages": ("xx",)})
    more = hard.model_copy(update={"people": (*hard.people, speaker)})

    before, after = (_played(Assignment(each, seed=11, replication=0)) for each in (hard, more))

    assert before.calls == after.calls
