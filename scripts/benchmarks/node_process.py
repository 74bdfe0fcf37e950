"""One process of the benchmark of nodes, started by ``nodes.py``; it tells what it saw as JSON.

``listen URL CALLS``                        hears of offers as every node does, through the journal
``drive URL FIRST CALLS AT_ONCE RATE LINE`` takes calls through their cycle, some at once, as fast as they
                                            go, or (RATE > 0) so many a second; LINE = batching or plain
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator

import uvloop
from redis.asyncio import Redis

from callrouter.model.events import ReservationCreated
from callrouter.queueing import Journal
from scripts.benchmarks.house import House, client

#: Every process has the same namespace.
NAMESPACE = "bench"


async def listen(url: str, calls: int) -> None:
    """Note when each call's offer is heard of; ends after so many calls."""
    redis = client(url, batching=False)
    journal = Journal(redis, namespace=NAMESPACE)
    position = await journal.last_id()
    print("ready", flush=True)
    heard: dict[str, float] = {}
    while len(heard) < calls:
        batch = await journal.wait(position)
        position = batch.position
        for event in batch.events:
            if isinstance(event, ReservationCreated):
                heard[event.reservation.call_id] = time.monotonic()
    await redis.aclose()
    print(json.dumps(heard))


async def _cycle(house: House, call_id: str, asked: dict[str, float]) -> None:
    asked[call_id] = time.monotonic()
    call = await house.accepts(await house.requests(call_id))
    await house.leaves(call)
    await house.finishes(call)


async def _one_by_one(house: House, ids: Iterator[str], asked: dict[str, float]) -> None:
    for call_id in ids:
        await _cycle(house, call_id, asked)


async def _paced(house: House, ids: list[str], rate: float, asked: dict[str, float]) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as calls:
        for number, call_id in enumerate(ids):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            calls.create_task(_cycle(house, call_id, asked))


async def drive(redis: Redis, first: int, calls: int, at_once: int, rate: float) -> None:
    """Let calls be asked for, accepted, left and finished; waits for a line on its input to begin."""
    house = House(redis, NAMESPACE)
    ids = [f"call-{number}" for number in range(first, first + calls)]
    await house.booths(ids)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    asked: dict[str, float] = {}
    began, used = time.monotonic(), time.process_time()
    if rate:
        await _paced(house, ids, rate, asked)
    else:
        remaining = iter(ids)
        await asyncio.gather(*(_one_by_one(house, remaining, asked) for _ in range(at_once)))
    told = {"asked": asked, "began": began, "ended": time.monotonic(), "cpu_s": time.process_time() - used}
    await house.redis.aclose()
    print(json.dumps(told))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["listen", server, number]:
            uvloop.run(listen(server, int(number)))
        case ["drive", server, start, number, together, pace, line]:
            redis = client(server, batching=line == "batching")
            uvloop.run(drive(redis, int(start), int(number), int(together), float(pace)))
        case _:
            sys.exit(__doc__)
