"""How busy a relay says it is."""

from __future__ import annotations

from callrouter.model.exposition import exposition
from callrouter.model.media import DirectionQuality, LegQuality, RelayLoad
from callrouter.relay import RelayEngine
from callrouter.relay.node import Broadcast, LoadMeter


class Clocks:
    def __init__(self) -> None:
        self.now, self.cpu = 100.0, 7.0


def _meter(clocks: Clocks) -> LoadMeter:
    engine = RelayEngine(hosts=["127.0.0.1"], listener=Broadcast())
    return LoadMeter(engine.stats, now=lambda: clocks.now, cpu=lambda: clocks.cpu)


def test_a_load_is_what_was_used_since_the_last_one() -> None:
    clocks = Clocks()
    meter = _meter(clocks)
    clocks.now, clocks.cpu = 102.0, 7.5
    meter.lag.was_late(0.004)
    meter.lag.was_late(0.02)
    assert meter.measure() == RelayLoad(legs=0, packets_per_s=0, cpu=0.25, loop_lag_ms=20)
    clocks.now = 103.0
    assert meter.measure() == RelayLoad(legs=0, packets_per_s=0, cpu=0)


def test_no_time_has_passed_between_two_questions() -> None:
    clocks = Clocks()
    meter = _meter(clocks)
    clocks.now, clocks.cpu = 101.0, 8.0
    assert meter.measure().cpu == 1.0
    assert meter.measure().cpu == 1.0


def test_figures_are_written_for_prometheus() -> None:
    meter = _meter(Clocks())
    meter.lag.was_late(0.003)
    nothing = DirectionQuality(loss=0, jitter_ms=0, bitrate=0)
    meter.was_scored(LegQuality(participant_id="p1", score=4.2, round_trip_ms=None, up=nothing, down=nothing))
    text = exposition(meter.metrics())
    assert "callrouter_relay_legs 0\n" in text
    assert "# TYPE callrouter_relay_packets_out_total counter\n" in text
    assert 'callrouter_relay_loop_lag_seconds_bucket{le="0.005"} 1\n' in text
    assert 'callrouter_relay_leg_score_bucket{le="4"} 0\n' in text
    assert "callrouter_relay_leg_score_count 1\n" in text
