"""``callrouter serve`` as a real process with its relays, and people in a call with real media."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from importlib.resources import files
from pathlib import Path
from typing import cast

import aiohttp
import psutil

from callrouter.model.media import Audience
from signaling.auth.passwords import hash_password
from signaling.node import Node
from tests.ports import free_port
from tests.relay.clients import Client
from tests.signaling.conftest import PASSWORD, Person, Service, until

PATIENCE_S = 45.0
_CALLS = re.compile(r'^callrouter_node_relay_calls\{relay="([^"]+)"\} (\d+)$', re.MULTILINE)


class ServeProcess:
    """One ``callrouter serve`` on a folder, always at the same address; ends everything it started."""

    def __init__(self, folder: Path, **settings: object) -> None:
        text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
        hashed = f'[[accounts]]\npassword_hash = "{hash_password(PASSWORD)}"'
        directory = folder / "directory.toml"
        directory.write_text(text.replace("[[accounts]]", hashed), "utf-8")
        self.folder = folder
        self._log = folder / "serve.log"
        self._port = free_port()
        options: dict[str, object] = {
            "directory": directory,
            "data_dir": folder,
            "port": self._port,
            "open_booths": True,
            "respect_hours": False,
            "secure_cookies": False,
            "totp_roles": "",
        }
        self._environment = {
            f"CALLROUTER_{name.upper()}": str(value) for name, value in (options | settings).items()
        } | {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process: asyncio.subprocess.Process | None = None
        self._started: dict[int, psutil.Process] = {}

    def set_path(self, path: str) -> None:
        """Let Python look for modules there, instead of where it does here."""
        self._environment["PYTHONPATH"] = path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text()

    def processes(self) -> list[psutil.Process]:
        """Return the node and everything it has started."""
        assert self._process is not None
        node = psutil.Process(self._process.pid)
        return [node, *node.children(recursive=True)]

    async def start(self) -> None:
        """Start, and wait until calls can be taken."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL"),
                *(sys.executable, "-P", "-m", "signaling", "serve"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )
        await self.until_ready()
        self.relays()

    async def until_ready(self) -> None:
        """Wait until calls can be taken."""
        assert self._process is not None
        async with asyncio.timeout(PATIENCE_S):
            while not await self.is_ready():
                assert self._process.returncode is None, self.log
                await asyncio.sleep(0.02)

    async def is_ready(self) -> bool:
        try:
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/health/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def relays(self) -> dict[str, psutil.Process]:
        """Return the relays this process has started, by their ids."""
        assert self._process is not None
        found = {}
        for process in psutil.Process(self._process.pid).children():
            self._started[process.pid] = process
            for each in process.net_connections("unix"):
                path = Path(str(each.laddr))
                if path.suffix == ".sock" and path.stem.startswith("relay-"):
                    found[path.stem] = process
        return found

    async def relay_of_the_call(self) -> psutil.Process:
        """Return the relay that the one call lives on."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/metrics") as answer:
            (relay_id,) = [found[1] for found in _CALLS.finditer(await answer.text()) if found[2] == "1"]
        return self.relays()[relay_id]

    async def kill(self) -> None:
        """End the node as a crash would."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def terminate(self) -> int:
        """Ask the node to stop; return its status."""
        assert self._process is not None
        self._process.terminate()
        return await self.until_ended()

    async def until_ended(self) -> int:
        """Wait until the node stops by itself; return its status."""
        assert self._process is not None
        async with asyncio.timeout(PATIENCE_S):
            return await self._process.wait()

    async def sweep(self) -> None:
        """End everything."""
        if self._process is not None and self._process.returncode is None:
            self.relays()
            await self.kill()
        for process in self._started.values():
            if process.is_running():
                process.kill()

    def people(self) -> Service:
        """Return who can come to its pages."""
        return Service(cast("Node", None), self.url)


class Talker:
    """Somebody in a call with real media, whose page connects anew when it is told that the media moved."""

    def __init__(self, person: Person, call_id: str, participant_id: str, color: str) -> None:
        self._person = person
        self._call_id = call_id
        self._name = participant_id
        self._color = color
        self.client = self._new_client()
        self._old: list[_TimedClient] = []
        self._following: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Connect, and follow the media wherever it goes from now on."""
        await self.client.connect()
        self._following = asyncio.create_task(self._follow())

    async def come_back(self, person: Person) -> None:
        """Go on with another page connection, whose media is what it was."""
        await self._stop_following()
        self._person = person
        self._following = asyncio.create_task(self._follow())

    async def hears_somebody(self) -> None:
        """Wait until sound comes in, at the connection that is there then."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                client = self.client
                before = sum(client.heard)
                await client.heard_something()
                if client is self.client and sum(client.heard) > before:
                    return

    async def connects_anew(self, than: _TimedClient) -> None:
        """Wait until there is another connection than this one."""
        async with asyncio.timeout(PATIENCE_S):
            await until(lambda: self.client is not than)

    async def close(self) -> None:
        """Close all connections."""
        await self._stop_following()
        for client in (*self._old, self.client):
            await client.close()

    async def _stop_following(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            try:
                await self._person.hears("media.moved")
            except TimeoutError:
                continue
            self._old.append(self.client)
            self.client = self._new_client()
            while not await self._is_connected():
                self._old.append(self.client)
                self.client = self._new_client()
                await asyncio.sleep(0.05)

    async def _is_connected(self) -> bool:
        try:
            await self.client.connect()
        except ConnectionError:
            return False
        return True

    def _new_client(self) -> _TimedClient:
        return _TimedClient(self, self._call_id, self._name, self._color)

    async def offer(self, call_id: str, sdp_offer: str) -> str:
        answer = await self._person.says("media.offer", call_id=call_id, sdp_offer=sdp_offer)
        if answer["type"] != "media.answered":
            raise ConnectionError(answer["code"])
        sdp_answer: str = answer["sdp_answer"]
        return sdp_answer


class _OverPages:
    """A relay as a page sees it: it is asked over the page's WebSocket."""

    def __init__(self, talker: Talker) -> None:
        self._talker = talker

    async def connect(self, room: str, _participant: str, sdp_offer: str, _audience: Audience) -> str:
        return await self._talker.offer(room, sdp_offer)


class _TimedClient(Client):
    """A connection that knows the longest time without a frame."""

    def __init__(self, talker: Talker, room: str, name: str, color: str) -> None:
        super().__init__(_OverPages(talker), room, name, color)  # type: ignore[arg-type]
        self._last: float | None = None
        self.longest_gap_s = 0.0

    def changed(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._last is not None:
            self.longest_gap_s = max(self.longest_gap_s, now - self._last)
        self._last = now
        super().changed()

    def count_gaps_from_now(self) -> None:
        self.longest_gap_s = 0.0

    async def heard_something(self) -> None:
        """Wait for a frame, but not so long that another connection could have come."""
        before = sum(self.heard)
        try:
            async with asyncio.timeout(0.1):
                await self.until(lambda: sum(self.heard) > before)
        except TimeoutError:
            return
