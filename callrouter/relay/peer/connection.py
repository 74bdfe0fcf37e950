"""A connection to a relay as a browser makes it: sends a film and a sound, hears what comes, sees nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import aioice.ice
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from callrouter.relay.peer.clips import Clip, ClipTrack, Film

#: Sound at least this loud counts as somebody's, of 32,767.
_LOUD: Final = 800
#: For so many pieces of sound (20 ms each) after the last loud one somebody is still heard.
_LASTING: Final = 75
#: So often a sample is looked at.
_SPARSE: Final = 16
#: Microphone, camera and screen go out; all that follow come in.
_OUTGOING: Final = 3
_CLOSING_S: Final = 5.0


def use_loopback() -> None:
    """Let connections of this process go over 127.0.0.1, which aioice leaves out and has no option for."""
    others = aioice.ice.get_host_addresses
    if getattr(others, "has_loopback", False):
        return

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:  # noqa: FBT001  (as aioice calls it)
        return [*others(use_ipv4, use_ipv6), *(["127.0.0.1"] if use_ipv4 else [])]

    addresses.has_loopback = True  # type: ignore[attr-defined]
    aioice.ice.get_host_addresses = addresses


class Peer:
    """One participant's connection, of one offer. What is received is heard, and not decoded as pictures."""

    def __init__(self, film: Film, sound: Clip, *, slots: int, heard: Callable[[], None]) -> None:
        """``slots``: how many others it can receive; ``heard`` is called once, at the first sound of one."""
        self._film, self._heard = film, heard
        self._loud_for = 0
        self._listening: list[asyncio.Task[None]] = []
        self._connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._connection.addTransceiver(ClipTrack(sound), direction="sendonly")
        self._connection.addTransceiver(ClipTrack(film.quiet, self._shown), direction="sendonly")
        self._connection.addTransceiver("video", direction="sendonly")
        for _ in range(slots):
            self._connection.addTransceiver("audio", direction="recvonly")
            self._connection.addTransceiver("video", direction="recvonly")
        self._connection.addTransceiver("video", direction="recvonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        for transceiver in self._connection.getTransceivers():
            if transceiver.kind == "video":
                transceiver.setCodecPreferences([each for each in codecs if each.name in {"VP8", "rtx"}])

    async def offer(self) -> str:
        """Return the SDP offer."""
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription.sdp

    async def take(self, answer: str) -> None:
        """Connect by the relay's answer; return before it is."""
        await self._connection.setRemoteDescription(RTCSessionDescription(_unseen(answer), "answer"))
        for transceiver in self._connection.getTransceivers()[_OUTGOING:]:
            track = transceiver.receiver.track
            if transceiver.kind == "audio" and track is not None:
                self._listening.append(asyncio.create_task(self._listen(track), name="listen"))

    async def close(self) -> None:
        """End the connection."""
        # Closing it while it is being made leaves aiortc's senders running.
        connecting = [task for task in asyncio.all_tasks() if "__connect" in repr(task.get_coro())]
        if connecting and self._connection.connectionState == "connecting":
            await asyncio.wait(connecting, timeout=_CLOSING_S)
        await self._connection.close()
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)

    def _shown(self) -> Clip:
        return self._film.hearing if self._loud_for > 0 else self._film.quiet

    async def _listen(self, track: MediaStreamTrack) -> None:
        with suppress(MediaStreamError):
            await track.recv()
            self._heard()
            while True:
                frame = await track.recv()
                if isinstance(frame, AudioFrame):
                    samples = memoryview(bytes(frame.planes[0])).cast("h")[::_SPARSE]
                    self._loud_for = _LASTING if max(samples) > _LOUD else max(0, self._loud_for - 1)


def _unseen(answer: str) -> str:
    """Return an answer in which no pictures come in: they would be decoded, and nobody looks at them."""
    head, *sections = answer.split("\r\nm=")
    seen = [
        section.replace("a=sendonly", "a=inactive") if section.startswith("video") else section
        for section in sections
    ]
    return "\r\nm=".join([head, *seen])
