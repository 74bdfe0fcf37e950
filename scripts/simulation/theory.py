"""What queueing theory says of one queue with n equal people: Erlang C and Erlang A.

Calls come at ``arrivals_per_s`` (Poisson), conversations are exponential with mean ``handling_s``, callers
are patient without end (C) or exponentially with mean ``patience_s`` (A). First come, first served.
Formulas: A. K. Erlang 1917; C. Palm 1946; for the numbers of A: Mandelbaum and Zeltyn, "Service engineering
in action: the Palm/Erlang-A queue" (2007).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: States whose probability, against the likeliest one's, is below this are left out.
_NEGLIGIBLE = 1e-14
#: Steps of the integration per mean stay in the fastest state.
_STEPS_A_STAY = 4


@dataclass(frozen=True, slots=True)
class Steady:
    """Long-run figures of a queue. Shares are of all calls; waits count until answered or given up, s."""

    waits: float
    #: Mean wait over all calls, those who gave up too.
    mean_wait_s: float
    answered_in_time: float
    abandons: float
    occupancy: float


def erlang_c(*, people: int, arrivals_per_s: float, handling_s: float, threshold_s: float) -> Steady:
    """Tell the figures of M/M/n. Raises ``ValueError`` when the queue would grow for ever."""
    load = arrivals_per_s * handling_s
    if load >= people:
        raise ValueError(f"{people} people can't carry a load of {load:.2f} Erlang without end")
    blocked = 1.0
    for count in range(1, people + 1):
        blocked = load * blocked / (count + load * blocked)
    waits = blocked / (1 - load / people * (1 - blocked))
    spare_per_s = people / handling_s - arrivals_per_s
    return Steady(
        waits=waits,
        mean_wait_s=waits / spare_per_s,
        answered_in_time=1 - waits * math.exp(-spare_per_s * threshold_s),
        abandons=0.0,
        occupancy=load / people,
    )


def erlang_a(
    *, people: int, arrivals_per_s: float, handling_s: float, patience_s: float, threshold_s: float
) -> Steady:
    """Tell the figures of M/M/n+M, from its stationary distribution."""
    queue = _queue_lengths(people, arrivals_per_s, handling_s, patience_s)
    busy_below = 1 - float(queue.sum())
    length = float(queue @ np.arange(len(queue)))
    abandons = length / patience_s / arrivals_per_s
    in_time = _answered_in_time(queue, people / handling_s, 1 / patience_s, threshold_s)
    return Steady(
        waits=1 - busy_below,
        mean_wait_s=length / arrivals_per_s,
        answered_in_time=busy_below + in_time,
        abandons=abandons,
        occupancy=arrivals_per_s * (1 - abandons) * handling_s / people,
    )


def _queue_lengths(people: int, arrivals_per_s: float, handling_s: float, patience_s: float) -> Floats:
    """Return the probabilities of k callers waiting while everybody is busy, k from 0."""
    log_weight, weights, state = 0.0, [0.0], 0
    highest = 0.0
    while state < people or log_weight > highest + math.log(_NEGLIGIBLE):
        state += 1
        leaving = min(state, people) / handling_s + max(0, state - people) / patience_s
        log_weight += math.log(arrivals_per_s / leaving)
        highest = max(highest, log_weight)
        weights.append(log_weight)
    likely = np.exp(np.array(weights) - highest)
    queueing: Floats = likely[people:] / likely.sum()
    return queueing


def _answered_in_time(found: Floats, served_per_s: float, gives_up_per_s: float, limit_s: float) -> float:
    """Say which share of all calls wait, but are answered within ``limit_s``.

    A caller who finds k waiting has k ahead; these go at the rate of service and of their own giving up.
    Integrates the probabilities of "k ahead" (Runge-Kutta, 4th order) until the limit.
    """
    ahead = np.arange(len(found))
    onward = served_per_s + ahead * gives_up_per_s
    steps = max(1, math.ceil(limit_s * float(onward[-1] + gives_up_per_s) * _STEPS_A_STAY))
    step = limit_s / steps
    state = np.append(found, 0.0)

    def change(now: Floats) -> Floats:
        waiting = now[:-1]
        moved = onward * waiting
        delta = np.zeros_like(now)
        delta[:-1] = -moved - gives_up_per_s * waiting
        delta[:-2] += moved[1:]
        delta[-1] = moved[0]
        return delta

    for _ in range(steps):
        k1 = change(state)
        k2 = change(state + step / 2 * k1)
        k3 = change(state + step / 2 * k2)
        k4 = change(state + step * k3)
        state = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return float(state[-1])
