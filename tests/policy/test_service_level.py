"""The named formulas, over figures small enough to count on fingers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from callrouter.model.statistics import WAIT_CLASSES_S, CallFigures, PersonFigures
from callrouter.policy.service_level import (
    Formula,
    Target,
    abandon_rate,
    handling_s,
    occupancy,
    service_level,
    short_abandoned,
    speed_of_answer_s,
    summed,
)


def _waits(*seconds: int) -> tuple[int, ...]:
    classes = [0] * (len(WAIT_CLASSES_S) + 1)
    for wait in seconds:
        classes[next((i for i, end in enumerate(WAIT_CLASSES_S) if wait <= end), -1)] += 1
    return tuple(classes)


def _calls(answered: tuple[int, ...] = (), abandoned: tuple[int, ...] = ()) -> CallFigures:
    return CallFigures(
        offered=len(answered) + len(abandoned),
        answered=len(answered),
        abandoned=len(abandoned),
        answered_wait_ms=1000 * sum(answered),
        abandoned_wait_ms=1000 * sum(abandoned),
        answered_waits=_waits(*answered),
        abandoned_waits=_waits(*abandoned),
    )


#: Of ten callers four are answered within 20 s, two later; one leaves at once, two within 20 s, one later.
_TEN = _calls(answered=(3, 8, 15, 20, 21, 400), abandoned=(2, 12, 18, 2000))


@pytest.mark.parametrize(
    ("formula", "share"),
    [
        (Formula.ANSWERED_OF_ALL, 4 / 10),
        (Formula.ANSWERED_OF_ANSWERED, 4 / 6),
        (Formula.ABANDONED_IN_TIME_COUNT, 7 / 10),
        (Formula.ABANDONED_IN_TIME_DONT_COUNT, 4 / 7),
        (Formula.SHORT_DONT_COUNT, 4 / 9),
    ],
)
def test_each_formula_counts_as_its_words_say(formula: Formula, share: float) -> None:
    assert service_level(_TEN, Target(formula=formula, threshold_s=20, short_s=5)) == pytest.approx(share)


def test_every_formula_says_itself_in_words() -> None:
    assert len({formula.in_words for formula in Formula}) == len(Formula)


@pytest.mark.parametrize("formula", Formula)
def test_no_calls_have_no_service_level(formula: Formula) -> None:
    assert service_level(CallFigures(), Target(formula=formula)) is None


def test_a_limit_at_which_waits_are_not_counted_is_refused() -> None:
    with pytest.raises(ValidationError, match="not 25 s"):
        Target(threshold_s=25)
    with pytest.raises(ValueError, match="not 7 s"):
        abandon_rate(_TEN, short_s=7)


def test_speed_of_answer_is_the_mean_wait_of_the_answered() -> None:
    assert speed_of_answer_s(_TEN) == pytest.approx((3 + 8 + 15 + 20 + 21 + 400) / 6)
    assert speed_of_answer_s(_calls(abandoned=(9,))) is None


def test_handling_is_talk_and_wrap_up_a_conversation() -> None:
    figures = CallFigures(talk_ms=600_000, talks=3, wrap_up_ms=60_000, wrap_ups=2)
    assert handling_s(figures) == pytest.approx(220)
    assert handling_s(CallFigures(wrap_up_ms=5, wrap_ups=1)) is None


def test_short_abandonments_can_be_left_out() -> None:
    assert short_abandoned(_TEN, 5) == 1
    assert abandon_rate(_TEN) == pytest.approx(4 / 10)
    assert abandon_rate(_TEN, short_s=5) == pytest.approx(3 / 9)
    assert abandon_rate(_calls(abandoned=(1, 2)), short_s=5) is None


def test_being_rung_and_being_away_are_not_occupation() -> None:
    figures = PersonFigures(idle_ms=100, reserved_ms=50, on_call_ms=300, wrap_up_ms=50, away_ms=900)
    assert occupancy(figures) == pytest.approx(350 / 500)
    assert occupancy(PersonFigures(away_ms=900)) is None


_WAITS = st.lists(st.integers(0, 2000), max_size=20).map(tuple)
_FIGURES = st.builds(_calls, _WAITS, _WAITS)


@settings(deadline=None)
@given(_FIGURES, st.sampled_from(WAIT_CLASSES_S), st.sampled_from(Formula))
def test_a_service_level_is_a_share_that_a_longer_limit_never_lowers(
    figures: CallFigures, threshold_s: int, formula: Formula
) -> None:
    level = service_level(figures, Target(formula=formula, threshold_s=threshold_s))
    longest = service_level(figures, Target(formula=formula, threshold_s=WAIT_CLASSES_S[-1]))
    if level is None:
        assert figures.answered == 0
        return
    assert 0 <= level <= 1
    assert longest is None or level <= longest


@settings(deadline=None)
@given(st.lists(_FIGURES, max_size=5))
def test_figures_add_up(figures: list[CallFigures]) -> None:
    total = summed(CallFigures, figures)
    assert total.answered == sum(each.answered for each in figures)
    assert sum(total.answered_waits) == total.answered
    assert sum(total.abandoned_waits) == total.abandoned
    assert summed(CallFigures, [total, CallFigures()]) == total
    assert summed(PersonFigures, [PersonFigures(idle_ms=2), PersonFigures(idle_ms=3)]).idle_ms == 5
