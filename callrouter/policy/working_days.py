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
#: When the parts of a day begin and end; a conversation may begin each half hour of them.
_PARTS = {
    DayPart.MORNING: (time(9), time(12)),
    DayPart.AFTERNOON: (time(12), time(17)),
    DayPart.EVENING: (time(17), time(21)),
}
_MOMENT = timedelta(minutes=30)
_DAYS_LOOKED_AT = 14
#: So many are proposed of one part of a day, where more than a few suit.
_MOST_OF_PART = 2


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
    """Return moments that suit a citizen, spread over the next parts of days that do; UTC epoch ms.

    Of a part its beginning and what lies further on. Not those within half an hour of what is ``taken``.
    """
    today = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZONE).date()
    found: list[list[int]] = []
    for ahead in range(_DAYS_LOOKED_AT):
        day = today + timedelta(days=ahead)
        wished = day.isoweekday() in wishes.days if wishes.days else is_working_day(day)
        if not wished or day in public_holidays(day.year):
            continue
        parts = wishes.parts or (DayPart.MORNING, DayPart.AFTERNOON)
        found += (free for part in parts if (free := _free_in(day, part, at, taken)))
    nearest = sorted(found)[: -(-most // _MOST_OF_PART)]
    each = -(-most // max(1, len(nearest)))
    spread = [free[len(free) * n // each] for free in nearest for n in range(min(each, len(free)))]
    return tuple(dict.fromkeys(spread))[:most]


def _working_day_from(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _free_in(day: date, part: DayPart, at: int, taken: Collection[int]) -> list[int]:
    """Return the half hours of a part of a day that are still to come and free."""
    begins, ends = (_instant(day, each) for each in _PARTS[part])
    step = int(_MOMENT.total_seconds() * 1000)
    coming = (moment for moment in range(begins, ends, step) if moment > at)
    return [moment for moment in coming if all(abs(moment - each) >= step for each in taken)]


def _instant(day: date, at: time) -> int:
    return int(datetime.combine(day, at, tzinfo=ZONE).timestamp() * 1000)
