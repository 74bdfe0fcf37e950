"""What one call costs that is decoded and encoded again: aiortc's MediaRelay, with real media."""

from __future__ import annotations

import asyncio
import fractions
import time
from typing import Any, Final

import numpy as np
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder
from av import AudioFrame, VideoFrame

from scripts.benchmarks.relay import cpu, phases, relays
from scripts.benchmarks.relay.generator import Generator
from scripts.benchmarks.relay.packets import AUDIO_PER_S, clip

WIDTH, HEIGHT, PICTURES_PER_S = 640, 480, 30
_BITS_PER_S: Final = 1_000_000


def pictures(seconds: float) -> list[list[bytes]]:
    """Return the VP8 payloads of a moving, noisy picture, by picture."""
    encoder = Vp8Encoder()
    encoder.target_bitrate = _BITS_PER_S
    noise = np.random.default_rng(7).integers(0, 30, (HEIGHT, 2 * WIDTH, 3), dtype=np.uint8)
    ramp = np.linspace(0, 200, WIDTH, dtype=np.uint8)[None, :, None]
    coded = []
    for number in range(int(seconds * PICTURES_PER_S)):
        shift = 3 * number % WIDTH
        frame = VideoFrame.from_ndarray(noise[:, shift : shift + WIDTH] + ramp, format="rgb24")
        frame.pts, frame.time_base = 3000 * number, fractions.Fraction(1, 90_000)
        payloads, _ = encoder.encode(frame, force_keyframe=number % (2 * PICTURES_PER_S) == 0)
        coded.append(payloads)
    return coded


def sounds(seconds: float) -> list[list[bytes]]:
    """Return the Opus payloads of a tone."""
    encoder = OpusEncoder()
    coded: list[list[bytes]] = []
    for number in range(int(seconds * AUDIO_PER_S)):
        at = np.arange(960) + 960 * number
        tone = (8000 * np.sin(at * 2 * np.pi * 440 / 48_000)).astype(np.int16)
        frame = AudioFrame.from_ndarray(np.repeat(tone, 2)[None, :], format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 960 * number, fractions.Fraction(1, 48_000)
        payloads, _ = encoder.encode(frame)
        coded.append(payloads)
    return coded


async def measure(host: str, generator: Generator, kind: str, seconds: float) -> dict[str, Any]:
    """Return the share of a core that one two-party call takes: of ours, hook or mediarelay."""
    relay = relays.ours(host) if kind == "ours" else relays.aiortc(kind, host)
    stage = relays.Stage()
    try:
        await relay.start()
        await relay.call(stage, "call", 2)
        load = clip(stage.publications, stage.transports, sounds(seconds), pictures(seconds), PICTURES_PER_S)
        before, began = cpu.nanoseconds(relay.pid), time.monotonic()
        async with phases.connected(generator, stage) as others:
            legs = [(transport.fd, transport.remote_address) for transport in stage.transports]
            seen = await asyncio.to_thread(generator.run, legs, load, 2, others)
        used, took = cpu.nanoseconds(relay.pid) - before, time.monotonic() - began
    finally:
        await stage.close()
        await relay.stop()
    return {
        "relay": kind,
        "busy": used / 1e9 / took,
        "sent": len(seen.sent_ns) / load.seconds,
        "came": len(seen.arrivals) / load.seconds,
    }
