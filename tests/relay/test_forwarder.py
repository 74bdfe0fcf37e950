from __future__ import annotations

import struct

import pytest
from aiortc.rtp import RtcpPsfbPacket, RtcpRrPacket, RtcpSenderInfo, RtcpSrPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.keyframes import MIN_INTERVAL
from callrouter.relay.forwarding.repeater import RETRANSMISSIONS_PER_TICK
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtcp import ReceptionReport
from tests.relay.offers import AUDIO_SSRC, RTX_SSRC, VIDEO_SSRC
from tests.relay.packets import DELTA, KEYFRAME, element, read, rtp
from tests.relay.simulation import SLOT_AUDIO, SLOT_RTX, SLOT_VIDEO, START, Side, parameters, run


class Call:
    """A visitor (1) and an agent (2), each in the other's first slot, connected."""

    def __init__(self) -> None:
        self.forwarder = Forwarder()
        self.visitor = self.joins(1)
        self.agent = self.joins(2)
        self.forwarder.add_route(1, 2, 0)
        self.forwarder.add_route(2, 1, 0)
        self.visitor.media.go_live()
        self.agent.media.go_live()

    def joins(self, number: int, *, seed: int = 9, ssrcs: bool = True) -> Side:
        return Side(self.forwarder, number, parameters(seed=seed, ssrcs=ssrcs))

    def received(self, side: Side, kind: type[RtcpRrPacket | RtcpSrPacket]) -> list[object]:
        return [p for data in side.wire.rtcp for p in rtcp.parse(data) if isinstance(p, kind)]


@pytest.fixture
def call() -> Call:
    return Call()


def test_audio_arrives_under_the_slots_name(call: Call) -> None:
    call.visitor.sends_audio(7, now=START, timestamp=960)
    (packet,) = call.agent.wire.audio()
    assert (packet.payload, packet.payload_type, packet.ssrc) == (b"opus", 111, SLOT_AUDIO[0])
    assert call.visitor.wire.rtp == []


def test_video_waits_for_a_keyframe_and_asks_for_it(call: Call) -> None:
    call.visitor.sends_video(1, DELTA, now=START)
    assert call.agent.wire.video() == []
    assert call.visitor.wire.keyframe_requests() == 1
    call.visitor.sends_video(2, KEYFRAME, now=START)
    call.visitor.sends_video(3, DELTA, now=START)
    call.visitor.sends_video(1 - 1, DELTA, now=START)
    assert [p.payload for p in call.agent.wire.video()] == [KEYFRAME, DELTA]


def test_the_request_is_repeated_until_the_keyframe_comes(call: Call) -> None:
    for step in range(41):
        call.visitor.sends_video(step, DELTA, now=START + step * 0.05)
        call.forwarder.tick(START + step * 0.05)
    assert call.visitor.wire.keyframe_requests() == int(2.0 / MIN_INTERVAL) + 1
    call.visitor.sends_video(100, KEYFRAME, now=START + 2.1)
    call.forwarder.tick(START + 5.0)
    assert call.visitor.wire.keyframe_requests() == int(2.0 / MIN_INTERVAL) + 1


def test_a_camera_that_is_off_is_not_asked_for_keyframes(call: Call) -> None:
    call.visitor.sends_video(1, DELTA, now=START)
    for step in range(200):
        call.forwarder.tick(START + step * 0.05)
    assert call.visitor.wire.keyframe_requests() <= 5
    call.visitor.sends_video(2, DELTA, now=START + 60)
    assert call.visitor.wire.keyframe_requests() <= 6


def test_a_third_gets_both_without_disturbing_them(call: Call) -> None:
    call.visitor.sends_video(1, KEYFRAME, now=START)
    interpreter = call.joins(3)
    interpreter.media.go_live()
    call.forwarder.add_route(1, 3, 0)
    call.forwarder.add_route(2, 3, 1)
    call.visitor.sends_video(2, DELTA, now=START + 1)
    call.agent.sends_audio(1, now=START + 1)
    assert len(call.agent.wire.video()) == 2
    assert interpreter.wire.video() == []
    assert len(interpreter.wire.audio(1)) == 1
    call.visitor.sends_video(3, KEYFRAME, now=START + 1.1)
    assert len(interpreter.wire.video()) == 1


def test_a_subscriber_without_keys_gets_nothing_and_then_a_keyframe() -> None:
    forwarder = Forwarder()
    visitor, agent = Side(forwarder, 1, parameters()), Side(forwarder, 2, parameters())
    visitor.media.go_live()
    forwarder.add_route(1, 2, 0)
    visitor.sends_video(1, KEYFRAME, now=START)
    assert agent.wire.rtp == []
    agent.media.go_live()
    visitor.sends_video(2, DELTA, now=START + 1)
    assert visitor.wire.keyframe_requests() == 1


def test_a_replaced_publisher_goes_on_in_the_same_stream(call: Call) -> None:
    call.visitor.sends_video(5, KEYFRAME, now=START, timestamp=90_000)
    call.visitor.sends_audio(5, now=START, timestamp=100)
    call.forwarder.remove(1)
    again = call.joins(4)
    again.media.go_live()
    call.forwarder.add_route(4, 2, 0)
    again.sends_video(60_000, KEYFRAME, now=START + 2, timestamp=7)
    again.sends_audio(60_000, now=START + 2, timestamp=7)
    first, second = call.agent.wire.video()
    assert second.sequence == (first.sequence + 1) & 0xFFFF
    assert (second.timestamp - first.timestamp) & 0xFFFFFFFF == 180_000
    first, second = call.agent.wire.audio()
    assert second.sequence == (first.sequence + 1) & 0xFFFF
    assert (second.timestamp - first.timestamp) & 0xFFFFFFFF == 96_000


def test_an_emptied_slot_is_silent(call: Call) -> None:
    call.forwarder.remove_route(2, 0)
    call.forwarder.remove_route(2, 0)
    call.visitor.sends_audio(1, now=START)
    assert call.agent.wire.rtp == []


def test_removing_a_leg_twice_is_harmless_and_a_number_is_used_once(call: Call) -> None:
    call.forwarder.remove(1)
    call.forwarder.remove(1)
    with pytest.raises(ValueError, match="exists"):
        call.joins(2)


def test_extensions_of_the_other_hop_are_replaced(call: Call) -> None:
    extension = element(1, b"\x85") + element(2, b"\0\0\0") + element(3, b"\x00\x01")
    call.visitor.sends(rtp(1, b"opus", payload_type=111, ssrc=AUDIO_SSRC, extension=extension), START + 0.5)
    (packet,) = call.agent.wire.audio()
    send_time = (int((START + 0.5) * (1 << 18)) & 0xFFFFFF).to_bytes(3, "big")
    assert packet.extension == element(1, b"\x85") + element(2, send_time) + bytes(6)


def test_a_duplicate_and_a_stranger_are_not_forwarded(call: Call) -> None:
    for _ in range(2):
        call.visitor.sends_audio(1, now=START)
    call.visitor.sends(rtp(1, b"x", payload_type=111, ssrc=4711), START)
    call.visitor.sends(rtp(1, b"x", payload_type=50), START)
    call.visitor.sends(b"\x80\x6f", START)
    assert len(call.agent.wire.audio()) == 1
    assert call.forwarder.stats().dropped_malformed == 3


def test_streams_that_were_not_announced_are_learned_from_the_first_packet() -> None:
    forwarder = Forwarder()
    visitor = Side(forwarder, 1, parameters(ssrcs=False))
    agent = Side(forwarder, 2, parameters())
    agent.media.go_live()
    forwarder.add_route(1, 2, 0)
    visitor.sends(rtp(1, b"x", payload_type=111, ssrc=4711), START)
    visitor.sends(rtp(2, b"x", payload_type=111, ssrc=4712), START)
    assert len(agent.wire.audio()) == 1


def test_a_nack_is_answered_by_rtx_from_the_cache(call: Call) -> None:
    call.visitor.sends_video(1, KEYFRAME + b"one", now=START)
    call.visitor.sends_video(2, DELTA + b"two", now=START)
    lost = call.agent.wire.video()[1].sequence
    call.agent.media.receive_rtcp(rtcp.nack(5, SLOT_VIDEO[0], [lost, lost + 9]), START + 0.1)
    (again,) = [p for p in call.agent.wire.rtp if p.ssrc == SLOT_RTX[0]]
    assert again.payload == struct.pack("!H", lost) + DELTA + b"two"
    assert again.payload_type == 97
    stats = call.forwarder.stats()
    assert (stats.nacks_answered, stats.nacks_missed) == (1, 1)


def test_nacks_are_answered_up_to_a_budget(call: Call) -> None:
    for number in range(100):
        call.visitor.sends_video(number, KEYFRAME, now=START)
    lost = [p.sequence for p in call.agent.wire.video()]
    for _ in range(3):
        call.agent.media.receive_rtcp(rtcp.nack(5, SLOT_VIDEO[0], lost), START)
    assert call.forwarder.stats().nacks_answered == RETRANSMISSIONS_PER_TICK
    call.forwarder.tick(START)
    call.agent.media.receive_rtcp(rtcp.nack(5, SLOT_VIDEO[0], lost), START)
    assert call.forwarder.stats().nacks_answered == 2 * RETRANSMISSIONS_PER_TICK


def test_a_gap_is_asked_of_the_publisher_and_filled_by_rtx(call: Call) -> None:
    call.visitor.sends_video(1, KEYFRAME, now=START)
    call.visitor.sends_video(3, DELTA + b"3", now=START)
    call.forwarder.tick(START + 0.05)
    rtx = rtp(9, struct.pack("!H", 2) + DELTA + b"2", payload_type=97, ssrc=RTX_SSRC)
    for _ in range(2):
        call.visitor.sends(rtx, START + 0.06)
    first, third, second = call.agent.wire.video()
    assert [p.sequence - first.sequence for p in (second, third)] == [1, 2]
    assert second.payload == DELTA + b"2"
    assert (call.forwarder.stats().nacks_sent, call.forwarder.stats().recovered) == (1, 1)


def test_probes_on_the_rtx_stream_are_ignored(call: Call) -> None:
    call.visitor.sends_video(1, KEYFRAME, now=START)
    call.visitor.sends(rtp(9, struct.pack("!H", 1) + b"x", payload_type=97, ssrc=RTX_SSRC), START)
    call.visitor.sends(rtp(10, b"", payload_type=97, ssrc=RTX_SSRC), START)
    assert len(call.agent.wire.video()) == 1


@pytest.mark.parametrize(
    "request_packet",
    [
        rtcp.pli(5, SLOT_VIDEO[0]),
        bytes(
            RtcpPsfbPacket(fmt=rtcp.FIR, ssrc=5, media_ssrc=0, fci=struct.pack("!IBxxx", SLOT_VIDEO[0], 1))
        ),
    ],
    ids=["PLI", "FIR"],
)
def test_a_subscribers_wish_for_a_keyframe_reaches_the_publisher(call: Call, request_packet: bytes) -> None:
    call.visitor.sends_video(1, KEYFRAME, now=START)
    call.agent.media.receive_rtcp(request_packet, START + 1)
    assert call.visitor.wire.keyframe_requests() == 1


def test_sender_reports_are_translated_also_when_they_came_before_the_media(call: Call) -> None:
    info = RtcpSenderInfo(ntp_timestamp=5 << 32, rtp_timestamp=4000, packet_count=0, octet_count=0)
    call.visitor.media.receive_rtcp(bytes(RtcpSrPacket(ssrc=AUDIO_SSRC, sender_info=info)), START)
    assert call.received(call.agent, RtcpSrPacket) == []
    call.visitor.sends_audio(1, now=START, timestamp=3000)
    (packet,) = call.agent.wire.audio()
    (report,) = call.received(call.agent, RtcpSrPacket)
    assert isinstance(report, RtcpSrPacket)
    assert report.ssrc == SLOT_AUDIO[0]
    assert report.sender_info.ntp_timestamp == 5 << 32
    assert (report.sender_info.rtp_timestamp - packet.timestamp) & 0xFFFFFFFF == 1000
    call.visitor.media.receive_rtcp(bytes(RtcpSrPacket(ssrc=AUDIO_SSRC, sender_info=info)), START)
    assert len(call.received(call.agent, RtcpSrPacket)) == 2


def test_the_publisher_of_audio_hears_of_the_subscribers_loss(call: Call) -> None:
    call.visitor.sends_audio(1, now=START)
    call.visitor.sends_video(1, KEYFRAME, now=START)
    block = ReceptionReport(77, 1, 1, 0, 0, 0)
    call.agent.media.receive_rtcp(
        rtcp.receiver_report(5, [(SLOT_AUDIO[0], block), (SLOT_VIDEO[0], block)]), START
    )
    call.forwarder.tick(START + 1)
    (report,) = call.received(call.visitor, RtcpRrPacket)
    assert isinstance(report, RtcpRrPacket)
    assert {b.ssrc: b.fraction_lost for b in report.reports} == {AUDIO_SSRC: 77, VIDEO_SSRC: 0}


def test_a_congested_subscriber_caps_the_publisher_and_a_clear_one_does_not(call: Call) -> None:
    def caps() -> list[int]:
        packets = [p for data in call.visitor.wire.rtcp for p in rtcp.parse(data)]
        return [
            rtcp.remb_bitrate(p) or 0 for p in packets if isinstance(p, RtcpPsfbPacket) and p.fmt == rtcp.REMB
        ]

    call.visitor.sends_video(1, KEYFRAME, now=START)
    call.agent.media.receive_rtcp(rtcp.remb(5, 400_000, []), START)
    call.forwarder.tick(START + 1)
    assert caps() == []
    block = ReceptionReport(60, 1, 1, 0, 0, 0)
    call.agent.media.receive_rtcp(rtcp.receiver_report(5, [(SLOT_VIDEO[0], block)]), START + 1)
    call.forwarder.tick(START + 2)
    assert [round(cap, -3) for cap in caps()] == [400_000]


def test_arrivals_are_told_to_the_publisher(call: Call) -> None:
    packet = rtp(1, b"x", payload_type=111, ssrc=AUDIO_SSRC, extension=element(3, b"\x00\x07"))
    call.visitor.sends(packet, START)
    call.forwarder.tick(START + 0.05)
    (feedback,) = [data for data in call.visitor.wire.rtcp if data[0] & 31 == 15 and data[1] == 205]
    assert struct.unpack_from("!HH", feedback, 12) == (7, 1)


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_any_authentic_junk_is_survived(data: bytes) -> None:
    call = Call()
    call.visitor.sends(data, START)
    call.visitor.media.receive_rtcp(data, START)
    call.forwarder.tick(START)


@pytest.mark.parametrize("loss", [0.0, 0.03, 0.10])
@pytest.mark.parametrize("seed", range(4))
def test_every_packet_gets_through_a_lossy_network_exactly_as_sent(seed: int, loss: float) -> None:
    publisher, subscriber = run(seed, loss=loss)
    assert subscriber.missing() == []
    counts = [subscriber.received[n] for n in sorted(subscriber.received)]
    assert counts == list(range(counts[0], counts[0] + len(counts)))
    assert counts[-1] >= publisher.count - 20
    assert len(counts) > 0.9 * publisher.count


def test_a_reading_of_our_own_packets_is_sound() -> None:
    assert read(rtp(3, b"p", marker=True)).marker


def test_a_leg_that_meets_a_bug_costs_nobody_else_the_tick(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_now: float) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(call.visitor.media, "tick", fail)
    call.agent.sends_video(1, KEYFRAME, now=START)
    with pytest.raises(ExceptionGroup) as caught:
        call.forwarder.tick(START + 1)
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert call.received(call.agent, RtcpRrPacket)
