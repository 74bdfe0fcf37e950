"""What the figures of a report mean: service level, speed of answer, handling, abandoning, occupancy.

Every ratio is None where there is nothing to divide by, which is neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator

from callrouter.model.records import Record
from callrouter.model.statistics import (
    WAIT_CLASSES_S,
    CallbackFigures,
    CallFigures,
    InterpretingFigures,
    PersonFigures,
)


class Formula(StrEnum):
    """The definitions of service level in use. T is the threshold; a report names the one it shows."""

    ANSWERED_OF_ALL = "answered_of_all"
    ANSWERED_OF_ANSWERED = "answered_of_answered"
    ABANDONED_IN_TIME_COUNT = "abandoned_in_time_count"
    ABANDONED_IN_TIME_DONT_COUNT = "abandoned_in_time_dont_count"
    SHORT_DONT_COUNT = "short_dont_count"

    @property
    def in_words(self) -> str:
        """The formula as reports print it."""
        return _IN_WORDS[self]


_IN_WORDS = {
    Formula.ANSWERED_OF_ALL: "answered within T / (answered + abandoned)",
    Formula.ANSWERED_OF_ANSWERED: "answered within T / answered",
    Formula.ABANDONED_IN_TIME_COUNT: "(answered within T + abandoned within T) / (answered + abandoned)",
    Formula.ABANDONED_IN_TIME_DONT_COUNT: "answered within T / (answered + abandoned after T)",
    Formula.SHORT_DONT_COUNT: "answered within T / (answered + abandoned, short abandonments left out)",
}


def _is_class_end(seconds: int) -> int:
    if seconds not in WAIT_CLASSES_S:
        message = f"waits are counted up to {', '.join(map(str, WAIT_CLASSES_S))} s, not {seconds} s"
        raise ValueError(message)
    return seconds


#: A limit at which waits are counted apart, s.
Threshold = Annotated[int, AfterValidator(_is_class_end)]


class Target(Record):
    """How a deployment measures its service level."""

    formula: Formula = Formula.ANSWERED_OF_ALL
    threshold_s: Threshold = 20
    #: Abandoning within this is short: nobody could have answered.
    short_s: Threshold = 5


def service_level(figures: CallFigures, target: Target) -> float | None:
    """Return the share of calls served in time, 0 to 1, by the target's formula."""
    return _ratio(*service_counts(figures, target))


def service_counts(figures: CallFigures, target: Target) -> tuple[int, int]:
    """Return how many calls were served in time, and of how many that is the share; both can be added up."""
    in_time = _within(figures.answered_waits, target.threshold_s)
    left_in_time = _within(figures.abandoned_waits, target.threshold_s)
    both = figures.answered + figures.abandoned
    match target.formula:
        case Formula.ANSWERED_OF_ALL:
            return in_time, both
        case Formula.ANSWERED_OF_ANSWERED:
            return in_time, figures.answered
        case Formula.ABANDONED_IN_TIME_COUNT:
            return in_time + left_in_time, both
        case Formula.ABANDONED_IN_TIME_DONT_COUNT:
            return in_time, both - left_in_time
        case Formula.SHORT_DONT_COUNT:
            return in_time, both - short_abandoned(figures, target.short_s)


def speed_of_answer_s(figures: CallFigures) -> float | None:
    """Return the average speed of answer (ASA): the mean wait of answered calls, s."""
    return _ratio(figures.answered_wait_ms / 1000, figures.answered)


def handling_s(figures: CallFigures) -> float | None:
    """Return the average handling time (AHT), s: an employee's talk and wrap-up for each conversation.

    A call handed over is a conversation of each of them; what the visitor waited in between is nobody's.
    """
    return _ratio((figures.talk_ms + figures.wrap_up_ms) / 1000, figures.talks)


def short_abandoned(figures: CallFigures, short_s: int) -> int:
    """Return how many left within ``short_s``. Raises ValueError when waits aren't counted up to that."""
    return _within(figures.abandoned_waits, short_s)


def abandon_rate(figures: CallFigures, *, short_s: int | None = None) -> float | None:
    """Return the share of callers who left unanswered, 0 to 1; with ``short_s`` short ones count nowhere.

    Raises ValueError when waits aren't counted up to ``short_s``.
    """
    short = 0 if short_s is None else short_abandoned(figures, short_s)
    left = figures.abandoned - short
    return _ratio(left, figures.answered + left)


def rating(figures: CallFigures) -> float | None:
    """Return the mean of the stars given, 1 to 5."""
    stars = sum(place * count for place, count in enumerate(figures.ratings, start=1))
    return _ratio(stars, sum(figures.ratings))


def interpreter_wait_s(figures: InterpretingFigures) -> float | None:
    """Return the mean time from seeking an interpreter until they joined, s."""
    return _ratio(figures.interpreter_wait_ms / 1000, figures.interpreters_joined)


def interpreter_found(figures: InterpretingFigures) -> float | None:
    """Return for which share of those sought an interpreter joined, 0 to 1; 1 where some joined twice."""
    found = _ratio(figures.interpreters_joined, figures.interpreters_sought)
    return None if found is None else min(1.0, found)


def callbacks_in_time(figures: CallbackFigures) -> float | None:
    """Return the share of requests closed by when they were due, 0 to 1; those canceled count nowhere."""
    return _ratio(figures.in_time, figures.in_time + figures.late)


def first_contact_s(figures: CallbackFigures) -> float | None:
    """Return the mean time from a request until the first try to reach the citizen, s."""
    return _ratio(figures.first_contact_ms / 1000, figures.first_contacts)


def occupancy(figures: PersonFigures) -> float | None:
    """Return the share of a person's ready time that went to conversations and wrap-up, 0 to 1."""
    busy = figures.on_call_ms + figures.wrap_up_ms
    return _ratio(busy, busy + figures.idle_ms + figures.reserved_ms)


_Figures = TypeVar("_Figures", CallFigures, PersonFigures)


def summed(kind: type[_Figures], figures: Iterable[_Figures]) -> _Figures:
    """Return all figures as one: of several intervals, places, languages or people."""
    total = kind().model_dump()
    for each in figures:
        for name, value in each.model_dump().items():
            if isinstance(value, tuple):
                total[name] = tuple(map(sum, zip(total[name], value, strict=True)))
            else:
                total[name] += value
    return kind(**total)


def _within(waits: tuple[int, ...], limit_s: int) -> int:
    return sum(waits[: WAIT_CLASSES_S.index(_is_class_end(limit_s)) + 1])


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
