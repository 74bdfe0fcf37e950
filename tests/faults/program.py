"""One process of a deployment, to be killed, frozen, thawed and started again at the same place."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 60.0


class Program:
    """A command with its own log; ends with whoever started it, even when that is killed."""

    def __init__(
        self, name: str, words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._words = tuple(words)
        self._log = folder / f"{name}.log"
        self._environment = {"PATH": os.environ["PATH"]} | dict(environment or {})
        self._process: asyncio.subprocess.Process | None = None
        self._frozen = False

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it; it may need a while until it can be used."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL"),
                *self._words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )

    async def kill(self) -> None:
        """End it as a crash would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    def freeze(self) -> None:
        """Stop it as a hypervisor that pauses a machine would."""
        os.kill(self.pid, signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        os.kill(self.pid, signal.SIGCONT)
        self._frozen = False

    @property
    def is_frozen(self) -> bool:
        return self._frozen

    async def sweep(self) -> None:
        """End it, whatever it does."""
        if self.runs:
            await self.kill()


def callrouter(command: str, folder: Path, name: str, **settings: object) -> Program:
    """Return a ``callrouter`` command as a process, configured by its environment."""
    environment = {f"CALLROUTER_{key.upper()}": str(value) for key, value in settings.items()}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    return Program(name, (sys.executable, "-P", "-m", "signaling", command), folder, environment)
