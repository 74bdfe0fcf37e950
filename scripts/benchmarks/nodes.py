"""How fast nodes get calls through, and how soon another node hears of an offer.

Client processes take calls through their whole cycle; a further process, as every node does, reads all
events, and notes when it hears that a call rings. Ready people outnumber the calls, so every
request is matched in its own script, and its latency is that of machinery alone.
"""

from __future__ import annotations

import statistics
import sys
from contextlib import AsyncExitStack
from itertools import count
from typing import Any

from scripts.benchmarks.house import House, client
from scripts.benchmarks.node_process import NAMESPACE
from scripts.benchmarks.processes import Child, child, percentile
from scripts.benchmarks.servers import Server, running

_PEOPLE = 300
_PROGRAM = (sys.executable, "-m", "scripts.benchmarks.node_process")

Row = dict[str, Any]


class Nodes:
    """Client processes and one listening node on a server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._first = count(0, 1_000_000)

    async def prepare(self) -> None:
        """Let people be ready."""
        house = House(client(self._server.url, batching=True), NAMESPACE)
        await house.staff(_PEOPLE)
        await house.redis.aclose()

    async def run(  # noqa: PLR0913  (each is a dimension of the measurement)
        self,
        *,
        processes: int,
        at_once: int,
        calls: int,
        rate: float = 0.0,
        batching: bool = True,
        heard: bool = True,
    ) -> Row:
        """Take ``calls`` calls through, shared among the processes; ``rate`` 0 = as fast as they go."""
        each = calls // processes
        line = "batching" if batching else "plain"
        async with AsyncExitStack() as running_:
            drivers = [
                await running_.enter_async_context(
                    child(
                        *_PROGRAM,
                        "drive",
                        self._server.url,
                        str(next(self._first)),
                        *map(str, (each, at_once, rate / processes)),
                        line,
                    )
                )
                for _ in range(processes)
            ]
            for driver in drivers:
                await driver.ready()
            listener: Child | None = None
            if heard:
                listener = await running_.enter_async_context(
                    child(*_PROGRAM, "listen", self._server.url, str(each * processes))
                )
                await listener.ready()
            server_us = self._server.cpu_us()
            for driver in drivers:
                driver.begin()
            told = [await driver.answer() for driver in drivers]
            server_us = self._server.cpu_us() - server_us
            row = _figures(told, server_us)
            if listener:
                row |= _latency(told, await listener.answer())
        return row


def _figures(told: list[Row], server_us: float) -> Row:
    took = max(it["ended"] for it in told) - min(it["began"] for it in told)
    calls = sum(len(it["asked"]) for it in told)
    return {
        "cycles_per_s": calls / took,
        "client_us_per_cycle": 1e6 * sum(it["cpu_s"] for it in told) / calls,
        "server_us_per_cycle": server_us / calls,
        "server_busy": server_us / 1e6 / took,
    }


def _latency(told: list[Row], heard: dict[str, float]) -> Row:
    waits = [1000 * (heard[call_id] - at) for it in told for call_id, at in it["asked"].items()]
    return {"p50_ms": statistics.median(waits), "p99_ms": percentile(waits, 99)}


def best(rows: list[Row]) -> Row:
    """Keep of several rounds the best and the median of every figure."""
    higher = ("cycles_per_s", "jobs_per_s", "server_busy")
    return {
        name: {
            "best": (max if name in higher else min)(row[name] for row in rows),
            "median": statistics.median(row[name] for row in rows),
        }
        for name in rows[0]
    }


async def measure(kind: str, *, rounds: int, calls: int) -> Row:
    """Measure 1, 2 and 4 client processes flat out, and a calm rate, in turns."""
    settings: dict[str, Row] = {
        "calm": {"processes": 1, "at_once": 1, "calls": calls // 10, "rate": 50.0},
        **{f"{number}": {"processes": number, "at_once": 16, "calls": calls} for number in (1, 2, 4)},
    }
    return await _in_turns(kind, settings, rounds)


async def batching(kind: str, *, rounds: int, calls: int) -> Row:
    """Measure one client process with and without sending concurrent scripts together, in turns."""
    settings: dict[str, Row] = {
        f"{name} {at_once}": {
            "processes": 1,
            "at_once": at_once,
            "calls": calls // 4 if at_once == 1 else calls,
            "batching": name == "batching",
            "heard": False,
        }
        for at_once in (1, 16, 64)
        for name in ("plain", "batching")
    }
    return await _in_turns(kind, settings, rounds)


async def _in_turns(kind: str, settings: dict[str, Row], rounds: int) -> Row:
    with running(kind) as server:
        nodes = Nodes(server)
        await nodes.prepare()
        measured: dict[str, list[Row]] = {name: [] for name in settings}
        for _ in range(rounds):
            for name, setting in settings.items():
                measured[name].append(await nodes.run(**setting))
    return {name: best(rows) for name, rows in measured.items()}
