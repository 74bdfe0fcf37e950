"""Opening hours in local time, across weeks and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from callrouter.model.directory import DayHours
from callrouter.policy.opening_hours import is_open, opens_at

_AMSTERDAM = "Europe/Amsterdam"
_HOURS = {
    1: DayHours(opens=time(8), closes=time(20)),
    7: DayHours(opens=time(9), closes=time(19)),
}


def _ms(text: str) -> int:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(_AMSTERDAM))
    return int(local.astimezone(UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T19:59:59", True),
        ("2026-11-23T20:00:00", False),
        ("2026-11-24T12:00:00", False),
        ("2026-11-22T09:00:00", True),
    ],
)
def test_open_from_the_opening_until_the_closing_minute(at: str, expected: bool) -> None:  # noqa: FBT001
    assert is_open(_HOURS, _AMSTERDAM, _ms(at)) is expected


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-11-23T07:00:00", "2026-11-23T08:00:00"),
        ("2026-11-23T21:00:00", "2026-11-29T09:00:00"),
        ("2026-11-29T19:00:00", "2026-11-30T08:00:00"),
        # The clock goes back in the night of 25 October 2026: 09:00 is 09:00 all the same.
        ("2026-10-24T23:00:00", "2026-10-25T09:00:00"),
    ],
)
def test_next_opening(at: str, opening: str) -> None:
    assert opens_at(_HOURS, _AMSTERDAM, _ms(at)) == _ms(opening)


def test_a_location_without_hours_never_opens() -> None:
    assert opens_at({}, _AMSTERDAM, _ms("2026-11-23T07:00:00")) is None
