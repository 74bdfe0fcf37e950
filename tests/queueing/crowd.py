"""Processes that give random commands all at once, killed at random points; and the quiet afterwards."""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from redis.asyncio import Redis

from callrouter.queueing import DeadlineKind, QueueEngine
from callrouter.queueing.keys import Keys

#: Whoever could not say that they are there, as nobody looked, is counted out 15 s later.
_QUIET_WITHIN_S = 60.0


class CrowdError(Exception):
    """A process of the crowd failed; the message is what it said."""


@dataclass
class Crowd:
    """So many processes with so many commands each; ``kills`` of them are killed on the way and replaced."""

    url: str
    namespace: str
    chance: random.Random
    processes: int
    commands: int
    kills: int
    given: int = 0
    killed: int = 0
    started: int = field(default=0)

    async def work(self) -> None:
        """Let them work until all commands are given. Raises ``CrowdError`` when one of them fails."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self.processes):
                group.create_task(self._keep_working())

    async def _keep_working(self) -> None:
        left = self.commands
        while left > 0:
            left -= await self._one_life(left)

    async def _one_life(self, commands: int) -> int:
        """Run one process; returns how many commands it is known to have given."""
        self.started += 1
        dies_at = None
        if self.started <= self.kills:
            dies_at = self.chance.randrange(1, max(2, min(commands, self.commands)))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.queueing.traffic", self.url, self.namespace),
            *("--name", f"n{self.started}", "--seed", str(self.chance.randrange(2**32))),
            *("--commands", str(commands)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        said = asyncio.create_task(process.stderr.read())
        given = 0
        try:
            async for line in process.stdout:
                given = max(given, int(line))
                if dies_at is not None and given >= dies_at:
                    process.kill()
                    self.killed += 1
                    break
            status = await process.wait()
            if status != 0 and dies_at is None:
                raise CrowdError((await said).decode())
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await said
        given = given if status != 0 else commands
        self.given += given
        return max(given, 1)


async def let_it_be_quiet(client: Redis, engine: QueueEngine, namespace: str) -> None:
    """Keep the deadlines until only those of people long gone are left. Raises ``CrowdError``."""
    deadlines = f"{Keys(namespace).prefix}deadlines"
    left: list[str] = []
    try:
        async with asyncio.timeout(_QUIET_WITHIN_S):
            while True:
                claimed = await engine.claim_deadlines(retry_ms=1000)
                for deadline in claimed.due:
                    await engine.apply_deadline(deadline)
                names = [str(name) for name in await client.zrange(deadlines, 0, -1)]
                left = [name for name in names if not name.startswith(f"{DeadlineKind.FORGET}:")]
                if not left:
                    return
                if not claimed.due and claimed.next_in_ms is not None:
                    # Real time must pass here: the clock is the server's.
                    await asyncio.sleep(claimed.next_in_ms / 1000)
    except TimeoutError:
        raise CrowdError(f"it never gets quiet: {left}") from None
