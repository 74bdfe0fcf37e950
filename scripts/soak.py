"""Run the proofs of queue and callback requests with other random commands each time, until one fails."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from itertools import cycle
from typing import Final

#: On Valkey alone: what differs between the servers is proven by the others.
_CALLBACKS: Final = "tests/services/test_callbacks_any_order.py"
_PROOFS: Final = (
    "tests/queueing/test_any_order.py",
    "tests/queueing/test_concurrency.py",
    "tests/queueing/test_server_killed.py",
    _CALLBACKS,
)
_EXAMPLES: Final = 300
_SEEDS: Final = 50
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
    wanted = (arguments.only,) if arguments.only else _PROOFS
    proofs = [proof for proof in wanted if proof != _CALLBACKS or arguments.server != "redis"]
    if not proofs:
        parser.error(f"{_CALLBACKS} runs on Valkey")
    longer = {
        "SOAK_EXAMPLES": str(_EXAMPLES),
        "SOAK_STEPS": str(_STEPS),
        "SOAK_COMMANDS": str(_COMMANDS),
        "SOAK_KILLS": str(_KILLS),
        "SOAK_LIVES": str(_LIVES),
    }
    ends_at = time.monotonic() + arguments.minutes * 60
    runs = 0
    for proof in cycle(proofs):
        if time.monotonic() >= ends_at:
            break
        if proof == _CALLBACKS:
            more = {"SOAK_EXAMPLES": str(_SEEDS), "SOAK_SEED": str(secrets.randbelow(10**9))}
        else:
            more = {}
        words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", proof]
        if arguments.server and proof != _CALLBACKS:
            words[-1:] = [proof, "-k", f"[{arguments.server}"]
        print(f"-- {time.strftime('%H:%M:%S')} {proof}", flush=True)
        status = subprocess.run(words, env=os.environ | longer | more, check=False).returncode  # noqa: S603  (our own words)
        if status:
            return status
        runs += 1
    print(f"{runs} runs, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
