"""RTCP compounds, and what is read out of their packets."""

from __future__ import annotations

from aiortc.rtp import RtcpPsfbPacket

from callrouter.relay.packets import rtcp

LONGEST = 1500


def fuzz(data: bytes) -> None:
    """Demand that nothing holds more than its size allows."""
    packets = rtcp.parse(data)
    assert len(packets) * 4 <= len(data)
    for packet in packets:
        if isinstance(packet, RtcpPsfbPacket):
            assert len(rtcp.keyframe_targets(packet)) * 4 <= len(data)
            rate = rtcp.remb_bitrate(packet)
            assert rate is None or rate >= 0
