"""What was measured, as tables of text: best of the rounds, and their median in parentheses."""

from __future__ import annotations

from typing import Any

from scripts.benchmarks.cost import STEPS

Row = dict[str, Any]


def _grid(title: str, head: list[str], rows: list[list[str]]) -> str:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = []
    for row in [head, *rows]:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join([row[0].ljust(len(first)), *others]))
    return "\n".join(["", title, "-" * len(title), *lines])


def _both(value: Row, digits: int = 0) -> str:
    return f"{value['best']:,.{digits}f} ({value['median']:,.{digits}f})"


def sizes(title: str, what: str, of_sizes: Row) -> str:
    """Show the cost of a cycle, by how many people or calls there are."""
    head = [what, *STEPS, "cycle", "x trivial", "growth"]
    rows = [
        [
            f"{int(size):,}",
            *(_both(row[step]["cpu_us"], 1 if step == "trivial" else 0) for step in STEPS),
            _both(row["cycle"]["cpu_us"]),
            _both(row["times_trivial"]["cpu_us"]),
            _both(row["growth"], 2),
        ]
        for size, row in of_sizes.items()
    ]
    table = _grid(f"{title}: us of server CPU", head, rows)
    for size, row in of_sizes.items():
        if "bytes_per_call" in row:
            table += f"\n{int(size):,} calls wait: {row['bytes_per_call']:,.0f} bytes each"
    return table


def nodes(title: str, what: str, rows: Row) -> str:
    """Show calls a second, and what they cost."""
    timed = "p50_ms" in next(iter(rows.values()))
    head = [
        what,
        "cycles/s",
        *(["p50 ms", "p99 ms"] if timed else []),
        "client us/cycle",
        "server us/cycle",
        "server busy",
    ]
    body = [
        [
            name,
            _both(row["cycles_per_s"]),
            *(_both(row[kind], 1) for kind in ("p50_ms", "p99_ms") if timed),
            _both(row["client_us_per_cycle"]),
            _both(row["server_us_per_cycle"]),
            f"{row['server_busy']['median']:.0%}",
        ]
        for name, row in rows.items()
    ]
    return _grid(title, head, body)


def peers(rows: Row) -> str:
    """Show every queue at the calm rate and flat out."""
    head = ["", "calm p50 ms", "calm p99 ms", "flat out jobs/s", "flat out p50 ms", "server us/job"]
    body = [
        [
            name,
            *(_both(ways["calm"][kind], 2) for kind in ("p50_ms", "p99_ms")),
            *(_both(ways["flat_out"][kind]) for kind in ("jobs_per_s", "p50_ms", "server_us_per_job")),
        ]
        for name, ways in rows.items()
    ]
    return _grid("Enqueued by one process, picked up by another", head, body)
