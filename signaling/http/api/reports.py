"""Statistics as the API tells them: sums, and what follows from them by a formula that is named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from callrouter.model.records import Id, Language, Record, Staff
from callrouter.model.statistics import CallFigures, Grouping, PersonFigures, Topic
from callrouter.policy import service_level
from callrouter.policy.service_level import Formula, Target, Threshold
from callrouter.services.statistics import Statistics
from signaling.http.api.operation import by_commas

#: A report reads no more than this much time, ms.
_LONGEST_MS = 400 * 86_400_000


class ReportQuery(Record):
    """Which time a report is of, what it tells apart, and how it measures the service level."""

    #: UTC epoch ms; intervals that start in ``from_at <= t < to_at`` count.
    from_at: int = Field(ge=0, le=2**53)
    to_at: int = Field(ge=0, le=2**53)
    #: What is told apart, separated by commas: ``interval``, ``location``, ``language``, ``subject``.
    by: Annotated[tuple[Grouping, ...], BeforeValidator(by_commas, json_schema_input_type=str)] = ()
    formula: Formula = Formula.ANSWERED_OF_ALL
    threshold_s: Threshold = 20
    short_s: Threshold = 5

    @model_validator(mode="after")
    def _in_order(self) -> ReportQuery:
        if self.to_at <= self.from_at:
            raise ValueError("to_at must be later than from_at")
        if self.to_at - self.from_at > _LONGEST_MS:
            raise ValueError("no more than 400 days")
        return self


class CallsReported(Record):
    """Calls told apart as asked for; None = not told apart. Ratios are 0 to 1, None without calls."""

    starts_at: int | None
    location: Id | None
    language: Language | None
    subject: Topic | None
    figures: CallFigures
    service_level: float | None
    #: Abandoned so early that nobody could have answered.
    short_abandoned: int
    abandon_rate: float | None
    average_speed_of_answer_s: float | None
    average_handling_s: float | None


class PersonReported(Record):
    """One person's time and answers."""

    starts_at: int | None
    staff_id: Id
    figures: PersonFigures
    occupancy: float | None


class StatisticsReport(Record):
    """Sums over a time, with the formula the service level is measured by."""

    from_at: int
    to_at: int
    target: Target
    formula_in_words: str
    calls: tuple[CallsReported, ...]
    people: tuple[PersonReported, ...]
    #: Starts of intervals of which not every event was counted.
    incomplete: tuple[int, ...]


async def report(
    statistics: Statistics,
    query: ReportQuery,
    *,
    people: Callable[[], Awaitable[Iterable[Staff]]],
    now: int,
) -> StatisticsReport:
    """Return the report, with what ``people`` are in the middle of until ``now``."""
    target = Target(formula=query.formula, threshold_s=query.threshold_s, short_s=query.short_s)
    summed = await statistics.report(query.from_at, query.to_at, by=query.by, people=people, now=now)
    return StatisticsReport(
        from_at=summed.from_at,
        to_at=summed.to_at,
        target=target,
        formula_in_words=query.formula.in_words,
        calls=tuple(
            CallsReported(
                starts_at=row.starts_at,
                location=row.location,
                language=row.language,
                subject=row.subject,
                figures=row.figures,
                service_level=service_level.service_level(row.figures, target),
                short_abandoned=service_level.short_abandoned(row.figures, target.short_s),
                abandon_rate=service_level.abandon_rate(row.figures),
                average_speed_of_answer_s=service_level.speed_of_answer_s(row.figures),
                average_handling_s=service_level.handling_s(row.figures),
            )
            for row in summed.calls
        ),
        people=tuple(
            PersonReported(
                starts_at=row.starts_at,
                staff_id=row.staff_id,
                figures=row.figures,
                occupancy=service_level.occupancy(row.figures),
            )
            for row in summed.people
        ),
        incomplete=summed.incomplete,
    )
