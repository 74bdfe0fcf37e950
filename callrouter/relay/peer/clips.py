"""Pictures and sound that go round and round, encoded once."""

from __future__ import annotations

import asyncio
import math
import struct
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

import av
from aiortc import MediaStreamTrack
from av import AudioFrame
from av.packet import Packet

from callrouter.relay.peer.canvas import Canvas, Color

_WIDTH, _HEIGHT = 320, 240
#: Few pictures, and each second one that can be begun with: who joins sees it within a second.
_PICTURES_S: Final = 10
_FILM_S: Final = 4
_VIDEO_CLOCK: Final = 90_000
_BITS_S: Final = 200_000
_SOUND_CLOCK: Final = 48_000
_SOUND_STEP: Final = 960
#: Two soft notes, then silence.
_SOUND_S: Final = 3.0
_NOTE_S: Final = 0.35
_LOUDNESS: Final = 5000
_WHITE: Final = Color(235)
_BLOCK: Final = 24


class Clip(NamedTuple):
    """Packets that follow each other ``step`` ticks of ``clock`` apart, and begin again after the last."""

    kind: str
    packets: tuple[bytes, ...]
    clock: int
    step: int
    #: Every so many packets one that depends on none before.
    begin_every: int


class Film(NamedTuple):
    """A clip, and what takes its place while sound comes in; both of the same length."""

    quiet: Clip
    hearing: Clip


def test_film(quiet: Sequence[str], hearing: str, ground: Color) -> Film:
    """Return a film of a moving block under one or two lines, in capitals; one more while sound comes in."""
    still = Canvas(_WIDTH, _HEIGHT, ground)
    for number, line in enumerate(quiet):
        still.words(line, 40 + 56 * number, 6 if number == 0 else 4, _WHITE)
    hears = still.copy()
    hears.words(hearing, 140, 2, _WHITE)
    return Film(_film(still), _film(hears))


def _film(still: Canvas) -> Clip:
    codec = av.CodecContext.create("libvpx", "w")
    codec.width, codec.height, codec.pix_fmt = still.width, still.height, "yuv420p"
    codec.time_base, codec.bit_rate = Fraction(1, _PICTURES_S), _BITS_S
    codec.gop_size, codec.thread_count = 1000, 1  # begins where it is told to
    codec.options = {"deadline": "realtime", "cpu-used": "-6", "lag-in-frames": "0", "auto-alt-ref": "0"}
    packets: list[bytes] = []
    count = _FILM_S * _PICTURES_S
    for number in range(count):
        picture = still.copy()
        across = 0.5 - 0.5 * math.cos(2 * math.pi * number / count)
        left = 2 * round(across * (_WIDTH - _BLOCK) / 2)
        picture.box(left, 180, _BLOCK, _BLOCK, _WHITE)
        frame = picture.frame()
        frame.pts = number
        frame.pict_type = av.video.frame.PictureType.I if number % _PICTURES_S == 0 else frame.pict_type
        packets += map(bytes, codec.encode(frame))
    return Clip("video", tuple(packets), _VIDEO_CLOCK, _VIDEO_CLOCK // _PICTURES_S, _PICTURES_S)


def sound(notes_hz: Sequence[float]) -> Clip:
    """Return some notes, one after the other, and silence."""
    codec = av.CodecContext.create("libopus", "w")
    codec.format, codec.layout, codec.sample_rate = "s16", "mono", _SOUND_CLOCK
    codec.time_base, codec.bit_rate = Fraction(1, _SOUND_CLOCK), 24_000
    codec.options = {"application": "voip"}
    packets: list[bytes] = []
    for number in range(round(_SOUND_S * _SOUND_CLOCK / _SOUND_STEP)):
        frame = AudioFrame(format="s16", layout="mono", samples=_SOUND_STEP)
        first = number * _SOUND_STEP
        samples = [_sample(notes_hz, (first + each) / _SOUND_CLOCK) for each in range(_SOUND_STEP)]
        frame.planes[0].update(struct.pack(f"<{_SOUND_STEP}h", *samples))
        frame.pts, frame.sample_rate = first, _SOUND_CLOCK
        packets += map(bytes, codec.encode(frame))
    return Clip("audio", tuple(packets), _SOUND_CLOCK, _SOUND_STEP, 1)


def _sample(notes_hz: Sequence[float], at_s: float) -> int:
    number, within = divmod(at_s, _NOTE_S)
    if number >= len(notes_hz):
        return 0
    swell = math.sin(math.pi * within / _NOTE_S) ** 2
    return round(_LOUDNESS * swell * math.sin(2 * math.pi * notes_hz[int(number)] * at_s))


class ClipTrack(MediaStreamTrack):
    """A clip as what is sent; ``choose`` names another one at each packet that may begin one."""

    def __init__(self, clip: Clip, choose: Callable[[], Clip] | None = None) -> None:
        self.kind = clip.kind
        super().__init__()
        self._clip, self._choose = clip, choose
        self._count = 0
        self._began: float | None = None

    async def recv(self) -> Packet[Any]:
        """Return the next packet when it is due."""
        clip = self._clip
        if self._choose is not None and self._count % clip.begin_every == 0:
            self._clip = clip = self._choose()
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        await asyncio.sleep(max(0.0, self._began + self._count * clip.step / clip.clock - now))
        packet = Packet(clip.packets[self._count % len(clip.packets)])
        packet.pts, packet.time_base = self._count * clip.step, Fraction(1, clip.clock)
        self._count += 1
        return packet
