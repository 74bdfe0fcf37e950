"""The comparison with queueing theory as a table and a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from callrouter.simulation.figures import Figure
from scripts.simulation import tables
from scripts.simulation.plots import longer_than
from scripts.simulation.svg import Axis, Box, Page, Plane, Series, draw_lines
from scripts.simulation.tables import Cell, Table, percent
from scripts.simulation.theory_check import Comparison, Line

_TAIL_S = 240.0
_POINTS = 13
#: By how much the engine may differ from theory.
ALLOWED = 0.05


def agrees(comparison: Comparison) -> bool:
    """Say whether every figure, without the luck of the draw, is within the allowed distance of theory."""
    return all(line.off(line.adjusted) <= ALLOWED for line in comparison.lines)


def theory_table(comparison: Comparison) -> Table:
    """Set one comparison as a table."""
    rows = tuple(
        (
            tables.word(line.name),
            _written(line, Figure(mean=line.theory, half=None, replications=0)),
            _written(line, line.engine),
            percent(line.off(line.engine.mean)),
            _written(line, line.ideal_long),
            percent(line.off(line.adjusted)),
        )
        for line in comparison.lines
    )
    verdict = "every call waited exactly as long as in the ideal queue"
    if comparison.otherwise:
        verdict = f"{comparison.otherwise} calls waited otherwise than in the ideal queue"
    return Table(
        comparison.setting.name,
        ("", "theory", "engine", "off by", "ideal queue, 1 000 000 calls", "engine adjusted, off by"),
        rows,
        note=f"{comparison.calls} calls through the engine in {comparison.took_s:.0f} s; {verdict}.",
    )


def _written(line: Line, value: Figure) -> Cell:
    return tables.seconds(value) if line.seconds else tables.share(value)


def theory_plot(comparisons: Sequence[Comparison]) -> str:
    """Draw how many wait longer than how long: lines where theory has a formula, points of the engine."""
    chosen = [each for each in comparisons if each.setting.patience_s is None]
    page = Page(
        860,
        470,
        "Waits in the engine and in theory (Erlang C)",
        "Lines: theory. Points: calls through the real engine in virtual time.",
    )
    series = []
    for color, each in enumerate(chosen):
        steady = each.setting.theory()
        decay = steady.waits / steady.mean_wait_s
        steps = [_TAIL_S * step / (_POINTS - 1) for step in range(_POINTS)]
        line = [(at, steady.waits * math.exp(-decay * at)) for at in steps]
        tail = longer_than(each.waits_s, _TAIL_S)
        seen = tail[:: len(tail) // (_POINTS - 1)]
        series.append(Series(each.setting.name, line, color=color))
        series.append(Series(f"engine, {each.calls} calls", seen, dots=True, color=color))
    highest = max((y for each in series for _, y in each.points), default=1.0)
    up = Axis("share of calls that wait longer", 0, highest * 1.08, "{:.0%}".format)
    draw_lines(page, Plane(Box(88, 100, 740, 300), Axis("wait, s", 0, _TAIL_S), up), series)
    return page.svg()
