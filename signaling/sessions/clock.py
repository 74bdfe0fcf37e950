"""The wall clock of this node, for what is shown; what decides uses the engine's."""

from __future__ import annotations

import time


def now_ms() -> int:
    """Return UTC epoch milliseconds."""
    return time.time_ns() // 1_000_000
