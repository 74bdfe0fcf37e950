"""The whole service as a real process, started as a user starts it, and ended kindly or not."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.e2e.waiting import until
from tests.ports import free_port

PASSWORD = "correct horse battery staple"  # noqa: S105 (demonstration accounts of a test)
START_S = 40
STOP_S = 5
COMMAND = Path(sys.executable).parent / "callrouter"
MARK = "E2E_DEMO"  # a variable that all processes of a demo inherit
READY = re.compile(r"^ready (http://\S+)", re.MULTILINE)


class Demo:
    """`callrouter demo` on a data directory, always at the same address."""

    def __init__(
        self, data_dir: Path, log: Path, within: tuple[str, ...] = (), **settings: str | float
    ) -> None:
        """`within` is what to put before the command, so that it runs somewhere else."""
        self.data_dir = data_dir
        self.log = log
        self._within = within
        self._settings = {
            "ring_s": 20,
            "wrap_up_s": 60,
            "grace_s": 20,
            "media_hosts": "127.0.0.1",
            "relays": 1,
        } | settings
        self._port = free_port()
        self._mark = uuid.uuid4().hex
        self._process: asyncio.subprocess.Process | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        """Stop it; after a test that went well it must stop well."""
        try:
            if error is None and self._process is not None:
                await self.stop()
        finally:
            await self._sweep()

    async def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        offset = len(self.log_text())
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "TERM"),  # a test run that is killed takes it along
                *self._within,
                COMMAND,
                *self._arguments(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
            )
        ready = await until(lambda: self._said(READY, offset), bool, "the demo to be ready", START_S)
        assert ready is not None
        self.url = ready[1]

    async def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to stop: in good time it ends in peace, and leaves nothing behind."""
        process, self._process = self._running(), None
        process.send_signal(with_signal)
        async with asyncio.timeout(STOP_S):
            code = await process.wait()
        assert code in {0, -with_signal, 128 + with_signal}, f"ended with {code}:\n{self.log_text()}"
        assert not self.processes(), f"left behind: {self.processes()}"

    async def kill_hard(self) -> None:
        """End it as a crash would; whatever it started has to notice by itself."""
        process, self._process = self._running(), None
        process.kill()
        await process.wait()
        await until(self._left, lambda left: not left, "no process after kill -9", STOP_S)

    async def refuses_a_second_one(self) -> str:
        """Start another one on the same data directory; answer what it said when it gave up."""
        process = await asyncio.create_subprocess_exec(
            COMMAND,
            *self._arguments(port=free_port()),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment(),
            start_new_session=True,
        )
        async with asyncio.timeout(START_S):
            output, _ = await process.communicate()
        assert process.returncode not in {0, None}
        return output.decode()

    def processes(self) -> list[psutil.Process]:
        """Answer every living process that stems from this demo, known by its environment."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def log_text(self) -> str:
        """Answer all it has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    async def _said(self, words: re.Pattern[str], offset: int) -> re.Match[str] | None:
        found = words.search(self.log_text(), offset)
        code = self._running().returncode
        assert found or code is None, f"the demo ended with {code}:\n{self.log_text()}"
        return found

    async def _left(self) -> list[psutil.Process]:
        return self.processes()

    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "the demo does not run"
        return self._process

    def _arguments(self, port: int | None = None) -> list[str]:
        options = {
            "host": "127.0.0.1",
            "port": port or self._port,
            "data_dir": self.data_dir,
        } | self._settings
        return ["demo", *(_option(name.replace("_", "-"), value) for name, value in options.items())]

    def _environment(self) -> Mapping[str, str]:
        return os.environ | {"CALLROUTER_DEMO_PASSWORD": PASSWORD, MARK: self._mark}

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            command = " ".join(process.cmdline())
            return process.environ().get(MARK) == self._mark or str(self.data_dir) in command
        except psutil.Error:
            return False

    async def _sweep(self) -> None:
        """Leave the machine clean after a failed test."""
        for process in self.processes():
            process.kill()
        if self._process is not None:
            await self._process.wait()


def _option(name: str, value: object) -> str:
    return f"--{name}" if value is True else f"--{name}={value}"
