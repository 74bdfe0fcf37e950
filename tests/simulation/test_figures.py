"""Figures over replications, and the tables that show them."""

from __future__ import annotations

import pytest

from callrouter.model.states import Activity, Status
from callrouter.policy.service_level import Formula, Target
from callrouter.simulation.figures import call_sums, difference, figure, occupancy
from callrouter.simulation.outcome import CallOutcome, Estimate, Outcome, PersonOutcome
from callrouter.simulation.schedule import Span
from scripts.simulation import tables
from scripts.simulation.estimate_errors import estimate_errors
from scripts.simulation.tables import Table

_DAY = Span(0, 86_400_000)


def _call(number: int, wait_s: float, *, answered: bool = True) -> CallOutcome:
    moment = round(wait_s * 1000)
    call = CallOutcome(f"c{number}", "station", "nl", arrived_at=0, ended_at=moment + 60_000 * answered)
    call.answered_at = moment if answered else None
    return call


def _outcome(*calls: CallOutcome) -> Outcome:
    return Outcome(_DAY, list(calls), [])


def test_an_interval_is_student_s_and_needs_two_values() -> None:
    # Standard deviation 2, four values, t = 3.182: 3.182 x 2 / 2.
    found = figure([8.0, 12.0, 10.0 - 2**0.5, 10.0 + 2**0.5])

    assert found.mean == pytest.approx(10.0)
    assert found.half == pytest.approx(3.182 * (12 / 3) ** 0.5 / 2)
    assert figure([3.0]).half is None
    assert figure([None]).mean is None


def test_a_difference_is_taken_pair_by_pair() -> None:
    found = difference([1.0, 100.0, None], [2.0, 101.0, 7.0])

    assert (found.mean, found.half, found.replications) == (1.0, 0.0, 2)


def test_calls_are_counted_once_each() -> None:
    run = _outcome(_call(1, 5), _call(2, 40), _call(3, 10, answered=False), CallOutcome("c4", "s", "nl", 0))
    sums = call_sums(run, Target(threshold_s=20))

    assert (sums.offered, sums.answered, sums.abandoned, sums.waiting) == (4, 2, 1, 1)
    assert sums.service_level == pytest.approx(1 / 3)
    assert sums.mean_wait_s == pytest.approx(22.5)
    assert sums.abandon_rate == pytest.approx(1 / 3)


def test_the_service_level_is_measured_as_the_scenario_says() -> None:
    run = _outcome(_call(1, 5), _call(2, 40), _call(3, 10, answered=False))
    sums = call_sums(run, Target(formula=Formula.ABANDONED_IN_TIME_COUNT, threshold_s=20))

    assert sums.service_level == pytest.approx(2 / 3)


def test_occupancy_counts_work_of_the_time_ready_or_busy() -> None:
    person = PersonOutcome("anna", "agents", Span(1000, 11_000))
    person.becomes(Status.READY, Activity.IDLE, 0)
    person.becomes(Status.READY, Activity.ON_CALL, 3000)
    person.becomes(Status.READY, Activity.WRAP_UP, 7000)
    person.becomes(Status.AWAY, Activity.IDLE, 9000)
    person.becomes(Status.OFFLINE, Activity.IDLE, 20_000)

    assert (person.idle_ms, person.on_call_ms, person.wrap_up_ms) == (2000, 4000, 2000)
    assert occupancy(Outcome(_DAY, [], [person])) == {"agents": 0.75}


def test_errors_of_forecasts_are_of_the_true_wait() -> None:
    run = _outcome()
    run.estimates = [
        Estimate("c1", at_arrival=True, expected_s=90, low_s=50, high_s=120, true_s=100),
        Estimate("c2", at_arrival=True, expected_s=120, low_s=105, high_s=150, true_s=100),
        Estimate("c3", at_arrival=False, expected_s=60, low_s=50, high_s=70, true_s=100),
    ]
    errors = estimate_errors([run])

    assert errors.median_error == pytest.approx(0.2)
    assert errors.bias == pytest.approx(-0.1)
    assert errors.within_range == pytest.approx(1 / 3)
    assert estimate_errors([run], at_arrival=True).forecasts == 2


def test_a_table_says_the_same_in_text_markdown_and_values() -> None:
    wait = figure([10.0, 12.0])
    table = Table(
        "Waits", ("language", "mean wait"), ((tables.word("nl"), tables.seconds(wait)),), note="So."
    )

    assert table.text().splitlines()[-2:] == ["nl        11.0 s ±12.7", "So."]
    assert "| nl | 11.0 s ±12.7 |" in table.markdown()
    assert table.values()["rows"][0]["mean wait"]["mean"] == 11.0
