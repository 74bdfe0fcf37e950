"""A face and a voice for each participant: one color with a wandering white square, and one tone."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE_HZ = 48_000
SQUARE = 40


@dataclass(frozen=True)
class Identity:
    """By what the others recognize a participant."""

    name: str
    color: tuple[int, int, int]
    tone_hz: int


VISITOR = Identity("visitor", (200, 30, 30), 440)
AGENT = Identity("agent", (30, 60, 200), 1000)
INTERPRETER = Identity("interpreter", (200, 190, 40), 2500)
COLLEAGUE = Identity("colleague", (30, 150, 60), 1700)
SUPERVISOR = Identity("supervisor", (150, 40, 170), 3300)


@dataclass(frozen=True)
class Camera:
    """The size and rate of the pictures; noise makes them as hard to compress as a real room."""

    width: int = 320
    height: int = 240
    fps: int = 10
    noise: int = 0


def write_camera(path: Path, identity: Identity, camera: Camera = Camera()) -> Path:
    """Write two seconds of pictures; Chromium repeats them."""
    header = f"YUV4MPEG2 W{camera.width} H{camera.height} F{camera.fps}:1 Ip A1:1 C420jpeg\n"
    frames = 2 * camera.fps
    travel = np.linspace(0, camera.width - SQUARE, frames).astype(int) // 2 * 2
    y, u, v = _yuv(identity.color)
    chance = np.random.default_rng(seed=identity.tone_hz)
    with path.open("wb") as file:
        file.write(header.encode())
        for x in travel:
            grain = chance.integers(-camera.noise, camera.noise, (camera.height, camera.width), endpoint=True)
            luma = np.clip(y + grain, 16, 235).astype(np.uint8)
            blue = np.full((camera.height // 2, camera.width // 2), u, np.uint8)
            red = np.full_like(blue, v)
            luma[:SQUARE, x : x + SQUARE] = 235
            for plane in (blue, red):
                plane[: SQUARE // 2, x // 2 : (x + SQUARE) // 2] = 128
            file.write(b"FRAME\n" + luma.tobytes() + blue.tobytes() + red.tobytes())
    return path


def write_microphone(path: Path, identity: Identity) -> Path:
    """Write two seconds of the tone, a whole number of periods."""
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    samples = (0.5 * 32767 * np.sin(2 * np.pi * identity.tone_hz * t)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return path


def _yuv(color: tuple[int, int, int]) -> tuple[int, int, int]:
    """Limited-range BT.601, as Chromium takes it."""
    r, g, b = color
    luma = 0.299 * r + 0.587 * g + 0.114 * b
    return (
        round(16 + 219 / 255 * luma),
        round(128 + 224 / 255 * 0.564 * (b - luma)),
        round(128 + 224 / 255 * 0.713 * (r - luma)),
    )
