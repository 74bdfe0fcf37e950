"""A table of a report as a file: CSV (RFC 4180) or Parquet."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from callrouter.model.reports import Step
from callrouter.model.statistics import WAIT_CLASSES_S, CallFigures
from callrouter.policy import service_level
from callrouter.policy.rollup import LANES, Dimension, Dimensions, RowKey, Table
from callrouter.policy.service_level import Target
from signaling.http.api.parquet import Kind, as_columns, parquet

#: What follows from the figures of calls, beside them.
_MEASURES: Final = ("service_level", "abandon_rate", "average_speed_of_answer_s", "average_handling_s")

_Rows = Sequence[tuple[RowKey, dict[str, Any]]]


class Format(StrEnum):
    """Of what kind a file is."""

    CSV = "csv"
    PARQUET = "parquet"

    @property
    def content_type(self) -> str:
        """As HTTP names it."""
        return "text/csv; charset=utf-8" if self is Format.CSV else "application/vnd.apache.parquet"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a table's rows tell apart, and how the service level in them is measured."""

    table: Table
    step: Step
    by: Dimensions
    target: Target

    async def written(self, rows: _Rows, as_format: Format) -> bytes:
        """Return the file; made in a thread, as a year's rows are many."""
        return await asyncio.to_thread(self._written, rows, as_format)

    def _written(self, rows: _Rows, as_format: Format) -> bytes:
        names, values = self._names(), [self._values(key, of) for key, of in rows]
        if as_format is Format.PARQUET:
            return parquet(as_columns(names, values))
        text = io.StringIO()
        out = csv.writer(text)
        out.writerow(name for name, _ in names)
        out.writerows(values)
        return text.getvalue().encode()

    def _names(self) -> list[tuple[str, Kind]]:
        hourly = self.step is Step.HOUR
        told = [("day", Kind.DAY), ("hour", Kind.WHOLE)] if hourly else [(str(self.step), Kind.DAY)]
        names = {Dimension.LOCATION: "staff_id"} if self.table is Table.PEOPLE else {}
        told += [(names.get(each, str(each)), Kind.TEXT) for each in Dimension if each in self.by]
        if self.table is Table.CALLS:
            told += [(name, Kind.REAL) for name in _MEASURES]
        return told + [(_lane(self.table, *lane), Kind.WHOLE) for lane in LANES[self.table]]

    def _values(self, key: RowKey, of: dict[str, Any]) -> list[Any]:
        values: list[Any] = [date.fromordinal(key.day)]
        if self.step is Step.HOUR:
            values.append(key.hour)
        values += [getattr(key, each) for each in Dimension if each in self.by]
        if self.table is Table.CALLS:
            calls = CallFigures.model_construct(**of)
            values += [
                service_level.service_level(calls, self.target),
                service_level.abandon_rate(calls),
                service_level.speed_of_answer_s(calls),
                service_level.handling_s(calls),
            ]
        lanes = LANES[self.table]
        return values + [of[figure] if number is None else of[figure][number] for figure, number in lanes]


def _lane(table: Table, figure: str, number: int | None) -> str:
    """Name one figure: waits by the upper end of their class, ratings by stars, others by hour."""
    if number is None:
        return figure
    if table is Table.HOURS:
        return f"{figure}_{number:02}h"
    if figure.endswith("_waits"):
        ends = number < len(WAIT_CLASSES_S)
        return f"{figure}_to_{WAIT_CLASSES_S[number]}s" if ends else f"{figure}_longer"
    return f"{figure}_{number + 1}"
