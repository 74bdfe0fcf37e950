"""The ``callrouter export`` command: what is kept, as a file; beside a running node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO, Final, TextIO

from callrouter.model.directory import Directory
from callrouter.policy.local_time import Zones
from callrouter.services.audit_search import exported
from callrouter.services.audit_trail import ActionNotes, AuditKeeper
from callrouter.services.reports import Reports
from callrouter.services.statistics import StatisticsKeeper
from signaling.audit_export import AuditFormat
from signaling.http.api.day_reports import ExportQuery, table_file
from signaling.settings import Settings
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
