"""BullMQ's Python package, as its documentation shows it, with ``concurrency`` as asked for."""

from __future__ import annotations

import asyncio
from typing import Any

from bullmq import Queue, Worker
from sides import Pickups, enqueue, picked_up, play


async def _enqueue(url: str, count: int, at_once: int, rate: float) -> None:
    queue = Queue("bench", {"connection": url})
    await enqueue(lambda number: queue.add("work", {"number": number}), count, at_once, rate)
    await queue.close()


async def _pick_up(url: str, pickups: Pickups, at_once: int) -> None:
    async def work(job: Any, _token: str) -> None:
        pickups.begin(job.data["number"])

    worker = Worker("bench", work, {"connection": url, "concurrency": at_once})
    worker.on("completed", lambda *_: pickups.done())
    await asyncio.sleep(0.2)  # it has no way of saying that it waits for jobs
    await picked_up(pickups)
    await worker.close()


if __name__ == "__main__":
    play(_enqueue, _pick_up)
