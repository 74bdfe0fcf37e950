"""The figures of the whole service as a picture: how late events are told, and whose processor it takes."""

from __future__ import annotations

import io
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

_PARTS: Final = {"node": "#154273", "valkey": "#b85c00", "robots": "#999999"}


def drawn(told: dict[str, Any]) -> str:
    """Return the picture of ``bench system``'s figures as SVG."""
    mpl.rcParams["svg.hashsalt"] = "callrouter"
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    late, used = figure.subplots(1, 2)
    rates = [row["answered_s"] for row in told["calls"]]
    for share, style in (("p50", "o--"), ("p99", "o-")):
        late.plot(
            rates, [row["delivered_ms"][share] for row in told["calls"]], style, color="#154273", label=share
        )
    late.set(xlabel="calls answered a second", ylabel="an event is told after, ms", ylim=(0, None))
    late.set_title("One node, every page's events")
    late.legend()
    for part, color in _PARTS.items():
        used.plot(rates, [row["cpu"][part] for row in told["calls"]], "o-", color=color, label=part)
    used.set(xlabel="calls answered a second", ylabel="processors used", ylim=(0, None))
    used.set_title(f"Whose work it is ({told['cores']} cores)")
    used.legend()
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()
