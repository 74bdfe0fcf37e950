"""The audit trail as a file: for people as CSV, and with what its chain can be checked by as JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from callrouter.model.audit_trail import AuditEntry
from callrouter.queueing import KeptEntry

_COLUMNS: Final = (
    "number",
    "time_utc",
    "by",
    "action",
    "subject",
    "reference",
    "outcome",
    "why",
    "event_id",
    "hash",
)
#: With which a spreadsheet takes a cell for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class AuditFormat(StrEnum):
    """How entries are written."""

    CSV = "csv"
    #: One object a line: ``entry``, byte for byte as its hash covers it, and ``hash``.
    JSONL = "jsonl"

    @property
    def content_type(self) -> str:
        """What a browser is told that it is."""
        return "text/csv; charset=utf-8" if self is AuditFormat.CSV else "application/jsonl; charset=utf-8"

    @property
    def head(self) -> str:
        """What stands before the first entry."""
        return _csv([_COLUMNS]) if self is AuditFormat.CSV else ""

    @property
    def lines(self) -> Callable[[Iterable[KeptEntry]], str]:
        """What writes some entries."""
        return _csv_lines if self is AuditFormat.CSV else _json_lines


def _json_lines(entries: Iterable[KeptEntry]) -> str:
    return "".join(f'{{"entry":{kept.text},"hash":"{kept.hash}"}}\n' for kept in entries)


def _csv_lines(entries: Iterable[KeptEntry]) -> str:
    rows = []
    for kept in entries:
        entry = AuditEntry.kept(kept.text)
        at = datetime.fromtimestamp(entry.at / 1000, tz=UTC).isoformat(timespec="milliseconds")
        told = (entry.by, entry.action, entry.subject, entry.reference, entry.outcome, entry.why)
        rows.append((str(entry.number), at, *map(_cell, told), entry.event_id, kept.hash))
    return _csv(rows)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _cell(text: str | None) -> str:
    return "" if text is None else f"'{text}" if text.startswith(_FORMULA) else text
