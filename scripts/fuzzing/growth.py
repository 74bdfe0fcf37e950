"""Run a target's inputs again and again: growth.py TARGET FOLDER…; fails when memory grows or one is slow.

Each input is also stretched to the target's limit by repeating what stands in it, which is where an algorithm
that takes the square of its input shows.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

#: what may stay of all inputs together, in bytes a round: caches that fill up do so in the first rounds
_GROWTH = 2048
_ROUNDS = 5
_SLOW_S = 1.0
_MOST_INPUTS = 400


def inputs(folders: list[str]) -> list[bytes]:
    """Return the inputs in these folders, an even choice of them where there are many."""
    paths = sorted(path for folder in folders for path in Path(folder).iterdir() if path.is_file())
    return [path.read_bytes() for path in paths[:: len(paths) // _MOST_INPUTS + 1]]


def stretched(data: bytes, longest: int) -> Iterator[bytes]:
    """Yield the input with its beginning, middle and end repeated up to the limit."""
    third = max(1, len(data) // 3)
    for start in (0, third, 2 * third):
        part = data[start : start + third][:64]
        if part:
            room = max(0, longest - len(data))
            yield data[:start] + part * (room // len(part)) + data[start:]


def slowest(fuzz: Callable[[bytes], None], told: list[bytes], longest: int) -> float:
    """Return how long the slowest stretched input takes, in seconds."""
    worst = 0.0
    for data in told:
        for long in stretched(data, longest):
            before = time.perf_counter()
            fuzz(long)
            worst = max(worst, time.perf_counter() - before)
    return worst


def growth(fuzz: Callable[[bytes], None], told: list[bytes]) -> float:
    """Return how many bytes stay of a round of all inputs."""
    for data in told * 2:
        fuzz(data)
    tracemalloc.start()
    sizes = []
    for _ in range(_ROUNDS):
        for data in told:
            fuzz(data)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (sizes[-1] - sizes[1]) / (_ROUNDS - 2)


def main() -> None:
    """Measure one target and tell."""
    name, *folders = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    target, told = importlib.import_module(f"tests.fuzz.targets.{name}"), inputs(folders)
    worst, more = slowest(target.fuzz, told, target.LONGEST), growth(target.fuzz, told)
    well = worst < _SLOW_S and more < _GROWTH
    state = "ok" if well else "BAD"
    print(
        f"{name:<16} {state}: {len(told)} inputs, slowest {worst * 1000:.0f} ms, {more:.0f} bytes stay",
        flush=True,
    )
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
