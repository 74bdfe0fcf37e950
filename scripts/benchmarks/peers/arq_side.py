"""arq, as its documentation shows it: a pool to enqueue, a worker that polls, by default twice a second."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from arq import create_pool, func
from arq.connections import RedisSettings
from arq.worker import Worker
from sides import Pickups, enqueue, picked_up, play


async def _enqueue(url: str, count: int, at_once: int, rate: float) -> None:
    pool = await create_pool(RedisSettings.from_dsn(url))
    await enqueue(lambda number: pool.enqueue_job("work", number), count, at_once, rate)
    await pool.aclose()


async def _pick_up(url: str, pickups: Pickups, at_once: int) -> None:
    async def work(_context: dict[str, Any], number: int) -> None:
        pickups.begin(number)

    async def after(_context: dict[str, Any]) -> None:
        pickups.done()

    logging.getLogger("arq").setLevel(logging.WARNING)
    worker = Worker(
        [func(work, name="work")],
        redis_settings=RedisSettings.from_dsn(url),
        max_jobs=at_once,
        after_job_end=after,
        handle_signals=False,
    )
    working = asyncio.create_task(worker.async_run())
    await asyncio.sleep(0.2)  # it has no way of saying that it waits for jobs
    await picked_up(pickups)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await worker.close()


if __name__ == "__main__":
    play(_enqueue, _pick_up)
