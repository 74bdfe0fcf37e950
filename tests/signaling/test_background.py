"""The node's own tasks keep running, and stop when told."""

from __future__ import annotations

import asyncio

import pytest

from signaling import background
from signaling.background import Background


async def test_a_task_that_fails_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_PAUSE_S", 0)
    runs, twice = 0, asyncio.Event()

    async def fails_at_first() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("once")
        twice.set()
        await asyncio.Event().wait()

    tasks = Background()
    tasks.start("fails at first", fails_at_first)
    async with asyncio.timeout(5):
        await twice.wait()
        await tasks.close()


async def test_closing_outlasts_a_task_that_swallows_a_cancellation() -> None:
    stubborn_for, running = 2, asyncio.Event()

    async def stubborn() -> None:
        nonlocal stubborn_for
        while True:
            running.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                stubborn_for -= 1
                if stubborn_for == 0:
                    raise

    tasks = Background()
    tasks.start("stubborn", stubborn)
    async with asyncio.timeout(5):
        await running.wait()
        await tasks.close()
    assert stubborn_for == 0
