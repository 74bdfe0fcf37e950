"""Measure the queue engine, beside a trivial script and beside other queues, all in one run.

Everything runs on private servers with append-only files, written every second, as the embedded one is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any, NamedTuple

import uvloop

from scripts.benchmarks import cost, nodes, peers, plot, tables
from scripts.benchmarks.servers import running

PARTS = ("staff", "waiting", "nodes", "peers", "batching")


class Extent(NamedTuple):
    """How much is measured."""

    rounds: int
    staff: list[int]
    waiting: list[int]
    calls: int


FULL = Extent(rounds=3, staff=[10, 1_000, 10_000], waiting=[10, 1_000, 100_000, 1_000_000], calls=2000)
QUICK = Extent(rounds=1, staff=[10, 1_000], waiting=[10, 10_000], calls=500)
#: The server's own CPU is cheap to measure and noisy: more rounds.
COST_ROUNDS = 5


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


async def measure(kind: str, extent: Extent, parts: list[str]) -> dict[str, Any]:
    """Measure these parts, one after the other; prints each as it is known."""
    with running(kind) as server:
        told: dict[str, Any] = {
            "date": dt.datetime.now(dt.UTC).date().isoformat(),
            "server": server.version,
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
            "load_average_before": os.getloadavg()[0],
        }
    say(f"{told['server']}; {told['machine']}; load average {told['load_average_before']:.1f}")
    if "staff" in parts:
        told["staff"] = await cost.of_staff(kind, extent.staff, COST_ROUNDS * extent.rounds)
        print(tables.sizes("A call, by people who are ready", "people", told["staff"]))
    if "waiting" in parts:
        told["waiting"] = await cost.of_waiting(kind, extent.waiting, COST_ROUNDS * extent.rounds, say)
        print(tables.sizes("A call, by calls that wait", "waiting", told["waiting"]))
    if "nodes" in parts:
        told["nodes"] = await nodes.measure(kind, rounds=extent.rounds, calls=extent.calls)
        print(
            tables.nodes(
                "Whole calls; request to offer seen on another node", "client processes", told["nodes"]
            )
        )
    if "peers" in parts:
        told["peers"] = await peers.measure(kind, rounds=extent.rounds, jobs=extent.calls)
        print(tables.peers(told["peers"]))
    if "batching" in parts:
        told["batching"] = await nodes.batching(kind, rounds=extent.rounds, calls=extent.calls)
        print(tables.nodes("One client process, calls at once", "sent", told["batching"]))
    told["load_average_after"] = os.getloadavg()[0]
    return told


def main() -> None:
    """Measure, print tables, and keep what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench queue", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller, in about a minute")
    parser.add_argument("--server", choices=["embedded", "redis"], default="embedded")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS), help="measure these parts")
    parser.add_argument("--json", type=Path, help="keep every figure here")
    parser.add_argument("--plots", type=Path, help="draw queue-growth.svg and queue-peers.svg in this folder")
    options = parser.parse_args()
    told = uvloop.run(measure(options.server, QUICK if options.quick else FULL, options.only))
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    if options.plots:
        for part, name, draw in (("waiting", "growth", plot.growth), ("peers", "peers", plot.beside)):
            if part in told:
                (options.plots / f"queue-{name}.svg").write_text(draw(told[part]))


if __name__ == "__main__":
    main()
