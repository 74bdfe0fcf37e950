"""Plays one trial in a process of its own: it comes in as JSON, and how far it is goes out by line.

Each line is ``{"done": n}`` or, last, ``{"result": …}``. It gives way to all else on the machine, and ends by
itself when it takes too long, with the replications it has, or when nobody reads it any more.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Final

from callrouter.simulation.outlook import TrialRun
from callrouter.simulation.trial import Trial

#: How long it plays, and what it may take of the machine at most.
LONGEST_S: Final = 60.0
_MOST_CPU_S: Final = 120
_MOST_MEMORY: Final = 2 << 30
_NICE: Final = 15


def main() -> None:
    """Read the trial, play it, tell."""
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_CPU_S, _MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    began = time.monotonic()
    run = TrialRun(Trial.model_validate_json(sys.stdin.buffer.read()))
    for done in run.replications():
        _tell({"done": done})
        if done > 1 and time.monotonic() - began > LONGEST_S:
            break
    _tell({"result": run.result().model_dump(mode="json")})


def _tell(line: object) -> None:
    # Whoever asked is gone when this can't be written: it ends then.
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
