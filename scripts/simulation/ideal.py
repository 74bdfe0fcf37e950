"""The ideal queue: n equal people, first come first served, no time lost, in a dozen lines of arithmetic.

What the engine is held against, call by call, and what itself is held against theory with far more calls.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

from callrouter.simulation.visitors import Visitor


class IdealCall(NamedTuple):
    """When a call was answered, or else given up; ms after it came."""

    wait_ms: int
    answered: bool


def ideal_queue(visitors: Sequence[Visitor], people: int) -> list[IdealCall]:
    """Play these visitors, in their order, through the ideal queue of so many people."""
    free_at = [0] * people
    calls: list[IdealCall] = []
    for visitor in visitors:
        wait_ms = max(0, free_at[0] - visitor.arrives_at)
        if visitor.patience_ms is not None and visitor.patience_ms < wait_ms:
            calls.append(IdealCall(visitor.patience_ms, answered=False))
            continue
        calls.append(IdealCall(wait_ms, answered=True))
        heapq.heapreplace(free_at, visitor.arrives_at + wait_ms + visitor.handling_ms)
    return calls
