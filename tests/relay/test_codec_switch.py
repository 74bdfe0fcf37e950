"""A publisher changes its codec while others watch: pure core, no sockets."""

from __future__ import annotations

import itertools
import struct

import pytest

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.packets import rtcp
from callrouter.relay.sdp.offer_parser import parse_offer
from tests.relay.offers import RTX_SSRC, VIDEO_SSRC, offer_text
from tests.relay.packets import DELTA, KEYFRAME, rtp
from tests.relay.simulation import SLOT_RTX, SLOT_VIDEO, START, Side, parameters

SPS, SLICE = b"\x67\x42", b"\x41\x9a"
VP8_TYPE, H264_TYPE = 96, 108


class Watched:
    """A publisher of both codecs, and viewers of some."""

    def __init__(self, *viewers: str) -> None:
        self.forwarder = Forwarder()
        self.publisher = Side(self.forwarder, 1, parameters(video="vp8 h264"))
        self.viewers = [
            Side(self.forwarder, number, parameters(video=video)) for number, video in enumerate(viewers, 2)
        ]
        for side in (self.publisher, *self.viewers):
            side.media.go_live()
        for viewer in self.viewers:
            self.forwarder.add_route(1, viewer.number, 0)

    def publishes(
        self, number: int, payload: bytes, payload_type: int = H264_TYPE, *, at: float = 0.0
    ) -> None:
        packet = rtp(number, payload, payload_type=payload_type, ssrc=VIDEO_SSRC, timestamp=number * 3000)
        self.publisher.sends(packet, START + at)


def test_each_viewer_gets_the_payload_type_of_its_own_description() -> None:
    call = Watched("vp8 h264", "h264")
    call.viewers[1].media.renew(
        parse_offer(offer_text(video="h264").replace("108", "120").replace("109", "121"))
    )
    call.publishes(1, SPS)
    assert [viewer.wire.video()[0].payload_type for viewer in call.viewers] == [108, 120]


def test_a_switch_waits_for_a_keyframe_of_the_new_codec_and_leaves_no_gap() -> None:
    call = Watched("vp8 h264")
    call.publishes(1, KEYFRAME, VP8_TYPE)
    call.publishes(2, DELTA, VP8_TYPE, at=0.03)
    asked = call.publisher.wire.keyframe_requests()
    call.publishes(3, SLICE, at=0.6)
    assert call.publisher.wire.keyframe_requests() == asked + 1
    call.publishes(4, SPS, at=0.7)
    call.publishes(5, SLICE, at=0.73)
    sent = call.viewers[0].wire.video()
    assert [packet.payload_type for packet in sent] == [96, 96, 108, 108]
    assert [b.sequence - a.sequence for a, b in itertools.pairwise(sent)] == [1, 1, 1]
    assert sent[2].timestamp - sent[1].timestamp == pytest.approx(0.67 * 90_000, abs=2)


def test_a_late_packet_of_the_codec_before_does_not_bring_it_back() -> None:
    call = Watched("vp8 h264")
    call.publishes(1, KEYFRAME, VP8_TYPE)
    call.publishes(3, SPS)
    call.publishes(2, KEYFRAME, VP8_TYPE)
    call.publishes(4, SLICE)
    assert [packet.payload_type for packet in call.viewers[0].wire.video()] == [96, 108, 108]


def test_a_viewer_without_the_codec_gets_no_picture_and_is_counted_and_the_others_do() -> None:
    call = Watched("vp8", "vp8 h264")
    call.publishes(1, KEYFRAME, VP8_TYPE)
    assert [viewer.media.unplayable for viewer in call.viewers] == [0, 0]
    call.publishes(2, SPS)
    call.publishes(3, SLICE)
    assert [viewer.media.unplayable for viewer in call.viewers] == [1, 0]
    assert [len(viewer.wire.video()) for viewer in call.viewers] == [1, 3]
    call.publishes(4, KEYFRAME, VP8_TYPE)
    assert call.viewers[0].media.unplayable == 0
    assert [len(viewer.wire.video()) for viewer in call.viewers] == [2, 4]


def test_a_viewer_that_offers_the_codec_later_gets_the_picture_from_a_keyframe_on() -> None:
    call = Watched("vp8")
    call.publishes(1, SPS)
    call.viewers[0].media.renew(parse_offer(offer_text(video="vp8 h264")))
    call.publishes(2, SLICE)
    call.publishes(3, SPS)
    assert [packet.payload for packet in call.viewers[0].wire.video()] == [SPS]
    call.viewers[0].media.renew(parse_offer(offer_text(video="vp8")))
    call.publishes(4, SLICE)
    assert len(call.viewers[0].wire.video()) == 1


def test_h264_is_repaired_both_ways() -> None:
    call = Watched("vp8 h264")
    viewer = call.viewers[0]
    call.publishes(1, SPS)
    call.publishes(2, SLICE)
    call.publishes(4, SLICE + b"4", at=0.01)
    call.forwarder.tick(START + 0.1)
    repeat = rtp(9, struct.pack("!H", 3) + SLICE + b"3", payload_type=109, ssrc=RTX_SSRC)
    call.publisher.sends(repeat, START + 0.1)
    assert [packet.payload for packet in viewer.wire.video()][-2:] == [SLICE + b"4", SLICE + b"3"]
    lost = viewer.wire.video()[1].sequence
    viewer.media.receive_rtcp(rtcp.nack(5, SLOT_VIDEO[0], [lost]), START + 0.2)
    (again,) = [packet for packet in viewer.wire.rtp if packet.ssrc == SLOT_RTX[0]]
    assert (again.payload_type, again.payload) == (109, struct.pack("!H", lost) + SLICE)


def test_repairs_of_the_codec_before_are_dropped() -> None:
    call = Watched("vp8 h264")
    call.publishes(1, KEYFRAME, VP8_TYPE)
    call.publishes(3, SPS)
    call.forwarder.tick(START + 0.1)
    call.publisher.sends(rtp(9, struct.pack("!H", 2) + DELTA, payload_type=97, ssrc=RTX_SSRC), START + 0.1)
    assert len(call.viewers[0].wire.video()) == 2
