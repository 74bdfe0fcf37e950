"""What is shown of a wait, as forecasts come in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.policy.announcing import STEPS_MIN, Announced, Shown, announce
from callrouter.policy.waiting_time import Forecast

_S = 1000


def _minutes(minutes: float) -> Forecast:
    return Forecast(expected_s=60 * minutes, low_s=30 * minutes, high_s=90 * minutes)


def _showing(minutes: float, longer_since: int | None = None) -> Announced:
    """Return what is shown of this wait."""
    shown = announce(None, _minutes(minutes), 2, 0)
    assert shown is not None
    return shown.model_copy(update={"about": Shown(rank=shown.about.rank, longer_since=longer_since)})


def _about(shown: Announced | None) -> tuple[int, bool]:
    assert shown is not None
    return shown.minutes, shown.more_than


def test_the_next_in_line_is_told_nothing() -> None:
    assert announce(None, _minutes(3), 1, 0) is None
    assert announce(_showing(3), _minutes(3), 1, 0) is None


def test_without_a_forecast_nothing_is_told() -> None:
    assert announce(_showing(3), None, 4, 0) is None


@pytest.mark.parametrize(
    ("expected", "shown"),
    [(0, 1), (0.2, 1), (1, 1), (1.1, 2), (5, 5), (5.5, 7), (12, 15), (59, 60), (60, 60)],
)
def test_the_expected_wait_is_rounded_up_to_a_step(expected: float, shown: int) -> None:
    assert _about(announce(None, _minutes(expected), 2, 0)) == (shown, False)


def test_beyond_an_hour_it_is_more_than_an_hour() -> None:
    assert _about(announce(None, _minutes(61), 9, 0)) == (60, True)


def test_it_goes_down_at_once() -> None:
    assert _about(announce(_showing(10), _minutes(6.9), 3, 0)) == (7, False)
    assert _about(announce(_showing(61), _minutes(59), 3, 0)) == (60, False)


def test_it_goes_up_only_when_a_whole_step_more_has_lasted() -> None:
    shown = announce(_showing(5), _minutes(8), 3, 100 * _S)
    assert shown is not None
    assert shown.minutes == 5
    shown = announce(shown, _minutes(8), 3, 129 * _S)
    assert shown is not None
    assert shown.minutes == 5
    assert _about(announce(shown, _minutes(8), 3, 130 * _S)) == (10, False)


def test_a_little_more_never_raises_it() -> None:
    shown: Announced | None = _showing(5)
    for second in range(300):
        shown = announce(shown, _minutes(6.9), 3, second * _S)
    assert _about(shown) == (5, False)


def test_an_interrupted_increase_starts_anew() -> None:
    shown = announce(_showing(5), _minutes(8), 3, 0)
    shown = announce(shown, _minutes(5), 3, 20 * _S)
    shown = announce(shown, _minutes(8), 3, 40 * _S)
    shown = announce(shown, _minutes(8), 3, 60 * _S)
    assert shown is not None
    assert shown.minutes == 5


def test_an_hour_becomes_more_than_an_hour_well_above_it() -> None:
    hour = _showing(60, longer_since=0)
    assert _about(announce(hour, _minutes(70), 9, 60 * _S)) == (60, False)
    assert _about(announce(hour, _minutes(76), 9, 60 * _S)) == (60, True)
    endless = announce(_showing(61), _minutes(500), 9, 0)
    assert _about(endless) == (60, True)


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (0.2, 0.9, None),
        (0.2, 1.5, (1, 2)),
        (3.5, 8, (3, 10)),
        (5, 9.5, (4, 10)),
        (21, 44, (20, 45)),
        (21, 61, None),
        (70, 90, None),
    ],
)
def test_the_ends_are_rounded_apart(low: float, high: float, shown: tuple[int, int] | None) -> None:
    told = announce(None, Forecast(expected_s=30 * (low + high), low_s=60 * low, high_s=60 * high), 2, 0)
    assert told is not None
    assert told.between == shown


def test_each_end_moves_as_calmly_as_the_middle() -> None:
    shown = announce(None, Forecast(expected_s=300, low_s=120, high_s=500), 3, 0)
    shown = announce(shown, longer := Forecast(expected_s=300, low_s=120, high_s=1100), 3, 10 * _S)
    assert shown is not None
    assert shown.between == (1, 10)
    shown = announce(shown, longer, 3, 40 * _S)
    assert shown is not None
    assert shown.between == (1, 20)
    shown = announce(shown, Forecast(expected_s=200, low_s=60, high_s=400), 3, 41 * _S)
    assert shown is not None
    assert shown.between == (1, 7)


_FORECASTS = st.none() | st.floats(0, 200).map(_minutes)


@settings(deadline=None)
@given(st.lists(st.tuples(_FORECASTS, st.integers(1, 5), st.integers(0, 60)), max_size=40))
def test_what_is_shown_is_a_step_and_rises_only_after_thirty_seconds(
    course: list[tuple[Forecast | None, int, int]],
) -> None:
    shown: Announced | None = None
    at = first_shown = 0
    for forecast, position, later in course:
        at += later * _S
        before, shown = shown, announce(shown, forecast, position, at)
        if shown is None:
            assert forecast is None or position == 1
            continue
        assert shown.minutes in STEPS_MIN
        if before is None:
            first_shown = at
        elif (shown.more_than, shown.minutes) > (before.more_than, before.minutes):
            assert at - first_shown >= 30 * _S
            assert before.about.longer_since is not None
            assert at - before.about.longer_since >= 30 * _S


@settings(deadline=None)
@given(st.floats(0, 500), st.floats(0, 500))
def test_who_waits_longer_is_never_told_less(one: float, other: float) -> None:
    shorter, longer = (announce(None, _minutes(wait), 2, 0) for wait in sorted((one, other)))
    assert shorter is not None
    assert longer is not None
    assert (shorter.more_than, shorter.minutes) <= (longer.more_than, longer.minutes)
