"""A camera that is sent in two layers, from the publisher's packets to each subscriber's one stream."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from aiortc.rtp import RtcpPsfbPacket

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtcp import ReceptionReport
from tests.relay.packets import DELTA, KEYFRAME, element, rtp
from tests.relay.simulation import SLOT_RTX, SLOT_VIDEO, START, Side, parameters

BEST, SMALL = 7001, 7002
BEST_RTX, SMALL_RTX = 7003, 7004
NAMES = {BEST: b"h", SMALL: b"l", BEST_RTX: b"h", SMALL_RTX: b"l"}
STEP = 0.05


class Call:
    """A visitor (1) with a layered camera, an agent (2) who sees it, and a clock."""

    def __init__(self) -> None:
        self.forwarder = Forwarder()
        self.now = START
        self.visitor = Side(self.forwarder, 1, parameters(layers=("h", "l")))
        self.agent = self.joins(2)
        self.visitor.media.go_live()
        self._sequence = {BEST: 100, SMALL: 60_000}
        self._named: set[int] = set()

    def joins(self, number: int) -> Side:
        side = Side(self.forwarder, number, parameters(seed=number))
        side.media.go_live()
        self.forwarder.add_route(1, number, 0)
        return side

    def sends(self, ssrc: int, payload: bytes = DELTA, *, lost: bool = False) -> int:
        """Send one packet of a layer, with its name the first time; return its number."""
        number = self._sequence[ssrc]
        self._sequence[ssrc] += 1
        if not lost:
            name = element(5, NAMES[ssrc]) if ssrc not in self._named else b""
            self._named.add(ssrc)
            packet = rtp(number, payload, ssrc=ssrc, timestamp=int(self.now * 90_000) + ssrc, extension=name)
            self.visitor.sends(packet, self.now)
        return number

    def asked(self) -> set[int]:
        """Return the layers of which a keyframe has been asked since the last call."""
        data, self.visitor.wire.rtcp = self.visitor.wire.rtcp, []
        packets = [packet for compound in data for packet in rtcp.parse(compound)]
        return {ssrc for packet in packets for ssrc in _targets(packet)}

    def goes_on(self, seconds: float, *layers: int, obedient: bool = True) -> None:
        """Let layers send every 50 ms, with a keyframe wherever one is asked for."""
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            asked = self.asked() if obedient else set()
            for ssrc in layers:
                payload = KEYFRAME if ssrc in asked else DELTA
                self.sends(ssrc, payload + struct.pack("!I", ssrc))
            self.forwarder.tick(self.now)

    def reports(self, side: Side, fraction_lost: int) -> None:
        block = ReceptionReport(fraction_lost, 0, 1, 0, 0, 0)
        side.media.receive_rtcp(rtcp.receiver_report(5, [(SLOT_VIDEO[0], block)]), self.now)

    def layer_of(self, side: Side) -> int:
        """Return the layer whose packet came last."""
        (ssrc,) = struct.unpack_from("!I", side.wire.video()[-1].payload, 2)
        return int(ssrc)


def _targets(packet: object) -> tuple[int, ...]:
    return rtcp.keyframe_targets(packet) if isinstance(packet, RtcpPsfbPacket) else ()


@pytest.fixture
def call() -> Call:
    return Call()


def assert_continuous(side: Side) -> None:
    packets = side.wire.video()
    steps = [(b.sequence - a.sequence) & 0xFFFF for a, b in pairwise(packets)]
    assert set(steps) == {1}
    ticks = [(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in pairwise(packets)]
    assert all(0 < tick < 90_000 for tick in ticks)


def test_the_best_layer_is_sent_to_who_can_take_it(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    assert call.layer_of(call.agent) == BEST
    assert {packet.payload[2:] for packet in call.agent.wire.video()} == {struct.pack("!I", BEST)}


def test_a_poor_link_is_sent_the_small_layer_from_its_next_keyframe_on(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    call.reports(call.agent, 60)
    call.asked()
    call.goes_on(0.4, BEST, SMALL, obedient=False)
    assert call.asked() == {SMALL}
    assert call.layer_of(call.agent) == BEST
    call.goes_on(1, BEST, SMALL)
    assert call.layer_of(call.agent) == SMALL
    assert_continuous(call.agent)


def test_a_poor_link_of_one_leaves_the_others_alone(call: Call) -> None:
    other = call.joins(3)
    call.goes_on(2, BEST, SMALL)
    sent_before = len(call.visitor.wire.rtcp)
    for _ in range(6):
        call.reports(call.agent, 100)
        call.goes_on(0.5, BEST, SMALL)
    assert (call.layer_of(call.agent), call.layer_of(other)) == (SMALL, BEST)
    told = [p for data in call.visitor.wire.rtcp[sent_before:] for p in rtcp.parse(data)]
    assert not any(getattr(packet, "fmt", 0) == rtcp.REMB for packet in told)
    assert {packet.payload[2:] for packet in other.wire.video()} == {struct.pack("!I", BEST)}


def test_a_link_that_got_better_is_sent_the_best_layer_again(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    call.reports(call.agent, 60)
    call.goes_on(3, BEST, SMALL)
    assert call.layer_of(call.agent) == SMALL
    call.goes_on(5, BEST, SMALL)
    assert call.layer_of(call.agent) == BEST
    assert_continuous(call.agent)


@pytest.mark.parametrize(("stays", "stops"), [(SMALL, BEST), (BEST, SMALL)])
def test_when_a_layer_stops_the_other_is_sent_within_a_second(call: Call, stays: int, stops: int) -> None:
    call.goes_on(2, BEST, SMALL)
    if stops == SMALL:
        call.reports(call.agent, 60)
        call.goes_on(1, BEST, SMALL)
        assert call.layer_of(call.agent) == SMALL
    call.goes_on(0.7, stays)
    assert call.layer_of(call.agent) == stays
    assert_continuous(call.agent)


def test_a_layer_that_comes_back_must_flow_for_a_while_first(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    call.goes_on(2, SMALL)
    call.goes_on(0.8, BEST, SMALL)
    assert call.layer_of(call.agent) == SMALL
    call.goes_on(0.7, BEST, SMALL)
    assert call.layer_of(call.agent) == BEST


def test_a_small_capture_that_only_sends_one_layer_is_capped_as_ever(call: Call) -> None:
    call.goes_on(2, BEST)
    assert call.layer_of(call.agent) == BEST
    call.agent.media.receive_rtcp(rtcp.remb(5, 400_000, []), call.now)
    call.reports(call.agent, 60)
    call.visitor.wire.rtcp.clear()
    call.goes_on(1.1, BEST, obedient=False)
    told = [p for data in call.visitor.wire.rtcp for p in rtcp.parse(data)]
    assert any(getattr(packet, "fmt", 0) == rtcp.REMB for packet in told)


def test_a_camera_switched_off_and_on_is_seen_again(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    call.goes_on(10)
    seen = len(call.agent.wire.video())
    call.goes_on(0.5, SMALL)
    call.goes_on(2, BEST, SMALL)
    assert len(call.agent.wire.video()) > seen
    assert call.layer_of(call.agent) == BEST


def test_who_joins_late_gets_a_keyframe_of_the_layer_it_is_sent(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    call.asked()
    late = call.joins(3)
    call.goes_on(0.1, BEST, SMALL)
    assert late.wire.video()[0].payload[:2] == KEYFRAME
    assert call.layer_of(late) == BEST


def test_a_lost_packet_of_a_layer_is_asked_for_and_comes_on_the_layers_own_repair_stream(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    lost = call.sends(BEST, lost=True)
    call.goes_on(0.2, BEST, SMALL)
    before = call.forwarder.stats().recovered
    repair = struct.pack("!H", lost) + DELTA + struct.pack("!I", BEST)
    rtx = rtp(1, repair, payload_type=97, ssrc=BEST_RTX, extension=element(6, NAMES[BEST_RTX]))
    call.visitor.sends(rtx, call.now)
    call.visitor.sends(rtp(1, repair, payload_type=97, ssrc=SMALL_RTX, extension=element(6, b"l")), call.now)
    assert call.forwarder.stats().recovered == before + 1
    video = call.agent.wire.video()
    assert sorted(p.sequence for p in video) == list(range(video[0].sequence, video[0].sequence + len(video)))


def test_a_nack_for_a_packet_of_the_layer_before_is_answered_by_nothing_else(call: Call) -> None:
    call.goes_on(2, BEST, SMALL)
    old = call.agent.wire.video()[-1].sequence
    call.reports(call.agent, 60)
    call.goes_on(1, BEST, SMALL)
    new = call.agent.wire.video()[-1].sequence
    call.agent.media.receive_rtcp(rtcp.nack(5, SLOT_VIDEO[0], [old, new]), call.now)
    repairs = [p for p in call.agent.wire.rtp if p.ssrc == SLOT_RTX[0]]
    assert [struct.unpack_from("!HxxI", p.payload) for p in repairs] == [(new, SMALL)]


def test_a_layer_nobody_offered_is_dropped(call: Call) -> None:
    call.goes_on(1, BEST, SMALL)
    dropped = call.forwarder.stats().dropped_malformed
    call.visitor.sends(rtp(1, KEYFRAME, ssrc=4711, extension=element(5, b"m")), call.now)
    call.visitor.sends(rtp(1, KEYFRAME, ssrc=4712, extension=element(4, b"1")), call.now)
    assert call.forwarder.stats().dropped_malformed == dropped + 2


def test_a_subscriber_that_is_not_connected_yet_starts_with_a_keyframe() -> None:
    call = Call()
    late = Side(call.forwarder, 3, parameters(seed=3))
    call.forwarder.add_route(1, 3, 0)
    call.goes_on(3, BEST, SMALL)
    assert late.wire.rtp == []
    late.media.go_live()
    call.goes_on(0.6, BEST, SMALL)
    assert late.wire.video()[0].payload[:2] == KEYFRAME
