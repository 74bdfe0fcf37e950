"""Measure callback requests: listing and claiming among few and among many, beside a bare PING, in one run.

A private server with an append-only file, set as the embedded one is. Requests spread over the teams of all
officers; each round takes all sizes in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop
from redis.asyncio import Redis

from callrouter.model.callback_steps import Claim
from callrouter.model.callbacks import CallbackRequest, CallbackState, Channel, Contact, Origin, Wishes
from callrouter.model.directory import Account, Centre, Directory
from callrouter.model.neighborhoods import Neighborhood, Team
from callrouter.model.states import Role, Subject
from callrouter.queueing import CallbackStore, Written, connect
from callrouter.services.callbacks import CallbackService
from callrouter.services.letters import LetterWriter
from scripts.benchmarks.servers import running

OFFICERS_A_TEAM = 10
DAY_MS = 86_400_000
WRITTEN_AT_ONCE = 200


def say(words: str) -> None:
    """Tell how far it is."""
    print(f"-- {words}", file=sys.stderr, flush=True)


def directory_of(officers: int) -> Directory:
    """Return so many officers, ten a team, each team with one postcode."""
    teams = max(1, officers // OFFICERS_A_TEAM)
    return Directory(
        centres=(Centre(centre_id="noord", name="Noord"),),
        locations=(),
        booths=(),
        accounts=tuple(
            Account(
                staff_id=f"officer-{number}",
                role=Role.WIJKAGENT,
                display_name=f"Officer {number}",
                centre="noord",
                languages=("nl",),
                teams=(f"team-{number % teams}",),
            )
            for number in range(officers)
        ),
        teams=tuple(Team(team_id=f"team-{n}", name=f"Team {n}", centre="noord") for n in range(teams)),
        neighborhoods=tuple(
            Neighborhood(
                neighborhood_id=f"n-{number}",
                name=f"Wijk {number}",
                team=f"team-{number}",
                postcodes=(str(1000 + number),),
            )
            for number in range(teams)
        ),
    )


def request_of(number: int, teams: int, now: int) -> CallbackRequest:
    """Return one of many requests."""
    return CallbackRequest(
        request_id=f"r{number}",
        revision=1,
        reference="7KM4-RX2P",
        state=CallbackState.WAITING,
        origin=Origin.FORM,
        queue=f"team-{number % teams}",
        team=f"team-{number % teams}",
        centre="noord",
        neighborhood=f"n-{number % teams}",
        subject=Subject.QUESTION,
        language="nl",
        wishes=Wishes(channel=Channel.PHONE),
        requested_at=now,
        due_at=now + DAY_MS + number,
    )


async def fill(service: CallbackService, count: int, first: int) -> None:
    """Write requests until there are ``count``."""
    teams = len(service.directory.teams)
    pipeline: list[Awaitable[bool]] = []
    for number in range(first, count):
        request = request_of(number, teams, service.now())
        pipeline.append(
            service.store.put(
                Written(
                    request=request,
                    was=None,
                    step="ask",
                    by="bench",
                    at=service.now(),
                    audience=(),
                    wakes_at=request.due_at,
                    contact=Contact(name="Jo Smit", phone="+31612345678"),
                )
            )
        )
        if len(pipeline) == WRITTEN_AT_ONCE or number == count - 1:
            for each in pipeline:
                await each
            pipeline.clear()


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Return how long something takes, ms."""
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000


async def measure(officers: int, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Measure each size, growing."""
    with running("embedded") as server:
        client: Redis = await connect(server.url)
        service = CallbackService(
            store=CallbackStore(client),
            directory=directory_of(officers),
            letters=LetterWriter(public_url=lambda: "https://example.org"),
            now=lambda: time.time_ns() // 1_000_000,
        )
        say(f"{server.version}; load average {os.getloadavg()[0]:.1f}; {officers} officers")
        told: dict[str, Any] = {"server": server.version, "officers": officers, "sizes": {}}
        filled = 0
        for size in sizes:
            await fill(service, size, filled)
            filled = size
            say(f"{size:,} requests")
            told["sizes"][size] = await of_size(service, client, rounds)
        await client.aclose()
    return told


async def of_size(service: CallbackService, client: Redis, rounds: int) -> dict[str, float]:
    """Measure what an officer waits for, median ms; each claim is another request's."""
    kept: dict[str, list[float]] = {"ping": [], "list": [], "claim": []}
    accounts = service.directory.accounts
    for number in range(rounds):
        account = accounts[number % len(accounts)]
        work = await service.work_of(account)
        free = next(each.request for each in work.requests if each.request.state is CallbackState.WAITING)
        kept["ping"].append(await timed(lambda: client.execute_command("PING")))
        kept["list"].append(await timed(lambda who=account: service.work_of(who)))
        claim = Claim(by=account.staff_id)
        kept["claim"].append(
            await timed(
                lambda name=free.request_id, step=claim, who=account: service.take(
                    name, step, by=who.staff_id
                )
            )
        )
    return {name: round(statistics.median(values), 2) for name, values in kept.items() if values}


def main() -> None:
    """Measure, print a table, and keep what was asked for."""
    parser = argparse.ArgumentParser(prog="scripts/bench callbacks", description=__doc__)
    parser.add_argument("--officers", type=int, default=500)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--json", type=Path, help="keep every figure here")
    options = parser.parse_args()
    told = uvloop.run(measure(options.officers, options.sizes, options.rounds))
    print(f"{'requests':>10}  {'ping':>8}  {'list':>8}  {'claim':>8}   median ms; ratio to ping")
    for size, row in told["sizes"].items():
        ratios = " / ".join(f"{row[name] / row['ping']:.0f} x" for name in ("list", "claim"))
        print(f"{size:>10,}  {row['ping']:>8}  {row['list']:>8}  {row['claim']:>8}   {ratios}")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
