"""Whatever numbers a publisher sends, its viewers' SRTP keeps count: their keys aren't the publisher's."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.packet_cache import VIDEO_CAPACITY
from callrouter.relay.forwarding.rewriter import MAX_RISE
from callrouter.relay.packets.sequence import SequenceUnwrapper
from tests.relay.offers import VIDEO_SSRC
from tests.relay.packets import DELTA, KEYFRAME, rtp
from tests.relay.simulation import START, Side, parameters

#: by payload type: what starts a keyframe, and what goes on
PAYLOADS = {96: (KEYFRAME, DELTA), 108: (b"\x67\x42", b"\x41\x9a")}

steps = st.tuples(
    st.sampled_from([1, 2, 50, -1, -50, -300, -1000, MAX_RISE, 3001, 20_000, 32_767, -32_768]),
    st.sampled_from(list(PAYLOADS)),
    st.booleans(),
    st.sampled_from([0.004, 0.004, 0.4]),
)

#: a codec's change makes viewers wait for a keyframe, which comes late; then the numbers jump, twice
LATE_START = [
    (1, 96, True, 0.4),
    (1000, 96, False, 0.4),
    (1, 108, False, 0.4),
    (-900, 108, True, 0.4),
    (900 + 32_767, 108, True, 0.4),
    (31_868, 108, True, 0.4),
]


@settings(deadline=None)
@given(st.lists(steps, max_size=100), st.integers(0, 65_535))
@example(LATE_START, 3000)
def test_what_a_viewer_gets_never_leaps(script: list[tuple[int, int, bool, float]], first: int) -> None:
    forwarder, now, number = Forwarder(), START, first
    publisher = Side(forwarder, 1, parameters(video="vp8 h264"))
    viewer = Side(forwarder, 2, parameters(seed=0x7FFF, video="vp8 h264"))
    publisher.media.go_live()
    viewer.media.go_live()
    forwarder.add_route(1, 2, 0)
    publisher.sends(rtp(number, KEYFRAME, ssrc=VIDEO_SSRC), now)
    for rise, payload_type, keyframe, pause in script:
        now, number = now + pause, number + rise
        start, delta = PAYLOADS[payload_type]
        payload = start if keyframe else delta
        publisher.sends(rtp(number, payload, payload_type=payload_type, ssrc=VIDEO_SSRC), now)
        forwarder.tick(now)
    unwrapper = SequenceUnwrapper()
    for packet in viewer.wire.video():
        highest = unwrapper.highest
        outgoing = unwrapper.unwrap(packet.sequence)
        assert highest < 0 or -VIDEO_CAPACITY < outgoing - highest <= MAX_RISE
