"""The two sides of a queue, for every queue the same: one process enqueues, another picks up.

A job is a number. The enqueuing side notes when it begins to enqueue one, the picking-up side
when the job's handler begins, both by the machine's monotonic clock. Each prints "ready" and, at the
end, its times as JSON. Runs in each queue's own environment: nothing but uvloop and what comes with Python.

    <program> enqueue URL COUNT AT_ONCE RATE    waits for a line on its input; RATE 0 = flat out
    <program> pick_up URL COUNT AT_ONCE
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

Enqueue = Callable[[int], Awaitable[Any]]


class Pickups:
    """When jobs were picked up; ``all_done`` once every one of them has been carried out."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.at: dict[int, float] = {}
        self.all_done = asyncio.Event()
        self.ended = 0.0

    def begin(self, number: int) -> None:
        """Note that a job's handler begins."""
        self.at.setdefault(number, time.monotonic())

    def done(self) -> None:
        """Note that a job is carried out."""
        self._left -= 1
        if self._left == 0:
            self.ended = time.monotonic()
            self.all_done.set()


async def enqueue(queue: Enqueue, count: int, at_once: int, rate: float) -> None:
    """Enqueue jobs when told to and print when."""
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    at: dict[int, float] = {}
    numbers = iter(range(count))

    async def one(number: int) -> None:
        at[number] = time.monotonic()
        await queue(number)

    async def one_by_one() -> None:
        for number in numbers:
            await one(number)

    began = time.monotonic()
    if rate:
        async with asyncio.TaskGroup() as paced:
            for number in numbers:
                await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
                paced.create_task(one(number))
    else:
        await asyncio.gather(*(one_by_one() for _ in range(at_once)))
    print(json.dumps({"at": at, "began": began}), flush=True)


async def picked_up(pickups: Pickups) -> None:
    """Wait until all jobs are carried out and print when each was picked up."""
    print("ready", flush=True)
    await pickups.all_done.wait()
    print(json.dumps({"at": pickups.at, "ended": pickups.ended}), flush=True)


def play(
    enqueuing: Callable[[str, int, int, float], Awaitable[None]],
    picking_up: Callable[[str, Pickups, int], Awaitable[None]],
) -> None:
    """Be the side that the command line names."""

    async def side() -> None:
        match sys.argv[1:]:
            case ["enqueue", url, count, at_once, rate]:
                await enqueuing(url, int(count), int(at_once), float(rate))
            case ["pick_up", url, count, at_once]:
                await picking_up(url, Pickups(int(count)), int(at_once))
            case _:
                sys.exit(__doc__)

    uvloop.run(side())
