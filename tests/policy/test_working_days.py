"""When a request is due and which moments are proposed, by the days of the Netherlands."""

from __future__ import annotations

from datetime import datetime

import pytest

from callrouter.model.callbacks import Channel, DayPart, Wishes
from callrouter.model.neighborhoods import CallbackPolicy
from callrouter.policy.working_days import ZONE, due_at, proposed_moments

POLICY = CallbackPolicy()
ANY = Wishes(channel=Channel.VIDEO)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def said(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, tz=ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("made", "urgent", "due"),
    [
        ("2026-11-24 10:00", False, "2026-11-26 17:00"),
        ("2026-11-24 10:00", True, "2026-11-24 17:00"),
        ("2026-11-24 17:00", True, "2026-11-25 17:00"),
        ("2026-11-27 10:00", False, "2026-12-01 17:00"),
        ("2026-11-28 10:00", False, "2026-12-02 17:00"),
        # Good Friday, Easter and its Monday; and the night in which the clock goes on.
        ("2026-04-02 10:00", False, "2026-04-08 17:00"),
        ("2026-03-27 10:00", False, "2026-03-31 17:00"),
        ("2026-10-23 10:00", False, "2026-10-27 17:00"),
        # Christmas until New Year.
        ("2026-12-24 18:00", True, "2026-12-28 17:00"),
    ],
)
def test_a_request_is_due_at_the_end_of_a_working_day(made: str, *, urgent: bool, due: str) -> None:
    assert said(due_at(POLICY, urgent=urgent, at=ms(made))) == due


def test_moments_are_those_that_suit_and_never_holidays() -> None:
    mondays = ANY.model_copy(update={"days": (1,), "parts": (DayPart.MORNING, DayPart.EVENING)})
    found = proposed_moments(mondays, at=ms("2026-04-04 12:00"))
    assert [said(moment) for moment in found] == [
        *("2026-04-13 09:00", "2026-04-13 10:00", "2026-04-13 11:00"),
        *("2026-04-13 17:00", "2026-04-13 18:00", "2026-04-13 19:30"),
    ]


def test_moments_are_spread_over_the_next_parts_of_days() -> None:
    assert [said(each) for each in proposed_moments(ANY, at=ms("2026-11-27 15:40"))] == [
        *("2026-11-27 16:00", "2026-11-27 16:30"),
        *("2026-11-30 09:00", "2026-11-30 10:30"),
        *("2026-11-30 12:00", "2026-11-30 14:30"),
    ]
    full = [ms(f"2026-11-27 {hour:02}:{minute}") for hour in range(9, 17) for minute in (15, 45)]
    assert said(proposed_moments(ANY, at=ms("2026-11-27 08:00"), taken=full)[0]) == "2026-11-30 09:00"


def test_a_moment_is_in_half_hours_still_to_come_and_given_away_once() -> None:
    at = ms("2026-11-24 09:10")
    assert said(proposed_moments(ANY, at=at)[0]) == "2026-11-24 09:30"
    taken = [ms("2026-11-24 09:30"), ms("2026-11-24 10:15")]
    assert said(proposed_moments(ANY, at=at, taken=taken)[0]) == "2026-11-24 11:00"
