"""``callrouter relay`` as a real process, and an embedded server it registers in."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from callrouter.model.views import RelayStanding
from callrouter.queueing import RelayRegistry

PATIENCE_S = 30.0
_READY = re.compile(r"^ready (relay-[0-9a-f]+)$", re.MULTILINE)


class RelayProcess:
    """One relay process; its standard input is a lifeline if it is supervised."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self._log = log
        self.relay_id = ""

    @property
    def log(self) -> str:
        return self._log.read_text()

    async def ready(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            said = await self.process.stdout.readuntil(b"ready ") + await self.process.stdout.readline()
        found = _READY.search(said.decode())
        assert found, f"said {said!r}:\n{self.log}"
        self.relay_id = found[1]

    async def ends(self, within_s: float = PATIENCE_S) -> int:
        async with asyncio.timeout(within_s):
            return await self.process.wait()

    def ask(self, wish: signal.Signals) -> None:
        self.process.send_signal(wish)

    def orphan(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()


@asynccontextmanager
async def relay_process(folder: Path, redis_url: str, **settings: object) -> AsyncIterator[RelayProcess]:
    """Start a relay; it is killed at the end, unless it has ended."""
    options = {"redis_url": redis_url, "data_dir": folder, "log_level": "info"} | settings
    own = {f"CALLROUTER_{name.upper()}": str(value) for name, value in options.items()}
    log = folder / "relay.log"
    with log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL"),
            *(sys.executable, "-P", "-m", "signaling", "relay"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]} | own,
        )
    try:
        yield RelayProcess(process, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def standing(
    registry: RelayRegistry, wish: Callable[[dict[str, RelayStanding]], bool]
) -> dict[str, RelayStanding]:
    """Wait until the registry is as wished: it tells nobody."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = {each.relay.relay_id: each for each in await registry.all()}
            if wish(found):
                return found
            await asyncio.sleep(0.02)
