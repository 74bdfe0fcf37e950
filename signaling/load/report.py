"""What a run is told as at a terminal: a line while it goes, and tables at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from signaling.load.ledger import Breach
from signaling.load.run import Figures
from signaling.load.timings import Distribution

_PARTS = tuple(Distribution.model_fields)


class Progress:
    """Shows how a run stands; at anything but a terminal nothing is shown until its end."""

    def __init__(self, console: Console, *, seconds: float) -> None:
        self._seconds = seconds
        self._live = Live(console=console, refresh_per_second=2, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, figures: Figures) -> None:
        """Show how it stands now."""
        if self._live.console.is_terminal:
            left = max(0, round(self._seconds - figures.seconds))
            self._live.update(Group(Text(f"{left} s to go, then they finish"), tables(figures)))


def tables(figures: Figures) -> RenderableType:
    """Return a run in tables."""
    return Group(_pairs(_counts(figures)), _timings(figures), _pairs(_breaches(figures)))


def summary(figures: Figures, faults: Sequence[str], failed: Sequence[str]) -> RenderableType:
    """Return a run in tables, and what is wrong with it."""
    said = [Text(fault, style="bold red") for fault in faults]
    if failed:
        said.append(Text(f"signed out: {', '.join(failed[:10])}", style="bold red"))
    return Group(tables(figures), *(said or [Text("all as expected", style="green")]))


def _counts(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "seconds", f"{figures.seconds:g}"
    yield "connections", f"{figures.online}, {figures.lost_connections} lost, {figures.not_back} not back"
    yield "messages heard", f"{figures.messages} ({figures.messages / max(figures.seconds, 1):.0f} a second)"
    yield "calls asked for", f"{figures.asked} ({figures.asked / max(figures.came_s, 1):.1f} a second)"
    yield "offered, answered", f"{figures.offered}, {figures.answered}"
    yield "live now", f"{figures.live}"
    yield "no booth was free", f"{figures.turned_away}"
    ended = ", ".join(f"{reason} {count}" for reason, count in sorted(figures.ended.items()))
    yield "ended", ended or "none"
    refused = ", ".join(f"{code} {count}" for code, count in sorted(figures.refusals.items()))
    yield "refused", refused or "nothing"


def _breaches(figures: Figures) -> Iterator[tuple[str, str]]:
    for breach in Breach:
        yield breach.replace("_", " "), f"{figures.breaches.get(breach, 0)}"


def _pairs(rows: Iterator[tuple[str, str]]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table


def _timings(figures: Figures) -> Table:
    table = Table("ms", *_PARTS, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for span, told in figures.timings.items():
        table.add_row(span, *(f"{getattr(told, part):,.5g}" for part in _PARTS))
    return table
