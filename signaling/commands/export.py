"""The ``callrouter export`` command: what is kept, as a file; beside a running node."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, Final, TextIO

import uvloop
from pydantic import ValidationError

from callrouter.model.directory import Directory
from callrouter.model.reports import Step
from callrouter.policy.local_time import Zones
from callrouter.policy.rollup import Table
from callrouter.services.audit_search import exported
from callrouter.services.audit_trail import ActionNotes, AuditKeeper
from callrouter.services.reports import Reports
from callrouter.services.statistics import StatisticsKeeper
from signaling.audit_export import AuditFormat
from signaling.commands.directories import directory_of
from signaling.commands.options import Commands, add_action, add_beside_node, add_group, add_settings
from signaling.http.api.day_reports import ExportQuery, table_file
from signaling.http.api.tables import Format
from signaling.settings import Settings, SettingsError
from signaling.stores import beside_node

#: Who exports, in the journal.
_OPERATOR: Final = "operator"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days by this machine's clock, both included."""

    first: date
    last: date

    @property
    def from_at(self) -> int:
        """When it begins; UTC epoch ms."""
        return _midnight(self.first)

    @property
    def to_at(self) -> int:
        """When it is over; UTC epoch ms."""
        return _midnight(self.last + timedelta(days=1))


def add(commands: Commands) -> None:
    """Add the command."""
    actions = add_group(commands, "export", "write what is kept to the standard output", run, metavar="WHAT")
    _add_report(add_action(actions, "report", "write one table of a report; the export is noted"))
    command = add_action(actions, "audit", "write what staff did, the oldest first; the export is noted too")
    _add_days(command)
    command.add_argument(
        "--format",
        choices=[*map(str, AuditFormat)],
        default=AuditFormat.CSV,
        help="csv for people, jsonl with all that the chain's hashes cover (default: csv)",
    )
    add_settings(command, {})


def run(arguments: Namespace, settings: Settings) -> int:
    """Write what is asked for, beside a running node."""
    first, last = (day or date.today() for day in (arguments.first, arguments.last))  # noqa: DTZ011  (by this machine's clock)
    if arguments.action == "audit":
        period, form = Period(first=first, last=last), AuditFormat(arguments.format)
        return uvloop.run(export_audit(settings, period, form, out=sys.stdout))
    directory = directory_of(settings, demo=arguments.demo)
    query = _query(
        from_day=first,
        to_day=last,
        format=arguments.format,
        table=arguments.table,
        step=arguments.step,
        by=arguments.by,
    )
    return uvloop.run(export_report(settings, directory, query, out=sys.stdout.buffer))


async def export_audit(settings: Settings, period: Period, form: AuditFormat, *, out: TextIO) -> int:
    """Write the audit trail of a time, the oldest entry first; that it was is an entry itself. Returns 0.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    async with beside_node(settings) as stores:
        await ActionNotes(stores.audit_trail).note("export.made", by=_OPERATOR, subject="audit", outcome=form)
        await AuditKeeper(stores.audit_trail, stores.journal).catch_up()
        out.write(form.head)
        async for run in exported(stores.audit_trail, period.from_at, period.to_at):
            out.write(form.lines(run))
    return 0


async def export_report(
    settings: Settings, directory: Directory, query: ExportQuery, *, out: BinaryIO
) -> int:
    """Write one table of a report; that it was stands in the audit trail. Returns 0.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    async with beside_node(settings) as stores:
        zones = Zones.of(directory)
        notes = ActionNotes(stores.audit_trail)
        await notes.note("export.made", by=_OPERATOR, subject="statistics", outcome=query.format)
        await StatisticsKeeper(stores.statistics, stores.journal, zones=zones).catch_up()
        file = await table_file(Reports(stores.statistics, zones), query)
    out.write(file)
    return 0


def _midnight(day: date) -> int:
    return round(datetime.combine(day, datetime.min.time()).astimezone().timestamp() * 1000)


def _add_days(command: ArgumentParser) -> None:
    for name, kept_as, text in (
        ("from", "first", "first day, like 2026-11-01"),
        ("to", "last", "last day"),
    ):
        command.add_argument(
            f"--{name}",
            dest=kept_as,
            metavar="DAY",
            type=date.fromisoformat,
            help=f"{text}; default: today",
        )


def _add_report(command: ArgumentParser) -> None:
    _add_days(command)
    command.add_argument(
        "--table", choices=[*map(str, Table)], default=Table.CALLS, help="which figures (default: calls)"
    )
    command.add_argument(
        "--step",
        choices=[*map(str, Step)],
        default=Step.DAY,
        help="how finely time is told apart (default: day)",
    )
    command.add_argument(
        "--by",
        default="location,language,subject",
        metavar="NAMES",
        help="what else rows tell apart, of location,language,subject (default: all three)",
    )
    command.add_argument(
        "--format", choices=[*map(str, Format)], default=Format.CSV, help="csv or parquet (default: csv)"
    )
    add_beside_node(command)


def _query(**asked: Any) -> ExportQuery:
    try:
        return ExportQuery.model_validate(asked, strict=False)
    except ValidationError as error:
        raise SettingsError("; ".join(fault["msg"] for fault in error.errors(include_url=False))) from error
