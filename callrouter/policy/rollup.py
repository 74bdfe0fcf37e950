"""Figures added up by local day, so that a report over a long time adds up few numbers.

All figures of a row are one integer, 64 bits each: adding two rows is adding two integers. A row is of a
local day, a place, a language and a subject; rows that tell less apart are sums of those that tell more.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import combinations
from typing import Any, Final, NamedTuple

from callrouter.model.statistics import (
    KIND_OF,
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

#: Every choice of dimensions, from none to all.
CHOICES: Final[tuple[Dimensions, ...]] = tuple(
    frozenset(chosen) for size in range(len(Dimension) + 1) for chosen in combinations(Dimension, size)
)
EVERY: Final[Dimensions] = frozenset(Dimension)
#: Tables of which each day's rows are kept for every choice; few rows are left where little is told apart.
CUBED: Final = frozenset({Table.CALLS, Table.HOURS})
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
_SHIFTS: Final = {
    table: {lane: 8 * LANE * place for place, lane in enumerate(lanes)} for table, lanes in LANES.items()
}
_TABLE_OF: Final = {figure: Table(kind) for figure, kind in KIND_OF.items()}


def fold(counted: Tally, zones: Zones, *, hourly: bool = False) -> dict[Table, Rows]:
    """Return what was counted as rows that tell everything apart; ``hourly``: the hours too."""
    tables: dict[Table, Rows] = {table: {} for table in Table}
    by_hour, hours = frozenset(BY_HOUR), tables[Table.HOURS]
    for cell, count in counted.items():
        if isinstance(cell, PersonCell):
            day, hour = zones.local(cell.starts_at)
            key = RowKey(day, cell.staff_id, ALL, ALL, hour if hourly else None)
            table, lane = Table.PEOPLE, (cell.figure, None)
        else:
            day, hour = zones.local(cell.starts_at, cell.location)
            key = RowKey(day, cell.location, cell.language, cell.subject, hour if hourly else None)
            table, lane = _TABLE_OF[cell.figure], (cell.figure, cell.number)  # type: ignore[assignment]
            if cell.figure in by_hour:
                hours[key] = hours.get(key, 0) + (count << _SHIFTS[Table.HOURS][cell.figure, hour])
        rows = tables[table]
        rows[key] = rows.get(key, 0) + (count << _SHIFTS[table][lane])
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
