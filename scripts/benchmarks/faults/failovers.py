"""Kills one thing again and again, and times how long it takes until all is well by itself."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path
from typing import Final

import pytest

from tests.faults.crowd import moment
from tests.faults.deployment import Deployment
from tests.faults.server import QueueServer
from tests.relay.clients import loopback
from tests.signaling.serve_process import ServeProcess, Talker
from tests.topologies.replicated import replicated

#: After so long without an answer a Sentinel takes the server for gone.
DETECTION_S: Final = 1.0
_CALLS: Final = 2


async def signaling(folder: Path, rounds: int) -> list[float]:
    """Kill a node: seconds until the last of its pages has its session at another one."""
    server = QueueServer(folder)
    await server.start()
    took = []
    try:
        async with Deployment(folder, server, visitors=30, employees=10) as deployment:
            await deployment.build(relays=1)
            crowd = deployment.crowd
            async with crowd.at_work():
                for number in range(rounds):
                    await crowd.until_calls_are_done(_CALLS)
                    node = deployment.nodes[number % 2]
                    killed_at = moment()
                    await node.program.kill()
                    took.append(await crowd.until_all_are_back(killed_at))
                    await node.program.start()
                    await node.until_ready()
    finally:
        await server.sweep()
    return took


async def server(folder: Path, rounds: int) -> list[float]:
    """Kill the server and start it again at once: seconds until a call is accepted."""
    single = QueueServer(folder)
    await single.start()
    took = []
    try:
        async with Deployment(folder, single) as deployment:
            await deployment.build(relays=1)
            crowd = deployment.crowd
            async with crowd.at_work():
                for _ in range(rounds):
                    await crowd.until_calls_are_done(_CALLS)
                    killed_at = moment()
                    await single.kill()
                    await single.start()
                    took.append(await crowd.until_a_call_is_accepted(killed_at))
    finally:
        await single.sweep()
    return took


async def sentinel(folder: Path, rounds: int) -> list[float]:
    """Kill the server for good: seconds until a call is accepted at the one that takes over."""
    took = []
    for number in range(rounds):
        place = folder / str(number)
        place.mkdir()
        words = ("--appendonly", "yes", "--maxmemory-policy", "noeviction")
        binary = Path(str(shutil.which("redis-server")))
        context = replicated(binary, place, replicas=2, detect_ms=round(DETECTION_S * 1000), words=words)
        servers = await asyncio.to_thread(context.__enter__)
        try:
            async with Deployment(place, servers) as deployment:
                await deployment.build(relays=1)
                crowd = deployment.crowd
                async with crowd.at_work():
                    await crowd.until_calls_are_done(_CALLS)
                    servers.primary.kill()
                    took.append(await crowd.until_a_call_is_accepted(moment()))
        finally:
            await asyncio.to_thread(context.__exit__, None, None, None)
    return took


async def relay(folder: Path, rounds: int) -> list[float]:
    """Kill the relay of a call with real media: seconds until both hear each other over another one."""
    serve, took = ServeProcess(folder, relays=2), []
    await serve.start()
    people = serve.people()
    with pytest.MonkeyPatch.context() as patch:
        loopback(patch)
        try:
            desk = await people.staff("desk", "agent-1")
            booth = await people.booth()
            await booth.says("call.request", language="en", subject="question")
            rung = (await desk.hears("reservation.created"))["reservation"]
            call_id = (await desk.says("reservation.accept", reservation_id=rung["reservation_id"]))[
                "call_id"
            ]
            talkers = (Talker(booth, call_id, "booth:demo", "red"), Talker(desk, call_id, "agent-1", "blue"))
            try:
                for talker in talkers:
                    await talker.connect()
                for _ in range(rounds):
                    await asyncio.gather(*(talker.hears_somebody() for talker in talkers))
                    await _until_two(serve)
                    before = [talker.client for talker in talkers]
                    process = await serve.relay_of_the_call()
                    killed_at = time.monotonic()
                    process.kill()
                    for talker, client in zip(talkers, before, strict=True):
                        await talker.connects_anew(client)
                    await asyncio.gather(*(talker.hears_somebody() for talker in talkers))
                    took.append(time.monotonic() - killed_at)
            finally:
                for talker in talkers:
                    await talker.close()
        finally:
            await people.everybody_goes()
            await serve.sweep()
    return took


async def _until_two(serve: ServeProcess) -> None:
    while len(serve.relays()) < 2:  # noqa: ASYNC110, PLR2004  (it tells nobody)
        await asyncio.sleep(0.1)
