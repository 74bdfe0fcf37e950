"""Tables of figures, as text for a terminal or as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scripts.simulation.figures import Figure

_ABSENT = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of words; ``note`` says what must be known to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def text(self) -> str:
        """Set it for a terminal: the first column to the left, numbers to the right."""
        widths = [
            max(len(row[column]) for row in (self.columns, *self.rows)) for column in range(len(self.columns))
        ]
        lines = [self.title, "-" * len(self.title)]
        for row in (self.columns, *self.rows):
            words = (
                word.ljust(width) if not at else word.rjust(width)
                for at, (word, width) in enumerate(zip(row, widths, strict=True))
            )
            lines.append("  ".join(words).rstrip())
        return "\n".join((*lines, *([self.note] if self.note else [])))

    def markdown(self) -> str:
        """Write it as a Markdown table."""
        ruler = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"**{self.title}**", ""]
        lines += ["| " + " | ".join(row) + " |" for row in (self.columns, ruler, *self.rows)]
        return "\n".join((*lines, *(["", self.note] if self.note else [])))


def seconds(figure: Figure) -> str:
    """Write a duration in s with its interval."""
    return _with_half(figure, lambda value: f"{value:.1f} s", lambda half: f"{half:.1f}")


def share(figure: Figure) -> str:
    """Write a share in percent with its interval."""
    return _with_half(figure, lambda value: f"{100 * value:.1f} %", lambda half: f"{100 * half:.1f}")


def number(figure: Figure) -> str:
    """Write a count with its interval."""
    return _with_half(figure, lambda value: f"{value:.1f}", lambda half: f"{half:.1f}")


def signed(written: str) -> str:
    """Write a difference with its sign."""
    return written if written.startswith("-") else f"+{written}"


def percent(value: float | None) -> str:
    """Write a share without an interval."""
    return _ABSENT if value is None else f"{100 * value:.1f} %"


def _with_half(figure: Figure, value: Callable[[float], str], half: Callable[[float], str]) -> str:
    if figure.mean is None:
        return _ABSENT
    written = value(figure.mean)
    return written if figure.half is None else f"{written} ±{half(figure.half)}"


def joined(tables: Sequence[Table], *, markdown: bool) -> str:
    """Set several tables one after the other."""
    return "\n\n".join(table.markdown() if markdown else table.text() for table in tables)
