"""Working days in the Netherlands: when a request is due, and when a citizen can be called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callrouter.model.callbacks import DayPart, Wishes
from callrouter.model.neighborhoods import CallbackPolicy
from callrouter.policy.public_holidays import public_holidays

#: Teams are Dutch, and so are their days.
ZONE = ZoneInfo("Europe/Amsterdam")
_SATURDAY = 6
#: When the parts of a day begin and end; a moment is proposed each half hour of them.
_PARTS = {
    DayPart.MORNING: (time(9), time(12)),
    DayPart.AFTERNOON: (time(12), time(17)),
    DayPart.EVENING: (time(17), time(21)),
}
_MOMENT = timedelta(minutes=30)
_DAYS_LOOKED_AT = 14


def is_working_day(day: date) -> bool:
    """Say whether officers' days are counted on this date: no weekend, no public holiday."""
    return day.isoweekday() < _SATURDAY and day not in public_holidays(day.year)


def due_at(policy: CallbackPolicy, *, urgent: bool, at: int) -> int:
    """Return when a request made at ``at`` is due: the end of a working day. UTC epoch ms.

    What is made on no working day, or after the end of one, counts as made on the next.
    """
    made = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZONE)
    day = made.date()
    if made.time() >= policy.day_ends:
        day += timedelta(days=1)
    day = _working_day_from(day)
    for _ in range(policy.urgent_due_days if urgent else policy.due_days):
        day = _working_day_from(day + timedelta(days=1))
    return _instant(day, policy.day_ends)


def proposed_moments(
    wishes: Wishes, *, at: int, taken: Collection[int] = (), most: int = 6
) -> tuple[int, ...]:
    """Return the next moments that suit a citizen, at most one a part of a day; UTC epoch ms.

    Not those within half an hour of what is ``taken``.
    """
    today = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZONE).date()
    found: list[int] = []
    for ahead in range(_DAYS_LOOKED_AT):
        day = today + timedelta(days=ahead)
        wished = day.isoweekday() in wishes.days if wishes.days else is_working_day(day)
        if not wished or day in public_holidays(day.year):
            continue
        parts = wishes.parts or (DayPart.MORNING, DayPart.AFTERNOON)
        found += (moment for part in parts if (moment := _first_in(day, part, at, taken)) is not None)
    return tuple(sorted(found)[:most])


def _working_day_from(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _first_in(day: date, part: DayPart, at: int, taken: Collection[int]) -> int | None:
    """Return the first half hour of a part of a day that is still to come and free."""
    begins, ends = (_instant(day, each) for each in _PARTS[part])
    step = int(_MOMENT.total_seconds() * 1000)
    late = max(0, at - begins)
    moment = begins + -(-late // step) * step
    while moment <= at or any(abs(moment - each) < step for each in taken):
        moment += step
    return moment if moment < ends else None


def _instant(day: date, at: time) -> int:
    return int(datetime.combine(day, at, tzinfo=ZONE).timestamp() * 1000)
