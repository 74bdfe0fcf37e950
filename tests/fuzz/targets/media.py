"""Everything a participant may send through its own keys: RTP and RTCP in any order, into a call of three."""

from __future__ import annotations

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.repeater import RETRANSMISSIONS_PER_TICK
from tests.fuzz.parts import parts
from tests.relay.simulation import START, Side, parameters

LONGEST = 3000
_MOST_RTCP = 12
_STEP_S = 0.05


def fuzz(data: bytes) -> None:
    """Demand that no nonce is used twice (the wires see to that), and that no more comes out than goes in."""
    forwarder, now, sent = Forwarder(), START, 0
    hostile = Side(forwarder, 1, parameters(ssrcs=not data[:1] > b"\x7f", video="vp8 h264"))
    others = [Side(forwarder, number, parameters(video="vp8 h264")) for number in (2, 3)]
    for side in (hostile, *others):
        side.media.go_live()
    for n, other in enumerate(others):
        forwarder.add_route(1, other.number, 0)
        forwarder.add_route(other.number, 1, n)
    others[0].sends_video(1, b"\x10\x00", now=now)
    for part in parts(data[1:]):
        sent += 1
        if part[1:2] and 192 <= part[1] < 224:
            hostile.media.receive_rtcp(part, now)
        elif len(part) >= 12:
            hostile.sends(part, now)
        else:
            now += _STEP_S * sum(part)
            forwarder.tick(now)
    forwarder.tick(now + _STEP_S)
    for other in others:
        assert len(other.wire.rtp) <= sent
    assert len(hostile.wire.rtp) <= (sent + 1) * RETRANSMISSIONS_PER_TICK
    assert len(hostile.wire.rtcp) <= _MOST_RTCP * (sent + 1)
