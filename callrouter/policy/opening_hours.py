"""When a location is open: weekly hours in its own time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from callrouter.model.directory import DayHours

_DAYS_AHEAD = 8

#: ISO weekday (1 = Monday) to its hours; a missing day is closed.
WeekHours = Mapping[int, DayHours]


def is_open(hours: WeekHours, timezone: str, at_ms: int) -> bool:
    """Say whether the location is open at ``at_ms`` (UTC epoch ms); the closing minute is closed."""
    local = _local(timezone, at_ms)
    day = hours.get(local.isoweekday())
    return day is not None and day.opens <= local.time() < day.closes


def opens_at(hours: WeekHours, timezone: str, at_ms: int) -> int | None:
    """Return when it opens next after ``at_ms``, in UTC epoch ms; None if it never does."""
    zone = ZoneInfo(timezone)
    local = _local(timezone, at_ms)
    for ahead in range(_DAYS_AHEAD):
        date = local.date() + timedelta(days=ahead)
        day = hours.get(date.isoweekday())
        if day is None:
            continue
        opening = datetime.combine(date, day.opens, tzinfo=zone)
        if opening > local:
            return int(opening.timestamp() * 1000)
    return None


def _local(timezone: str, at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(ZoneInfo(timezone))
