"""Reports over local days: what is asked for, and what is told."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from callrouter.model.base import Id, Record
from callrouter.model.statistics import CallbackFigures, CallFigures, InterpretingFigures, PersonRow


class Step(StrEnum):
    """How finely a report tells time apart; weeks start on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Filter(Record):
    """What is left out: everything but this place, language or subject; None = nothing."""

    location: Id | None = None
    language: Id | None = None
    subject: Id | None = None


class Figures(Record):
    """All figures of what a row is of."""

    calls: CallFigures = CallFigures()
    interpreting: InterpretingFigures = InterpretingFigures()
    callbacks: CallbackFigures = CallbackFigures()


class Moment(Record):
    """The figures of one step: of an hour, a day, or the days of a week or month that the report is of."""

    #: The step's first day, and the hour where hours are told apart.
    day: date
    hour: int | None
    figures: Figures


class Share(Record):
    """The figures of one place, language or subject."""

    value: Id
    figures: Figures


class HourOfWeek(Record):
    """Calls that fell into one hour of a weekday, over all the report's days."""

    #: 1 = Monday.
    weekday: int
    hour: int
    offered: int
    answered: int
    abandoned: int
    answered_wait_ms: int


class DayReport(Record):
    """Sums over local days, both included; of each place by its own time."""

    from_day: date
    to_day: date
    total: Figures
    #: As many days before.
    before: Figures
    over_time: tuple[Moment, ...]
    by_location: tuple[Share, ...]
    by_language: tuple[Share, ...]
    by_subject: tuple[Share, ...]
    hours: tuple[HourOfWeek, ...]
    people: tuple[PersonRow, ...]
    #: Whether events of these days had left the journal before they were counted.
    incomplete: bool
