"""What was counted as intervals and as rows of a report."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from callrouter.model.statistics import (
    KIND_OF,
    SEVERAL,
    UNKNOWN,
    CallCell,
    CallRow,
    Grouping,
    Interval,
    PersonCell,
    PersonRow,
    Tally,
)

#: What cells name in place of what isn't told apart.
_ALL_TIME, _ALL_PLACES, _ALL_LANGUAGES = 0, "*", "mul"


def intervals(counted: Tally) -> tuple[Interval, ...]:
    """Return the intervals that ``counted`` holds figures of, by time."""
    found: dict[int, dict[str, Any]] = {}
    for cell, count in (+counted).items():
        interval = found.setdefault(cell.starts_at, {"starts_at": cell.starts_at})
        if isinstance(cell, PersonCell):
            interval.setdefault("people", {}).setdefault(cell.staff_id, {})[cell.figure] = count
            continue
        places = interval.setdefault(KIND_OF[cell.figure], {}).setdefault(cell.location, {})
        figures = places.setdefault(cell.language, {}).setdefault(cell.subject, {})
        if cell.number is None:
            figures[cell.figure] = count
        else:
            figures.setdefault(cell.figure, [0] * SEVERAL[cell.figure])[cell.number] = count
    return tuple(Interval.model_validate(found[at], strict=False) for at in sorted(found))


def grouped(counted: Tally, by: Collection[Grouping]) -> Tally:
    """Return the same without what a report doesn't tell apart."""
    kept = frozenset(by)
    in_time, in_place, in_language, in_subject = (each in kept for each in Grouping)
    told = Tally()
    for cell, count in counted.items():
        starts_at = cell.starts_at if in_time else _ALL_TIME
        if isinstance(cell, PersonCell):
            told[PersonCell(starts_at, cell.staff_id, cell.figure)] += count
        else:
            location = cell.location if in_place else _ALL_PLACES
            language = cell.language if in_language else _ALL_LANGUAGES
            subject = cell.subject if in_subject else UNKNOWN
            told[CallCell(starts_at, location, language, subject, cell.figure, cell.number)] += count
    return told


def call_rows(told: Tally, by: Collection[Grouping]) -> tuple[CallRow, ...]:
    """Return the calls' rows of what was ``grouped``, in the order of what they name."""
    return tuple(
        CallRow(
            starts_at=interval.starts_at if Grouping.INTERVAL in by else None,
            location=location if Grouping.LOCATION in by else None,
            language=language if Grouping.LANGUAGE in by else None,
            subject=subject if Grouping.SUBJECT in by else None,
            figures=figures,
        )
        for interval in intervals(told)
        for location, by_language in sorted(interval.calls.items())
        for language, by_subject in sorted(by_language.items())
        for subject, figures in sorted(by_subject.items())
    )


def person_rows(told: Tally, by: Collection[Grouping]) -> tuple[PersonRow, ...]:
    """Return the people's rows of what was ``grouped``, by time and name."""
    return tuple(
        PersonRow(
            starts_at=interval.starts_at if Grouping.INTERVAL in by else None,
            staff_id=staff_id,
            figures=figures,
        )
        for interval in intervals(told)
        for staff_id, figures in sorted(interval.people.items())
    )
