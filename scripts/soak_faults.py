"""Break one thing after the other, at random, under load: after each all must be well, and soon."""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import sys
import tempfile
from pathlib import Path

from tests.faults.random_faults import Faults, Outage


def main() -> int:
    """Run until the time is over or something is wrong; 0 when nothing was."""
    parser = argparse.ArgumentParser(prog="scripts/soak faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="how long faults are begun (default: 5)")
    parser.add_argument("--seed", type=int, help="which faults, in which order (default: a new one, printed)")
    parser.add_argument(
        "--away-s", type=float, default=30, help="how long what is away is away (default: 30)"
    )
    parser.add_argument("--json", type=Path, help="write what took how long here")
    arguments = parser.parse_args()
    seed = secrets.randbelow(10**9) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="callrouter-faults-") as folder:
        faults = Faults(Path(folder), seed, away_s=arguments.away_s)
        outages = asyncio.run(faults.break_things(arguments.minutes * 60, tell=_tell))
    if arguments.json:
        told = [{"fault": each.fault, "seconds": round(each.seconds, 2)} for each in outages]
        arguments.json.write_text(json.dumps(told, indent=1))
    print(f"{len(outages)} faults, nothing lost, doubled or overtaken")
    return 0


def _tell(outage: Outage) -> None:
    print(f"{outage.fault:24} everybody back and talking after {outage.seconds:5.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
