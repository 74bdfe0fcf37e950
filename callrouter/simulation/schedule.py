"""When people work: weekly stretches of local time, and what they come to in UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MINUTES = 24 * 60
_STRETCH = re.compile(r"(?:(?P<days>[a-z,-]+)\s+)?(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")
_GRAMMAR = "'fri 18:00-23:00', 'mon-fri 08:00-16:30', 'sat,sun 10:00-18:00' or '12:00-12:30' for every day"


class Stretch(NamedTuple):
    """From one minute of the day to another, on some weekdays; beyond midnight when it ends before it starts.

    ``days`` counts from Monday = 0, minutes count from midnight.
    """

    days: tuple[int, ...]
    start: int
    end: int

    def __str__(self) -> str:
        days = ",".join(WEEKDAYS[day] for day in self.days)
        return f"{days} {_clock(self.start)}-{_clock(self.end % _DAY_MINUTES)}"


class Span(NamedTuple):
    """From one moment until another, UTC epoch ms."""

    start: int
    end: int


def parse_stretch(text: str) -> Stretch:
    """Read ``'fri 18:00-23:00'`` and its like. Raises ``ValueError`` which says what is understood."""
    found = _STRETCH.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a stretch of time: {text!r}; write {_GRAMMAR}")
    start, end = _minutes(found["start"]), _minutes(found["end"])
    if start == end:
        raise ValueError(f"no time between {found['start']} and {found['end']}")
    days = parse_days(found["days"]) if found["days"] else tuple(range(7))
    return Stretch(days, start, end if end > start else end + _DAY_MINUTES)


def parse_days(text: str) -> tuple[int, ...]:
    """Read ``fri``, ``mon-fri``, ``sat,sun`` or ``daily``, Monday = 0. Raises ``ValueError``."""
    if text == "daily":
        return tuple(range(7))
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"not a weekday: {part!r}; write {', '.join(WEEKDAYS)}, daily or a range")
        start = WEEKDAYS.index(first)
        count = (WEEKDAYS.index(last) - start) % 7 + 1 if dash else 1
        days.update((start + each) % 7 for each in range(count))
    return tuple(sorted(days))


def _as_stretch(value: object) -> object:
    return parse_stretch(value) if isinstance(value, str) else value


#: A stretch as scenarios write it.
WrittenStretch = Annotated[Stretch, BeforeValidator(_as_stretch), PlainSerializer(str)]


def spans(stretches: Sequence[Stretch], starts: date, days: int, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return when these stretches are in the ``days`` from ``starts``; disjoint, in order."""
    first, last = moment(starts, 0, zone), moment(starts + timedelta(days=days), 0, zone)
    found: list[Span] = []
    # From the day before: its last shift may go beyond midnight.
    for ahead in range(-1, days):
        day = starts + timedelta(days=ahead)
        for stretch in stretches:
            if day.weekday() in stretch.days:
                start = max(first, moment(day, stretch.start, zone))
                end = min(last, moment(day, stretch.end, zone))
                found.append(Span(start, end))
    return _merged(found)


def without(whole: Sequence[Span], cut: Sequence[Span]) -> tuple[Span, ...]:
    """Return what is left of ``whole`` outside ``cut``; both must be in order."""
    left: list[Span] = []
    for span in whole:
        start = span.start
        for gap in cut:
            if gap.end <= start or gap.start >= span.end:
                continue
            left.append(Span(start, gap.start))
            start = gap.end
        left.append(Span(start, span.end))
    return tuple(span for span in left if span.end > span.start)


def moment(day: date, minute: int, zone: ZoneInfo) -> int:
    """Return the UTC epoch ms of a minute of a local day; minutes may go beyond midnight."""
    day += timedelta(days=minute // _DAY_MINUTES)
    hour, minute = divmod(minute % _DAY_MINUTES, 60)
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp() * 1000)


def _merged(found: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(span for span in found if span.end > span.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _minutes(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    if hours * 60 + minutes > _DAY_MINUTES or minutes >= 60:  # noqa: PLR2004  (minutes of an hour)
        raise ValueError(f"not a time of day: {clock}")
    return hours * 60 + minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
