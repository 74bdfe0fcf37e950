"""The floor: a bare UDP echo in C or Python, through such sockets at the same rate, unencrypted."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any, Final

from scripts.benchmarks.relay.generator import compiled
from scripts.benchmarks.relay.relays import Stage

_BUFFER: Final = 8 << 20


class Plain:
    """A socket in place of a connection; it is its own idle encryption."""

    def __init__(self, remote: tuple[str, int]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self.socket.bind((remote[0], 0))
        self.fd = self.socket.fileno()
        self.remote_address = remote
        self.sending = self.receiving = self

    def protect(self, packet: bytes) -> bytes:
        """Leave it as it is."""
        return packet

    unprotect = protect

    def feed(self, datagram: bytes) -> None:
        """Nothing else comes."""

    def send_rtcp(self, packet: bytes) -> None:
        """Nobody listens to it."""

    async def close(self) -> None:
        """Close the socket."""
        self.socket.close()


class Echo:
    """An echo process; a "call" is so many sockets that get back what they send."""

    def __init__(self, host: str, language: str) -> None:
        self._host = host
        self._words = (
            [str(compiled("echo.c"))]
            if language == "c"
            else [sys.executable, str(Path(__file__).with_name("side_echo.py"))]
        )
        self._process: Any = None
        self._port = 0

    @property
    def pid(self) -> int:
        """The process."""
        return int(self._process.pid)

    async def start(self) -> None:
        """Start it."""
        self._process = await asyncio.create_subprocess_exec(
            *self._words, self._host, stdout=asyncio.subprocess.PIPE
        )
        self._port = int(await self._process.stdout.readline())

    async def call(self, stage: Stage, room: str, people: int) -> None:  # noqa: ARG002  (there are no rooms)
        """Add sockets."""
        for _ in range(people):
            stage.publish()
            plain: Any = Plain((self._host, self._port))
            stage.transports.append(plain)

    async def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
