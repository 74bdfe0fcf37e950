"""A slot is one unbroken stream, whoever is behind it, by whichever codec, and while numbers wrap."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.sdp.offer import SHARE_SLOT
from tests.relay.offers import SHARE_SSRC, VIDEO_SSRC
from tests.relay.packets import DELTA, KEYFRAME, Rtp, rtp
from tests.relay.simulation import FRAME_TICKS, START, Side, parameters

SPS, SLICE = b"\x67\x42", b"\x41\x9a"
FRAME = 1 / 30
VIEWER = 1
#: by payload type: what starts a keyframe, and what goes on
PAYLOADS = {96: (KEYFRAME, DELTA), 108: (SPS, SLICE)}


class Camera:
    """A publisher's camera and shared screen, whose numbers are about to wrap."""

    def __init__(self, forwarder: Forwarder, number: int, random: Random) -> None:
        self.number = number
        self._side = Side(forwarder, number, parameters(video="vp8 h264"))
        self._side.media.go_live()
        self._sequence = 65_536 - random.randrange(1, 60)
        self._timestamp = (1 << 32) - random.randrange(1, 60 * FRAME_TICKS)
        self.payload_type = 96
        self._asked = 0

    def send_frame(self, now: float) -> None:
        start, delta = PAYLOADS[self.payload_type]
        asked = self._side.wire.keyframe_requests()
        payload, self._asked = (start if asked > self._asked else delta), asked
        for ssrc in (VIDEO_SSRC, SHARE_SSRC):
            packet = rtp(
                self._sequence, payload, payload_type=self.payload_type, ssrc=ssrc, timestamp=self._timestamp
            )
            self._side.sends(packet, now)
        self._sequence += 1
        self._timestamp += FRAME_TICKS


def check(stream: list[Rtp]) -> None:
    """See that numbers rise by one and time goes on; and that nothing is joined without a keyframe."""
    for before, after in itertools.pairwise(stream):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        assert 0 < (after.timestamp - before.timestamp) & 0xFFFFFFFF < 1 << 24
        if before.payload_type != after.payload_type:
            assert after.payload == PAYLOADS[after.payload_type][0]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("slot", [0, SHARE_SLOT])
def test_a_slot_is_one_unbroken_stream(seed: int, slot: int) -> None:
    random, forwarder, numbers = Random(seed), Forwarder(), itertools.count(VIEWER + 1)  # noqa: S311 repeatable
    viewer = Side(forwarder, VIEWER, parameters(seed=0xFFFF_FF00 | 0x7FFF, video="vp8 h264"))
    viewer.media.go_live()
    cameras = [Camera(forwarder, next(numbers), random) for _ in range(2)]
    shown = cameras[0]
    forwarder.add_route(shown.number, VIEWER, slot)
    for frame in range(600):
        now = START + frame * FRAME
        for camera in cameras:
            camera.send_frame(now)
        forwarder.tick(now)
        match random.randrange(60):
            case 0:
                shown = random.choice(cameras)
                forwarder.add_route(shown.number, VIEWER, slot)
            case 1:
                random.choice(cameras).payload_type = random.choice([96, 108])
            case 2:  # a page is loaded anew
                cameras.remove(shown)
                forwarder.remove(shown.number)
                shown = Camera(forwarder, next(numbers), random)
                cameras.append(shown)
                forwarder.add_route(shown.number, VIEWER, slot)
            case 3:
                forwarder.remove_route(VIEWER, slot)
                forwarder.add_route(shown.number, VIEWER, slot)
            case _:
                pass
    stream = viewer.wire.video(slot)
    assert len(stream) > 200
    check(stream)
