"""A whole deployment of bare processes on this machine: a queue server, signaling nodes and relays."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import aiohttp

from signaling.auth.passwords import hash_password
from tests.faults.cable import Cable
from tests.faults.crowd import Crowd
from tests.faults.program import PATIENCE_S, Program, callrouter
from tests.faults.server import QueueServer
from tests.ports import free_port
from tests.signaling.conftest import PASSWORD

_HOUSE: Final = """
[[centres]]
centre_id = "c"
name = "C"

[[locations]]
location_id = "l"
name = "L"
centre = "c"
timezone = "Europe/Amsterdam"
require_staff = false
"""
_DAYS: Final = "\n".join(f"{day} = {{ opens = 00:00:00, closes = 23:59:00 }}" for day in range(1, 8))
_FREELY: Final = 100_000
_LOOK_S: Final = 1.0
OK: Final = 200


def write_directory(path: Path, visitors: list[str], employees: list[str]) -> None:
    """Write a directory with one location, where everybody who works speaks Dutch."""
    password = hash_password(PASSWORD)
    parts = [_HOUSE, f"[locations.hours]\n{_DAYS}"]
    parts += [f'[[booths]]\nbooth_id = "booth:{name}"\nlocation = "l"' for name in visitors]
    parts += [
        f'[[accounts]]\nstaff_id = "{name}"\nrole = "agent"\ndisplay_name = "{name}"\ncentre = "c"\n'
        f'languages = ["nl"]\npassword_hash = "{password}"'
        for name in employees
    ]
    path.write_text("\n".join(parts), "utf-8")


class Server(Protocol):
    """Where the queue is kept: one server, or several of which one has the say."""

    @property
    def url(self) -> str: ...


class Node:
    """A signaling node behind an address that stays."""

    def __init__(self, program: Program, port: int, cable: Cable | None) -> None:
        self.program = program
        self.url = f"http://127.0.0.1:{port}"
        self.cable = cable
        #: By the last look of the load balancer.
        self.is_open = True

    async def health(self) -> tuple[int, str]:
        """Return what a load balancer hears: status and reason."""
        timeout = aiohttp.ClientTimeout(total=2)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as http,
                http.get(f"{self.url}/health/ready") as answer,
            ):
                return answer.status, str((await answer.json()).get("reason", ""))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, "silent"

    async def until_unready(self) -> str:
        """Wait until it says that it can't be used; return why."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                status, why = await self.health()
                if status != OK:
                    return why
                await asyncio.sleep(0.05)

    async def until_ready(self) -> None:
        """Wait until it can be used."""
        async with asyncio.timeout(PATIENCE_S):
            while (await self.health())[0] != OK:
                assert self.program.runs, self.program.log
                await asyncio.sleep(0.05)


class Deployment:
    """Nodes and relays over one server, and a crowd at their pages."""

    def __init__(
        self, folder: Path, server: Server, *, visitors: int = 8, employees: int = 4, seed: int = 0
    ) -> None:
        self.server = server
        self.folder = folder
        self.nodes: list[Node] = []
        self.relays: list[Program] = []
        self._stack = AsyncExitStack()
        self._balancer: asyncio.Task[None] | None = None
        names = [f"v{number}" for number in range(visitors)]
        staff = [f"e{number}" for number in range(employees)]
        write_directory(folder / "directory.toml", names, staff)
        self.crowd = Crowd(self.open_doors, names, staff, seed)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._balancer is not None:
            self._balancer.cancel()
            await asyncio.wait((self._balancer,))
        for program in (*(node.program for node in self.nodes), *self.relays):
            await program.sweep()
        await self._stack.aclose()

    def open_doors(self) -> list[str]:
        """Return where a load balancer would send a page now."""
        able = [node.url for node in self.nodes if node.is_open]
        return able or [node.url for node in self.nodes]

    async def _balance(self) -> None:
        """Look at every node's health each second, as load balancers do."""

        async def look(node: Node) -> None:
            while True:
                node.is_open = (await node.health())[0] == OK
                await asyncio.sleep(_LOOK_S)

        async with asyncio.TaskGroup() as looks:
            for node in self.nodes:
                looks.create_task(look(node))

    async def build(
        self,
        *,
        nodes: int = 2,
        relays: int = 2,
        cables: bool = False,
        urls: Sequence[str] = (),
        **settings: object,
    ) -> None:
        """Start everything, and wait until calls can be taken. ``urls``: where each node finds the server."""
        for number in range(relays):
            relay = self._program("relay", f"relay-{number}", {"redis_url": self.server.url})
            self.relays.append(relay)
            await relay.start()
        for number in range(nodes):
            cable = await self._cable() if cables else None
            port = free_port()
            url = urls[number] if urls else self.server.url
            if cable is not None:
                url = f"redis://127.0.0.1:{cable.port}"
            own: dict[str, object] = {
                "redis_url": url,
                "port": port,
                "relays": 0,
                "directory": self.folder / "directory.toml",
                "open_booths": True,
                "respect_hours": False,
                "secure_cookies": False,
                "totp_roles": "",
                "caller_calls": _FREELY,
                "place_connections": _FREELY,
                "place_requests_s": _FREELY,
                "wrap_up_s": 5,
            }
            node = Node(self._program("serve", f"node-{number}", own | settings), port, cable)
            self.nodes.append(node)
            await node.program.start()
        for node in self.nodes:
            await node.until_ready()
        self._balancer = asyncio.create_task(self._balance(), name="balancer")

    async def _cable(self) -> Cable:
        assert isinstance(self.server, QueueServer)
        return await self._stack.enter_async_context(Cable(self.server.port))

    def _program(self, command: str, name: str, settings: dict[str, object]) -> Program:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return callrouter(command, self.folder, name, data_dir=folder, **settings)
