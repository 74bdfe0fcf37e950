"""The queue's server goes away and comes back; pages find their way by themselves."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.signaling.conftest import Service, until

pytestmark = [pytest.mark.valkey, pytest.mark.network]


def _server_on(folder: Path) -> psutil.Process | None:
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # one that is just ending
            if str(folder) in " ".join(process.cmdline()):
                return process
    return None


async def test_a_call_outlives_the_death_of_the_queues_server(service: Service, tmp_path: Path) -> None:
    booth = await service.booth()
    call = await booth.says("call.request", language="en", subject="question")
    server = _server_on(tmp_path)
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    async with asyncio.timeout(15):
        await until(lambda: _server_on(tmp_path) not in {None, server})
    await booth.drop()
    snapshot = await booth.open()
    assert snapshot["call"]["call_id"] == call["call_id"]
    desk = await service.staff("desk", "agent-1")
    assert (await desk.hears("reservation.created"))["reservation"]["call_id"] == call["call_id"]


async def test_prometheus_hears_of_a_server_that_hangs(service: Service, tmp_path: Path) -> None:
    server = _server_on(tmp_path)
    assert server is not None
    server.suspend()
    try:
        # The end is the one that Prometheus sets to every answer.
        patience = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=patience) as http,
            http.get(f"{service.url}/metrics") as answer,
        ):
            assert "callrouter_queue_up 0\n" in await answer.text()
    finally:
        server.resume()
