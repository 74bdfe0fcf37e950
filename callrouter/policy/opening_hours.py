"""When a location is open, in its own time zone: exceptions, then public holidays, then weekly hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from callrouter.model.directory import DayException, DayHours, Location, OnHolidays
from callrouter.policy.public_holidays import public_holidays


class HoursReason(StrEnum):
    """What decides on the hours of a date."""

    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    EXCEPTION = "exception"


_DAYS_AHEAD = 60
_SUNDAY = 7


def is_open(location: Location, at_ms: int) -> bool:
    """Say whether the location is open at ``at_ms`` (UTC epoch ms); the closing minute is closed."""
    zone = ZoneInfo(location.timezone)
    opening, closing = _window(location, _date(zone, at_ms), zone)
    return opening <= at_ms < closing


def opens_at(location: Location, at_ms: int) -> int | None:
    """Return when a closed location opens next after ``at_ms``, in UTC epoch ms.

    Open through midnight is one opening. None if it doesn't open within 60 days.
    """
    zone = ZoneInfo(location.timezone)
    today = _date(zone, at_ms)
    for ahead in range(_DAYS_AHEAD + 1):
        opening, closing = _window(location, today + timedelta(days=ahead), zone)
        if at_ms < opening < closing and not is_open(location, opening - 1):
            return opening
    return None


def day_hours(location: Location, day: date) -> DayHours | None:
    """Return the hours of a date, local time; None when closed all day."""
    for exception in location.exceptions:
        if exception.day == day:
            return exception.hours
    if location.on_holidays is not OnHolidays.AS_USUAL and day in public_holidays(day.year):
        return location.hours.get(_SUNDAY) if location.on_holidays is OnHolidays.AS_SUNDAY else None
    return location.hours.get(day.isoweekday())


def with_exceptions(location: Location, own: Iterable[DayException]) -> Location:
    """Return the location with the supervisors' ``own`` exceptions too: of the same day, theirs counts."""
    merged = {each.day: each for each in (*location.exceptions, *own)}
    return location.model_copy(update={"exceptions": tuple(merged.values())})


def why_open(location: Location, day: date) -> HoursReason:
    """Say what decides on the hours of a date."""
    if any(exception.day == day for exception in location.exceptions):
        return HoursReason.EXCEPTION
    if location.on_holidays is not OnHolidays.AS_USUAL and day in public_holidays(day.year):
        return HoursReason.HOLIDAY
    return HoursReason.WEEKDAY


def line_of(location: Location, day: date) -> str:
    """Return what visitors read beside a date."""
    return next((exception.line for exception in location.exceptions if exception.day == day), "")


def today_at(location: Location, at_ms: int) -> date:
    """Return the date there."""
    return _date(ZoneInfo(location.timezone), at_ms)


def is_special(location: Location, day: date) -> bool:
    """Say whether a date has other hours than its weekday."""
    return day_hours(location, day) != location.hours.get(day.isoweekday())


def _window(location: Location, day: date, zone: ZoneInfo) -> tuple[int, int]:
    """Return when it opens and closes on a date, UTC epoch ms; the same moment twice when closed.

    A time the clock skips counts as the time an hour later, one it repeats is the first: so a night of
    changing clocks has one opening and one closing too.
    """
    hours = day_hours(location, day)
    if hours is None:
        return 0, 0
    closing_day = day + timedelta(days=1) if hours.closes == time(0) else day
    return _instant(day, hours.opens, zone), _instant(closing_day, hours.closes, zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, at, tzinfo=zone).timestamp() * 1000)


def _date(zone: ZoneInfo, at_ms: int) -> date:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(zone).date()
