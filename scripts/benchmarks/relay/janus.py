"""Janus' VideoRoom, as Debian packages it: its process, its API over a Unix socket, and joining a room."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any, Final

_PLUGINS: Final = Path("/usr/lib/x86_64-linux-gnu/janus")
_PATIENCE_S: Final = 20.0
_MAX_MESSAGE: Final = 1 << 18
#: it starts the thread of this transport before it notes that the transport is there, and then often ends
_STARTS: Final = 30
_START_S: Final = 5.0

_MAIN: Final = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{plugins}/plugins"
  transports_folder = "{plugins}/transports"
  debug_level = 3
  session_timeout = 0
  {event_loops}
}}
media: {{ }}
nat: {{ ice_enforce_list = "{host}" }}
plugins: {{ disable = "{others}" }}
transports: {{ disable = "{transports}" }}
"""
_SOCKET: Final = """
general: {{ enabled = true, json = "compact", path = "{folder}/api", type = "SOCK_SEQPACKET" }}
admin: {{ admin_enabled = false }}
"""


class Janus:
    """A running Janus and one session with it."""

    def __init__(self, host: str, event_loops: int | None) -> None:
        self._host = host
        self._event_loops = event_loops
        self._folder = Path(tempfile.mkdtemp(prefix="callrouter-janus-"))
        self._process: asyncio.subprocess.Process | None = None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._session = 0
        self._number = 0

    @staticmethod
    def available() -> bool:
        """Say whether it is installed."""
        return shutil.which("janus") is not None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None  # noqa: S101  (started)
        return self._process.pid

    async def start(self) -> None:
        """Start it with a configuration of its own, and open a session."""
        transports = [p.name for p in (_PLUGINS / "transports").glob("*.so") if "pfunix" not in p.name]
        others = [p.name for p in (_PLUGINS / "plugins").glob("*.so") if "videoroom" not in p.name]
        loops = f"event_loops = {self._event_loops}" if self._event_loops else ""
        self._write(
            "janus.jcfg",
            _MAIN.format(
                folder=self._folder,
                plugins=_PLUGINS,
                host=self._host,
                others=",".join(others),
                transports=",".join(transports),
                event_loops=loops,
            ),
        )
        self._write("janus.transport.pfunix.jcfg", _SOCKET.format(folder=self._folder))
        self._write("janus.plugin.videoroom.jcfg", "general: { }\n")
        for attempt in range(_STARTS):
            try:
                await self._launch()
                break
            except (RuntimeError, TimeoutError):
                await self._end()
                if attempt == _STARTS - 1:
                    raise
        self._reader = asyncio.create_task(self._read())
        self._session = (await self.ask({"janus": "create"}))["data"]["id"]

    async def _launch(self) -> None:
        """Start the process, and wait until it listens."""
        with (self._folder / "log").open("w") as log:
            self._process = await asyncio.create_subprocess_exec(
                "janus", "-F", str(self._folder), "-C", str(self._folder / "janus.jcfg"),
                stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        await self._connect()

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text)

    async def _connect(self) -> None:
        self._socket.setblocking(False)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_START_S):
            while True:
                try:
                    await loop.sock_connect(self._socket, str(self._folder / "api"))
                except OSError:
                    if self._process is None or self._process.returncode is not None:
                        raise RuntimeError(f"janus ended: {(self._folder / 'log').read_text()}") from None
                    await asyncio.sleep(0.05)
                else:
                    return

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(self._socket, _MAX_MESSAGE):
            message = json.loads(data)
            # What a plugin is asked is acknowledged first, and answered by an event.
            if message.get("janus") != "ack":
                waiting = self._waiting.pop(message.get("transaction", ""), None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message)

    async def ask(self, message: dict[str, Any], handle: int | None = None) -> Any:
        """Ask, and return the answer. Raises ``RuntimeError`` for a refusal."""
        self._number += 1
        words = {**message, "transaction": str(self._number)}
        if self._session:
            words["session_id"] = self._session
        if handle is not None:
            words["handle_id"] = handle
        loop = asyncio.get_running_loop()
        answer = self._waiting[words["transaction"]] = loop.create_future()
        await loop.sock_sendall(self._socket, json.dumps(words).encode())
        async with asyncio.timeout(_PATIENCE_S):
            told = await answer
        if told["janus"] == "error" or "error" in told.get("plugindata", {}).get("data", {}):
            raise RuntimeError(f"janus refused: {told}")
        return told

    async def attach(self) -> int:
        """Return a new handle of the VideoRoom."""
        told = await self.ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        return int(told["data"]["id"])

    async def say(self, handle: int, body: dict[str, Any], jsep: dict[str, Any] | None = None) -> Any:
        """Send the plugin a message, and return its answer."""
        message: dict[str, Any] = {"janus": "message", "body": body}
        if jsep is not None:
            message["jsep"] = jsep
        return await self.ask(message, handle)

    async def stop(self) -> None:
        """End it."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        self._socket.close()
        await self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
