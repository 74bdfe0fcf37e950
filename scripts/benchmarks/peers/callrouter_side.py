"""This queue: a call is picked up when the node of whoever it rings for has heard of it.

Then that person accepts, leaves, and is done with wrapping up: three further transitions for each
call, where the others have one for each job.
"""

from __future__ import annotations

import asyncio

from sides import Pickups, enqueue, picked_up, play

from callrouter.model.events import ReservationCreated
from callrouter.model.records import Reservation
from callrouter.queueing import Journal
from scripts.benchmarks.house import House, client

_NAMESPACE = "bench"


async def _enqueue(url: str, count: int, at_once: int, rate: float) -> None:
    house = House(client(url, batching=True), _NAMESPACE)
    names = [f"call-{number}" for number in range(count)]
    await house.booths(names)
    await enqueue(lambda number: house.requests(names[number]), count, at_once, rate)
    await house.redis.aclose()


async def _pick_up(url: str, pickups: Pickups, at_once: int) -> None:
    house, listening = House(client(url, batching=True), _NAMESPACE), client(url, batching=False)
    journal = Journal(listening, namespace=_NAMESPACE)
    await house.staff(at_once)
    position = await journal.last_id()
    async with asyncio.TaskGroup() as calls:
        told = calls.create_task(picked_up(pickups))
        while not pickups.all_done.is_set():
            batch = await journal.wait(position, block_ms=100)
            position = batch.position
            for event in batch.events:
                if isinstance(event, ReservationCreated):
                    pickups.begin(int(event.reservation.call_id.removeprefix("call-")))
                    calls.create_task(_serve(house, pickups, event.reservation))
        await told
    for redis in (house.redis, listening):
        await redis.aclose()


async def _serve(house: House, pickups: Pickups, reservation: Reservation) -> None:
    call = await house.engine.accept(reservation.reservation_id, reservation.staff_id)
    await house.leaves(call)
    pickups.done()
    await house.finishes(call)


if __name__ == "__main__":
    play(_enqueue, _pick_up)
