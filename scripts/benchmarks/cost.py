"""What the server pays for a call: CPU of each script of its cycle, and how that grows with the house.

Many calls go through the same script at once, in pipelines, so that the system calls of a
connection are shared and what remains is the scripts'. What counts is the CPU of the server's main
thread, which includes reading the command, answering and writing the append-only file; the time within
scripts by the server's own count is kept as well, but grows when others use the machine. Machines
differ and have moods, so every round also measures a trivial script, and ratios are to that.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from itertools import count
from typing import Any, NamedTuple

from redis.asyncio import Redis

from callrouter.model.records import Call
from scripts.benchmarks.backlog import Backlog
from scripts.benchmarks.house import House, client, in_turns
from scripts.benchmarks.servers import Server, running

TRIVIAL = "return redis.call('INCR',KEYS[1])"
#: The steps of a call whose visitor finds somebody ready.
STEPS = ("trivial", "request_call", "accept", "leave", "finish")
#: Calls that take each step together.
_TOGETHER = 50
_TRIVIAL_RUNS = 1000
#: Rounds before those that count.
_WARM_UP = 3

Row = dict[str, Any]


class Used(NamedTuple):
    """Microseconds for one script: the server's time within it, and CPU of its main thread in all."""

    inside: float
    cpu: float


class Meter:
    """Attributes what a server does meanwhile to the scripts that are asked for."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def weigh(self, scripts: list[Coroutine[Any, Any, Any]]) -> tuple[Used, list[Any]]:
        """Run these scripts together; returns what one used, and all answers."""
        inside, cpu = self._server.in_scripts_us(), self._server.cpu_us()
        answers = await in_turns(scripts)
        cpu, inside = self._server.cpu_us() - cpu, self._server.in_scripts_us() - inside
        return Used(inside / len(scripts), cpu / len(scripts)), answers


async def _trivial(meter: Meter, redis: Redis) -> Used:
    script = redis.register_script(TRIVIAL)
    await script(keys=["trivial"])
    return (await meter.weigh([script(keys=["trivial"]) for _ in range(_TRIVIAL_RUNS)]))[0]


async def _cycle(meter: Meter, house: House, numbers: count[int], together: int) -> dict[str, Used]:
    """Take some calls through a whole cycle, matched at once."""
    ids = [f"now-{next(numbers)}" for _ in range(together)]
    await house.booths(ids)
    used = {"trivial": await _trivial(meter, house.redis)}
    used["request_call"], calls = await meter.weigh([house.requests(call_id) for call_id in ids])
    used["accept"], calls = await meter.weigh([house.accepts(call) for call in calls])
    used["leave"], _ = await meter.weigh([house.leaves(call) for call in calls])
    used["finish"], _ = await meter.weigh([house.finishes(call) for call in calls])
    return used


async def _queued_cycle(
    meter: Meter, house: House, numbers: count[int], talking: list[Call]
) -> dict[str, Used]:
    """Let new calls queue up behind the others, and whoever is done get the one that waited longest.

    ``talking`` is left by its people, whose next calls take its place.
    """
    ids = [f"now-{next(numbers)}" for _ in talking]
    await house.booths(ids)
    used = {"trivial": await _trivial(meter, house.redis)}
    used["request_call"], _ = await meter.weigh([house.requests(call_id) for call_id in ids])
    used["leave"], _ = await meter.weigh([house.leaves(call) for call in talking])
    used["finish"], _ = await meter.weigh([house.finishes(call) for call in talking])
    people = [call.seats[0].staff_id for call in talking]
    rung = [(await house.engine.view(str(staff_id))).reservation for staff_id in people]
    used["accept"], talking[:] = await meter.weigh(
        [house.engine.accept(ring.reservation_id, ring.staff_id) for ring in rung if ring]
    )
    if len(talking) != len(people):
        raise RuntimeError("somebody was done and got no call, though calls wait")
    return used


def summary(rounds: list[dict[str, Used]]) -> Row:
    """Best and median of each step, and the whole cycle as a multiple of the trivial script."""
    rows: Row = {}
    for name in STEPS:
        for kind in Used._fields:
            values = [getattr(used[name], kind) for used in rounds]
            rows.setdefault(name, {})[f"{kind}_us"] = {
                "best": min(values),
                "median": statistics.median(values),
            }
    whole = [name for name in STEPS if name != "trivial"]
    for kind in (f"{field}_us" for field in Used._fields):
        cycle = {best: sum(rows[name][kind][best] for name in whole) for best in ("best", "median")}
        rows.setdefault("cycle", {})[kind] = cycle
        rows.setdefault("times_trivial", {})[kind] = {
            best: cycle[best] / rows["trivial"][kind][best] for best in cycle
        }
    return rows


def _summaries(measured: dict[int, list[dict[str, Used]]]) -> Row:
    """Sum every size up, and say what its whole cycle costs as a multiple of the first size's.

    The multiple's median is of pairs of the same round, in which the machine was in the same mood.
    """
    first = [_cycle_us(used) for used in next(iter(measured.values()))]
    rows: Row = {}
    for size, rounds in measured.items():
        cycles = [_cycle_us(used) for used in rounds]
        pairs = [cycle / of_first for cycle, of_first in zip(cycles, first, strict=True)]
        growth = {"best": min(cycles) / min(first), "median": statistics.median(pairs)}
        rows[str(size)] = summary(rounds) | {"growth": growth}
    return rows


def _cycle_us(used: dict[str, Used]) -> float:
    return sum(used[name].cpu for name in STEPS if name != "trivial")


async def of_staff(kind: str, sizes: list[int], rounds: int) -> Row:
    """Measure a cycle with this many people ready, each size on a server of its own, in turns."""
    together = min(*sizes, _TOGETHER)
    with ExitStack() as servers:
        measured: dict[int, list[dict[str, Used]]] = {size: [] for size in sizes}
        houses = {}
        for size in sizes:
            server = servers.enter_context(running(kind))
            house = House(client(server.url, batching=True), "bench")
            await house.staff(size)
            houses[size] = (Meter(server), house)
        numbers = count()
        for round_ in range(_WARM_UP + rounds):
            for size, (meter, house) in houses.items():
                used = await _cycle(meter, house, numbers, together)
                if round_ >= _WARM_UP:
                    measured[size].append(used)
        for _, house in houses.values():
            await house.redis.aclose()
    return _summaries(measured)


async def of_waiting(kind: str, sizes: list[int], rounds: int, say: Callable[[str], None]) -> Row:
    """Measure a cycle with this many calls waiting, each size on a server of its own, in turns."""
    with ExitStack() as servers:
        measured: dict[int, list[dict[str, Used]]] = {size: [] for size in sizes}
        houses, told = {}, {}
        for size in sizes:
            server = servers.enter_context(running(kind))
            backlog = Backlog(server, "bench")
            talking = await backlog.fill(size, _TOGETHER)
            told[size] = {"bytes_per_call": backlog.bytes_per_call, "load_s": backlog.took_s}
            say(f"{size:,} calls wait, loaded in {backlog.took_s:.0f} s")
            houses[size] = (Meter(server), House(backlog.redis, "bench"), talking)
        numbers = count()
        for round_ in range(_WARM_UP + rounds):
            for size, (meter, house, talking) in houses.items():
                used = await _queued_cycle(meter, house, numbers, talking)
                if round_ >= _WARM_UP:
                    measured[size].append(used)
        for _, house, _ in houses.values():
            await house.redis.aclose()
    return {size: row | told[int(size)] for size, row in _summaries(measured).items()}
