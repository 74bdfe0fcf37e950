from __future__ import annotations

from callrouter.model.media import LegQuality, LegState
from callrouter.relay.forwarding.leg_quality import INTERVAL, Flow, Flows, LegMeter

#: one measured stretch of a good leg: 50 packets of sound and 15 pictures a second
PACKETS, FRAMES = 100, 30


class Leg:
    """A leg whose totals grow by what a test says, measured every two seconds."""

    def __init__(self) -> None:
        self.now = 100.0
        self.meter = LegMeter("p1", self.now)
        assert not self.meter.due(LegState.CONNECTED, self.now)
        self.up = self.down = Flows(Flow(frames=(0,)), Flow(frames=(0,)))

    def goes_on(
        self,
        *,
        state: LegState = LegState.CONNECTED,
        up: tuple[int, int] = (PACKETS, 0),
        down: tuple[int, int] = (PACKETS, 0),
        frames: int | None = FRAMES,
        round_trip: float | None = 0.03,
    ) -> LegQuality:
        self.now += INTERVAL / 2
        assert not self.meter.due(state, self.now)
        self.now += INTERVAL / 2
        assert self.meter.due(state, self.now)
        self.up, self.down = _grown(self.up, up, FRAMES), _grown(self.down, down, frames)
        return self.meter.measure(self.up, self.down, round_trip, self.now)


def _grown(flows: Flows, audio: tuple[int, int], frames: int | None) -> Flows:
    expected, lost = audio
    (before,) = flows.video.frames
    return Flows(
        Flow(flows.audio.expected + expected, flows.audio.lost + lost, flows.audio.octets + 10_000),
        Flow(
            flows.video.expected + (frames or 0),
            octets=flows.video.octets + 40_000,
            frames=(before + (frames or 0),),
            pictured=frames is not None,
        ),
    )


def test_a_good_leg_is_measured_as_good() -> None:
    quality = Leg().goes_on()
    assert quality.score >= 4.3
    assert quality.round_trip_ms == 30.0
    assert quality.up == quality.down
    assert (quality.down.loss, quality.down.bitrate, quality.down.frames_per_s) == (0, 200_000, 15)


def test_nothing_is_measured_before_the_leg_is_connected() -> None:
    meter = LegMeter("p1", 0.0)
    assert not meter.due(LegState.CONNECTING, 10.0)
    assert not meter.due(LegState.CONNECTED, 20.0)
    assert meter.due(LegState.CONNECTED, 20.0 + INTERVAL)
    assert meter.summary("udp", 23.0).mean_score is None


def test_the_worse_direction_decides() -> None:
    assert Leg().goes_on(down=(PACKETS, 20)).score < 2
    assert Leg().goes_on(up=(PACKETS, 20)).score < 2


def test_a_camera_that_is_off_is_no_fault() -> None:
    quality = Leg().goes_on(frames=None)
    assert quality.score >= 4.3
    assert quality.down.frames_per_s is None


def test_a_picture_that_stands_still_is_one() -> None:
    assert Leg().goes_on(frames=0).score <= 1.5


def test_on_hold_nothing_comes_and_nothing_is_wrong() -> None:
    quality = Leg().goes_on(down=(0, 0), frames=None, round_trip=None)
    assert quality.score >= 4.3
    assert quality.round_trip_ms is None


def test_one_packet_lost_of_the_few_in_a_silence_is_no_catastrophe() -> None:
    assert Leg().goes_on(up=(5, 1)).score > 4


def test_loss_is_remembered_for_a_while() -> None:
    leg = Leg()
    worse = leg.goes_on(down=(PACKETS, 10)).score
    after = leg.goes_on().score
    assert worse < after < 4.2
    assert [leg.goes_on().score for _ in range(8)][-1] >= 4.3


def test_a_leg_from_which_nothing_is_heard_is_bad() -> None:
    leg = Leg()
    assert leg.goes_on(state=LegState.SLOW, up=(0, 0), down=(0, 0)).score == 1
    assert leg.goes_on().score >= 4.3
    assert leg.meter.summary("tcp", leg.now).interrupted_s == INTERVAL


def test_the_summary_tells_the_whole_life() -> None:
    leg = Leg()
    leg.goes_on(round_trip=0.02)
    bad = leg.goes_on(down=(PACKETS, 30), round_trip=0.04)
    summary = leg.meter.summary("udp", leg.now + 1)
    assert summary.worst_score == bad.score
    assert summary.mean_score is not None
    assert bad.score < summary.mean_score < 4.3
    assert (summary.loss_up, summary.round_trip_ms, summary.duration_s) == (0, 30.0, 5.0)
    assert summary.loss_down == round(30 / (2 * (PACKETS + FRAMES)), 4)
