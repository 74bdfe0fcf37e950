"""Which of a participant's streams a packet belongs to, also when the offer announced none."""

from __future__ import annotations

from callrouter.relay.forwarding.forwarder import Forwarder
from tests.relay.offers import AUDIO_SSRC, SHARE_RTX_SSRC, SHARE_SSRC, VIDEO_SSRC
from tests.relay.packets import KEYFRAME, element, rtp
from tests.relay.simulation import SLOT_VIDEO, START, Side, parameters

MID = 4


def sides(*, ssrcs: bool) -> tuple[Side, Side]:
    forwarder = Forwarder()
    publisher, viewer = Side(forwarder, 1, parameters(ssrcs=ssrcs)), Side(forwarder, 2, parameters())
    for side in (publisher, viewer):
        side.media.go_live()
    forwarder.add_route(1, 2, 0)
    forwarder.add_route(1, 2, len(SLOT_VIDEO) - 1)
    return publisher, viewer


def counts(viewer: Side) -> tuple[int, int, int]:
    """Return how many packets came of sound, camera and share."""
    return len(viewer.wire.audio()), len(viewer.wire.video()), len(viewer.wire.video(len(SLOT_VIDEO) - 1))


def test_announced_streams_are_told_apart_by_their_ssrc() -> None:
    publisher, viewer = sides(ssrcs=True)
    publisher.sends_audio(1, now=START)
    publisher.sends_video(1, KEYFRAME, now=START)
    publisher.sends(rtp(1, KEYFRAME, ssrc=SHARE_SSRC), START)
    assert counts(viewer) == (1, 1, 1)


def test_other_streams_are_told_apart_by_the_name_of_their_section() -> None:
    publisher, viewer = sides(ssrcs=False)
    publisher.sends(rtp(1, KEYFRAME, ssrc=70, extension=element(MID, b"2")), START)
    publisher.sends(rtp(1, KEYFRAME, ssrc=80, extension=element(MID, b"1")), START)
    publisher.sends(rtp(1, b"opus", ssrc=90, payload_type=111, extension=element(MID, b"0")), START)
    for ssrc in (70, 70, 80):
        publisher.sends(rtp(2, ssrc=ssrc), START)
    assert counts(viewer) == (1, 2, 2)


def test_a_camera_is_known_without_any_name() -> None:
    publisher, viewer = sides(ssrcs=False)
    publisher.sends(rtp(1, KEYFRAME, ssrc=80), START)
    publisher.sends(rtp(1, b"opus", ssrc=90, payload_type=111), START)
    assert counts(viewer) == (1, 1, 0)


def test_a_stream_that_belongs_nowhere_is_dropped_and_counted() -> None:
    forwarder = Forwarder()
    publisher = Side(forwarder, 1, parameters())
    for packet in (
        rtp(1, ssrc=66),
        rtp(1, ssrc=AUDIO_SSRC),
        rtp(1, ssrc=VIDEO_SSRC, payload_type=111),
        rtp(1, ssrc=SHARE_RTX_SSRC),
        rtp(1, ssrc=67, payload_type=97),
        rtp(1, ssrc=68, extension=element(MID, b"9")),
        rtp(1, ssrc=69, payload_type=1, extension=element(MID, b"1")),
    ):
        publisher.sends(packet, START)
    assert forwarder.stats().dropped_malformed == 7


def test_no_more_streams_are_learned_than_were_offered() -> None:
    publisher, viewer = sides(ssrcs=False)
    for ssrc in range(100, 200):
        publisher.sends(rtp(1, KEYFRAME, ssrc=ssrc, extension=element(MID, b"1")), START)
    assert counts(viewer) == (0, 1, 0)
