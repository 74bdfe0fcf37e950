"""Tables of figures, as text for a terminal, as Markdown, or as values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from callrouter.simulation.figures import Figure

_ABSENT = "-"


class Cell(NamedTuple):
    """What stands in a table: as it is written, and as a program wants it."""

    text: str
    value: Any


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table, each row headed by a word; ``note`` says what must be known to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def text(self) -> str:
        """Set it for a terminal: the first column to the left, figures to the right."""
        written = [self.columns, *(tuple(cell.text for cell in row) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*written, strict=True)]
        lines = [self.title, "-" * len(self.title)]
        for first, *others in written:
            figures = (word.rjust(width) for word, width in zip(others, widths[1:], strict=True))
            lines.append("  ".join((first.ljust(widths[0]), *figures)).rstrip())
        return "\n".join((*lines, *([self.note] if self.note else [])))

    def markdown(self) -> str:
        """Write it as a Markdown table."""
        ruler = ("---", *("---:" for _ in self.columns[1:]))
        rows = (self.columns, ruler, *(tuple(cell.text for cell in row) for row in self.rows))
        lines = [f"**{self.title}**", "", *("| " + " | ".join(row) + " |" for row in rows)]
        return "\n".join((*lines, *(["", self.note] if self.note else [])))

    def values(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        rows = [dict(zip(self.columns, (cell.value for cell in row), strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "note": self.note}


def word(text: str) -> Cell:
    """Put a word."""
    return Cell(text, text)


def count(value: int) -> Cell:
    """Put a number of things."""
    return Cell(f"{value:,}".replace(",", " "), value)


def seconds(figure: Figure, *, signed: bool = False) -> Cell:
    """Put a duration in s with its interval."""
    sign = "+" if signed else ""
    return _figure(figure, lambda value: f"{value:{sign}.1f} s", lambda half: f"{half:.1f}")


def share(figure: Figure, *, signed: bool = False) -> Cell:
    """Put a share in percent with its interval; a difference of shares in points of a percent."""
    sign, unit = ("+", "pt") if signed else ("", "%")
    return _figure(figure, lambda value: f"{100 * value:{sign}.1f} {unit}", lambda half: f"{100 * half:.1f}")


def number(figure: Figure, *, signed: bool = False) -> Cell:
    """Put a mean number of things with its interval."""
    sign = "+" if signed else ""
    return _figure(figure, lambda value: f"{value:{sign}.1f}", lambda half: f"{half:.1f}")


def percent(value: float | None) -> Cell:
    """Put a share without an interval."""
    return Cell(_ABSENT if value is None else f"{100 * value:.1f} %", value)


def plain_seconds(value: float | None) -> Cell:
    """Put a duration in s without an interval."""
    return Cell(_ABSENT if value is None else f"{value:.1f} s", value)


def _figure(figure: Figure, value: Callable[[float], str], half: Callable[[float], str]) -> Cell:
    if figure.mean is None:
        return Cell(_ABSENT, None)
    written = value(figure.mean)
    if figure.half is not None:
        written += f" ±{half(figure.half)}"
    return Cell(written, figure.model_dump())


def joined(tables: Sequence[Table], *, markdown: bool) -> str:
    """Set several tables one after the other."""
    return "\n\n".join(table.markdown() if markdown else table.text() for table in tables)
