"""Waiting on conditions, never for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE_S = 30
PAUSE_S = 0.05

T = TypeVar("T")


async def until(
    observe: Callable[[], Awaitable[T]],
    accept: Callable[[T], bool],
    expectation: str,
    within_s: float = PATIENCE_S,
) -> T:
    """Observe again and again until it is as expected; complain with what was seen last."""
    end = asyncio.get_running_loop().time() + within_s
    while not accept(seen := await observe()):
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"expected {expectation} within {within_s} s; last seen: {seen!r}")
        await asyncio.sleep(PAUSE_S)
    return seen
