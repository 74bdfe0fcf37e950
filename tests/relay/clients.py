"""Independent participants: aiortc peer connections with a colored picture, over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import aioice.ice
import numpy as np
import pytest
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from av import AudioFrame, VideoFrame

from callrouter.model.media import Audience, LegQuality, LegSummary, Slots
from callrouter.relay import SLOTS, LegState, RelayEngine


def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let aioice use 127.0.0.1: it leaves it out, and has no option."""
    addresses: Callable[..., list[str]] = lambda use_ipv4, use_ipv6: ["127.0.0.1"]  # noqa: ARG005, E731
    monkeypatch.setattr(aioice.ice, "get_host_addresses", addresses)


COLORS = {"red": (200, 30, 30), "blue": (30, 60, 200), "green": (30, 180, 40)}
PATIENCE = 20.0


class Changes:
    """Something that changes, and a way to wait until it is as wished."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def changed(self) -> None:
        self._changed.set()

    async def until(self, wish: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not wish():
                self._changed.clear()
                await self._changed.wait()


class RecordingListener(Changes):
    """A listener that remembers everything it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: list[tuple[str, str, Slots]] = []
        self.speakers: list[tuple[str, tuple[str, ...]]] = []
        self.wanted: list[tuple[str, str]] = []
        self.qualities: list[tuple[str, LegQuality]] = []
        self.summaries: list[tuple[str, LegSummary]] = []
        self.states: list[tuple[str, str, LegState]] = []

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        self.slots.append((room, participant, slots))
        self.changed()

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        self.states.append((room, participant, state))
        self.changed()

    def speakers_changed(self, room: str, speakers: tuple[str, ...]) -> None:
        self.speakers.append((room, speakers))
        self.changed()

    def offer_wanted(self, room: str, participant: str) -> None:
        self.wanted.append((room, participant))
        self.changed()

    def quality_measured(self, room: str, quality: LegQuality) -> None:
        self.qualities.append((room, quality))
        self.changed()

    def leg_ended(self, room: str, summary: LegSummary) -> None:
        self.summaries.append((room, summary))
        self.changed()

    def people(self, participant: str) -> tuple[str | None, ...] | None:
        told = [slots.people for _, who, slots in self.slots if who == participant]
        return told[-1] if told else None

    def state(self, participant: str) -> LegState | None:
        told = [state for _, who, state in self.states if who == participant]
        return told[-1] if told else None


class ColoredVideo(VideoStreamTrack):
    """A small picture of one color, 30 a second."""

    def __init__(self, color: str) -> None:
        super().__init__()
        pixels = np.full((120, 160, 3), COLORS[color], dtype=np.uint8)
        self._picture = pixels

    async def recv(self) -> VideoFrame:
        frame = VideoFrame.from_ndarray(self._picture, format="rgb24")
        frame.pts, frame.time_base = await self.next_timestamp()
        return frame


class Client(Changes):
    """One participant's connection; what it sees and hears is known by slot, the share's being the last."""

    def __init__(  # noqa: PLR0913 what makes a participant
        self,
        engine: RelayEngine,
        room: str,
        name: str,
        color: str,
        *,
        video: bool = True,
        audience: Audience | None = None,
        codecs: tuple[str, ...] = ("VP8", "H264"),
    ) -> None:
        super().__init__()
        self._audience = audience or Audience()
        self._engine, self._room, self._name = engine, room, name
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.pc.addTransceiver(AudioStreamTrack(), direction="sendonly")
        self.pc.addTransceiver(ColoredVideo(color) if video else "video", direction="sendonly")
        self.pc.addTransceiver("video", direction="sendonly")
        for _ in range(SLOTS):
            self.pc.addTransceiver("audio", direction="recvonly")
            self.pc.addTransceiver("video", direction="recvonly")
        self.pc.addTransceiver("video", direction="recvonly")
        known = [
            codec for codec in RTCRtpSender.getCapabilities("video").codecs if codec.name in {*codecs, "rtx"}
        ]
        for transceiver in self.pc.getTransceivers():
            if transceiver.kind == "video":
                transceiver.setCodecPreferences(known)
        self.heard = [0] * SLOTS
        self.seen: list[str | None] = [None] * (SLOTS + 1)
        self.frames = [0] * (SLOTS + 1)
        self._pumps: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await self._engine.connect(
            self._room, self._name, self.pc.localDescription.sdp, self._audience
        )
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        receivers = [transceiver.receiver for transceiver in self.pc.getTransceivers()[3:]]
        for place, receiver in enumerate(receivers):
            assert receiver.track is not None
            self._pumps.append(asyncio.create_task(self._pump(receiver.track, place // 2)))

    async def _pump(self, track: MediaStreamTrack, slot: int) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                if isinstance(frame, AudioFrame):
                    self.heard[slot] += 1
                elif isinstance(frame, VideoFrame):
                    self.frames[slot] += 1
                    self.seen[slot] = color_of(frame)
                self.changed()

    def shares(self, color: str) -> None:
        """Send a picture as the shared screen."""
        self.pc.getTransceivers()[2].sender.replaceTrack(ColoredVideo(color))

    async def sees(self, slot: int, color: str) -> None:
        await self.until(lambda: self.seen[slot] == color)

    async def hears(self, slot: int, *, more: int = 10) -> None:
        goal = self.heard[slot] + more
        await self.until(lambda: self.heard[slot] >= goal)

    async def close(self) -> None:
        await connecting_is_over()
        await self.pc.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)


async def connecting_is_over() -> None:
    """Wait until aiortc's connecting tasks have ended: closing a connection before that leaks its senders."""
    connecting = [
        task for task in asyncio.all_tasks() if "RTCPeerConnection.__connect" in repr(task.get_coro())
    ]
    if connecting:
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait(connecting)


def color_of(frame: VideoFrame) -> str:
    """Return the name of the color that the middle of the picture is closest to."""
    pixel = frame.to_ndarray(format="rgb24")[40:80, 60:100].reshape(-1, 3).mean(axis=0)
    return min(COLORS, key=lambda name: float(np.abs(pixel - np.array(COLORS[name])).sum()))
