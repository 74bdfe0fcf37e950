"""Queueing theory's formulas against values that are known otherwise."""

from __future__ import annotations

import math

import pytest

from scripts.simulation.theory import erlang_a, erlang_c


def test_one_person_waits_as_mm1_does() -> None:
    # M/M/1: P(wait) = rho, mean wait = rho / (mu - lambda).
    found = erlang_c(people=1, arrivals_per_s=0.5, handling_s=1, threshold_s=1)

    assert found.waits == pytest.approx(0.5)
    assert found.mean_wait_s == pytest.approx(1.0)
    assert found.answered_in_time == pytest.approx(1 - 0.5 * math.exp(-0.5))


@pytest.mark.parametrize(
    ("people", "load", "waits"),
    [(2, 1.0, 1 / 3), (3, 2.0, 4 / 9), (10, 8.0, 0.40918)],
)
def test_erlang_c_gives_the_tabulated_chance_of_waiting(people: int, load: float, waits: float) -> None:
    found = erlang_c(people=people, arrivals_per_s=load / 180, handling_s=180, threshold_s=20)

    assert found.waits == pytest.approx(waits, rel=1e-4)
    assert found.mean_wait_s == pytest.approx(waits * 180 / (people - load), rel=1e-4)


def test_a_load_nobody_can_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="can't carry"):
        erlang_c(people=3, arrivals_per_s=3, handling_s=1, threshold_s=1)


def test_erlang_a_with_endless_patience_is_erlang_c() -> None:
    c = erlang_c(people=10, arrivals_per_s=8 / 180, handling_s=180, threshold_s=20)
    a = erlang_a(people=10, arrivals_per_s=8 / 180, handling_s=180, patience_s=1e8, threshold_s=20)

    assert a.waits == pytest.approx(c.waits, rel=1e-4)
    assert a.mean_wait_s == pytest.approx(c.mean_wait_s, rel=1e-4)
    assert a.answered_in_time == pytest.approx(c.answered_in_time, rel=1e-4)
    assert a.abandons == pytest.approx(0, abs=1e-6)


def test_patience_as_long_as_a_conversation_makes_the_number_of_callers_poisson() -> None:
    # Then everybody leaves at the same rate, waiting or not: M/M/infinity.
    load, people = 12.0, 10
    poisson = [math.exp(-load) * load**count / math.factorial(count) for count in range(200 - 40)]
    found = erlang_a(people=people, arrivals_per_s=load / 180, handling_s=180, patience_s=180, threshold_s=20)

    waiting = sum((count - people) * chance for count, chance in enumerate(poisson) if count > people)
    assert found.waits == pytest.approx(sum(poisson[people:]), rel=1e-9)
    assert found.mean_wait_s == pytest.approx(waiting / (load / 180), rel=1e-9)
    assert found.abandons == pytest.approx(waiting / load, rel=1e-9)


def test_in_the_end_everybody_is_answered_or_gives_up() -> None:
    found = erlang_a(people=5, arrivals_per_s=7 / 60, handling_s=60, patience_s=90, threshold_s=3600)

    assert found.answered_in_time == pytest.approx(1 - found.abandons, rel=1e-6)
