"""Measure one node with everything on: calls a second, ten thousand connections, a thousand lost at once.

Robots call and answer as pages do; a process of bare sockets sits at the other booths. Both cost the same
cores as the node, so the CPU of each side is told as well. Ends within six minutes with the usual numbers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import psutil
import uvloop

from callrouter.simulation.durations import Duration
from scripts.benchmarks.processes import ROOT
from scripts.benchmarks.system.picture import drawn
from signaling.auth.passwords import hash_password
from signaling.load.behavior import Behavior
from signaling.load.cast import directory_text
from signaling.load.crowd import Robots
from signaling.load.run import Figures, Run
from signaling.load.timings import Span, Timings
from tests.ports import free_port

_PASSWORD: Final = "only for measuring"  # noqa: S105  (of invented people)
_ROBOT_BOOTHS: Final = 300
#: Short calls, so that few people make many of them.
_BEHAVIOR: Final = Behavior(
    talk=Duration(mean_s=1.0, cv=0.3),
    pick_up=Duration(mean_s=0.3, cv=0.3),
    wrap_up=Duration(mean_s=0.3, cv=0.3),
    declined=0.0,
    unanswered=0.0,
)
_PATIENCE_S: Final = 120.0
_MB: Final = 1_000_000
_OK: Final = 200


@dataclass
class Node:
    """The node that is measured, with what it started."""

    url: str
    process: psutil.Process

    def memory(self) -> int:
        """Return how many bytes the node itself holds."""
        return int(self.process.memory_info().rss)

    def cpu(self) -> dict[str, float]:
        """Return the seconds of CPU used by each part so far."""
        used = {"node": _seconds(self.process), "valkey": 0.0, "relay": 0.0}
        for child in self.process.children(recursive=True):
            try:
                used["valkey" if "valkey" in child.name() else "relay"] += _seconds(child)
            except psutil.NoSuchProcess:
                continue
        return used


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@asynccontextmanager
async def running_node(folder: Path, booths: int, staff: int) -> AsyncIterator[Node]:
    """Run ``callrouter serve`` on its embedded Valkey, with one relay and no limits for one address."""
    directory = folder / "directory.toml"
    text = directory_text(booths=booths, staff=staff, interpreters=0, password_hash=hash_password(_PASSWORD))
    directory.write_text(text, "utf-8")
    port = free_port()
    settings = {
        "directory": directory,
        "data_dir": folder,
        "port": port,
        "open_booths": True,
        "secure_cookies": False,
        "totp_roles": "",
        "relays": 1,
        "relay_capacity": 10_000,
        "place_connections": 100_000,
        "place_requests_s": 100_000,
        "most_connections": 100_000,
        "caller_calls": 100_000,
        "media_hosts": "127.0.0.1",
        "media_port": 0,
    }
    environment = {f"CALLROUTER_{name.upper()}": str(value) for name, value in settings.items()}
    log = (folder / "node.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "signaling", "serve"),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _until_ready(url)
        yield Node(url, psutil.Process(process.pid))
    finally:
        process.terminate()
        await process.wait()
        log.close()


async def _until_ready(url: str) -> None:
    async with asyncio.timeout(_PATIENCE_S), aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(f"{url}/health/ready") as answer:
                    if answer.status == _OK:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


class Sitters:
    """The process of bare sockets."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.measured = psutil.Process(process.pid)

    async def answer(self, line: str | None = None) -> dict[str, Any]:
        """Ask, and return what it tells."""
        assert self._process.stdin is not None  # noqa: S101  (a pipe was asked for)
        assert self._process.stdout is not None  # noqa: S101
        if line is not None:
            self._process.stdin.write(f"{line}\n".encode())
        async with asyncio.timeout(_PATIENCE_S):
            told: dict[str, Any] = json.loads(await self._process.stdout.readline())
        return told


@asynccontextmanager
async def sitting(url: str, first: int, count: int, waiting: int) -> AsyncIterator[Sitters]:
    """Connect so many booths from a process of their own."""
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "scripts.benchmarks.system.sitters",
            url,
            str(first),
            str(count),
            str(waiting),
        ),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Sitters(process)
    finally:
        process.terminate()
        await process.wait()


async def calls_at(
    node: Node, robots: Robots, rate: float, seconds: float, also: Sequence[psutil.Process] = ()
) -> dict[str, Any]:
    """Let calls come at a rate; return how many were answered, how late events came, whose CPU it took."""
    traffic, ledger = robots.stage.traffic, robots.stage.ledger
    traffic.timings = Timings()
    before, began, heard = ledger.answered, time.monotonic(), traffic.heard
    asked = ledger.asked
    used, own, others = node.cpu(), time.process_time(), sum(map(_seconds, also))
    run = Run(robots, calls_per_s=rate)
    await run.arrivals(seconds)
    took = time.monotonic() - began
    cpu = {part: round((value - used[part]) / took, 2) for part, value in node.cpu().items()}
    cpu["robots"] = round((time.process_time() - own) / took, 2)
    cpu["sockets"] = round((sum(map(_seconds, also)) - others) / took, 2)
    messages = (traffic.heard - heard) / took
    figures = await run.finish(20)
    return {
        "rate": rate,
        "asked_s": round((ledger.asked - asked) / took, 1),
        "answered_s": round((ledger.answered - before) / took, 1),
        "turned_away": figures.turned_away,
        "messages_s": round(messages),
        "cpu": cpu,
        **_times(figures),
    }


def _times(figures: Figures) -> dict[str, Any]:
    spans = {"delivered": Span.DELIVERED, "told": Span.TOLD, "asked": Span.ASKED, "waited": Span.WAITED}
    found = {name: figures.timings[span] for name, span in spans.items() if span in figures.timings}
    return {f"{name}_ms": {"p50": each.p50, "p99": each.p99} for name, each in found.items()} | {
        "breaches": sum(figures.breaches.values())
    }


async def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Measure everything, one scene after the other."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        booths = _ROBOT_BOOTHS + arguments.sockets
        async with (
            running_node(Path(folder), booths, arguments.staff) as node,
            Robots([node.url], behavior=_BEHAVIOR) as robots,
        ):
            told: dict[str, Any] = {
                "cores": psutil.cpu_count(),
                "load": os.getloadavg()[0],
                "memory_mb": node.memory() / _MB,
            }
            await robots.staff({f"load-employee-{n + 1}": _PASSWORD for n in range(arguments.staff)})
            await robots.booths(f"load-{n + 1}" for n in range(_ROBOT_BOOTHS))
            told["calls"] = [
                await calls_at(node, robots, rate, arguments.seconds) for rate in arguments.rates
            ]
            _say("calls", told["calls"])
            told["crowd"] = await _crowd(node, robots, arguments)
            return told


async def _crowd(node: Node, robots: Robots, arguments: argparse.Namespace) -> dict[str, Any]:
    empty = node.memory()
    waiting = min(arguments.waiting, arguments.sockets)
    async with sitting(node.url, _ROBOT_BOOTHS + 1, arguments.sockets, waiting) as sitters:
        told = await sitters.answer()
        told["kb_a_socket"] = round((node.memory() - empty) / 1000 / max(1, told["open"]), 1)
        _say("connected", told)
        await asyncio.sleep(5)
        used, began = node.cpu(), time.monotonic()
        own = _seconds(sitters.measured)
        await asyncio.sleep(arguments.seconds)
        took = time.monotonic() - began
        told["idle_cpu"] = {part: round((value - used[part]) / took, 2) for part, value in node.cpu().items()}
        told["idle_cpu"]["sockets"] = round((_seconds(sitters.measured) - own) / took, 2)
        _say("idle", told["idle_cpu"])
        told["calls"] = await calls_at(
            node, robots, arguments.crowd_rate, arguments.seconds, [sitters.measured]
        )
        _say("calls among them", told["calls"])
        told["storm"] = await sitters.answer(f"storm {arguments.storm}")
        _say("storm", told["storm"])
        told["after"] = await sitters.answer("look")
        return told


def _say(what: str, told: object) -> None:
    print(f"{what}: {json.dumps(told)}", flush=True)


def main() -> None:
    """Measure, tell, and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rates", type=float, nargs="+", default=[5, 10, 20, 30, 40], help="calls a second")
    parser.add_argument("--seconds", type=float, default=12, help="how long each is measured")
    parser.add_argument("--staff", type=int, default=120, help="employees who answer")
    parser.add_argument("--sockets", type=int, default=10_000, help="booths that are connected beside them")
    parser.add_argument("--waiting", type=int, default=500, help="how many of those wait in the queue")
    parser.add_argument("--crowd-rate", type=float, default=5, help="calls a second among them")
    parser.add_argument("--storm", type=int, default=1000, help="connections that are lost at once")
    parser.add_argument("--json", type=Path, help="file for all figures")
    parser.add_argument("--plot", type=Path, help="file for the picture (SVG)")
    arguments = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    told = uvloop.run(measure(arguments))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    if arguments.plot is not None:
        arguments.plot.write_text(drawn(told), "utf-8")


if __name__ == "__main__":
    main()
