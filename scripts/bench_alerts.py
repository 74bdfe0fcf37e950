"""Measure what one look at the alerts' rules costs, with a country's people and calls, beside an empty board.

A private server; all usual rules are on. Ours: processor time of this process, where a node's loop runs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import time
from importlib.resources import files
from typing import Any

import uvloop

from callrouter.model.alerts import USUAL_RULES, AlertRules
from callrouter.model.directory import Directory
from callrouter.policy.service_level import Target
from callrouter.queueing import (
    AlertStore,
    BoothRegistry,
    CallbackStore,
    Documents,
    QueueEngine,
    RelayRegistry,
    StatisticsStore,
    connect,
)
from callrouter.services.alerts import AlertRuleBook, AlertSources, AlertWatch
from callrouter.services.booths import Booths
from callrouter.services.directory import parse_directory
from callrouter.services.live_figures import LiveFigures
from callrouter.services.locations import Locations
from callrouter.services.rules import Rules
from callrouter.services.special_days import SpecialDays
from scripts.bench_board import fill
from scripts.benchmarks.servers import Server, running


def _now() -> int:
    return time.time_ns() // 1_000_000


async def _watch(client: Any, directory: Directory) -> AlertWatch:
    engine, documents = QueueEngine(client), Documents(client)
    days = SpecialDays(documents, directory, now=_now)
    locations = Locations(engine, directory, respect_hours=False, now=_now, special_days=days)
    book = AlertRuleBook(documents, directory)
    on = tuple(rule.model_copy(update={"enabled": True}) for rule in USUAL_RULES)
    await book.replace(AlertRules(rules=on), (await book.read()).version, "operator")
    sources = AlertSources(
        engine=engine,
        figures=LiveFigures(StatisticsStore(client), directory, Target()),
        booths=Booths(BoothRegistry(client), directory, locations, now=_now),
        callbacks=CallbackStore(client),
        relays=RelayRegistry(client),
        directory=directory,
        locations=locations,
        rules=Rules(documents, directory),
    )
    ids = iter(range(1_000_000))
    return AlertWatch(
        store=AlertStore(client),
        rules=book,
        sources=sources,
        ways={},
        holder="bench",
        new_id=lambda: f"alert-{next(ids)}",
    )


async def _measure(watch: AlertWatch, server: Server, looks: int) -> str:
    took, ours, theirs = [], [], []
    async with asyncio.TaskGroup() as telling:
        for _ in range(looks):
            before = time.perf_counter(), time.process_time(), server.cpu_us()
            await watch.look(telling)
            took.append((time.perf_counter() - before[0]) * 1000)
            ours.append((time.process_time() - before[1]) * 1000)
            theirs.append((server.cpu_us() - before[2]) / 1000)
    medians = (f"{statistics.median(each):8.1f}" for each in (took, ours, theirs))
    return " ".join(medians) + f" {max(took):8.1f}"


async def run(people: int, calls: int, looks: int, directory: Directory) -> None:
    """Measure the board empty, and full."""
    with running("embedded") as server:
        client = await connect(server.url)
        watch = await _watch(client, directory)
        print(f"{server.version}; load average {os.getloadavg()[0]:.1f}; ms, medians of {looks} looks")
        print(f"{'board':<28} {'took':>8} {'ours':>8} {'server':>8} {'longest':>8}")
        print(f"{'empty':<28} {await _measure(watch, server, looks)}")
        await fill(QueueEngine(client), people, calls)
        name = f"{people:,} people, {calls:,} calls"
        print(f"{name:<28} {await _measure(watch, server, looks)}")
        await client.aclose()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="scripts/bench alerts", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--looks", type=int, default=40)
    options = parser.parse_args()
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    directory = parse_directory(text)
    uvloop.run(run(options.people, options.calls, options.looks, directory))


if __name__ == "__main__":
    main()
