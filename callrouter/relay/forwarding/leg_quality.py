"""Measures one leg: from running totals to what went well over the last seconds, and over its whole life.

The hot path only counts; everything else happens here, once in `INTERVAL`. Time is an argument: seconds,
monotonic.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import sub
from typing import Final, Literal

from callrouter.model.media import DirectionQuality, LegQuality, LegState, LegSummary
from callrouter.relay.forwarding.quality import WORST, picture_ceiling, voice_score

#: seconds between two measurements
INTERVAL: Final = 2.0
#: sound is judged by at least this many packets, since one lost in a silence (DTX) is no catastrophe
MIN_AUDIO_PACKETS: Final = 100.0
#: what older measurements still count when audio loss is judged
_MEMORY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Flow:
    """Totals of one kind of media in one direction since the leg began; `lost` after retransmission.

    `frames` has a total for each stream of pictures, the same ones in the same order each time; `pictured`
    says whether any of them is sent now.
    """

    expected: int = 0
    lost: float = 0.0
    octets: int = 0
    jitter_ms: float = 0.0
    frames: tuple[int, ...] = ()
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class Flows:
    """Everything a leg sends or receives."""

    audio: Flow
    video: Flow


class _Direction:
    """One direction of a leg."""

    def __init__(self) -> None:
        self._before = Flows(Flow(), Flow())
        self._audio_expected = 0.0
        self._audio_lost = 0.0

    def measure(self, flows: Flows, elapsed: float, round_trip_ms: float) -> tuple[DirectionQuality, float]:
        """Return what happened since the last call, and its score."""
        before, self._before = self._before, flows
        expected, lost = _loss(before.audio, flows.audio)
        self._audio_expected = self._audio_expected * _MEMORY + expected
        self._audio_lost = self._audio_lost * _MEMORY + lost
        video_expected, video_lost = _loss(before.video, flows.video)
        octets = flows.audio.octets + flows.video.octets - before.audio.octets - before.video.octets
        frames_per_s = None
        if flows.video.pictured:
            frames_before = before.video.frames or (0,) * len(flows.video.frames)
            frames_per_s = max(map(sub, flows.video.frames, frames_before), default=0) / elapsed
        score = min(
            voice_score(
                loss=_share(self._audio_lost, max(self._audio_expected, MIN_AUDIO_PACKETS)),
                jitter_ms=flows.audio.jitter_ms,
                round_trip_ms=round_trip_ms,
            ),
            picture_ceiling(loss=_share(video_lost, video_expected), frames_per_s=frames_per_s),
        )
        quality = DirectionQuality(
            loss=_share(lost + video_lost, expected + video_expected),
            jitter_ms=round(flows.audio.jitter_ms or flows.video.jitter_ms, 1),
            bitrate=int(max(octets, 0) * 8 / elapsed),
            frames_per_s=None if frames_per_s is None else round(frames_per_s, 1),
        )
        return quality, score

    def total_loss(self) -> float:
        audio, video = self._before.audio, self._before.video
        return _share(max(audio.lost + video.lost, 0.0), audio.expected + video.expected)


class LegMeter:
    """The quality of one leg of `participant_id`, from `now` on."""

    def __init__(self, participant_id: str, now: float) -> None:
        self._participant_id = participant_id
        self._began_at = self._measured_at = self._polled_at = now
        self._interrupted = 0.0
        self._interrupted_before = 0.0
        self._connected = False
        self._up, self._down = _Direction(), _Direction()
        self._score_count = 0
        self._score_sum = 0.0
        self._worst: float | None = None
        self._round_trip_count = 0
        self._round_trip_sum = 0.0

    def due(self, state: LegState, now: float) -> bool:
        """Note the leg's state since the last call, and tell whether to measure it."""
        if state in {LegState.SLOW, LegState.GONE} and self._connected:
            self._interrupted += now - self._polled_at
        elif state is LegState.CONNECTED and not self._connected:
            self._connected = True
            self._measured_at = now
        self._polled_at = now
        return self._connected and now - self._measured_at >= INTERVAL

    def measure(self, up: Flows, down: Flows, round_trip: float | None, now: float) -> LegQuality:
        """Return how the leg has done since the last call; `round_trip` in seconds, None: not known."""
        elapsed = max(now - self._measured_at, 0.001)
        self._measured_at = now
        round_trip_ms = None if round_trip is None else round_trip * 1000
        if round_trip_ms is not None:
            self._round_trip_count += 1
            self._round_trip_sum += round_trip_ms
        up_quality, up_score = self._up.measure(up, elapsed, round_trip_ms or 0.0)
        down_quality, down_score = self._down.measure(down, elapsed, round_trip_ms or 0.0)
        silent = min((self._interrupted - self._interrupted_before) / elapsed, 1.0)
        self._interrupted_before = self._interrupted
        score = round(WORST + (min(up_score, down_score) - WORST) * (1 - silent), 2)
        self._score_count += 1
        self._score_sum += score
        self._worst = score if self._worst is None else min(self._worst, score)
        return LegQuality(
            participant_id=self._participant_id,
            score=score,
            round_trip_ms=None if round_trip_ms is None else round(round_trip_ms, 1),
            up=up_quality,
            down=down_quality,
        )

    def summary(self, transport: Literal["udp", "tcp"], now: float) -> LegSummary:
        """Return how the leg has done altogether."""
        count = self._round_trip_count
        return LegSummary(
            participant_id=self._participant_id,
            duration_s=round(now - self._began_at, 1),
            mean_score=round(self._score_sum / self._score_count, 2) if self._score_count else None,
            worst_score=self._worst,
            loss_up=self._up.total_loss(),
            loss_down=self._down.total_loss(),
            round_trip_ms=round(self._round_trip_sum / count, 1) if count else None,
            interrupted_s=round(self._interrupted, 1),
            transport=transport,
        )


def _loss(before: Flow, after: Flow) -> tuple[int, float]:
    """Return what was expected and lost since; a late packet counts where it came."""
    expected = max(after.expected - before.expected, 0)
    return expected, min(max(after.lost - before.lost, 0.0), float(expected))


def _share(part: float, whole: float) -> float:
    return round(min(max(part / whole, 0.0), 1.0), 4) if whole > 0 else 0.0
