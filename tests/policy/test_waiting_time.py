"""The range a visitor is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from callrouter.policy.waiting_time import estimate_wait


def test_nobody_staffed_says_nothing() -> None:
    assert estimate_wait(position=1, idle=0, busy=0, handling_s=300) is None


def test_somebody_free_means_within_a_minute() -> None:
    assert estimate_wait(position=1, idle=1, busy=3, handling_s=300) == (0, 60)


def test_second_in_line_for_one_busy_person_waits_up_to_three_conversations() -> None:
    assert estimate_wait(position=2, idle=0, busy=1, handling_s=300) == (300, 900)


@given(st.integers(1, 500), st.integers(0, 50), st.integers(0, 50), st.floats(1, 3600))
def test_range_is_in_order_and_grows_with_the_place(
    position: int, idle: int, busy: int, handling_s: float
) -> None:
    here = estimate_wait(position=position, idle=idle, busy=busy, handling_s=handling_s)
    behind = estimate_wait(position=position + 1, idle=idle, busy=busy, handling_s=handling_s)
    if here is None or behind is None:
        assert here is behind
        return
    assert 0 <= here.from_s < here.to_s
    assert here.from_s <= behind.from_s
    assert here.to_s <= behind.to_s
