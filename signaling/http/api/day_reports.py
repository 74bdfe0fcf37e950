"""Reports over days as the API tells them: figures, what follows from them, and what each of them means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from callrouter.model.base import Id, Record
from callrouter.model.directory import Account, Directory
from callrouter.model.records import Staff
from callrouter.model.reports import DayReport, Figures, Filter, HourOfWeek, Step
from callrouter.model.states import Role
from callrouter.model.statistics import PersonFigures, PersonRow
from callrouter.policy import service_level
from callrouter.policy.definitions import DEFINITIONS, Definition
from callrouter.policy.rollup import Dimension, Table
from callrouter.policy.service_level import Formula, Target, Threshold
from callrouter.policy.tenancy import Tenancy
from callrouter.services.reports import Reports, ReportWanted
from callrouter.services.statistics import StatisticsKeeper
from signaling.http.api.operation import Asked, Download, Operation, by_commas
from signaling.http.api.tables import Format, Sheet

_LONGEST: Final = timedelta(days=400)
#: Hours are told apart of no more days than this: they are added up from quarters of an hour.
_LONGEST_BY_HOUR: Final = timedelta(days=7)


class DayQuery(Record):
    """Which local days a report is of, both included, and what of them counts."""

    from_day: date
    to_day: date
    #: How finely time is told apart; hours over no more than a week.
    step: Step = Step.DAY
    location: Id | None = None
    language: Id | None = None
    subject: Id | None = None
    formula: Formula = Formula.ANSWERED_OF_ALL
    threshold_s: Threshold = 20
    short_s: Threshold = 5

    @model_validator(mode="after")
    def _in_order(self) -> DayQuery:
        if self.to_day < self.from_day:
            raise ValueError("to_day must not be earlier than from_day")
        if self.to_day - self.from_day >= _LONGEST:
            raise ValueError(f"no more than {_LONGEST.days} days")
        if self.step is Step.HOUR and self.to_day - self.from_day >= _LONGEST_BY_HOUR:
            raise ValueError(f"by hour no more than {_LONGEST_BY_HOUR.days} days")
        return self

    @property
    def wanted(self) -> ReportWanted:
        """What the service is asked for."""
        only = Filter(location=self.location, language=self.language, subject=self.subject)
        return ReportWanted(from_day=self.from_day, to_day=self.to_day, step=self.step, only=only)

    @property
    def target(self) -> Target:
        """How the service level is measured."""
        return Target(formula=self.formula, threshold_s=self.threshold_s, short_s=self.short_s)


class ExportQuery(DayQuery):
    """One table of a report as a file: a row for each step and whatever else is told apart."""

    table: Table = Table.CALLS
    format: Format = Format.CSV
    #: What rows tell apart beside the step, separated by commas: ``location``, ``language``, ``subject``.
    by: Annotated[tuple[Dimension, ...], BeforeValidator(by_commas, json_schema_input_type=str)] = Field(
        default=(Dimension.LOCATION,)
    )


class Measures(Record):
    """What follows from figures by the formulas of the definitions; None where nothing is divided by."""

    service_level: float | None
    abandon_rate: float | None
    average_speed_of_answer_s: float | None
    average_handling_s: float | None
    rating: float | None
    interpreter_found: float | None
    interpreter_wait_s: float | None
    callbacks_in_time: float | None
    first_contact_s: float | None


class Told(Record):
    """Figures, with what follows from them."""

    figures: Figures
    measures: Measures


class MomentTold(Told):
    """Of one step: its first day, and the hour where hours are told apart."""

    day: date
    hour: int | None


class ShareTold(Told):
    """Of one place, language or subject."""

    value: Id


class PersonTold(Record):
    """Of one person."""

    staff_id: Id
    display_name: str
    #: Null of who left the service.
    role: Role | None
    figures: PersonFigures
    occupancy: float | None


class ReportTold(Record):
    """A report over local days, of each place by its own time."""

    from_day: date
    to_day: date
    target: Target
    formula_in_words: str
    total: Told
    #: As many days before.
    before: Told
    over_time: tuple[MomentTold, ...]
    by_location: tuple[ShareTold, ...]
    by_language: tuple[ShareTold, ...]
    by_subject: tuple[ShareTold, ...]
    hours: tuple[HourOfWeek, ...]
    #: Everybody's, whatever is filtered.
    people: tuple[PersonTold, ...]
    #: Whether events of these days were lost before they were counted.
    incomplete: bool


class Definitions(Record):
    """What every figure of a report is."""

    definitions: tuple[Definition, ...]


def measures(figures: Figures, target: Target) -> Measures:
    """Return what follows from the figures."""
    calls, interpreting, callbacks = figures.calls, figures.interpreting, figures.callbacks
    return Measures(
        service_level=service_level.service_level(calls, target),
        abandon_rate=service_level.abandon_rate(calls),
        average_speed_of_answer_s=service_level.speed_of_answer_s(calls),
        average_handling_s=service_level.handling_s(calls),
        rating=service_level.rating(calls),
        interpreter_found=service_level.interpreter_found(interpreting),
        interpreter_wait_s=service_level.interpreter_wait_s(interpreting),
        callbacks_in_time=service_level.callbacks_in_time(callbacks),
        first_contact_s=service_level.first_contact_s(callbacks),
    )


@dataclass(frozen=True, kw_only=True)
class ReportApi:
    """Reports over days, and their tables as files."""

    reports: Reports
    keeper: StatisticsKeeper
    directory: Directory
    tenancy: Tenancy
    people: Callable[[], Awaitable[Iterable[Staff]]]
    now: Callable[[], int]

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations."""
        return (
            Operation(
                method="GET",
                path="/statistics/report",
                action="statistics.read",
                summary="Figures over local days, by time, place, language, subject, hour and person.",
                query=DayQuery,
                answer=ReportTold,
                handler=self._report,
            ),
            Operation(
                method="GET",
                path="/statistics/definitions",
                action="statistics.define",
                summary="What every figure of a report is, in Dutch and English.",
                answer=Definitions,
                handler=self._definitions,
            ),
            Operation(
                method="GET",
                path="/statistics/export",
                action="statistics.export",
                summary="One table of a report as CSV or Parquet; columns are named as in the report.",
                query=ExportQuery,
                answer=Download,
                handler=self._export,
            ),
        )

    async def _definitions(self, _asked: Asked) -> Definitions:
        return Definitions(definitions=DEFINITIONS)

    async def _report(self, asked: Asked) -> ReportTold:
        query: DayQuery = asked.query
        await self.keeper.catch_up()
        told = await self.reports.report(query.wanted, people=self.people, now=self.now())
        own = tuple(each for each in told.people if self._oversees(asked, each.staff_id))
        accounts = {each.staff_id: each for each in self.directory.everybody}
        return _told(told.model_copy(update={"people": own}), query.target, accounts)

    async def _export(self, asked: Asked) -> Download:
        query: ExportQuery = asked.query
        await self.keeper.catch_up()
        name = f"{query.table}-{query.from_day}-{query.to_day}.{query.format}"
        content = await table_file(self.reports, query, told_of=partial(self._oversees, asked))
        return Download(name=name, content_type=query.format.content_type, content=content)

    def _oversees(self, asked: Asked, staff_id: str) -> bool:
        return asked.asker.realm.has(self.tenancy.of_person(staff_id))


async def table_file(
    reports: Reports, query: ExportQuery, *, told_of: Callable[[str], bool] = lambda _: True
) -> bytes:
    """Return a table as a file; of people, those whom it may tell of."""
    by = frozenset({Dimension.LOCATION} if query.table is Table.PEOPLE else query.by)
    rows = await reports.rows(query.wanted, query.table, by)
    if query.table is Table.PEOPLE:
        rows = [row for row in rows if told_of(row[0].location)]
    sheet = Sheet(table=query.table, step=query.step, by=by, target=query.target)
    return await sheet.written(rows, query.format)


def _told(told: DayReport, target: Target, accounts: Mapping[str, Account]) -> ReportTold:
    return ReportTold(
        from_day=told.from_day,
        to_day=told.to_day,
        target=target,
        formula_in_words=target.formula.in_words,
        total=Told(figures=told.total, measures=measures(told.total, target)),
        before=Told(figures=told.before, measures=measures(told.before, target)),
        over_time=tuple(
            MomentTold(
                day=each.day, hour=each.hour, figures=each.figures, measures=measures(each.figures, target)
            )
            for each in told.over_time
        ),
        by_location=_shares(told.by_location, target),
        by_language=_shares(told.by_language, target),
        by_subject=_shares(told.by_subject, target),
        hours=told.hours,
        people=tuple(_person(row, accounts.get(row.staff_id)) for row in told.people),
        incomplete=told.incomplete,
    )


def _person(row: PersonRow, account: Account | None) -> PersonTold:
    return PersonTold(
        staff_id=row.staff_id,
        # Who left the service is known by their account's name alone.
        display_name=account.display_name if account else row.staff_id,
        role=account.role if account else None,
        figures=row.figures,
        occupancy=service_level.occupancy(row.figures),
    )


def _shares(shares: Sequence[Any], target: Target) -> tuple[ShareTold, ...]:
    return tuple(
        ShareTold(value=each.value, figures=each.figures, measures=measures(each.figures, target))
        for each in shares
    )
