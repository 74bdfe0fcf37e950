"""Looking at and listening to a `<video>` from inside the page that plays it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error, Locator

from tests.e2e.fake_devices import Identity
from tests.e2e.waiting import until

COLOR_TOLERANCE = 25
TONE_TOLERANCE_HZ = 60
AUDIBLE_DB = -60
CALL_S = 15

LOOK = """video => {
    if (!video.videoWidth) return null;
    const canvas = new OffscreenCanvas(64, 48);
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 64, 48);
    const {data} = context.getImageData(0, 0, 64, 48);
    const channels = [[], [], []];
    let white = 0, whiteX = 0;
    for (let i = 0; i < data.length; i += 4) {
        for (const c of [0, 1, 2]) channels[c].push(data[i + c]);
        if (Math.min(data[i], data[i + 1], data[i + 2]) > 200) { white += 1; whiteX += (i / 4) % 64; }
    }
    const median = values => values.sort((a, b) => a - b)[values.length >> 1];
    return {color: channels.map(median), square: white ? whiteX / white : null};
}"""

LISTEN = """async video => {
    const track = video.srcObject?.getAudioTracks()[0];
    if (!track) return null;
    const ears = (window.__ears ??= {context: new AudioContext(), byTrack: new Map()});
    if (!ears.byTrack.has(track)) {
        const analyser = ears.context.createAnalyser();
        analyser.fftSize = 2048;
        ears.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        ears.byTrack.set(track, analyser);
    }
    await ears.context.resume();
    const analyser = ears.byTrack.get(track);
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const peak = levels.indexOf(Math.max(...levels));
    const silenced = video.muted || video.paused || video.volume === 0;
    const hz = peak * ears.context.sampleRate / analyser.fftSize;
    return {hz, db: Math.max(levels[peak] ?? -999, -999), silenced};
}"""


@dataclass(frozen=True)
class Sight:
    """The prevailing color, and where the white square is."""

    color: tuple[int, int, int]
    square: float | None

    def is_of(self, identity: Identity) -> bool:
        """Say whether this is that participant's camera."""
        return _near(self.color, identity.color) and self.square is not None


@dataclass(frozen=True)
class Sound:
    """The loudest tone, and whether the element keeps it from the loudspeaker."""

    hz: float
    db: float
    silenced: bool

    def is_of(self, identity: Identity) -> bool:
        """Say whether this is that participant's tone, to be heard."""
        return (
            abs(self.hz - identity.tone_hz) <= TONE_TOLERANCE_HZ
            and self.db > AUDIBLE_DB
            and not self.silenced
        )


async def sees(video: Locator, identity: Identity) -> None:
    """Wait until the element shows the participant, moving."""
    first = await until(
        lambda: _look(video),
        lambda sight: sight is not None and sight.is_of(identity),
        f"the {identity.name}'s color {identity.color}",
    )
    assert first is not None
    await until(
        lambda: _look(video),
        lambda sight: sight is not None and sight.is_of(identity) and sight.square != first.square,
        f"the {identity.name}'s picture to move on from {first}",
        CALL_S,
    )


async def shows(video: Locator, color: tuple[int, int, int]) -> None:
    """Wait until this color prevails in the element."""
    await until(
        lambda: _look(video),
        lambda sight: sight is not None and _near(sight.color, color),
        f"a picture of the color {color}",
    )


async def hears(video: Locator, identity: Identity) -> None:
    """Wait until the element plays the participant's tone."""
    await until(
        lambda: _listen(video),
        lambda sound: sound is not None and sound.is_of(identity),
        f"the {identity.name}'s tone of {identity.tone_hz} Hz",
    )


def _near(seen: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= COLOR_TOLERANCE for a, b in zip(seen, expected, strict=True))


async def _look(video: Locator) -> Sight | None:
    seen = await _ask(video, LOOK)
    return seen and Sight(tuple(seen["color"]), seen["square"])


async def _listen(video: Locator) -> Sound | None:
    heard = await _ask(video, LISTEN)
    return heard and Sound(**heard)


async def _ask(video: Locator, question: str) -> Any:
    """Answer None while there is no such element, or while it is being made anew."""
    if await video.count() == 0:
        return None
    try:
        return await video.evaluate(question, timeout=1000)
    except Error as error:
        if "Timeout" in error.message or "navigation" in error.message or "not attached" in error.message:
            return None
        raise
