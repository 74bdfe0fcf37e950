"""Child processes of the benchmarks: each says "ready", begins when told, and answers in JSON."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 120.0


class Child:
    """A process that is ready to begin."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ready(self) -> None:
        """Wait until it is set up. Raises ``RuntimeError`` when it ends instead."""
        line = await self._line()
        if line != "ready":
            raise RuntimeError(f"a process of the benchmark said {line!r} instead of being ready")

    def begin(self) -> None:
        """Tell it to begin."""
        assert self._process.stdin is not None  # noqa: S101  (a pipe was asked for)
        self._process.stdin.write(b"begin\n")

    async def answer(self) -> Any:
        """Wait for what it saw."""
        return json.loads(await self._line())

    async def _line(self) -> str:
        assert self._process.stdout is not None  # noqa: S101  (a pipe was asked for)
        async with asyncio.timeout(_PATIENCE_S):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of the benchmark ended early; what it said stands above")
        return line.decode().strip()


@asynccontextmanager
async def child(*words: str | Path) -> AsyncIterator[Child]:
    """Run a program while it is in use; its errors go to ours."""
    process = await asyncio.create_subprocess_exec(
        *map(str, words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 26,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield Child(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which this share of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
