"""A run: visitors arrive at free booths as they do in life, and what came of it is told at the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final

from callrouter.model.records import Record
from callrouter.model.states import EndReason
from signaling.load.behavior import Visit
from signaling.load.crowd import Robots
from signaling.load.ledger import Breach
from signaling.load.line import SignedOutError
from signaling.load.timings import Distribution, Span
from signaling.load.visitor import Visitor

#: How often whoever watches is told.
_LOOK_S: Final = 0.5


class Figures(Record):
    """How a run stands, or stood at its end."""

    seconds: float
    #: For how long visitors came.
    came_s: float
    #: Calls that were asked for, offered to somebody, answered; and those not over yet.
    asked: int
    offered: int
    answered: int
    live: int
    ended: dict[EndReason, int]
    #: Visitors who came while no booth was free.
    turned_away: int
    #: Requests that were refused, by code.
    refusals: dict[str, int]
    #: Connections now, those lost since the beginning, and robots that aren't connected though they should.
    online: int
    lost_connections: int
    not_back: int
    messages: int
    breaches: dict[Breach, int]
    #: A call that each breach is about.
    examples: dict[Breach, str]
    timings: dict[Span, Distribution]

    @property
    def refused(self) -> int:
        """How many requests were refused."""
        return sum(self.refusals.values())


class Run:
    """Lets visitors come for a while."""

    def __init__(self, robots: Robots, *, calls_per_s: float, seed: int = 1) -> None:
        """Let calls come at random moments (Poisson), ``calls_per_s`` on average; the seed says which."""
        self._robots, self._rate = robots, calls_per_s
        self._chance = Random(f"{seed}/arrivals")  # noqa: S311  (a play, no secret)
        self._free = list(robots.visitors)
        self._visits: set[asyncio.Task[None]] = set()
        self._turned_away = 0
        self._began = time.monotonic()
        self._came_until: float | None = None

    async def play(
        self,
        duration_s: float,
        *,
        drain_s: float = 60.0,
        watch: Callable[[Figures], None] | None = None,
        stop: asyncio.Event | None = None,
    ) -> Figures:
        """Let visitors come for so long; then let those who are there finish, ``drain_s`` at most, and leave.

        ``watch`` is told twice a second. When ``stop`` is set nobody comes any more, and all leave at once.
        """
        stop = stop or asyncio.Event()
        watching = asyncio.create_task(self._watch(watch)) if watch is not None else None
        try:
            coming = asyncio.create_task(self.arrivals(duration_s), name="arrivals")
            stopping = asyncio.create_task(stop.wait(), name="stop")
            done, left = await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.gather(*done)
            self._came_until = time.monotonic()
            return await self.finish(drain_s, at_once=stop.is_set())
        finally:
            if watching is not None:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            await self._cancel()

    async def arrivals(self, duration_s: float) -> None:
        """Let visitors come for so long, each at a booth that is free."""
        end = due = time.monotonic()
        end += duration_s
        while (due := due + self._chance.expovariate(self._rate)) < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.comes()
        await asyncio.sleep(max(0.0, end - time.monotonic()))

    def comes(self, visit: Visit | None = None) -> bool:
        """Let one visitor come now; False when no booth is free."""
        visit = visit or self._robots.stage.behavior.draw_visit(self._chance)
        if not self._free:
            self._turned_away += 1
            return False
        number = self._chance.randrange(len(self._free))
        self._free[number], self._free[-1] = self._free[-1], self._free[number]
        booth = self._free.pop()
        task = asyncio.create_task(self._visit(booth, visit), name=f"visit at {booth.name}")
        self._visits.add(task)
        task.add_done_callback(self._visits.discard)
        return True

    async def finish(self, drain_s: float, *, at_once: bool = False) -> Figures:
        """Wait until the visitors who are there are done; the others leave. Return how it went."""
        if self._visits and not at_once:
            await asyncio.wait(set(self._visits), timeout=drain_s)
        if self._visits:
            leaving = [visitor.leaves() for visitor in self._robots.visitors]
            with suppress(TimeoutError):
                async with asyncio.timeout(drain_s):
                    await asyncio.gather(*leaving, return_exceptions=True)
            if self._visits:
                await asyncio.wait(set(self._visits), timeout=drain_s)
        await self._robots.all_back(drain_s)
        self._robots.stage.ledger.settle()
        return self.figures()

    def figures(self) -> Figures:
        """Return how it stands."""
        robots, ledger, traffic = self._robots, self._robots.stage.ledger, self._robots.stage.traffic
        waited = {Span.WAITED: ledger.waited.distribution()} if ledger.waited.count else {}
        everybody = [*robots.visitors, *robots.workers]
        now = time.monotonic()
        return Figures(
            seconds=round(now - self._began, 1),
            came_s=round((self._came_until or now) - self._began, 1),
            asked=ledger.asked,
            offered=ledger.offered,
            answered=ledger.answered,
            live=ledger.live,
            ended=dict(ledger.ended),
            turned_away=self._turned_away,
            refusals=dict(traffic.refusals),
            online=traffic.online,
            lost_connections=traffic.lost,
            not_back=sum(not robot.line.online.is_set() for robot in everybody),
            messages=traffic.heard,
            breaches={breach: ledger.breaches[breach] for breach in Breach},
            examples=dict(ledger.examples),
            timings=traffic.timings.told() | waited,
        )

    async def _visit(self, booth: Visitor, visit: Visit) -> None:
        try:
            await booth.visits(visit)
        except SignedOutError:
            return  # a booth that is no booth any more takes no visitors
        self._free.append(booth)

    async def _watch(self, watch: Callable[[Figures], None]) -> None:
        while True:
            watch(self.figures())
            await asyncio.sleep(_LOOK_S)

    async def _cancel(self) -> None:
        visits = list(self._visits)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
