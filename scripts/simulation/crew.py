"""Runs replications side by side: many in a process, so that their questions to the server go together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import uvloop

from callrouter.model.routing import Choice
from callrouter.simulation.cast import Cast
from callrouter.simulation.outcome import Outcome
from scripts.simulation.demand import draw_visitors
from scripts.simulation.estimates import Estimator
from scripts.simulation.replication import Replication
from scripts.simulation.scenario import Scenario
from scripts.simulation.server import PrivateServer, private_server

#: Replications under way in one process at a time; more make no larger batches than the server fills.
_SIDE_BY_SIDE = 32


@dataclass(frozen=True, slots=True)
class Assignment:
    """One replication of a scenario. Assignments with equal seed and number get the same chance."""

    scenario: Scenario
    seed: int
    replication: int
    choice: Choice | None = None
    #: Ask for forecasts whenever so many callers more have come; 0 = never.
    estimate_every: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of assignments, in their order, and how long all of them took; s."""

    outcomes: list[Outcome]
    took_s: float


def perform(assignments: Sequence[Assignment], processes: int = 1) -> Done:
    """Run all assignments, each process with a private server of its own."""
    began = time.perf_counter()
    if processes == 1 or len(assignments) == 1:
        return Done(_perform_here(assignments), time.perf_counter() - began)
    shares = [assignments[number::processes] for number in range(processes)]
    # Spawned, so that nothing of this process's event loops and sockets is inherited.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [iter(part) for part in pool.map(_perform_here, shares)]
    outcomes = [next(parts[number % processes]) for number in range(len(assignments))]
    return Done(outcomes, time.perf_counter() - began)


def _perform_here(assignments: Sequence[Assignment]) -> list[Outcome]:
    return uvloop.run(_perform_all(assignments))


async def _perform_all(assignments: Sequence[Assignment]) -> list[Outcome]:
    casts: dict[tuple[int, Choice | None], Cast] = {}
    outcomes: list[Outcome | None] = [None] * len(assignments)
    left = iter(enumerate(assignments))

    async def work(server: PrivateServer) -> None:
        for number, each in left:
            key = (id(each.scenario), each.choice)
            if key not in casts:
                casts[key] = Cast(each.scenario, each.choice)
            cast = casts[key]
            visitors = draw_visitors(
                each.scenario, cast.horizon, seed=each.seed, replication=each.replication
            )
            estimator = Estimator(each.estimate_every) if each.estimate_every else None
            outcomes[number] = await Replication(cast, visitors, server, f"r{number}", estimator).run()

    async with private_server() as server, asyncio.TaskGroup() as crew:
        for _ in range(min(_SIDE_BY_SIDE, len(assignments))):
            crew.create_task(work(server))
    return [outcome for outcome in outcomes if outcome is not None]
