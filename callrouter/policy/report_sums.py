"""What a report over days adds up, row by row, and what it tells in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from callrouter.model.reports import DayReport, Figures, Filter, HourOfWeek, Moment, Share, Step
from callrouter.model.statistics import PersonFigures, PersonRow
from callrouter.policy.rollup import (
    ALL,
    BY_HOUR,
    EVERY,
    Dimension,
    Dimensions,
    RowKey,
    Rows,
    Table,
    figures,
    lanes,
)

_Name = TypeVar("_Name")
_NOTHING: Final[Dimensions] = frozenset()
_PLACES: Final = (Table.CALLS, Table.INTERPRETING, Table.CALLBACKS)


class Section(NamedTuple):
    """Rows of one table, told apart by these dimensions, and by time or not."""

    table: Table
    by: Dimensions = _NOTHING
    in_time: bool = False


_BY_TIME: Final = tuple(Section(table, in_time=True) for table in _PLACES)
_BY_DIMENSION: Final = tuple(Section(table, frozenset({by})) for table in _PLACES for by in Dimension)
_HOURS: Final = Section(Table.HOURS, in_time=True)
_PEOPLE: Final = Section(Table.PEOPLE, frozenset({Dimension.LOCATION}))
#: What a report is made of.
SECTIONS: Final = (*_BY_TIME, *_BY_DIMENSION, _HOURS, _PEOPLE)
#: What the days before are compared by.
TOTALS: Final = tuple(Section(table) for table in _PLACES)


@dataclass
class Sums:
    """Adds up the rows of some local days, given as ordinals, that a filter lets through."""

    first: int
    last: int
    only: Filter
    sections: tuple[Section, ...] = SECTIONS
    added: dict[Section, Rows] = field(default_factory=dict)

    def needed(self, section: Section) -> Dimensions:
        """Return what rows must tell apart to be of use to a section."""
        if section.table is Table.PEOPLE:
            return EVERY
        return section.by | {each for each in Dimension if getattr(self.only, each) is not None}

    def wanted(self, table: Table, rows: Iterable[tuple[RowKey, int]]) -> Iterator[tuple[RowKey, int]]:
        """Yield the rows of a table that count; people are of no place and no language."""
        only = Filter() if table is Table.PEOPLE else self.only
        place, language, subject = (getattr(only, each) for each in Dimension)
        for key, row in rows:
            if (
                self.first <= key.day <= self.last
                and place in {None, key.location}
                and language in {None, key.language}
                and subject in {None, key.subject}
            ):
                yield key, row

    def add(self, section: Section, rows: Iterable[tuple[RowKey, int]]) -> None:
        """Add rows that count."""
        sums = self.added.setdefault(section, {})
        in_time = section.in_time
        place, language, subject = (each in section.by for each in Dimension)
        key = tuple.__new__  # half the time of RowKey(…), of which a year has many
        for (day, at_place, in_language, of_subject, hour), row in rows:
            told = (
                day if in_time else 0,
                at_place if place else ALL,
                in_language if language else ALL,
                of_subject if subject else ALL,
                hour if in_time else None,
            )
            group = key(RowKey, told)
            sums[group] = sums.get(group, 0) + row

    def rows(self, section: Section, step: Step) -> list[tuple[RowKey, dict[str, Any]]]:
        """Return a section's rows with their figures by name, in order; each step by its first day."""
        stepped: Rows = {}
        for key, row in self.added.get(section, {}).items():
            group = key._replace(day=step_of(key.day, step)) if section.in_time else key
            stepped[group] = stepped.get(group, 0) + row
        ordered = sorted(stepped.items(), key=lambda each: (*each[0][:-1], each[0].hour or 0))
        return [(key, figures(section.table, row)) for key, row in ordered]


def told(sums: Sums, before: Sums, step: Step, *, incomplete: bool) -> DayReport:
    """Return the report of what was added."""
    return DayReport(
        from_day=date.fromordinal(sums.first),
        to_day=date.fromordinal(sums.last),
        total=_total(sums, _BY_TIME),
        before=_total(before, TOTALS),
        over_time=_over_time(sums, step),
        by_location=_shares(sums, Dimension.LOCATION),
        by_language=_shares(sums, Dimension.LANGUAGE),
        by_subject=_shares(sums, Dimension.SUBJECT),
        hours=_hours(sums),
        people=tuple(
            PersonRow(starts_at=None, staff_id=key.location, figures=PersonFigures.model_validate(of))
            for key, of in sums.rows(_PEOPLE, step)
        ),
        incomplete=incomplete,
    )


def step_of(day: int, step: Step) -> int:
    """Return the first day of the step that a day is in; both ordinals."""
    when = date.fromordinal(day)
    match step:
        case Step.WEEK:
            return day - when.weekday()
        case Step.MONTH:
            return day - when.day + 1
        case _:
            return day


def _total(sums: Sums, sections: Iterable[Section]) -> Figures:
    return _grouped(sums, sections, lambda _: None).get(None, Figures())


def _over_time(sums: Sums, step: Step) -> tuple[Moment, ...]:
    def moment(key: RowKey) -> tuple[int, int]:
        return step_of(key.day, step), -1 if key.hour is None else key.hour

    return tuple(
        Moment(day=date.fromordinal(day), hour=None if hour < 0 else hour, figures=of)
        for (day, hour), of in sorted(_grouped(sums, _BY_TIME, moment).items(), key=itemgetter(0))
    )


def _shares(sums: Sums, by: Dimension) -> tuple[Share, ...]:
    sections = [Section(table, frozenset({by})) for table in _PLACES]
    shares = _grouped(sums, sections, lambda key: str(getattr(key, by)))
    return tuple(Share(value=value, figures=of) for value, of in sorted(shares.items(), key=itemgetter(0)))


def _grouped(
    sums: Sums, sections: Iterable[Section], name: Callable[[RowKey], _Name]
) -> dict[_Name, Figures]:
    rows: dict[_Name, dict[Table, int]] = {}
    for section in sections:
        for key, row in sums.added.get(section, {}).items():
            of = rows.setdefault(name(key), {})
            of[section.table] = of.get(section.table, 0) + row
    return {
        each: Figures.model_validate({str(table): figures(table, row) for table, row in of.items()})
        for each, of in rows.items()
    }


def _hours(sums: Sums) -> tuple[HourOfWeek, ...]:
    by_weekday: dict[int, int] = {}
    for key, row in sums.added.get(_HOURS, {}).items():
        weekday = date.fromordinal(key.day).isoweekday()
        by_weekday[weekday] = by_weekday.get(weekday, 0) + row
    cells = []
    for weekday, row in sorted(by_weekday.items()):
        counts = lanes(Table.HOURS, row)
        for hour in range(24):
            told_of = {figure: counts[24 * place + hour] for place, figure in enumerate(BY_HOUR)}
            if any(told_of.values()):
                cells.append(HourOfWeek(weekday=weekday, hour=hour, **told_of))
    return tuple(cells)
