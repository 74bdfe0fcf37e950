"""Short runs through the real engine: nothing is lost, chance is the seed's, and theory agrees."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from callrouter.model.routing import Choice
from callrouter.simulation.cast import Cast
from callrouter.simulation.outcome import Outcome
from scripts.simulation.crew import Assignment, perform
from scripts.simulation.demand import draw_visitors
from scripts.simulation.scenario import Scenario, read_scenario
from scripts.simulation.theory_check import Setting, compare
from scripts.simulation.theory_report import agrees
from scripts.simulation.what_if import changed, parse_what_if

pytestmark = pytest.mark.valkey

_FRIDAY = Path(__file__).parents[2] / "scripts" / "scenarios" / "friday-night.toml"


@pytest.fixture(scope="module")
def small() -> Scenario:
    """Give a Friday on which few call, so that it is over soon."""
    friday = read_scenario(_FRIDAY)
    fewer = tuple(stream.model_copy(update={"per_hour": stream.per_hour / 4}) for stream in friday.arrivals)
    understaffed = tuple(group.model_copy(update={"count": 1}) for group in friday.people)
    return friday.model_copy(update={"arrivals": fewer, "people": understaffed})


@pytest.fixture(scope="module")
def run(small: Scenario) -> Outcome:
    return perform([Assignment(small, seed=7, replication=0)]).outcomes[0]


def test_every_call_is_answered_or_given_up_or_still_waits(small: Scenario, run: Outcome) -> None:
    cast = Cast(small)
    drawn = draw_visitors(small, cast.horizon, seed=7, replication=0)

    answered = [call for call in run.calls if call.answered_at is not None]
    abandoned = [call for call in run.calls if call.abandoned]
    waiting = [call for call in run.calls if call.wait_ms is None]
    assert {call.call_id for call in run.calls} == {visitor.call_id for visitor in drawn}
    assert len(answered) + len(abandoned) + len(waiting) == len(drawn)
    assert len(answered) > 100
    assert abandoned


def test_nobody_is_refused_what_the_simulation_asks(run: Outcome) -> None:
    assert not run.refusals


def test_nobody_waits_longer_than_their_patience(small: Scenario, run: Outcome) -> None:
    visitors = draw_visitors(small, Cast(small).horizon, seed=7, replication=0)
    patience = {visitor.call_id: visitor.patience_ms for visitor in visitors}

    for call in run.calls:
        most = patience[call.call_id]
        assert most is not None
        assert call.wait_ms is None or call.wait_ms <= most


def test_everybody_s_time_adds_up_to_no_more_than_their_shift(small: Scenario, run: Outcome) -> None:
    rosters = {actor.spec.staff_id: actor.roster for actor in Cast(small).actors}
    longest_call_ms = 2 * 3_600_000

    for person in run.people:
        moments = [at for at, _ in rosters[person.staff_id]]
        worked = sum(end - start for start, end in zip(moments[::2], moments[1::2], strict=True))
        assert 0 < person.staffed_ms <= worked + longest_call_ms


def test_interpreters_are_called_for_who_needs_them(run: Outcome) -> None:
    interpreted = {call.language for call in run.calls if call.interpreted}

    assert interpreted == {"ar", "uk"}


def test_the_same_seed_gives_the_same_run_in_any_company(small: Scenario, run: Outcome) -> None:
    others = [Assignment(small, seed=8, replication=number) for number in range(2)]
    again, *rest = perform([Assignment(small, seed=7, replication=0), *others], processes=2).outcomes

    assert [asdict(call) for call in again.calls] == [asdict(call) for call in run.calls]
    assert [asdict(person) for person in again.people] == [asdict(person) for person in run.people]
    assert [call.arrived_at for call in rest[0].calls] != [call.arrived_at for call in run.calls]


def test_somebody_more_whom_nobody_needs_changes_nothing(small: Scenario, run: Outcome) -> None:
    other = changed(small, [parse_what_if("interpreter tr fri 18:00-23:00 +1")])
    (after,) = perform([Assignment(other, seed=7, replication=0)]).outcomes

    assert [asdict(call) for call in after.calls] == [asdict(call) for call in run.calls]


def test_each_way_of_choosing_a_person_meets_the_same_calls(small: Scenario, run: Outcome) -> None:
    outcomes = perform(
        [Assignment(small, seed=7, replication=0, choice=choice) for choice in Choice]
    ).outcomes

    for outcome in outcomes:
        assert [call.arrived_at for call in outcome.calls] == [call.arrived_at for call in run.calls]
    assert any(call.preferred for call in outcomes[list(Choice).index(Choice.SAME_PERSON)].calls)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "setting",
    [
        Setting("Erlang C", people=2, load=1.0),
        Setting("Erlang A", people=3, load=3.5, patience_s=120.0),
    ],
    ids=lambda setting: setting.name,
)
def test_a_single_queue_agrees_with_theory(setting: Setting) -> None:
    comparison = compare(setting, calls=900, seed=3, ideal_calls=50_000)

    assert comparison.otherwise == 0
    assert agrees(comparison)
