"""Writes a flat table as a Parquet file: one row group, plain values, pages compressed by gzip.

As much of the format as reports need (parquet-format 2.11), since a library that knows all of it is 55 MB.
Tests read what comes out with Apache Arrow.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from itertools import groupby
from typing import Any, Final, NamedTuple

_MAGIC: Final = b"PAR1"
_EPOCH: Final = date(1970, 1, 1).toordinal()
_PLAIN, _RLE, _GZIP = 0, 3, 2
_STOP: Final = b"\0"


class Kind(Enum):
    """Of what a column is: physical type and, where it says more, converted type."""

    WHOLE = (2, None)
    REAL = (5, None)
    TEXT = (6, 0)
    DAY = (1, 6)


class Column(NamedTuple):
    """A named column; None stands for no value."""

    name: str
    kind: Kind
    values: Sequence[Any]


def parquet(columns: Sequence[Column]) -> bytes:
    """Return the file of columns of the same length."""
    written, chunks = bytearray(_MAGIC), []
    for column in columns:
        offset = len(written)
        page, plain_size = _page(column)
        written += page
        chunks.append(_chunk(column, offset, plain_size, len(page)))
    rows = len(columns[0].values) if columns else 0
    group = _fields((1, _records(chunks)), (2, _long(len(written) - len(_MAGIC))), (3, _long(rows)))
    schema = [_fields((4, _text("report")), (5, _int(len(columns)))), *map(_element, columns)]
    footer = _fields(
        (1, _int(2)),
        (2, _records(schema)),
        (3, _long(rows)),
        (4, _records([group] if rows else [])),
        (6, _text("callrouter")),
    )
    return bytes(written + footer + struct.pack("<I", len(footer)) + _MAGIC)


def _element(column: Column) -> bytes:
    physical, converted = column.kind.value
    told = [(1, _int(physical)), (3, _int(1)), (4, _text(column.name))]
    return _fields(*told, *([] if converted is None else [(6, _int(converted))]))


def _page(column: Column) -> tuple[bytes, int]:
    """Return the one page of a column with its head, and how large both were uncompressed."""
    levels = b"".join(
        _varint(2 * len(list(run))) + bytes([there])
        for there, run in groupby(v is not None for v in column.values)
    )
    body = struct.pack("<I", len(levels)) + levels + _values(column)
    packed = gzip.compress(body, mtime=0)
    of_data = _fields((1, _int(len(column.values))), (2, _int(_PLAIN)), (3, _int(_RLE)), (4, _int(_RLE)))
    head = _fields((1, _int(0)), (2, _int(len(body))), (3, _int(len(packed))), (5, (12, of_data)))
    return head + packed, len(head) + len(body)


def _values(column: Column) -> bytes:
    there = [value for value in column.values if value is not None]
    match column.kind:
        case Kind.WHOLE:
            return struct.pack(f"<{len(there)}q", *there)
        case Kind.REAL:
            return struct.pack(f"<{len(there)}d", *there)
        case Kind.DAY:
            return struct.pack(f"<{len(there)}i", *(day.toordinal() - _EPOCH for day in there))
        case Kind.TEXT:
            texts = [text.encode() for text in there]
            return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def _chunk(column: Column, offset: int, plain_size: int, size: int) -> bytes:
    told = _fields(
        (1, _int(column.kind.value[0])),
        (2, (9, _list(5, [_zigzag(_PLAIN), _zigzag(_RLE)]))),
        (3, (9, _list(8, [_string(column.name)]))),
        (4, _int(_GZIP)),
        (5, _long(len(column.values))),
        (6, _long(plain_size)),
        (7, _long(size)),
        (9, _long(offset)),
    )
    return _fields((2, _long(offset)), (3, (12, told)))


# Thrift's compact protocol: a field is its type and its bytes ---------------------------------------

_Field = tuple[int, bytes]


def _fields(*fields: tuple[int, _Field]) -> bytes:
    """Return a struct; numbers ascend, no two of them more than 15 apart."""
    written, last = bytearray(), 0
    for number, (kind, value) in fields:
        written += bytes([(number - last) << 4 | kind]) + value
        last = number
    return bytes(written) + _STOP


def _int(number: int) -> _Field:
    return 5, _zigzag(number)


def _long(number: int) -> _Field:
    return 6, _zigzag(number)


def _text(text: str) -> _Field:
    return 8, _string(text)


def _records(structs: Sequence[bytes]) -> _Field:
    return 9, _list(12, structs)


def _list(kind: int, items: Sequence[bytes]) -> bytes:
    return bytes([0xF0 | kind]) + _varint(len(items)) + b"".join(items)


def _string(text: str) -> bytes:
    encoded = text.encode()
    return _varint(len(encoded)) + encoded


def _zigzag(number: int) -> bytes:
    return _varint(2 * number if number >= 0 else -2 * number - 1)


def _varint(number: int) -> bytes:
    written = bytearray()
    while number >= 1 << 7:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def as_columns(names: Iterable[tuple[str, Kind]], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """Return rows as columns."""
    return [Column(name, kind, [row[place] for row in rows]) for place, (name, kind) in enumerate(names)]
