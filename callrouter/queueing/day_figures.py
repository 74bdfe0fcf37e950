"""Days of the statistics, added up: kept beside their intervals, and only while they equal them.

Whatever is added to an interval takes its day's sums away in the same step; they are made anew when the
day is over. So a report reads days where it can and intervals where it must, and both tell the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any, Final

from redis.asyncio import Redis
from redis.client import NEVER_DECODE

from callrouter.queueing.connect import reachable
from callrouter.queueing.day_slices import HEAD, Packed, is_of_a_place
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

DAY_MS: Final = 86_400_000
#: Marks a day whose sums are kept, in this form; others are made anew.
_KEPT: Final = "kept/3"


class DayFigures:
    """The sums of one deployment's days. Every method raises ``QueueUnavailableError``."""

    def __init__(self, client: Redis, *, namespace: str = "callrouter", keep_days: int = 400) -> None:
        self._client = client
        self._execute: Callable[..., Awaitable[Any]] = client.execute_command
        self._keys = Keys(namespace)
        self.keep_days = keep_days
        self._run = Scripts(client, self._keys, None).run

    async def marks(self) -> dict[int, str | None]:
        """Return the starts of UTC days with figures, each with its mark; None = its sums are kept."""
        with reachable():
            kept: Any = await self._client.hgetall(self._keys.statistics_days)
        return {int(day): None if mark == _KEPT else mark for day, mark in kept.items()}

    async def read(self, starts_at: int, slices: Collection[str] | None) -> Packed | None:
        """Return these slices of a day, as far as there are such; None when its sums aren't kept any more.

        Without names, the slices of all places.
        """
        name = self._keys.day_figures(starts_at)
        with reachable():
            if slices is None:
                there: Any = await self._client.hkeys(name)
                slices = [each for each in there if is_of_a_place(each)]
            kept: Any = await self._execute("HMGET", name, HEAD, *slices, **{NEVER_DECODE: True})
        if kept[0] is None:
            return None
        return {name: text for name, text in zip((HEAD, *slices), kept, strict=True) if text is not None}

    async def keep(self, starts_at: int, mark: str, slices: Packed) -> bool:
        """Keep a day's sums, unless it was added to since ``mark``: False then, and nothing changed."""
        pairs = [part for pair in slices.items() for part in pair]
        kept_s = self.keep_days * DAY_MS // 1000
        done = await self._run(ScriptName.ROLL_UP_DAY, starts_at, mark, kept_s, _KEPT, *pairs)
        return bool(done[0])

    async def forget(self, days: Iterable[int]) -> None:
        """Take days off whose figures are no longer kept."""
        if names := [str(day) for day in days]:
            with reachable():
                await self._client.hdel(self._keys.statistics_days, *names)
