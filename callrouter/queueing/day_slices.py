"""The figures of a UTC day as they are kept: in slices, so that a filter reads little of what it leaves out.

One slice adds up everything by each dimension alone. Others hold what is of one place, of one language, of
one subject, or of one language and subject. People have one of their own, as no filter is about them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import repeat
from typing import Any, Final

from callrouter.model.reports import Filter
from callrouter.policy.rollup import (
    ALL,
    EVERY,
    LANE,
    LANES,
    Dimension,
    Dimensions,
    RowKey,
    Rows,
    Table,
    narrowed,
)

#: Names what tells how the slices are to be read.
HEAD: Final = "head"
PEOPLE: Final = "people"
_EVERYTHING: Final = "all"
_LANE_BITS: Final = 8 * LANE
_CUTS: Final[tuple[Dimensions, ...]] = (
    frozenset(),
    frozenset({Dimension.LOCATION}),
    frozenset({Dimension.LANGUAGE}),
    frozenset({Dimension.SUBJECT}),
    frozenset({Dimension.LANGUAGE, Dimension.SUBJECT}),
)

Packed = dict[str, bytes]
#: A year has a row for each place and day: this takes half the time of ``RowKey(…)``.
_key = tuple.__new__
_Pairs = list[tuple[RowKey, int]]


def slice_of(table: Table, told_apart: Dimensions, only: Filter) -> str | None:
    """Name the slice that tells so much apart of what a filter lets through; None = those of all places."""
    if table is Table.PEOPLE:
        return PEOPLE
    cut = frozenset(each for each in Dimension if getattr(only, each) is not None)
    if Dimension.LOCATION in cut:
        cut = frozenset({Dimension.LOCATION})
    elif not any(told_apart <= choice for choice in _choices(table, cut)):
        return None
    return _name(cut, RowKey(0, only.location or ALL, only.language or ALL, only.subject or ALL))


def is_of_a_place(name: str) -> bool:
    """Say whether a slice holds what is of one place."""
    return name.startswith(f"{Dimension.LOCATION}=")


def packed(tables: Mapping[Table, Rows], starts_at: int, *, lost: bool = False) -> Packed:
    """Return the tables of a UTC day as they are kept; ``lost``: not every event of it was counted."""
    first = _ordinal_of(starts_at)
    parts: dict[str, list[tuple[list[Any], bytes]]] = {}
    for table, rows in tables.items():
        if table is Table.PEOPLE:
            parts |= {PEOPLE: [_part(table, EVERY, list(rows.items()), first)]} if rows else {}
            continue
        for cut in _CUTS:
            for choice in _choices(table, cut):
                for name, of_slice in _sliced(narrowed(rows, choice), cut).items():
                    parts.setdefault(name, []).append(_part(table, choice, of_slice, first))
    return {HEAD: _head(lost=lost)} | {name: _written(of) for name, of in parts.items()}


class KeptDay:
    """A UTC day, as far as its slices were read. Each is taken apart once."""

    def __init__(self, starts_at: int, kept: Packed) -> None:
        self._first = _ordinal_of(starts_at)
        head = json.loads(kept[HEAD])
        #: Whether events of the day were lost.
        self.lost: bool = head["lost"]
        self._lanes: dict[str, list[str]] = head["lanes"]
        self._slices = [text for name, text in kept.items() if name != HEAD]
        self._read: dict[Table, dict[Dimensions, _Pairs]] = {}

    def rows(self, table: Table, told_apart: Dimensions) -> _Pairs:
        """Return the fewest rows of a table that tell so much apart."""
        while self._slices:
            self._take_apart(self._slices.pop())
        fit = [rows for choice, rows in self._read.get(table, {}).items() if told_apart <= choice]
        return min(fit, key=len, default=[])

    def _take_apart(self, text: bytes) -> None:
        head, _, body = zlib.decompress(text).partition(b"\n")
        read, at = int.from_bytes, 0
        for name, choice, offsets, *columns in json.loads(head):
            table = Table(name)
            names = self._lanes[name]
            own, size = names == _lane_names(table), LANE * len(names)
            keys = zip(
                [self._first + offset for offset in offsets],
                *map(_spread, columns),
                repeat(None),
                strict=False,
            )
            end = at + size * len(offsets)
            rows = [read(body[place : place + size], "little") for place in range(at, end, size)]
            at = end
            if not own:
                rows = [_rearranged(table, names, row) for row in rows]
            pairs = [(_key(RowKey, key), row) for key, row in zip(keys, rows, strict=True)]
            self._read.setdefault(table, {}).setdefault(frozenset(choice), []).extend(pairs)


def _choices(table: Table, cut: Dimensions) -> tuple[Dimensions, ...]:
    """Return what rows of a slice tell apart, each beside what all of the slice is of."""
    if Dimension.LOCATION in cut:
        return (EVERY,)
    if table is Table.HOURS:
        return (cut,)
    return tuple(cut | {each} for each in Dimension if each not in cut)


def _name(cut: Dimensions, key: RowKey) -> str:
    return " ".join(f"{each}={getattr(key, each)}" for each in Dimension if each in cut) or _EVERYTHING


def _sliced(rows: Rows, cut: Dimensions) -> dict[str, _Pairs]:
    slices: dict[str, _Pairs] = {}
    for key, row in rows.items():
        slices.setdefault(_name(cut, key), []).append((key, row))
    return slices


def _part(table: Table, choice: Dimensions, rows: _Pairs, first: int) -> tuple[list[Any], bytes]:
    """Return what is said of rows, and the rows; a column that is the same all the way is said once."""
    days, *columns = zip(*(key[:-1] for key, _ in rows), strict=True)
    size = LANE * len(LANES[table])
    said = [column[0] if len(set(column)) == 1 else column for column in columns]
    head = [table, sorted(choice), [day - first for day in days], *said]
    return head, b"".join(row.to_bytes(size, "little") for _, row in rows)


def _written(parts: Sequence[tuple[list[Any], bytes]]) -> bytes:
    head = json.dumps([said for said, _ in parts], separators=(",", ":")).encode()
    return zlib.compress(b"\n".join((head, b"".join(rows for _, rows in parts))))


def _spread(column: str | list[str]) -> Iterable[str]:
    return repeat(column) if isinstance(column, str) else column


def _head(*, lost: bool) -> bytes:
    lanes = {table: _lane_names(table) for table in Table}
    return json.dumps({"lost": lost, "lanes": lanes}, separators=(",", ":")).encode()


def _ordinal_of(starts_at: int) -> int:
    """Return the ordinal of the date on which a UTC day starts."""
    return datetime.fromtimestamp(starts_at / 1000, UTC).toordinal()


@cache
def _lane_names(table: Table) -> list[str]:
    return [figure if number is None else f"{figure}/{number}" for figure, number in LANES[table]]


def _rearranged(table: Table, names: Sequence[str], row: int) -> int:
    """Return a row of a version that counts other figures as one of this version's."""
    places = {name: place for place, name in enumerate(_lane_names(table))}
    mask = (1 << _LANE_BITS) - 1
    return sum(
        (row >> place * _LANE_BITS & mask) << places[name] * _LANE_BITS
        for place, name in enumerate(names)
        if name in places
    )
