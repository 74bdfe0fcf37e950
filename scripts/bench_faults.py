"""Measure how long it takes until all is well by itself when something is killed."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from scripts.benchmarks.faults import failovers

#: What is killed, what measures it, and within how many seconds all should be well.
_FAILOVERS: Final = (
    ("a signaling node: all its pages are at another", failovers.signaling, 2.0),
    ("a relay: both hear each other again", failovers.relay, 3.0),
    ("the server, started at once: a call is accepted", failovers.server, None),
    (
        "the server, by Sentinel (detection 1 s): a call is accepted",
        failovers.sentinel,
        failovers.DETECTION_S + 2,
    ),
)


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="scripts/bench faults", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is killed (default: 5)")
    parser.add_argument("--json", type=Path, help="write the figures here")
    arguments = parser.parse_args()
    rows = []
    print("| killed | median, s | worst, s | target, s |\n| --- | --- | --- | --- |", flush=True)
    for what, measure, target in _FAILOVERS:
        with tempfile.TemporaryDirectory(prefix="callrouter-faults-") as folder:
            took = asyncio.run(measure(Path(folder), arguments.rounds))
        rows.append({"killed": what, "seconds": took, "target": target})
        median, worst = statistics.median(took), max(took)
        print(f"| {what} | {median:.2f} | {worst:.2f} | {target or ''} |", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
