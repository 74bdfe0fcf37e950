"""A shared screen on a poor link: what is sent of it falls, and the sound does not drown in it."""

from __future__ import annotations

from aiortc.rtp import RtcpPsfbPacket

from callrouter.relay.forwarding.forwarder import Forwarder
from callrouter.relay.forwarding.uplink_cap import SHARE_FLOOR
from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtcp import ReceptionReport
from callrouter.relay.sdp.offer import SHARE_SLOT
from tests.relay.offers import SHARE_SSRC
from tests.relay.packets import KEYFRAME, rtp
from tests.relay.simulation import SLOT_VIDEO, START, Side, parameters

STEP = 0.05
PACKETS_A_STEP = 12
LOST_HALF = 128


class Sharing:
    """An agent (1) who shares at about 2 Mbit/s, a visitor (2) who sees it, and a clock."""

    def __init__(self) -> None:
        self.forwarder = Forwarder()
        self.now = START
        self.agent = Side(self.forwarder, 1, parameters(layers=("h", "l")))
        self.visitor = Side(self.forwarder, 2, parameters(seed=2))
        self._sequence = 100
        for side in (self.agent, self.visitor):
            side.media.go_live()
        self.forwarder.add_route(1, 2, SHARE_SLOT)

    def goes_on(self, seconds: float) -> int:
        """Share on; return how many packets the visitor was sent."""
        before = len(self.visitor.wire.video(SHARE_SLOT))
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            for _ in range(PACKETS_A_STEP):
                picture = KEYFRAME + bytes(1000)
                packet = rtp(self._sequence, picture, ssrc=SHARE_SSRC, timestamp=int(self.now * 90_000))
                self.agent.sends(packet, self.now)
                self._sequence += 1
            self.forwarder.tick(self.now)
        return len(self.visitor.wire.video(SHARE_SLOT)) - before

    def reports(self, fraction_lost: int, estimate: int | None = None) -> None:
        """Let the visitor's browser report on the share."""
        ssrc = SLOT_VIDEO[SHARE_SLOT]
        highest = self.visitor.wire.video(SHARE_SLOT)[-1].sequence
        block = ReceptionReport(fraction_lost, 0, highest, 0, 0, 0)
        self.visitor.media.receive_rtcp(rtcp.receiver_report(5, [(ssrc, block)]), self.now)
        if estimate is not None:
            self.visitor.media.receive_rtcp(rtcp.remb(5, estimate, [ssrc]), self.now)

    def caps(self, side: Side | None = None) -> list[int]:
        """Return what the agent's browser, or another, has been told to send at most."""
        packets = [packet for data in (side or self.agent).wire.rtcp for packet in rtcp.parse(data)]
        rembs = [each for each in packets if isinstance(each, RtcpPsfbPacket) and each.fmt == rtcp.REMB]
        return [rate for each in rembs if (rate := rtcp.remb_bitrate(each)) is not None]


def test_nobody_caps_a_share_that_arrives() -> None:
    call = Sharing()
    for _ in range(5):
        call.goes_on(1)
        call.reports(0)
    assert call.caps() == []


def test_who_shares_is_asked_for_less_and_left_what_can_be_read() -> None:
    call = Sharing()
    for _ in range(6):
        call.goes_on(1)
        call.reports(LOST_HALF)
    caps = call.caps()
    assert caps
    assert all(SHARE_FLOOR * 0.99 < cap < 2_000_000 for cap in caps)


def test_on_a_link_too_narrow_for_anything_it_pauses_and_comes_back_after_a_while() -> None:
    call = Sharing()
    call.goes_on(2)
    for _ in range(8):
        call.reports(LOST_HALF, estimate=60_000)
        call.goes_on(1)
    assert call.goes_on(1) == 0
    assert call.visitor.media.paused == (SHARE_SLOT,)
    assert call.goes_on(30) > 0
    assert not call.visitor.media.paused


def test_a_camera_has_the_room_that_a_paused_share_leaves() -> None:
    call, estimate = Sharing(), 250_000
    colleague = Side(call.forwarder, 3, parameters(seed=3))
    colleague.media.go_live()
    call.forwarder.add_route(3, 2, 0)
    for second in range(10):
        for frame in range(10):
            number = 10 * second + frame
            colleague.sends_video(number, KEYFRAME + bytes(500), now=call.now, timestamp=9000 * number)
            call.goes_on(0.1)
        call.reports(LOST_HALF, estimate=estimate)
    assert call.visitor.media.paused == (SHARE_SLOT,)
    assert call.caps(colleague)[-1] > estimate * 0.9
