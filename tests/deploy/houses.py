"""Two nodes and two relays over one server: bare processes, and the shipped units under a systemd."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from signaling.auth.passwords import hash_password
from tests.deploy.systemd_house import SystemdHouse
from tests.ports import free_port
from tests.signaling.conftest import PASSWORD
from tests.signaling.relay_process import relay_process
from tests.signaling.serve_process import ServeProcess


class House(Protocol):
    """Two nodes and two relays, whoever runs them."""

    urls: tuple[str, str]

    async def restart_node(self, number: int) -> None:
        """Restart a node; done when it takes calls again."""

    async def restart_relay(self, number: int) -> None:
        """Restart a relay; done when it takes calls again."""


class BareHouse:
    """Processes, and nobody over them."""

    def __init__(self, folder: Path, redis_url: str, stack: AsyncExitStack, **settings: object) -> None:
        self._folder, self._redis_url, self._stack = folder, redis_url, stack
        self._nodes = []
        self._relays = [AsyncExitStack(), AsyncExitStack()]
        for name in ("node-0", "node-1", "relay-0", "relay-1"):
            (folder / name).mkdir()
            if name.startswith("node"):
                self._nodes.append(ServeProcess(folder / name, relays=0, redis_url=redis_url, **settings))
        self.urls = (self._nodes[0].url, self._nodes[1].url)

    async def start(self) -> None:
        """Start all four."""
        for relay in self._relays:
            await self._stack.enter_async_context(relay)
        for node in self._nodes:
            self._stack.push_async_callback(node.sweep)
        await asyncio.gather(*(self._start_relay(number) for number in (0, 1)))
        await asyncio.gather(*(node.start() for node in self._nodes))

    async def _start_relay(self, number: int) -> None:
        relay = relay_process(self._folder / f"relay-{number}", self._redis_url, drain_s=0)
        process = await self._relays[number].enter_async_context(relay)
        await process.ready()
        self._relays[number].push_async_callback(process.ends)
        self._relays[number].callback(process.process.terminate)

    async def restart_node(self, number: int) -> None:
        await self._nodes[number].terminate()
        await self._nodes[number].start()

    async def restart_relay(self, number: int) -> None:
        await self._relays[number].aclose()
        await self._start_relay(number)


class UnitsHouse:
    """The units of deploy/systemd."""

    def __init__(self, folder: Path, redis_url: str, stack: AsyncExitStack) -> None:
        text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
        hashed = f'[[accounts]]\npassword_hash = "{hash_password(PASSWORD)}"'
        node = {
            "directory": "/etc/callrouter/directory.toml",
            "open_booths": "true",
            "respect_hours": "false",
            "secure_cookies": "false",
            "totp_roles": "",
        }
        self._stack = stack
        self._systemd = SystemdHouse(
            folder / "systemd",
            {
                "directory.toml": text.replace("[[accounts]]", hashed),
                "environment": "".join(
                    f"CALLROUTER_{name.upper()}={value}\n" for name, value in node.items()
                ),
                "relay.environment": "CALLROUTER_DRAIN_S=0\n",
                "secrets/redis_url": f"{redis_url}\n",
                "relay-secrets/redis_url": f"{redis_url}\n",
            },
        )
        ports = [free_port() for _ in range(4)]
        self._nodes = [f"callrouter@{port}" for port in ports[:2]]
        self._relays = [f"callrouter-relay@{port}" for port in ports[2:]]
        self.urls = (f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}")

    async def start(self) -> None:
        """Start systemd, and all four by it."""
        self._stack.push_async_callback(self._systemd.close)
        await self._systemd.start()
        await self._systemd.order("enable", "--now", "callrouter.target", *self._relays, *self._nodes)

    async def restart_node(self, number: int) -> None:
        await self._systemd.order("restart", self._nodes[number])

    async def restart_relay(self, number: int) -> None:
        await self._systemd.order("restart", self._relays[number])
