"""Opening hours in local time, across weeks, holidays and changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.model.directory import DayException, DayHours, Location, OnHolidays
from callrouter.policy.opening_hours import (
    HoursReason,
    day_hours,
    is_open,
    is_special,
    opens_at,
    why_open,
    with_exceptions,
)

_AMSTERDAM = "Europe/Amsterdam"
_MIDNIGHT = time(0)
_DAY_MS = 86_400_000


def _hours(opens: str, closes: str) -> DayHours:
    return DayHours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


_WEEKDAY = _hours("08:00", "20:00")
_SUNDAY = _hours("09:00", "19:00")
_SHORT = _hours("10:00", "16:00")


def _location(
    hours: dict[int, DayHours],
    *exceptions: DayException,
    on_holidays: OnHolidays = OnHolidays.AS_USUAL,
) -> Location:
    return Location(
        location_id="here",
        name="Here",
        centre="a",
        timezone=_AMSTERDAM,
        hours=hours,
        exceptions=exceptions,
        on_holidays=on_holidays,
    )


_MONDAY_AND_SUNDAY = _location({1: _WEEKDAY, 7: _SUNDAY})
_WEEK = dict.fromkeys(range(1, 7), _WEEKDAY) | {7: _SUNDAY}


def _ms(text: str) -> int:
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(_AMSTERDAM))
    return int(local.astimezone(UTC).timestamp() * 1000)


def _utc_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


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
    assert is_open(_MONDAY_AND_SUNDAY, _ms(at)) is expected


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
    assert opens_at(_MONDAY_AND_SUNDAY, _ms(at)) == _ms(opening)


def test_a_location_without_hours_never_opens() -> None:
    assert opens_at(_location({}), _ms("2026-11-23T07:00:00")) is None


def test_an_exception_far_ahead_is_found_within_sixty_days_and_no_further() -> None:
    opening = _location({}, DayException(day=date(2027, 1, 22), hours=_SHORT))
    assert opens_at(opening, _ms("2026-11-23T07:00:00")) == _ms("2027-01-22T10:00:00")
    assert opens_at(opening, _ms("2026-11-22T07:00:00")) is None


# Exceptions and holidays


@pytest.mark.parametrize(
    ("day", "as_sunday"),
    [
        (date(2026, 12, 25), True),
        (date(2026, 12, 26), True),
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        # Easter 2026 is 5 April.
        (date(2026, 4, 3), True),
        (date(2026, 4, 6), True),
        (date(2026, 4, 7), False),
        (date(2026, 4, 27), True),
        # 27 April 2031 is a Sunday: King's Day is kept on the Saturday before.
        (date(2031, 4, 26), True),
        (date(2031, 4, 28), False),
        # Liberation Day is a day off every five years.
        (date(2026, 5, 5), False),
        (date(2027, 5, 5), False),
        (date(2025, 5, 5), True),
    ],
)
def test_public_holidays_of_the_netherlands(day: date, as_sunday: bool) -> None:  # noqa: FBT001
    usual = _WEEK[day.isoweekday()]
    assert day_hours(_location(_WEEK), day) == usual
    assert day_hours(_location(_WEEK, on_holidays=OnHolidays.AS_SUNDAY), day) == (
        _SUNDAY if as_sunday else usual
    )
    assert day_hours(_location(_WEEK, on_holidays=OnHolidays.CLOSED), day) == (None if as_sunday else usual)


def test_an_exception_comes_before_the_holiday_and_the_weekday() -> None:
    christmas = DayException(day=date(2026, 12, 25), hours=_SHORT)
    eve = DayException(day=date(2026, 12, 24))
    location = _location(_WEEK, christmas, eve, on_holidays=OnHolidays.CLOSED)
    assert day_hours(location, christmas.day) == _SHORT
    assert day_hours(location, eve.day) is None
    assert opens_at(location, _ms("2026-12-23T21:00:00")) == _ms("2026-12-25T10:00:00")


@pytest.mark.parametrize(
    ("own", "hours", "why"),
    [
        ((), _SHORT, HoursReason.EXCEPTION),
        ((DayException(day=date(2026, 12, 25)),), None, HoursReason.EXCEPTION),
        ((DayException(day=date(2026, 12, 25), hours=_SUNDAY),), _SUNDAY, HoursReason.EXCEPTION),
        ((DayException(day=date(2026, 12, 26), hours=_SUNDAY),), _SHORT, HoursReason.EXCEPTION),
    ],
)
def test_of_two_exceptions_for_a_day_the_supervisors_counts(
    own: tuple[DayException, ...], hours: DayHours | None, why: HoursReason
) -> None:
    christmas = DayException(day=date(2026, 12, 25), hours=_SHORT)
    place = with_exceptions(_location(_WEEK, christmas, on_holidays=OnHolidays.CLOSED), own)
    assert (day_hours(place, christmas.day), why_open(place, christmas.day)) == (hours, why)
    assert why_open(place, date(2027, 1, 1)) is HoursReason.HOLIDAY
    assert why_open(place, date(2026, 12, 23)) is HoursReason.WEEKDAY


def test_an_exception_through_midnight_and_a_change_of_the_clock_is_one_opening() -> None:
    night = DayException(day=date(2026, 10, 24), hours=DayHours(opens=time(20), closes=_MIDNIGHT))
    morning = DayException(day=date(2026, 10, 25), hours=DayHours(opens=_MIDNIGHT, closes=time(4)))
    place = with_exceptions(_location({}), (night, morning))
    opening, closing = _ms("2026-10-24T20:00:00"), _ms("2026-10-25T04:00:00")
    assert closing - opening == 9 * 3_600_000, "an hour comes twice"
    assert opens_at(place, opening - 1) == opening
    assert [is_open(place, at) for at in (opening - 1, opening, closing - 1, closing)] == [
        False,
        True,
        True,
        False,
    ]
    assert opens_at(place, opening) is None


# Midnight and nights with a change of the clock


def test_a_day_is_special_when_its_hours_are_others_than_the_weekday_has() -> None:
    day = date(2026, 12, 24)
    usual = _location(_WEEK)
    assert not is_special(usual, day)
    assert is_special(usual.model_copy(update={"exceptions": (DayException(day=day),)}), day)
    as_usual = DayException(day=day, hours=_WEEKDAY)
    assert not is_special(usual.model_copy(update={"exceptions": (as_usual,)}), day)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://politie.nl/", "https://", "https://a b/", "//a.nl/", "/x"]
)
def test_a_callback_form_has_a_secure_address(address: str) -> None:
    with pytest.raises(ValueError, match="callback_url"):
        Location.model_validate(_location(_WEEK).model_dump() | {"callback_url": address})


def test_open_until_midnight_and_on_is_one_opening() -> None:
    all_day = DayHours(opens=_MIDNIGHT, closes=_MIDNIGHT)
    location = _location({5: _hours("08:00", "00:00"), 6: all_day, 7: _SUNDAY})
    assert is_open(location, _ms("2026-11-27T23:59:59"))
    assert is_open(location, _ms("2026-11-28T00:00:00"))
    assert is_open(location, _ms("2026-11-28T23:59:59"))
    assert not is_open(location, _ms("2026-11-29T00:00:00"))
    assert opens_at(location, _ms("2026-11-27T12:00:00")) == _ms("2026-11-29T09:00:00")


def test_open_around_the_clock_never_opens() -> None:
    all_day = DayHours(opens=_MIDNIGHT, closes=_MIDNIGHT)
    location = _location(dict.fromkeys(range(1, 8), all_day))
    assert is_open(location, _ms("2026-10-25T02:30:00"))
    assert opens_at(location, _ms("2026-11-27T12:00:00")) is None


def test_a_time_the_clock_skips_is_the_time_an_hour_later() -> None:
    # 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
    location = _location({7: _hours("02:30", "05:00")})
    assert opens_at(location, _utc_ms("2026-03-29T00:00:00")) == _utc_ms("2026-03-29T01:30:00")
    assert not is_open(location, _utc_ms("2026-03-29T01:29:59"))
    assert is_open(location, _utc_ms("2026-03-29T01:30:00"))


def test_a_time_the_clock_repeats_is_the_first_one() -> None:
    # 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    location = _location({7: _hours("00:30", "02:30")})
    assert is_open(location, _utc_ms("2026-10-25T00:29:59"))
    assert not is_open(location, _utc_ms("2026-10-25T00:30:00"))
    assert not is_open(location, _utc_ms("2026-10-25T01:15:00"))


_TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
_DAYS = st.builds(lambda a, b: (min(a, b), max(a, b)), _TIMES, _TIMES).map(
    lambda pair: DayHours(opens=pair[0], closes=pair[1] if pair[0] != pair[1] else _MIDNIGHT)
)
_LOCATIONS = st.builds(
    lambda hours, holidays: _location(hours, on_holidays=holidays),
    st.dictionaries(st.integers(1, 7), _DAYS, max_size=7),
    st.sampled_from(OnHolidays),
)
_MOMENTS = st.integers(_utc_ms("2026-01-01T00:00:00"), _utc_ms("2028-01-01T00:00:00"))


@settings(deadline=None)
@given(_LOCATIONS, _MOMENTS)
def test_the_next_opening_is_the_first_moment_it_is_open_again(location: Location, at: int) -> None:
    opening = opens_at(location, at)
    if opening is None:
        assert not any(day_hours(location, _on(at, ahead)) for ahead in range(2, 50)) or is_open(location, at)
        return
    assert opening > at
    assert is_open(location, opening)
    assert not is_open(location, opening - 1)
    if not is_open(location, at):
        for part in range(1, 20):
            assert not is_open(location, at + (opening - at) * part // 20)


@settings(deadline=None)
@given(_LOCATIONS, _MOMENTS)
def test_a_day_is_open_as_long_as_its_hours_say_but_for_the_hour_of_a_changing_clock(
    location: Location, at: int
) -> None:
    day = _on(at, 0)
    hours = day_hours(location, day)
    start = int(datetime.combine(day, _MIDNIGHT, tzinfo=ZoneInfo(_AMSTERDAM)).timestamp() * 1000)
    quarters = sum(
        is_open(location, moment)
        for moment in range(start, start + _DAY_MS + 3_600_000, 900_000)
        if _on(moment, 0) == day
    )
    if hours is None:
        assert quarters == 0
        return
    closes = hours.closes.hour * 60 + hours.closes.minute or 1440
    minutes = closes - hours.opens.hour * 60 - hours.opens.minute
    assert abs(quarters * 15 - minutes) <= 75


def _on(at_ms: int, ahead: int) -> date:
    local = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(ZoneInfo(_AMSTERDAM))
    return local.date() + timedelta(days=ahead)
