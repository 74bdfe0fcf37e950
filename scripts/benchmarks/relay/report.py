"""What was measured, as text: medians of the rounds with their extent, and how we stand beside Janus."""

from __future__ import annotations

import statistics
from typing import Any, Final

Row = dict[str, Any]

_FIGURES: Final = ("cpu_us", "loss", "p50_us", "p99_us", "forwarded_per_s")
#: packets a second that a participant of a call at 640x480 sends: picture and sound
_SENT_PER_S: Final = 170 + 50
_MICROSECONDS: Final = 1e6


def line(row: Row) -> str:
    """Return one stretch in one line."""
    return (
        f"{row['relay']:11} x{row['people']} {row['rate']:>7,} {row['forwarded_per_s']:>8,.0f}/s"
        f" {row['cpu_us']:6.1f} us {row['busy']:6.1%} loss {row['loss']:7.3%} p50 {row['p50_us']:6.0f}"
        f" p99 {row['p99_us']:7.0f} us again {row['repeated']:>4.0f} rtcp {row['rtcp_received']:>5.0f}"
        f" late {row['late_ms']:.1f} ms"
    )


def summary(rows: list[Row]) -> list[Row]:
    """Return (median, least, most) of each figure for each relay, size of call and rate."""
    kinds = dict.fromkeys((row["people"], row["rate"], row["relay"]) for row in rows)
    told = []
    for people, rate, relay in kinds:
        mine = [r for r in rows if (r["people"], r["rate"], r["relay"]) == (people, rate, relay)]
        figures = {name: _extent([row[name] for row in mine]) for name in _FIGURES}
        told.append({"people": people, "rate": rate, "relay": relay, "rounds": len(mine), **figures})
    return sorted(told, key=lambda row: (row["people"], row["rate"]))


def _extent(values: list[float]) -> list[float]:
    return [statistics.median(values), min(values), max(values)]


def text(told: dict[str, Any]) -> str:
    """Return the table, the ratios and what one call costs."""
    out = [f"{told['date']}, {told['machine']}, load average before {told['load_average_before']:.1f}", ""]
    out.append("CPU us a forwarded packet: median [least-most]; calls a core at that cost")
    for row in told["summary"]:
        cost, least, most = row["cpu_us"]
        call = row["people"] * (row["people"] - 1) * _SENT_PER_S
        out.append(
            f"x{row['people']} {row['rate']:>7,}/s {row['relay']:11} {cost:6.1f} [{least:.1f}-{most:.1f}]"
            f"  {_MICROSECONDS / cost / call:4.0f} calls  lost {row['loss'][0]:.2%}"
            f"  p50 {row['p50_us'][0]:,.0f} us  p99 {row['p99_us'][0]:,.0f} us"
        )
    out += ["", *verdict(told["summary"])]
    for row in told.get("one_call", ()):
        out.append(
            f"one call 640x480: {row['relay']:10} {row['busy']:.1%} of a core,"
            f" {row['sent']:.0f} packets/s sent, {row['came']:.0f} came"
        )
    return "\n".join(out)


def verdict(rows: list[Row]) -> list[str]:
    """Return our cost as a ratio to the better Janus and to aiortc, for each rate."""
    cost = {(row["people"], row["rate"], row["relay"]): row["cpu_us"][0] for row in rows}
    told = []
    for people, rate in dict.fromkeys((row["people"], row["rate"]) for row in rows):
        ours = cost.get((people, rate, "ours"))
        janus = [cost[k] for k in cost if k[:2] == (people, rate) and k[2].startswith("janus")]
        aiortc = cost.get((people, rate, "aiortc"))
        if ours is None or not (janus or aiortc):
            continue
        words = [f"x{people} {rate:,}/s:"]
        if janus:
            words.append(f"{ours / min(janus):.2f} of Janus' better, {ours / max(janus):.2f} of its other")
        if aiortc is not None:
            words.append(f"aiortc's forwarding costs {aiortc / ours:.1f} times ours")
        told.append(" ".join(words))
    return told
