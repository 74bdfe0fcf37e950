"""The relays that are compared: how each is started, and how a call is set up in it."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from scripts.benchmarks.processes import ROOT
from scripts.benchmarks.relay import descriptions
from scripts.benchmarks.relay.janus import Janus
from scripts.benchmarks.relay.packets import Publication
from scripts.benchmarks.relay.transport import Transport

_FOLDER: Final = Path(__file__).parent
_PATIENCE_S: Final = 30.0
_TRIES: Final = 50
_PAUSE_S: Final = 0.1


@dataclass
class Stage:
    """Who takes part: connections, and what is sent on which."""

    transports: list[Transport] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)

    def publish(self) -> Publication:
        """Add a participant whose connection is the next."""
        number = len(self.publications)
        publication = Publication(
            leg=len(self.transports),
            number=number,
            audio_ssrc=10_000 + 10 * number,
            video_ssrc=500_000 + 10 * number,
        )
        self.publications.append(publication)
        return publication

    async def close(self) -> None:
        """Let everybody leave."""
        await asyncio.gather(*(transport.close() for transport in self.transports), return_exceptions=True)


class Relay(Protocol):
    """One relay process."""

    @property
    def pid(self) -> int:
        """The process whose work is weighed, its children included."""

    async def start(self) -> None:
        """Start it."""

    async def call(self, stage: Stage, room: str, people: int) -> None:
        """Bring so many people into a call, each receiving all others."""

    async def stop(self) -> None:
        """End it."""


class OwnProcess:
    """A relay in a Python process that takes offers as lines of JSON."""

    def __init__(self, *words: str, one_shape: bool) -> None:
        self._words = words
        self._one_shape = one_shape
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None  # noqa: S101  (started)
        return self._process.pid

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 20,
            cwd=ROOT,
        )
        if await self._line() != "ready":
            raise RuntimeError("the relay did not start")

    async def ask(self, words: dict[str, Any]) -> Any:
        """Ask it something."""
        assert self._process is not None  # noqa: S101  (started)
        assert self._process.stdin is not None  # noqa: S101  (a pipe was asked for)
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        return json.loads(await self._line())

    async def call(self, stage: Stage, room: str, people: int) -> None:
        """Let each offer and connect."""
        for number in range(people):
            publication, transport = stage.publish(), Transport()
            stage.transports.append(transport)
            lines = await transport.lines("actpass")
            offer = (
                descriptions.offer(publication, lines, "sendrecv")
                if self._one_shape
                else descriptions.for_our_relay(publication, lines)
            )
            told = await self.ask({"room": room, "participant": f"p{number}", "offer": offer})
            await transport.connect(told["answer"], server="a=setup:active" in told["answer"])

    async def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def _line(self) -> str:
        assert self._process is not None  # noqa: S101  (started)
        assert self._process.stdout is not None  # noqa: S101  (a pipe was asked for)
        async with asyncio.timeout(_PATIENCE_S):
            return (await self._process.stdout.readline()).decode().strip()


class VideoRoom(Janus):
    """Calls in Janus: one connection up a participant, one down with all others."""

    async def call(self, stage: Stage, room: str, people: int) -> None:  # noqa: ARG002  (rooms are numbers)
        """Let everybody publish, then receive all others."""
        number = 1 + len(stage.publications)
        control = await self.attach()
        await self.say(
            control,
            {
                "request": "create", "room": number, "publishers": people, "bitrate": 0, "fir_freq": 0,
                "audiocodec": "opus", "videocodec": "vp8", "transport_wide_cc_ext": True,
                "audiolevel_ext": True, "audiolevel_event": False, "notify_joining": False,
            },
        )  # fmt: skip
        feeds = [await self._publish(stage, number, name) for name in range(people)]
        for own in feeds:
            await self._subscribe(stage, number, [feed for feed in feeds if feed != own])

    async def _publish(self, stage: Stage, room: int, name: int) -> int:
        publication, transport = stage.publish(), Transport()
        stage.transports.append(transport)
        handle = await self.attach()
        feed = room * 100 + name
        await self.say(handle, {"request": "join", "ptype": "publisher", "room": room, "id": feed})
        offer = descriptions.offer(publication, await transport.lines("actpass"), "sendonly")
        told = await self.say(handle, {"request": "publish"}, {"type": "offer", "sdp": offer})
        answer = told["jsep"]["sdp"]
        await transport.connect(answer, server="a=setup:active" in answer)
        return feed

    async def _subscribe(self, stage: Stage, room: int, feeds: list[int]) -> None:
        handle, transport = await self.attach(), Transport(controlling=False)
        stage.transports.append(transport)
        streams = [{"feed": feed} for feed in feeds]
        words = {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        # A feed is there when Janus has noticed that its publisher's handshake is over.
        for attempt in range(_TRIES):
            try:
                told = await self.say(handle, words)
                break
            except RuntimeError:
                if attempt == _TRIES - 1:
                    raise
                await asyncio.sleep(_PAUSE_S)
        offer = told["jsep"]["sdp"]
        answer = descriptions.answer(offer, await transport.lines("active"))
        await self.say(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        await transport.connect(offer, server=False)


def ours(host: str) -> OwnProcess:
    """Return our relay."""
    return OwnProcess(str(_FOLDER / "side_ours.py"), host, one_shape=False)


def aiortc(kind: str, host: str) -> OwnProcess:
    """Return a relay of aiortc's parts: hook or mediarelay."""
    return OwnProcess(str(_FOLDER / "side_aiortc.py"), kind, host, one_shape=True)
