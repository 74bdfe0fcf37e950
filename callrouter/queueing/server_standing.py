"""How the queue's server does, as it says itself."""

from __future__ import annotations

import time
from typing import Any

from redis.asyncio import Redis

from callrouter.model.base import Record
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys


class ServerStanding(Record):
    """What an operator watches of a Redis or Valkey, and of the journal in it."""

    #: There and back, seconds.
    round_trip_s: float
    memory_bytes: int
    #: 0 = as much as there is.
    most_memory_bytes: int
    clients: int
    commands: int
    #: Whether what it was told last is on its way to the disk.
    persists: bool
    replicas: int
    journal_events: int


async def read_standing(client: Redis, *, namespace: str) -> ServerStanding:
    """Ask the server. Raises ``QueueUnavailableError``."""
    with reachable():
        began = time.perf_counter()
        await client.ping()
        round_trip_s = time.perf_counter() - began
        said: dict[str, Any] = await client.info()
        events = await client.xlen(Keys(namespace).journal)
    return ServerStanding(
        round_trip_s=round_trip_s,
        memory_bytes=said.get("used_memory", 0),
        most_memory_bytes=said.get("maxmemory", 0),
        clients=said.get("connected_clients", 0),
        commands=said.get("total_commands_processed", 0),
        persists=bool(said.get("aof_enabled")) and said.get("aof_last_write_status") == "ok",
        replicas=said.get("connected_slaves", 0),
        journal_events=events,
    )
