"""How good a conversation is for the one who hears and sees it, as a score from 1 (bad) to 5 (excellent).

Sound: the E-model of ITU-T G.107, reduced to delay and loss as Cole and Rosenbluth did ("Voice over IP
performance monitoring", 2001), and its own mapping to opinion scores (G.107 annex B):

    R   = 93.2 - Id - Ie
    Id  = 0.024 d + 0.11 max(d - 177.3, 0)          d: mouth to ear, milliseconds
    Ie  = 95 p / (p + B)                            p: loss in percent
    MOS = 1 + 0.035 R + 7e-6 R (R - 60) (100 - R)

d is half the round trip, twice the jitter (what a receiver's buffer holds) and `PROCESSING_MS`. G.113 gives
no B for Opus; `ROBUSTNESS` lies between its values for G.711 with and without concealment (25.1 and 4.3).
E-model scores end at 4.5; that is taken for excellent.

Picture: no model of the standards works without the pixels, so a picture only lowers the score, by rules of
ours: from 8 pictures a second on it flows; without any it is worth 1.5; a packet that retransmission couldn't
mend spoils every picture until the next keyframe, at 10 % it can't be looked at.
"""

from __future__ import annotations

from typing import Final

#: capturing, coding, and the least a receiver buffers (milliseconds)
PROCESSING_MS: Final = 50.0
#: packet-loss robustness factor (percent)
ROBUSTNESS: Final = 10.0
WORST: Final = 1.0
BEST: Final = 5.0

_R_BEST: Final = 93.2
_BUFFERS: Final = 2.0
_DELAY_IMPAIRMENT: Final = 0.024
_LONG_DELAY_MS: Final = 177.3
_LONG_DELAY_IMPAIRMENT: Final = 0.11
_LOSS_IMPAIRMENT: Final = 95.0
#: below this the cubic turns up again; nobody is less than dissatisfied
_R_WORST: Final = 6.5
_MOS_BEST: Final = 4.5
_STILL: Final = 1.5
_FLOWING_FRAMES_PER_S: Final = 8.0
_SPOILED_LOSS: Final = 0.1


def voice_score(*, loss: float, jitter_ms: float, round_trip_ms: float) -> float:
    """Return how the sound is rated; `loss` is a share of the packets, after whatever mended it."""
    delay = round_trip_ms / 2 + _BUFFERS * jitter_ms + PROCESSING_MS
    percent = 100 * loss
    rating = (
        _R_BEST
        - _DELAY_IMPAIRMENT * delay
        - _LONG_DELAY_IMPAIRMENT * max(delay - _LONG_DELAY_MS, 0.0)
        - _LOSS_IMPAIRMENT * percent / (percent + ROBUSTNESS)
    )
    if rating <= _R_WORST:
        return WORST
    opinion = 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating)
    return min(max(opinion, WORST), _MOS_BEST)


def picture_ceiling(*, loss: float, frames_per_s: float | None) -> float:
    """Return the best score a picture like this allows; without one (None) nothing is held against it."""
    if frames_per_s is None:
        return BEST
    flow = min(frames_per_s / _FLOWING_FRAMES_PER_S, 1.0)
    spoiled = min(loss / _SPOILED_LOSS, 1.0)
    return min(_STILL + (BEST - _STILL) * flow, BEST - (BEST - WORST) * spoiled)
