"""How pages are sent to other nodes when this one ends."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from signaling.protocol.errors import CloseCode
from signaling.sessions.connection import Connection

#: In groups, so that other nodes get no crowd at their doors: all within 10 s.
_LEAST_GROUP: Final = 50
_MOST_GROUPS: Final = 100
_PAUSE_S: Final = 0.1


async def part_gently(pages: Iterable[Connection], hurry: asyncio.Event) -> None:
    """Send pages away some at a time; ``hurry`` ends the waiting."""
    ordered = list(pages)
    random.shuffle(ordered)
    group = max(_LEAST_GROUP, math.ceil(len(ordered) / _MOST_GROUPS))
    for first in range(0, len(ordered), group):
        if first:
            await wait_for(hurry, _PAUSE_S * random.uniform(0.5, 1.5))  # noqa: S311 (not a secret)
        part_at_once(ordered[first : first + group])


def part_at_once(pages: Iterable[Connection]) -> None:
    """Send pages away, all of them."""
    for page in pages:
        page.close(CloseCode.GOING_AWAY)


async def wait_for(event: asyncio.Event, longest_s: float) -> None:
    """Wait until something happens, or for that long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(longest_s):
            await event.wait()
