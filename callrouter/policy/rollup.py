"""Figures added up by local day, so that a report over a long time adds up few numbers.

All figures of a row are one integer, 64 bits each: adding two rows is adding two integers. A row is of a
local day, a place, a language and a subject; rows that tell less apart are sums of those that tell more.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from callrouter.model.statistics import (
    KINDS,
    SEVERAL,
    CallFigures,
    PersonCell,
    PersonFigures,
    Tally,
)
from callrouter.policy.local_time import Zones

#: Bytes of one figure in a row: a country's milliseconds of millennia.
LANE: Final = 8
#: Stands for all places, all languages or all subjects.
ALL: Final = "*"
_HOURS_A_DAY: Final = 24


class Table(StrEnum):
    """Rows of the same figures."""

    CALLS = "calls"
    #: Some figures of calls, by the hour in which they fell.
    HOURS = "hours"
    INTERPRETING = "interpreting"
    CALLBACKS = "callbacks"
    #: A person's name stands where others have the place.
    PEOPLE = "people"


class Dimension(StrEnum):
    """What rows may tell apart beside days."""

    LOCATION = "location"
    LANGUAGE = "language"
    SUBJECT = "subject"


class RowKey(NamedTuple):
    """What a row is of; ``day`` is an ordinal date, ``hour`` is None where hours aren't told apart."""

    day: int
    location: str
    language: str
    subject: str
    hour: int | None = None


Dimensions = frozenset[Dimension]
Rows = dict[RowKey, int]

EVERY: Final[Dimensions] = frozenset(Dimension)
#: The figures of calls that are kept by the hour.
BY_HOUR: Final = ("offered", "answered", "abandoned", "answered_wait_ms")

_Lane = tuple[str, int | None]


def _lanes_of(figures: Iterable[str]) -> tuple[_Lane, ...]:
    return tuple(
        (figure, number)
        for figure in figures
        for number in (range(SEVERAL[figure]) if figure in SEVERAL else (None,))
    )


#: Which figure each 64 bits of a table's rows are, from the lowest.
LANES: Final[Mapping[Table, tuple[_Lane, ...]]] = {
    **{Table(kind): _lanes_of(figures.model_fields) for kind, figures in KINDS.items()},
    Table.HOURS: tuple((figure, hour) for figure in BY_HOUR for hour in range(_HOURS_A_DAY)),
    Table.PEOPLE: _lanes_of(PersonFigures.model_fields),
}


def _shifts(table: Table) -> dict[_Lane, int]:
    return {lane: 8 * LANE * place for place, lane in enumerate(LANES[table])}


#: Into which table a place's figure goes, and how far up in its row.
_OF_PLACES: Final = {
    lane: (table, shift)
    for table in (Table.CALLS, Table.INTERPRETING, Table.CALLBACKS)
    for lane, shift in _shifts(table).items()
}
_OF_PEOPLE: Final = {figure: shift for (figure, _), shift in _shifts(Table.PEOPLE).items()}
_OF_HOURS: Final = _shifts(Table.HOURS)


def fold(
    counted: Tally, zones: Zones, *, hourly: bool = False, onto: Mapping[Table, Rows] | None = None
) -> Mapping[Table, Rows]:
    """Return what was counted as rows that tell everything apart; ``hourly``: the hours too.

    It is added ``onto`` what was folded before, if that is given.
    """
    tables = {table: {} for table in Table} if onto is None else onto
    people, hours = tables[Table.PEOPLE], tables[Table.HOURS]
    by_hour = frozenset(BY_HOUR)
    for cell, count in counted.items():
        if isinstance(cell, PersonCell):
            starts_at, staff_id, figure = cell
            day, hour = zones.local(starts_at)
            key = RowKey(day, staff_id, ALL, ALL, hour if hourly else None)
            people[key] = people.get(key, 0) + (count << _OF_PEOPLE[figure])
            continue
        starts_at, location, language, subject, figure, number = cell
        day, hour = zones.local(starts_at, location)
        key = RowKey(day, location, language, subject, hour if hourly else None)
        table, shift = _OF_PLACES[figure, number]
        rows = tables[table]
        rows[key] = rows.get(key, 0) + (count << shift)
        if figure in by_hour:
            hours[key] = hours.get(key, 0) + (count << _OF_HOURS[figure, hour])
    return tables


def narrowed(rows: Rows, told_apart: Dimensions) -> Rows:
    """Return the sums of rows that tell no more apart than this."""
    if told_apart == EVERY:
        return rows
    place, language, subject = (dimension in told_apart for dimension in Dimension)
    sums: Rows = {}
    for row, figures in rows.items():
        key = RowKey(
            row.day,
            row.location if place else ALL,
            row.language if language else ALL,
            row.subject if subject else ALL,
            row.hour,
        )
        sums[key] = sums.get(key, 0) + figures
    return sums


def lanes(table: Table, row: int) -> array[int]:
    """Return a row's figures in the order of ``LANES``."""
    numbers = array("Q", row.to_bytes(LANE * len(LANES[table]), "little"))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def figures(table: Table, row: int) -> dict[str, Any]:
    """Return a row's figures by name, those that are several as tuples."""
    told: dict[str, Any] = {}
    for (figure, number), count in zip(LANES[table], lanes(table, row), strict=True):
        if number is None:
            told[figure] = count
        else:
            told[figure] = (*told.get(figure, ()), count)
    return told


def calls(row: int) -> CallFigures:
    """Return the calls' figures of a row."""
    return CallFigures.model_validate(figures(Table.CALLS, row))
