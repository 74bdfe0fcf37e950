"""Charts as SVG text: lines with bands, bars with error marks, clouds of points; no library is needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

#: Told apart by most who see colors differently (Okabe and Ito).
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#333333")
_INK, _FAINT, _GRID = "#222222", "#666666", "#e4e4e4"
_FONT = "font-family=\"'Liberation Sans', Arial, Helvetica, sans-serif\""
_TICKS = 5

Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """A named line through points; ``halves``: how far each may be off, drawn as a band."""

    name: str
    points: Sequence[tuple[float, float]]
    halves: Sequence[float] = ()
    dashed: bool = False
    #: Points alone, without a line.
    dots: bool = False
    #: Which color it has; by itself that of its place among the series.
    color: int | None = None

    def ink(self, place: int) -> str:
        """Return its color."""
        return COLORS[(place if self.color is None else self.color) % len(COLORS)]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the half width of its mark."""

    name: str
    value: float
    half: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """Where on the page, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Page:
    """A chart in the making."""

    width: int
    height: int
    title: str
    subtitle: str = ""
    parts: list[str] = field(default_factory=list)

    def svg(self) -> str:
        """Return the finished document."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" {_FONT}>'
        )
        words = [f"<title>{escape(self.title)}</title>", '<rect width="100%" height="100%" fill="#ffffff"/>']
        self.text(24, 30, self.title, size=17, bold=True)
        if self.subtitle:
            self.text(24, 50, self.subtitle, size=12.5, color=_FAINT)
        return "\n".join((head, *words, *self.parts, "</svg>", ""))

    def text(  # noqa: PLR0913  (what a text has)
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        anchor: str = "start",
        color: str = _INK,
        bold: bool = False,
        turned: bool = False,
    ) -> None:
        """Write words; ``anchor``: start, middle or end."""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        weight = ' font-weight="bold"' if bold else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}"'
            f"{weight}{turn}>{escape(words)}</text>"
        )

    def line(
        self, start: tuple[float, float], end: tuple[float, float], color: str, width: float = 1
    ) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = start, end
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"'
            f' stroke-width="{width}"/>'
        )

    def legend(self, box: Box, series: Sequence[Series]) -> None:
        """Name the series above a box, from the left."""
        x = box.left
        for number, each in enumerate(series):
            color, y = each.ink(number), box.top - 12
            if each.dots:
                self.parts.append(f'<circle cx="{x + 9}" cy="{y - 4}" r="4" fill="{color}"/>')
            else:
                dash = ' stroke-dasharray="5 4"' if each.dashed else ""
                self.parts.append(
                    f'<line x1="{x}" y1="{y - 4}" x2="{x + 18}" y2="{y - 4}" stroke="{color}"'
                    f' stroke-width="3"{dash}/>'
                )
            self.text(x + 24, y, each.name)
            x += 44 + 6.6 * len(each.name)


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: from where to where, how its numbers are written, what it is."""

    label: str
    low: float
    high: float
    write: Format = "{:g}".format
    #: Where it is marked; by itself at round numbers.
    ticks: Sequence[float] = ()

    def marks(self) -> Sequence[float]:
        """Return where it is marked."""
        return self.ticks or round_marks(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Plane:
    """A box with two axes."""

    box: Box
    across: Axis
    up: Axis

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where on the page a point is."""
        box, across, up = self.box, self.across, self.up
        return (
            box.left + (x - across.low) / (across.high - across.low) * box.width,
            box.top + box.height - (y - up.low) / (up.high - up.low) * box.height,
        )

    def draw(self, page: Page, *, marks_across: bool = True) -> None:
        """Draw the grid and what stands at the axes."""
        box = self.box
        bottom = box.top + box.height
        for mark in self.up.marks():
            _, y = self.at(self.across.low, mark)
            page.line((box.left, y), (box.left + box.width, y), _GRID)
            page.text(box.left - 8, y + 4, self.up.write(mark), size=11.5, anchor="end", color=_FAINT)
        if marks_across:
            for mark in self.across.marks():
                x, _ = self.at(mark, self.up.low)
                page.line((x, bottom), (x, bottom + 5), _FAINT)
                page.text(x, bottom + 19, self.across.write(mark), size=11.5, anchor="middle", color=_FAINT)
        page.line((box.left, bottom), (box.left + box.width, bottom), _FAINT)
        page.text(box.left + box.width / 2, bottom + 40, self.across.label, anchor="middle")
        if self.up.label:
            page.text(box.left - 50, box.top + box.height / 2, self.up.label, anchor="middle", turned=True)


def round_marks(low: float, high: float) -> list[float]:
    """Return some five round numbers between the two."""
    rough = (high - low) / _TICKS
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(step * each, 10) for each in range(first, math.floor(high / step + 1e-9) + 1)]


def draw_lines(page: Page, plane: Plane, series: Sequence[Series]) -> None:
    """Draw lines with their bands, or points, within a plane, and name them."""
    plane.draw(page)
    for number, each in enumerate(series):
        color = each.ink(number)
        if each.halves:
            upper = [
                plane.at(x, min(y + h, plane.up.high))
                for (x, y), h in zip(each.points, each.halves, strict=True)
            ]
            lower = [
                plane.at(x, max(y - h, plane.up.low))
                for (x, y), h in zip(each.points, each.halves, strict=True)
            ]
            page.parts.append(
                f'<polygon points="{_path([*upper, *reversed(lower)])}" fill="{color}" opacity="0.15"/>'
            )
        at = [plane.at(x, y) for x, y in each.points]
        if each.dots:
            page.parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}" opacity="0.85"/>' for x, y in at
            ]
        else:
            dash = ' stroke-dasharray="5 4"' if each.dashed else ""
            page.parts.append(
                f'<polyline points="{_path(at)}" fill="none" stroke="{color}" stroke-width="2.2"'
                f' stroke-linejoin="round"{dash}/>'
            )
    page.legend(plane.box, series)


def draw_cloud(page: Page, plane: Plane, points: Sequence[tuple[float, float]]) -> None:
    """Draw many points so that their density shows, and the line where both are equal."""
    plane.draw(page)
    for x, y in points:
        if x <= plane.across.high and y <= plane.up.high:
            cx, cy = plane.at(x, y)
            page.parts.append(
                f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="2.4" fill="{COLORS[0]}" opacity="0.35"/>'
            )
    least = min(plane.across.high, plane.up.high)
    page.line(plane.at(0, 0), plane.at(least, least), COLORS[1], 2)


def draw_bars(page: Page, box: Box, heading: str, bars: Sequence[Bar], write: Format) -> None:
    """Draw bars with their values above them, and a heading over them."""
    highest = max((bar.value + bar.half for bar in bars), default=1.0) or 1.0
    plane = Plane(box, Axis("", 0, len(bars)), Axis("", 0, highest * 1.18, write))
    plane.draw(page, marks_across=False)
    page.text(box.left, box.top - 12, heading, size=13, bold=True)
    for number, bar in enumerate(bars):
        color = COLORS[number % len(COLORS)]
        left, top = plane.at(number + 0.18, bar.value)
        right, bottom = plane.at(number + 0.82, 0)
        middle = (left + right) / 2
        page.parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}"'
            f' height="{max(bottom - top, 0):.1f}" fill="{color}" opacity="0.88"/>'
        )
        _, high = plane.at(0, bar.value + bar.half)
        if bar.half:
            _, low = plane.at(0, max(bar.value - bar.half, 0))
            page.line((middle, high), (middle, low), _INK, 1.4)
            page.line((middle - 6, high), (middle + 6, high), _INK, 1.4)
            page.line((middle - 6, low), (middle + 6, low), _INK, 1.4)
        page.text(middle, high - 6, write(bar.value), size=11.5, anchor="middle")
        for line, word in enumerate(bar.name.split("\n")):
            page.text(middle, bottom + 17 + 14 * line, word, size=11.5, anchor="middle")


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
