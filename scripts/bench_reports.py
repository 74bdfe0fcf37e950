"""Measure reports over a made-up year of a country's calls, beside reading the same bytes bare, in one run.

A private server with an append-only file, set as the embedded one is; the last four weeks are written as
the keeper of statistics writes them, the year before is copied from them. Lag: the longest the event loop
was held up while a report was made.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uvloop
from redis.asyncio import Redis

from callrouter.model.reports import Filter, Step
from callrouter.policy.local_time import Zones
from callrouter.policy.report_sums import Sums
from callrouter.queueing import StatisticsStore, connect, slice_of
from callrouter.services.reports import Reports, ReportWanted
from scripts.benchmarks.servers import running
from scripts.benchmarks.year import Country, fill


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


async def _lag_ms(stop: asyncio.Event) -> float:
    """Return the longest that the event loop came late, ms."""
    worst = 0.0
    while not stop.is_set():
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        worst = max(worst, (time.perf_counter() - began) * 1000 - 1)
    return worst


async def timed(act: Callable[[], Awaitable[object]]) -> tuple[float, float, float]:
    """Return how long something takes, what of it is our CPU, and how long it held the event loop up, ms."""
    stop = asyncio.Event()
    watching = asyncio.create_task(_lag_ms(stop))
    await asyncio.sleep(0.01)
    began, spent = time.perf_counter(), time.process_time()
    await act()
    took, spent = (time.perf_counter() - began) * 1000, (time.process_time() - spent) * 1000
    stop.set()
    return took, spent, await watching


async def bare(store: StatisticsStore, wanted: ReportWanted) -> int:
    """Read what a report reads and take nothing of it apart; return the bytes."""
    first, last = wanted.from_day.toordinal(), wanted.to_day.toordinal()
    sums = Sums(first, last, wanted.only)
    slices = {slice_of(each.table, sums.needed(each), sums.only) for each in sums.sections}
    names = {name for name in slices if name}
    size = 0
    for starts_at, mark in (await store.days.marks()).items():
        if mark is None and (day := await store.days.read(starts_at, names)):
            size += sum(map(len, day.values()))
    return size


async def measure(calls: int, days: int, rounds: int) -> dict[str, Any]:
    """Fill a server and measure."""
    with running("embedded") as server:
        client: Redis = await connect(server.url)
        say(f"{server.version}; load average {os.getloadavg()[0]:.1f}; writing {days} days")
        now = time.time_ns() // 1_000_000
        await fill(client, Country(calls_a_year=calls), days=days, now=now, say=_tell)
        memory: Any = await client.info("memory")
        store, zones = StatisticsStore(client), Zones({})
        today = date.fromordinal(zones.local(now)[0])
        year = today - timedelta(days=days - 1)
        whole = ReportWanted(from_day=year, to_day=today, step=Step.WEEK)
        asked = {
            "year": whole,
            "year, one station": _only(whole, Filter(location="station-000")),
            "year, one language": _only(whole, Filter(language="ar")),
            "year, one subject": _only(whole, Filter(subject="question")),
            "year, Dutch": _only(whole, Filter(language="nl")),
            "year, Dutch questions": _only(whole, Filter(language="nl", subject="question")),
            "year, all three": _only(
                whole, Filter(location="station-000", language="nl", subject="question")
            ),
            "month": ReportWanted(from_day=today - timedelta(days=30), to_day=today),
            "today by hour": ReportWanted(from_day=today, to_day=today, step=Step.HOUR),
        }
        told: dict[str, Any] = {"server": server.version, "memory": memory["used_memory_human"], "asked": {}}
        reports = Reports(store, zones)
        _, _, idle = await timed(lambda: asyncio.sleep(5))
        told["idle_lag_ms"] = round(idle, 1)
        for name, wanted in asked.items():
            rows = [
                (
                    *await timed(lambda of=wanted: reports.report(of)),
                    *await timed(lambda of=wanted: bare(store, of)),
                )
                for _ in range(rounds)
            ]
            offered = (await reports.report(wanted)).total.calls.offered
            told["asked"][name] = {
                "calls": offered,
                "report_ms": round(statistics.median(row[0] for row in rows)),
                "slowest_ms": round(max(row[0] for row in rows)),
                "cpu_ms": round(statistics.median(row[1] for row in rows)),
                "lag_ms": round(max(row[2] for row in rows), 1),
                "bare_ms": round(statistics.median(row[3] for row in rows)),
                "bytes": await bare(store, wanted),
            }
        await client.aclose()
    return told


def _only(wanted: ReportWanted, only: Filter) -> ReportWanted:
    return ReportWanted(from_day=wanted.from_day, to_day=wanted.to_day, step=wanted.step, only=only)


def _tell(day: int) -> None:
    if day % 7 == 0:
        say(f"{day} days to go")


def main() -> None:
    """Measure, print a table, and keep what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench reports", description=__doc__)
    parser.add_argument("--calls-a-year", type=int, default=2_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="keep every figure here")
    options = parser.parse_args()
    told = uvloop.run(measure(options.calls_a_year, options.days, options.rounds))
    columns = ("report_ms", "slowest_ms", "cpu_ms", "lag_ms", "bare_ms")
    print(f"{'report':<24}{'calls':>10}" + "".join(f"{name:>11}" for name in (*columns, "kB")))
    for name, row in told["asked"].items():
        figures = "".join(f"{row[column]:>11}" for column in columns)
        print(f"{name:<24}{row['calls']:>10,}{figures}{row['bytes'] // 1000:>11,}")
    print(f"memory of the server: {told['memory']}; lag while idle: {told['idle_lag_ms']} ms")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
