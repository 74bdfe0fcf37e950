"""Who tries to sign in next: each network in its turn, known devices first, and nobody for who has gone."""

from __future__ import annotations

import asyncio

import pytest

from signaling.auth.turns import FIRST, BusyError, Turns


class _Queue:
    """People in lines, and in which order they had their turns."""

    def __init__(self, most_waiting: int = 100) -> None:
        self.turns = Turns(most_waiting)
        self.served: list[str] = []
        self.gone: set[str] = set()
        self._begun = asyncio.Event()

    async def stand(self, who: str, line: str) -> None:
        async with self.turns.turn(line, lambda: who not in self.gone):
            await self._begun.wait()
            self.served.append(who)

    async def of(self, **lines: str) -> list[asyncio.Task[None]]:
        """Let people stand in lines, one after another, and none be served yet."""
        tasks = [asyncio.create_task(self.stand(who, line)) for who, line in lines.items()]
        await asyncio.sleep(0)
        return tasks

    async def go(self, tasks: list[asyncio.Task[None]]) -> list[BaseException | None]:
        self._begun.set()
        return await asyncio.gather(*tasks, return_exceptions=True)


async def test_networks_take_turns_and_known_devices_go_first() -> None:
    queue = _Queue()
    tasks = await queue.of(a1="a", a2="a", a3="a", b1="b", b2="b", known=FIRST)
    assert await queue.go(tasks) == [None] * 6
    assert queue.served == ["a1", "known", "a2", "b1", "a3", "b2"]


async def test_who_has_gone_has_no_turn() -> None:
    queue = _Queue()
    tasks = await queue.of(a1="a", a2="a", a3="a", a4="a")
    queue.gone.add("a2")
    tasks[2].cancel()
    results = await queue.go(tasks)
    assert queue.served == ["a1", "a4"]
    assert isinstance(results[1], BusyError)
    async with queue.turns.turn("b", lambda: True):
        pass


async def test_a_turn_that_is_given_to_who_is_canceled_in_that_moment_is_passed_on() -> None:
    queue = _Queue()
    tasks = await queue.of(a1="a", a2="a", a3="a")
    tasks[0].cancel()
    await asyncio.sleep(0)
    tasks[1].cancel()
    await queue.go(tasks)
    assert queue.served == ["a3"]


async def test_of_very_many_the_last_of_the_longest_line_makes_room() -> None:
    queue = _Queue(most_waiting=3)
    tasks = await queue.of(a1="a", a2="a", a3="a", a4="a", a5="a", b1="b")
    results = await queue.go(tasks)
    assert queue.served == ["a1", "a2", "b1", "a3"]
    assert [type(each) for each in results[3:5]] == [BusyError, BusyError]
    with pytest.raises(BusyError):
        raise results[4] or AssertionError
