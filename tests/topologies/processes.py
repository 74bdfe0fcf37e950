"""One server as a process of its own, always at the same port: started, killed, frozen, woken."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.ports import free_port

PATIENCE_S: Final = 30.0
HOST: Final = "127.0.0.1"
_LOOK_S: Final = 0.02
#: A frozen server answers nothing.
_PATIENCE_ONCE_S: Final = 1.0


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; a server that can't be asked now doesn't."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            if holds():
                return
        except redis.RedisError:
            pass
        time.sleep(_LOOK_S)
    raise AssertionError(f"never came about: {what}")


class ServerProcess:
    """A Redis or Valkey, keeping its data in ``folder``; dies with the tests."""

    def __init__(self, binary: Path, folder: Path, *arguments: str, port: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.port = folder, free_port() if port is None else port
        self.arguments = list(arguments)
        self._binary = binary
        self._process: subprocess.Popen[bytes] | None = None
        self._client: redis.Redis | None = None

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def client(self) -> redis.Redis:
        """A client of this very server that gives up soon."""
        if self._client is None:
            self._client = redis.Redis(
                host=HOST,
                port=self.port,
                decode_responses=True,
                socket_timeout=_PATIENCE_ONCE_S,
                retry=Retry(NoBackoff(), 0),
                **self.login(),
            )
        return self._client

    def ask(self, *words: str | int) -> Any:
        """Return what it answers to a command."""
        return self.client.execute_command(*words)  # type: ignore[no-untyped-call]

    def login(self) -> dict[str, Any]:
        """With what the tests' own client connects."""
        return {}

    def command(self) -> list[str]:
        """Return what is run."""
        keeping = ("--dir", str(self.folder), "--save", "", "--appendonly", "yes", "--appendfsync", "always")
        return [str(self._binary), "--port", str(self.port), *keeping, *self.arguments]

    def start(self, *, wait: bool = True) -> None:
        """Start it, with the data it has."""
        assert self._process is None
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (our own words)
                ["setpriv", "--pdeathsig", "KILL", *self.command()],  # noqa: S607
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if wait:
            eventually(lambda: bool(self.client.ping()), f"an answer at {self.address}")

    def kill(self) -> None:
        """End it as a crash would; harmless when it doesn't run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def freeze(self) -> None:
        """Let it do nothing any more, while its connections stay."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on as if nothing had been."""
        os.kill(self.pid, signal.SIGCONT)

    def role(self) -> str:
        """Return what it takes itself for: ``master`` or ``slave``."""
        return str(self.client.info("replication")["role"])

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")
