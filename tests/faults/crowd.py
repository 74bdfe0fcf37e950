"""Visitors who call and talk, employees who answer: the load under which things break."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.faults.pages import Message, Page
from tests.faults.program import PATIENCE_S
from tests.signaling.conftest import until


class Visitor:
    """Asks for a call, waits for however long, talks for a moment, and comes again."""

    def __init__(self, page: Page, chance: random.Random) -> None:
        self.page = page
        self._chance = chance
        self._news = asyncio.Event()
        self._call: Message | None = None
        #: Calls that were accepted for this visitor.
        self.promised: list[str] = []
        #: Calls that this visitor ended.
        self.done: list[str] = []
        #: When the last of them was, by the monotonic clock.
        self.promised_at = 0.0
        page.follow = self._hears
        self.rests = False

    async def come_and_go(self) -> None:
        while True:
            if self.rests:
                await asyncio.sleep(0.05)
                continue
            answer = await self.page.ask("call.request", language="nl", subject="question")
            if answer["type"] == "error":
                await asyncio.sleep(0.2)
                continue
            call_id = str(answer["call_id"])
            if not self.promised or self.promised[-1] != call_id:
                self.promised.append(call_id)
                self.promised_at = time.monotonic()
            if await self._is_answered(call_id):
                await asyncio.sleep(self._chance.uniform(0.2, 1.0))
                await self.page.ask("call.leave", call_id=call_id)
                self.done.append(call_id)
            await asyncio.sleep(self._chance.uniform(0.1, 0.5))

    async def _is_answered(self, call_id: str) -> bool:
        while True:
            self._news.clear()
            call = self._call
            if call is not None and call["call_id"] == call_id:
                if call["state"] == "talking":
                    return True
                if call["state"] == "ended":
                    return False
            await self._news.wait()

    def _hears(self, message: Message) -> None:
        if "call" in message and message["type"] != "call.explained":
            self._call = message["call"]
            self._news.set()


class Employee:
    """Is ready, answers what rings, and is ready again."""

    def __init__(self, page: Page, chance: random.Random) -> None:
        self.page = page
        self._chance = chance
        self._news = asyncio.Event()
        self._staff: Message = {}
        page.follow = self._hears

    async def work(self) -> None:
        while True:
            self._news.clear()
            staff = self._staff
            if staff.get("activity") == "reserved":
                await asyncio.sleep(self._chance.uniform(0, 0.1))
                await self.page.ask("reservation.accept", reservation_id=staff["reservation_id"])
            elif staff.get("activity") == "wrap_up":
                await self.page.ask("wrap_up.finish", call_id=staff["call_id"], disposition="answered")
            elif staff.get("status") == "away" and not staff.get("next_status"):
                await self.page.ask("status.set", status="ready")
            if staff is self._staff:
                try:
                    # Looked at again, as a person would who sees that nothing happens.
                    async with asyncio.timeout(1.0):
                        await self._news.wait()
                except TimeoutError:
                    continue

    def _hears(self, message: Message) -> None:
        staff = message.get("staff")
        if message["type"] in {"snapshot", "staff.changed"} and staff and staff["staff_id"] == self.page.name:
            self._staff = staff
            self._news.set()


class Crowd:
    """All of them."""

    def __init__(
        self, urls: Callable[[], list[str]], visitors: list[str], employees: list[str], seed: int = 0
    ) -> None:
        chance = random.Random(seed)  # noqa: S311  (no secret)

        def own() -> random.Random:
            return random.Random(chance.random())  # noqa: S311

        self.visitors = [Visitor(Page(urls, "booth", name, own()), own()) for name in visitors]
        self.employees = [Employee(Page(urls, "desk", name, own()), own()) for name in employees]

    @property
    def pages(self) -> list[Page]:
        return [*(each.page for each in self.visitors), *(each.page for each in self.employees)]

    @property
    def calls_done(self) -> int:
        return sum(len(visitor.done) for visitor in self.visitors)

    @property
    def refused(self) -> Counter[str]:
        """By which codes how many were asked to try later."""
        return Counter(code for page in self.pages for code in page.refused)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Let them work while the context lasts; what goes wrong in one of them ends it."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(page.live()) for page in self.pages]
            tasks += [group.create_task(visitor.come_and_go()) for visitor in self.visitors]
            tasks += [group.create_task(employee.work()) for employee in self.employees]
            yield
            for task in tasks:
                task.cancel()

    async def until_all_are_back(self, since: float) -> float:
        """Wait until everybody is connected; return how many seconds after ``since`` the last one was."""
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: all(page.online for page in self.pages))
        back = [begun + lasted for page in self.pages for begun, lasted in page.absences]
        return max((at - since for at in back if at >= since), default=0.0)

    async def until_all_are_away_from(self, nodes: set[str]) -> None:
        """Wait until everybody is connected, and nobody to these nodes."""
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: all(page.online and page.node not in nodes for page in self.pages))

    async def until_calls_are_done(self, more: int) -> None:
        """Wait until so many more calls have been talked to their end."""
        wanted = self.calls_done + more
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: self.calls_done >= wanted)

    async def until_a_call_is_accepted(self, since: float) -> float:
        """Wait until a call was accepted later than ``since``; return how many seconds later."""
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: any(visitor.promised_at > since for visitor in self.visitors))
        return max(visitor.promised_at for visitor in self.visitors) - since

    async def come_to_rest(self) -> None:
        """Let nobody call again, and wait until all calls have ended."""
        for visitor in self.visitors:
            visitor.rests = True
        try:
            async with asyncio.timeout(PATIENCE_S):
                await until(lambda: not self._unsettled())
        except TimeoutError as error:
            error.add_note(f"promised, and never talked to their end: {self._unsettled()}")
            raise

    def _unsettled(self) -> dict[str, set[str]]:
        unsettled = {each.page.name: set(each.promised) - set(each.done) for each in self.visitors}
        return {name: calls for name, calls in unsettled.items() if calls}


def moment() -> float:
    """Return now, by the clock that absences are measured with."""
    return time.monotonic()
