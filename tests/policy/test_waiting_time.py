"""How long callers are expected to wait, in lineups where one can tell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.model.commands import Step
from callrouter.model.states import Activity, Role, Status
from callrouter.model.views import Lineup, Worker
from callrouter.policy.recent_figures import Handling, RecentFigures
from callrouter.policy.waiting_time import Forecast, forecast
from tests.policy.lineups import caller, lineup, person
from tests.policy.steady_queue import SteadyQueue

#: Conversations all take 100 s, offers are accepted at once, nobody gives up.
_PLAIN = RecentFigures(
    by_role={Role.AGENT: (Handling(100, 0),) * 40, Role.INTERPRETER: (Handling(100, 0),) * 40},
    accepted=1e9,
)
_SECOND_LANGUAGE = Step(after_ms=0, pools=("de",))
_WITH_INTERPRETER = Step(after_ms=0, pools=("nl",), with_companion=True)


def _expected(lined_up: Lineup, call_id: str, figures: RecentFigures = _PLAIN) -> float | None:
    found = forecast(lined_up, figures, {call_id})[call_id]
    return None if found is None else found.expected_s


def _talking(staff_id: str, for_s: float, pools: str = "nl") -> Worker:
    return person(staff_id, pools, Activity.ON_CALL, for_s=for_s, call_id=f"talk-of-{staff_id}")


# Who can answer at all


def test_without_anybody_staffed_nothing_is_promised() -> None:
    assert _expected(lineup([caller("c")], []), "c") is None
    assert _expected(lineup([caller("c")], [person("sanne", "de")]), "c") is None


def test_whoever_is_away_or_will_be_does_not_count() -> None:
    people = [
        person("sanne", status=Status.AWAY),
        person("mark", activity=Activity.ON_CALL, next_status=Status.AWAY),
    ]
    assert _expected(lineup([caller("c")], people), "c") is None


def test_calls_that_do_not_wait_are_left_out() -> None:
    assert forecast(lineup([caller("c")], [person("sanne")]), _PLAIN, {"d"}) == {}


# When people become free


def test_a_call_that_rings_waits_for_the_answer_alone() -> None:
    figures = RecentFigures(by_role=_PLAIN.by_role, rung_s=1e6, accepted=1e5)
    ringing = lineup([caller("c", reserved=True)], [person("sanne", activity=Activity.RESERVED)])
    assert _expected(ringing, "c", figures) == pytest.approx(10, rel=0.01)


def test_who_talks_is_free_when_the_talk_is_over() -> None:
    assert _expected(lineup([caller("c")], [_talking("sanne", 70)]), "c") == pytest.approx(30, abs=1)


def test_a_back_off_is_waited_for() -> None:
    assert _expected(lineup([caller("c")], [person("sanne", ready_in_s=12)]), "c") == pytest.approx(12, abs=1)


def test_a_wrap_up_ends_at_its_time_at_the_latest() -> None:
    wrapping = person("sanne", activity=Activity.WRAP_UP, for_s=1, wrap_up_left_s=7)
    found = forecast(lineup([caller("c")], [wrapping]), _PLAIN, {"c"})["c"]
    assert found is not None
    assert 0 < found.high_s <= 7 + 0.1


def test_each_caller_ahead_takes_a_conversation() -> None:
    queue = lineup([caller("a"), caller("b"), caller("c")], [_talking("sanne", 60)])
    assert [_expected(queue, call) for call in "abc"] == pytest.approx([40, 140, 240], abs=1)


def test_callers_ahead_who_will_have_given_up_take_none() -> None:
    impatient = RecentFigures(by_role=_PLAIN.by_role, accepted=1e9, waited_s=1e9, left=1e9 / 20)
    queue = lineup([caller(f"c{number}") for number in range(10)], [_talking("sanne", 0)])
    assert _expected(queue, "c9", impatient) == pytest.approx(100, abs=5)


# People shared, steps and interpreters


def test_a_person_shared_between_languages_counts_once() -> None:
    callers = [caller("nl"), caller("de", _SECOND_LANGUAGE)]
    shared = lineup(callers, [_talking("sanne", 60, "nl de")])
    apart = lineup(callers, [_talking("sanne", 60, "nl"), _talking("mark", 60, "de")])
    assert _expected(shared, "de") == pytest.approx(140, abs=1)
    assert _expected(apart, "de") == pytest.approx(40, abs=1)


def test_whoever_speaks_less_is_asked_first_so_that_the_other_stays_free() -> None:
    callers = [caller("nl"), caller("de", _SECOND_LANGUAGE)]
    people = [person("polyglot", "nl de", ready_in_s=5), person("sanne", "nl", ready_in_s=5)]
    assert _expected(lineup(callers, people), "de") == pytest.approx(5, abs=1)


def test_a_further_step_helps_when_it_opens() -> None:
    steps = (Step(after_ms=0, pools=("nl",)), Step(after_ms=30_000, pools=("elsewhere",)))
    queue = lineup([caller("c", *steps, waited_s=10)], [_talking("sanne", 0), person("far", "elsewhere")])
    assert _expected(queue, "c") == pytest.approx(20, abs=1)


def test_with_an_interpreter_both_must_be_free() -> None:
    queue = lineup([caller("c", _WITH_INTERPRETER)], [_talking("sanne", 80), _talking("tolk-ar", 30, "tolk")])
    assert _expected(queue, "c") == pytest.approx(70, abs=1)
    nobody = lineup([caller("c", _WITH_INTERPRETER)], [_talking("sanne", 80)])
    assert _expected(nobody, "c") is None


def test_whoever_waits_for_an_interpreter_does_not_keep_employees_from_others() -> None:
    queue = lineup(
        [caller("ar", _WITH_INTERPRETER), caller("nl")],
        [_talking("sanne", 80), _talking("tolk-ar", 30, "tolk")],
    )
    assert _expected(queue, "nl") == pytest.approx(20, abs=1)
    assert _expected(queue, "ar") == pytest.approx(120, abs=1)


# What holds of every forecast

_FOR_S = st.lists(st.integers(0, 600), min_size=1, max_size=6)
_HANDLINGS = st.lists(st.integers(5, 600), min_size=1, max_size=30)


def _figures(handlings: list[int], left: float) -> RecentFigures:
    seen = tuple(Handling(talk, 0) for talk in handlings)
    return RecentFigures(by_role={Role.AGENT: seen}, waited_s=10_000, left=left)


def _all(lined_up: Lineup, figures: RecentFigures) -> list[Forecast]:
    found = forecast(lined_up, figures, {seat.call_id for seat in lined_up.seats})
    return [each for seat in lined_up.seats if (each := found[seat.call_id]) is not None]


@settings(deadline=None)
@given(_FOR_S, st.integers(1, 12), _HANDLINGS, st.floats(0, 100))
def test_being_later_never_shortens_the_wait(
    busy: list[int], waiting: int, handlings: list[int], left: float
) -> None:
    queue = lineup(
        [caller(f"c{number}") for number in range(waiting)],
        [_talking(f"p{number}", for_s) for number, for_s in enumerate(busy)],
    )
    found = _all(queue, _figures(handlings, left))
    assert len(found) == waiting
    for each in found:
        assert 0 < each.low_s <= each.expected_s <= each.high_s
    for before, after in pairwise(found):
        assert before.expected_s <= after.expected_s
        assert before.low_s <= after.low_s
        assert before.high_s <= after.high_s


@settings(deadline=None)
@given(_FOR_S, st.integers(0, 600), st.integers(1, 12), _HANDLINGS, st.floats(0, 100))
def test_one_more_person_never_lengthens_a_wait(
    busy: list[int], extra: int, waiting: int, handlings: list[int], left: float
) -> None:
    callers = [caller(f"c{number}") for number in range(waiting)]
    people = [_talking(f"p{number}", for_s) for number, for_s in enumerate(busy)]
    figures = _figures(handlings, left)
    few = _all(lineup(callers, people), figures)
    more = _all(lineup(callers, [*people, _talking("extra", extra)]), figures)
    for with_few, with_more in zip(few, more, strict=True):
        assert with_more.expected_s <= with_few.expected_s
        assert with_more.high_s <= with_few.high_s


@settings(deadline=None)
@given(_FOR_S, st.integers(1, 8), _HANDLINGS)
def test_the_same_lineup_gives_the_same_forecast_whoever_is_asked_about(
    busy: list[int], waiting: int, handlings: list[int]
) -> None:
    queue = lineup(
        [caller(f"c{number}") for number in range(waiting)],
        [_talking(f"p{number}", for_s) for number, for_s in enumerate(busy)],
    )
    figures = _figures(handlings, 1)
    assert [_expected(queue, f"c{number}", figures) for number in range(waiting)] == [
        each.expected_s for each in _all(queue, figures)
    ]


# How good it is


def test_in_a_steady_queue_half_the_forecasts_are_within_a_quarter_of_the_true_wait() -> None:
    found = SteadyQueue(people=10, load=1.2, patience_s=900, seed=1).forecasts(calls=1200)
    errors = sorted(abs(each.expected_s - waited) / waited for each, waited in found)
    assert len(errors) > 150
    assert errors[len(errors) // 2] < 0.25
    inside = sum(each.low_s <= waited <= each.high_s for each, waited in found) / len(found)
    assert 0.45 < inside < 0.75
    bias = sum(each.expected_s for each, _ in found) / sum(waited for _, waited in found)
    assert 0.85 < bias < 1.15
