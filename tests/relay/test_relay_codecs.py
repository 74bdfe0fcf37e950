"""Rooms whose participants have different codecs, over real sockets: aiortc is the other end."""

from __future__ import annotations

import pytest
from aiortc.sdp import SessionDescription

from callrouter.model.media import Audience
from callrouter.relay import RelayEngine
from tests.relay.clients import RecordingListener
from tests.relay.conftest import ROOM, Joins
from tests.relay.offers import offer_text

pytestmark = pytest.mark.network

EVERYBODY = Audience()
ONLY_H264 = ("H264",)
ONLY_VP8 = ("VP8",)


def sends(answer: str) -> str:
    """Return the codec a participant was answered to send its camera by."""
    return SessionDescription.parse(answer).media[1].rtp.codecs[0].name


async def test_two_with_h264_alone_see_and_hear_each_other(joins: Joins, engine: RelayEngine) -> None:
    visitor = await joins("visitor", "red", codecs=ONLY_H264)
    agent = await joins("agent", "blue", codecs=ONLY_H264)
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    await agent.hears(0)
    agent.shares("green")
    await engine.share(ROOM, "agent", on=True)
    await visitor.sees(len(visitor.seen) - 1, "green")
    assert engine.stats().unplayable == 0


async def test_who_joins_somebody_with_h264_alone_sends_h264(joins: Joins) -> None:
    visitor = await joins("visitor", "red", codecs=ONLY_H264)
    agent = await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")


async def test_people_without_a_common_codec_hear_each_other(joins: Joins, engine: RelayEngine) -> None:
    visitor = await joins("visitor", "red", codecs=ONLY_VP8)
    agent = await joins("agent", "blue", codecs=ONLY_H264)
    interpreter = await joins("interpreter", "green")
    await visitor.hears(0)
    await agent.hears(0)
    await interpreter.sees(0, "red")
    await interpreter.sees(1, "blue")
    assert visitor.seen[0] is agent.seen[0] is None
    assert engine.stats().unplayable >= 2


async def test_a_joiner_without_the_codec_has_the_others_offer_again_and_sees_them(
    joins: Joins, listener: RecordingListener
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    interpreter = await joins("interpreter", "green", codecs=ONLY_H264)
    await listener.until(lambda: {(ROOM, "visitor"), (ROOM, "agent")} <= set(listener.wanted))
    assert (ROOM, "interpreter") not in listener.wanted
    await visitor.sees(1, "green")
    again = await joins("agent", "blue")
    await interpreter.sees(1, "blue")
    await visitor.sees(0, "blue")
    assert agent.seen[0] == "red"
    await again.sees(1, "green")


async def test_a_re_offer_is_answered_the_new_codec_on_the_same_leg(
    engine: RelayEngine, listener: RecordingListener
) -> None:
    both, h264 = offer_text(video="vp8 h264"), offer_text(video="h264")
    first = await engine.connect(ROOM, "visitor", both, EVERYBODY)
    await engine.connect(ROOM, "agent", h264, EVERYBODY)
    await listener.until(lambda: (ROOM, "visitor") in listener.wanted)
    again = await engine.connect(ROOM, "visitor", both, EVERYBODY)
    assert (sends(first), sends(again)) == ("VP8", "H264")
    first_streams, streams = ([m.ssrc for m in SessionDescription.parse(a).media] for a in (first, again))
    assert first_streams == streams
    assert not engine._switchboard._legs[ROOM, "visitor"].must_offer
    await engine.disconnect(ROOM, "agent")
    assert sends(await engine.connect(ROOM, "visitor", both, EVERYBODY)) == "H264", (
        "nobody changes without need"
    )


async def test_nobody_changes_for_somebody_they_may_not_reach(
    engine: RelayEngine, listener: RecordingListener
) -> None:
    whispers = Audience(heard_by={"supervisor": ("agent",)})
    await engine.connect(ROOM, "visitor", offer_text(video="h264"), whispers)
    await engine.connect(ROOM, "agent", offer_text(video="vp8 h264"), whispers)
    answer = await engine.connect(ROOM, "supervisor", offer_text(video="vp8 h264"), whispers)
    assert sends(answer) == "VP8"
    assert not any(leg.must_offer for leg in engine._switchboard._legs.values())
    assert listener.wanted == []
