from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callrouter.relay.forwarding.quality import BEST, WORST, picture_ceiling, voice_score

SHARES = st.floats(0, 1)
MILLISECONDS = st.floats(0, 10_000)
TWO_TIMES = st.tuples(MILLISECONDS, MILLISECONDS)


@pytest.mark.parametrize(
    ("loss", "jitter_ms", "round_trip_ms", "least", "most"),
    [
        (0.0, 0.0, 0.0, 4.3, 4.5),
        (0.0, 5.0, 40.0, 4.2, 4.5),
        (0.01, 5.0, 40.0, 3.9, 4.3),
        (0.05, 5.0, 40.0, 2.7, 3.3),
        (0.20, 5.0, 40.0, 1.0, 1.8),
        (0.0, 5.0, 400.0, 3.6, 4.1),
        (0.0, 5.0, 800.0, 2.3, 3.1),
        (0.0, 100.0, 40.0, 3.7, 4.2),
        (1.0, 0.0, 0.0, WORST, WORST),
        (1.0, 500.0, 5000.0, WORST, WORST),
    ],
)
def test_sound_is_rated_as_people_do(
    loss: float, jitter_ms: float, round_trip_ms: float, least: float, most: float
) -> None:
    assert least <= voice_score(loss=loss, jitter_ms=jitter_ms, round_trip_ms=round_trip_ms) <= most


@given(
    st.tuples(SHARES, SHARES), st.tuples(MILLISECONDS, MILLISECONDS), st.tuples(MILLISECONDS, MILLISECONDS)
)
def test_nothing_that_gets_worse_makes_sound_better(
    loss: tuple[float, float], jitter_ms: tuple[float, float], round_trip_ms: tuple[float, float]
) -> None:
    better, worse = (
        voice_score(loss=choose(loss), jitter_ms=choose(jitter_ms), round_trip_ms=choose(round_trip_ms))
        for choose in (min, max)
    )
    assert WORST <= worse <= better <= BEST


@pytest.mark.parametrize(
    ("loss", "frames_per_s", "ceiling"),
    [(0.0, None, BEST), (0.3, None, BEST), (0.0, 10.0, BEST), (0.0, 0.0, 1.5), (0.1, 30.0, WORST)],
)
def test_a_picture_only_limits_the_score(loss: float, frames_per_s: float | None, ceiling: float) -> None:
    assert picture_ceiling(loss=loss, frames_per_s=frames_per_s) == pytest.approx(ceiling)


@given(SHARES, SHARES, st.floats(0, 60), st.floats(0, 60))
def test_a_better_picture_never_limits_more(
    loss: float, other: float, rate: float, other_rate: float
) -> None:
    better = picture_ceiling(loss=min(loss, other), frames_per_s=max(rate, other_rate))
    worse = picture_ceiling(loss=max(loss, other), frames_per_s=min(rate, other_rate))
    assert WORST <= worse <= better <= BEST
