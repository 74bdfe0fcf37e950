"""Many processes at once, some of them killed: nothing is left in a state that can't be."""

from __future__ import annotations

import asyncio
import os
import random

import pytest
from redis.asyncio import Redis

from callrouter.queueing import Journal, QueueEngine
from callrouter.queueing.audit import audit
from tests.queueing.crowd import Crowd, let_it_be_quiet

#: The long run, ``scripts/soak``, asks for more.
COMMANDS = int(os.environ.get("SOAK_COMMANDS", "500"))
KILLS = int(os.environ.get("SOAK_KILLS", "3"))
PROCESSES = 8

pytestmark = [pytest.mark.valkey, pytest.mark.timeout(0 if "SOAK_COMMANDS" in os.environ else 180)]


async def test_processes_at_once_and_killed_leave_a_sound_house(
    server_url: str, client: Redis, namespace: str
) -> None:
    engine = QueueEngine(client, namespace=namespace)
    crowd = Crowd(server_url, namespace, random.Random(), PROCESSES, COMMANDS, KILLS)  # noqa: S311  (no secret)
    work = asyncio.create_task(crowd.work())
    looks = 0
    try:
        while not work.done():
            assert await audit(client, namespace) == (), "while they work"
            looks += 1
    finally:
        work.cancel()
        await asyncio.wait((work,))
    work.result()
    assert looks > 0
    assert crowd.killed == KILLS
    assert await audit(client, namespace) == ()
    await let_it_be_quiet(client, engine, namespace)
    assert await audit(client, namespace) == ()
    assert (await engine.board()).calls == ()
    assert await Journal(client, namespace=namespace).last_id() != "0-0"
