"""SAQ, as its README shows it: a queue on a Redis URL, and a worker that blocks until there are jobs."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from saq import Worker
from saq.queue.redis import RedisQueue
from sides import Pickups, enqueue, picked_up, play


async def _enqueue(url: str, count: int, at_once: int, rate: float) -> None:
    queue = RedisQueue.from_url(url)
    await queue.connect()
    await enqueue(lambda number: queue.enqueue("work", number=number), count, at_once, rate)
    await queue.disconnect()


async def _pick_up(url: str, pickups: Pickups, at_once: int) -> None:
    async def work(_context: dict[str, Any], *, number: int) -> None:
        pickups.begin(number)

    async def after(_context: dict[str, Any]) -> None:
        pickups.done()

    logging.getLogger("saq").setLevel(logging.ERROR)
    worker = Worker(RedisQueue.from_url(url), [("work", work)], concurrency=at_once, after_process=after)
    await worker.queue.connect()
    working = asyncio.create_task(worker.start())
    await asyncio.sleep(0.2)  # it has no way of saying that it waits for jobs
    await picked_up(pickups)
    await worker.stop()
    await working


if __name__ == "__main__":
    play(_enqueue, _pick_up)
