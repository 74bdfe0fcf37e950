"""Run the queue engine's proofs over and over with other random commands, until time is up or one fails."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from itertools import cycle
from typing import Final

_PROOFS: Final = (
    "tests/queueing/test_any_order.py",
    "tests/queueing/test_concurrency.py",
    "tests/queueing/test_server_killed.py",
)
_EXAMPLES: Final = 300
_STEPS: Final = 100
_COMMANDS: Final = 10_000
_KILLS: Final = 20
_LIVES: Final = 20


def main() -> int:
    """Run proofs in turn; 0 when none failed, the failed one's status otherwise."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long new runs are begun (default: 30)")
    parser.add_argument("--only", choices=_PROOFS, help="this proof alone")
    parser.add_argument("--server", choices=("valkey", "redis"), help="this server alone")
    arguments = parser.parse_args()
    longer = {
        "SOAK_EXAMPLES": str(_EXAMPLES),
        "SOAK_STEPS": str(_STEPS),
        "SOAK_COMMANDS": str(_COMMANDS),
        "SOAK_KILLS": str(_KILLS),
        "SOAK_LIVES": str(_LIVES),
    }
    ends_at = time.monotonic() + arguments.minutes * 60
    runs = 0
    for proof in cycle((arguments.only,) if arguments.only else _PROOFS):
        if time.monotonic() >= ends_at:
            break
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", proof]
        if arguments.server:
            words[-1:] = [proof, "-k", f"[{arguments.server}]"]
        print(f"-- {time.strftime('%H:%M:%S')} {proof}", flush=True)
        status = subprocess.run(words, env=os.environ | longer, check=False).returncode  # noqa: S603  (our own words)
        if status:
            return status
        runs += 1
    print(f"{runs} runs, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
