"""A run in pictures; needs what ``pip install 'callrouter[load]'`` adds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signaling.load.course import Moment
from signaling.load.timings import Timings

if TYPE_CHECKING:
    from collections.abc import Sequence

_BOX = (7.5, 4.2)


class NoPlotsError(Exception):
    """What draws isn't installed; the message says how to get it."""


def check_plots() -> Any:
    """Return what draws. Raises NoPlotsError."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  (an extra: most installations never draw)
        from matplotlib import figure  # noqa: PLC0415
    except ImportError:
        raise NoPlotsError("plots need matplotlib: pip install 'callrouter[load]'") from None
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "callrouter"  # the same run, the same file
    return figure


def draw(folder: Path, timings: Timings, moments: Sequence[Moment]) -> list[Path]:
    """Draw how durations were spread and how the run went; return the files. Raises NoPlotsError, OSError."""
    figure = check_plots()
    folder.mkdir(parents=True, exist_ok=True)
    return [_spread(figure, folder / "timings.svg", timings), _went(figure, folder / "course.svg", moments)]


def _spread(drawing: Any, file: Path, timings: Timings) -> Path:
    picture = drawing.Figure(figsize=_BOX, layout="constrained")
    axes = picture.add_subplot(xscale="log", xlabel="ms", ylabel="share no longer than that", ylim=(0, 1))
    for span, histogram in timings.of.items():
        if histogram.count:
            points = histogram.shares()
            axes.step([ms for ms, _ in points], [share for _, share in points], where="post", label=span)
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    picture.savefig(file, metadata={"Date": None})
    return file


def _went(drawing: Any, file: Path, moments: Sequence[Moment]) -> Path:
    picture = drawing.Figure(figsize=_BOX, layout="constrained")
    connections, calls, rates = picture.subplots(3, 1, sharex=True)
    times = [moment.at_s for moment in moments]
    connections.plot(times, [moment.online for moment in moments], label="connections")
    calls.plot(times, [moment.live for moment in moments], label="live calls")
    for name, counts in (
        ("asked for a second", [moment.asked for moment in moments]),
        ("answered a second", [moment.answered for moment in moments]),
    ):
        found = [
            (late - early) / max(then - before, 0.001)
            for (early, late), (before, then) in zip(pairwise(counts), pairwise(times), strict=True)
        ]
        rates.plot(times[1:], found, label=name)
    rates.set_xlabel("s")
    for axes in (connections, calls, rates):
        axes.grid(alpha=0.3)
        axes.set_ylim(bottom=0)
        axes.legend(loc="lower left")
    picture.savefig(file, metadata={"Date": None})
    return file
