"""Two plots as SVG, drawn without a library: growth with the queue, and this queue beside others."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from scripts.benchmarks.cost import STEPS

Row = dict[str, Any]

_WIDTH, _HEIGHT = 760, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 50, 50
_COLORS = ("#154273", "#b85c00", "#1f7a4d", "#8a2b6b", "#555555")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}"
    ".t{font-weight:600;font-size:15px}.n{fill:#555}.g{stroke:#ddd}"
)
#: Names of lines lie no closer than this.
_LINE_HEIGHT = 15


def _svg(height: int, title: str, body: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'width="{_WIDTH}" height="{height}" aria-label="{escape(title)}">'
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>'
    )
    return "\n".join([head, _text(16, 26, title, "t"), *body, "</svg>\n"])


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="g"/>'


def _round_up(value: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power: float = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def growth(of_sizes: Row) -> str:
    """Draw what each script and the whole cycle cost, by how many calls wait."""
    logs = [math.log10(int(size)) for size in of_sizes]
    names = ("cycle", *(step for step in STEPS if step != "trivial"))
    lines = {name: [row[name]["cpu_us"]["best"] for row in of_sizes.values()] for name in names}
    top = _round_up(max(max(values) for values in lines.values()))
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(log: float) -> float:
        return _LEFT + wide * (log - logs[0]) / (logs[-1] - logs[0])

    def y(value: float) -> float:
        return _TOP + high * (1 - value / top)

    body = []
    for tick in range(5):
        value = top * tick / 4
        body += [
            _line(_LEFT, y(value), _LEFT + wide, y(value)),
            _text(_LEFT - 8, y(value) + 4, f"{value:.0f}", "n", "end"),
        ]
    for size, log in zip(of_sizes, logs, strict=True):
        body.append(_text(x(log), _HEIGHT - 26, f"{int(size):,}", "n", "middle"))
    body.append(_text(_LEFT + wide / 2, _HEIGHT - 8, "calls waiting", "n", "middle"))
    place = 0.0
    by_last = sorted(zip(lines.items(), _COLORS, strict=True), key=lambda line: -line[0][1][-1])
    grown = of_sizes[next(reversed(of_sizes))]["growth"]["best"]
    for (name, values), color in by_last:
        points = [(x(log), y(value)) for log, value in zip(logs, values, strict=True)]
        drawn = " ".join(f"{at:.1f},{height:.1f}" for at, height in points)
        body.append(f'<polyline points="{drawn}" fill="none" stroke="{color}" stroke-width="2.5"/>')
        body += [f'<circle cx="{at:.1f}" cy="{height:.1f}" r="3.5" fill="{color}"/>' for at, height in points]
        place = max(points[-1][1] + 4, place + _LINE_HEIGHT)  # names must not lie on each other
        words = f"whole call: {grown:.2f} times" if name == "cycle" else name
        body.append(f'<text x="{points[-1][0] + 12:.1f}" y="{place:.1f}" style="fill:{color}">{words}</text>')
    return _svg(_HEIGHT, "Server CPU for each script of a call, µs (best of the rounds)", body)


def beside(rows: Row) -> str:
    """Draw how long a job waits to be picked up at a calm rate, and how many go through flat out."""
    panels = (
        ("calm", "p50_ms", "Picked up after, ms, median (bar) and 99 % (line); logarithmic", "p99_ms", 2),
        (
            "flat_out",
            "jobs_per_s",
            "Flat out: jobs a second (ours: whole calls, of four scripts each)",
            None,
            0,
        ),
    )
    body: list[str] = []
    top = 60.0
    for way, kind, title, tail, digits in panels:
        body.append(_text(16, top, title, "n"))
        values = {name: ways[way][kind]["median"] for name, ways in rows.items()}
        tails = {name: ways[way][tail]["median"] for name, ways in rows.items()} if tail else values
        scale = _scale(0.1 if tail else 0.0, max(tails.values()))
        for number, (name, value) in enumerate(values.items()):
            y = top + 14 + 30 * number
            color = _COLORS[0] if number == 0 else _COLORS[4]
            body += [
                _text(110, y + 15, name, "", "end"),
                f'<rect x="120" y="{y:.0f}" width="{scale(value):.1f}" height="20" fill="{color}"/>',
            ]
            if tail:
                body.append(
                    f'<path d="M{120 + scale(value):.1f} {y + 10:.0f}H{120 + scale(tails[name]):.1f}m0-5v10" '
                    f'stroke="{color}" stroke-width="2" fill="none"/>'
                )
            body.append(_text(128 + scale(tails[name]), y + 15, f"{value:,.{digits}f}"))
        top += 14 + 30 * len(values) + 40
    return _svg(int(top - 20), "Enqueued by one process, picked up by another, on the same Valkey", body)


def _scale(low: float, high: float) -> Any:
    wide = _WIDTH - 220
    if low:
        return lambda value: wide * math.log10(value / low) / math.log10(high / low)
    return lambda value: wide * value / high
