"""A crowd of robots: brought in, kept connected, sent home."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from random import Random
from types import TracebackType
from typing import Any, Final, Self

from signaling.auth.identity import Page
from signaling.load.behavior import Behavior
from signaling.load.line import SignedOutError
from signaling.load.media import Media
from signaling.load.robot import Robot, Stage
from signaling.load.site import Pass, Site, SiteError
from signaling.load.visitor import Visitor
from signaling.load.worker import Worker

#: Connected, or signed in, at once: more would be more than a node's limits for one address let in.
_AT_ONCE: Final = 32
#: How long somebody may take to be connected, s.
_PATIENCE_S: Final = 60.0


class Robots:
    """All robots of a run; closing disconnects them as pages that are closed."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        behavior: Behavior | None = None,
        seed: int = 1,
        ssl: bool = True,
        media: float = 0,
    ) -> None:
        """``ssl``: whether certificates are checked; ``media``: which share has picture and sound, 0 to 1."""
        self.site = Site(urls, ssl=ssl)
        self.stage = Stage(self.site, behavior or Behavior())
        self.visitors: list[Visitor] = []
        self.workers: list[Worker] = []
        #: Who was signed out, or couldn't be who they should.
        self.failed: list[str] = []
        self._seed, self._media = seed, media
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.site.__aexit__(kind, error, trace)

    async def booths(self, names: Iterable[str]) -> list[Visitor]:
        """Connect booths that are known by their names (``open_booths``). Raises SiteError."""
        return await self.enrolled({name: self.site.booth(name) for name in names})

    async def enrolled(self, passes: Mapping[str, Pass]) -> list[Visitor]:
        """Connect booths by what they are known by. Raises SiteError."""
        found = [
            Visitor(_booth_id(name), self.stage, known_by, node=number, chance=self._chance(name))
            for number, (name, known_by) in enumerate(passes.items(), start=len(self.visitors))
        ]
        await self._bring_in(found)
        self.visitors += found
        for visitor in found:
            await visitor.leaves()
        return found

    async def staff(
        self, passwords: Mapping[str, str], page: Page = Page.DESK, kind: type[Worker] = Worker
    ) -> list[Worker]:
        """Sign people in (name to password), connect them, and let them work. Raises SiteError."""
        names = list(passwords)
        first = len(self.workers)
        passes = await asyncio.gather(
            *(self._sign_in(name, passwords[name], page, first + n) for n, name in enumerate(names))
        )
        found = [
            kind(name, self.stage, known_by, node=first + n, chance=self._chance(name))
            for n, (name, known_by) in enumerate(zip(names, passes, strict=True))
        ]
        await self._bring_in(found)
        self.workers += found
        for worker in found:
            self._start(worker, worker.works(), "works")
        return found

    async def interpreters(self, passwords: Mapping[str, str]) -> list[Worker]:
        """Sign interpreters in, connect them, and let them work. Raises SiteError."""
        return await self.staff(passwords, Page.INTERPRETER)

    async def drop(self, robots: Iterable[Robot]) -> None:
        """Let these lose their connection at once; they connect anew by themselves."""
        await asyncio.gather(*(robot.line.drop() for robot in robots))

    async def all_back(self, within_s: float) -> bool:
        """Wait until everybody is connected; False when they aren't within the time (seconds)."""
        try:
            async with asyncio.timeout(within_s):
                for robot in (*self.visitors, *self.workers):
                    await robot.line.online.wait()
        except TimeoutError:
            return False
        return True

    async def _sign_in(self, name: str, password: str, page: Page, node: int) -> Pass:
        async with self._gate:
            return await self.site.sign_in(name, password, page, node=node)

    async def _bring_in(self, robots: Sequence[Robot]) -> None:
        async def connect(robot: Robot) -> None:
            async with self._gate:
                self._start(robot, robot.line.run(), "line")
                if not await _online(robot):
                    raise SiteError(f"{robot.name} can't connect")

        await asyncio.gather(*(connect(robot) for robot in robots))
        for robot in robots:
            if robot.chance.random() < self._media:
                self._start(robot, Media(robot).run(), "media")

    def _start(self, robot: Robot, work: Coroutine[Any, Any, None], what: str) -> None:
        async def play() -> None:
            try:
                await work
            except SignedOutError:
                self.failed.append(robot.name)

        task = asyncio.create_task(play(), name=f"{what} {robot.name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _chance(self, name: str) -> Random:
        """Each robot has its own chance: it doesn't depend on what others do."""
        return Random(f"{self._seed}/{name}")  # noqa: S311  (a play, no secret)


async def _online(robot: Robot) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            while not robot.line.is_signed_out:
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await robot.line.online.wait()
                        return True
    return False


def _booth_id(name: str) -> str:
    return name if name.startswith("booth:") else f"booth:{name}"
