"""The relays that a node starts: as many as wished, each a process of its own, started again when it dies."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

import structlog

from callrouter.queueing import LAUNCHER, QueueUnavailableError, RelayRegistry
from signaling.background import Background
from signaling.relays.absence import Absences

#: Growing pauses before a relay that died is started again; the first one after a life of so long.
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 10.0
_LIVED_S: Final = 30.0
#: How long relays without calls are waited for at the end.
_STOP_S: Final = 1.5
#: How often the registry is asked whether one of them hangs.
_LOOK_S: Final = 1.0

_SAID: Final = re.compile(rb"(starting|ready) (relay-[0-9a-f]{12})\n")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class RelayPlan:
    """How many relays to start, and with what."""

    count: int
    #: By its number and its port, all that a relay gets: everybody on the machine can read its arguments.
    environment: Callable[[int, int], Mapping[str, str]]
    hosts: Sequence[str]
    #: To choose from; empty: any free ones.
    ports: Sequence[int]


class RelayChildren:
    """Relay processes, as many as ``plan`` says; ``registry`` is told of one that died.

    One that runs but has let its registration go hangs, and is killed: it would be missing for ever.
    With ``die_along`` they never outlive this process, even if it is killed; else they keep the calls they
    have while another node can attach, and end when those have ended.
    """

    def __init__(self, plan: RelayPlan, registry: RelayRegistry, *, die_along: bool) -> None:
        self._plan = plan
        self._registry = registry
        self._die_along = die_along
        self._background = Background()
        self._children: dict[int, _Child] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def pids(self) -> list[int]:
        """The process ids of those that live."""
        return [child.pid for child in self._children.values()]

    @property
    def relay_ids(self) -> list[str]:
        """Who of them has come up."""
        return [*self._up()]

    def start(self) -> None:
        """Start all of them; doesn't wait until they are ready."""
        self._tasks = [
            asyncio.create_task(self._keep(number), name=f"relay child {number}")
            for number in range(self._plan.count)
        ]
        self._background.start("hung relays", self._end_hung)

    async def stop(self) -> None:
        """End those that have no calls, and with ``die_along`` all; the others are left to their calls."""
        await self._background.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        children = list(self._children.values())
        for child in children:
            child.ask_to_stop(at_once=self._die_along)
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_S):
                await asyncio.gather(*(child.ended.wait() for child in children))
        left = [child for child in children if not child.ended.is_set()]
        if self._die_along:
            for child in left:
                child.kill()
            await asyncio.gather(*(child.ended.wait() for child in left))
        elif left:
            _log.info("relays.left_to_their_calls", count=len(left))
        for child in children:
            child.let_go()

    async def _keep(self, number: int) -> None:
        """Keep one relay running, for ever."""
        loop = asyncio.get_running_loop()
        pause_s = _FIRST_PAUSE_S
        while True:
            began = loop.time()
            try:
                child = self._launch(number)
            except OSError as error:
                _log.error("relay.not_started", error=type(error).__name__)
            else:
                self._children[number] = child
                await child.ended.wait()
                child.let_go()
                del self._children[number]
                _log.error("relay.died", status=child.status, relay_id=child.relay_id)
                if child.relay_id is not None:
                    await self._report(child.relay_id)
            pause_s = _FIRST_PAUSE_S if loop.time() - began > _LIVED_S else pause_s
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _report(self, relay_id: str) -> None:
        try:
            await self._registry.lose(relay_id)
        except Exception:  # noqa: BLE001  (its lease ends soon anyway; it must be started again whatever happens)
            _log.exception("relay.not_reported", relay_id=relay_id)

    async def _end_hung(self) -> None:
        """Kill relays that hang, for ever; those that keep them start others."""
        absences = Absences()
        loop = asyncio.get_running_loop()
        while True:
            try:
                registered = {standing.relay.relay_id for standing in await self._registry.all()}
            except QueueUnavailableError:
                absences.unread()
            else:
                up = self._up()
                for relay_id in absences.hung(up, registered, loop.time()):
                    _log.error("relay.hung", relay_id=relay_id)
                    up[relay_id].kill()
            await asyncio.sleep(_LOOK_S)

    def _up(self) -> dict[str, _Child]:
        children = self._children.values()
        return {child.relay_id: child for child in children if child.relay_id is not None and child.is_up}

    def _free_port(self, number: int) -> int:
        """Choose a port: 0 for any, else the first that is free; another process may hold some of them."""
        taken = {child.port for child in self._children.values()}
        if not self._plan.ports:
            return 0
        ports = [*self._plan.ports[number:], *self._plan.ports[:number]]
        for port in ports:
            if port not in taken and _is_free(self._plan.hosts, port):
                return port
        return ports[0]

    def _launch(self, number: int) -> _Child:
        port = self._free_port(number)
        command = [sys.executable, "-P", "-m", "signaling.relays"]
        if self._die_along:
            command = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *command]
        environment = self._plan.environment(number, port)
        # Not asyncio's: its transports kill the process when the loop closes.
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C goes to us
        )
        return _Child(process, port)


class _Child:
    """One relay process, watched from a thread until it ends."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self.pid = process.pid
        #: Known before it is registered.
        self.relay_id: str | None = None
        #: Whether it has been registered.
        self.is_up = False
        self.status: int | None = None
        self.ended = asyncio.Event()
        self._process = process
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._watch, name=f"relay {process.pid}", daemon=True).start()

    def _watch(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as said:
                for line in _lines(said):
                    told = _SAID.fullmatch(line)
                    if told is not None:
                        self.relay_id = told[2].decode()
                        self.is_up = told[1] == b"ready"
        self.status = self._process.wait()
        with suppress(RuntimeError):  # the loop has been closed: nobody asks any more
            self._loop.call_soon_threadsafe(self.ended.set)

    def ask_to_stop(self, *, at_once: bool) -> None:
        """Ask it to end when its calls have, or at once."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT if at_once else signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._process.kill()

    def let_go(self) -> None:
        """Let it know that nobody holds it any more."""
        if self._process.stdin is not None:
            self._process.stdin.close()


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.readline(256), b"")


def _is_free(hosts: Sequence[str], port: int) -> bool:
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with socket.socket(family, kind) as probe:
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError:
                    return False
    return True
