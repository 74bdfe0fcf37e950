from __future__ import annotations

import struct

from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSdesPacket, RtcpSrPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.packets import rtcp
from callrouter.relay.packets.rtcp import ReceptionReport


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_parse_to_packets_or_to_none(data: bytes) -> None:
    for packet in rtcp.parse(data):
        if isinstance(packet, RtcpPsfbPacket):
            rtcp.keyframe_targets(packet)
            rtcp.remb_bitrate(packet)


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 31), st.integers(200, 207))
def test_any_body_behind_a_proper_header_parses_to_packets_or_to_none(
    body: bytes, count: int, packet_type: int
) -> None:
    body += bytes(-len(body) % 4)
    for packet in rtcp.parse(struct.pack("!BBH", 0x80 | count, packet_type, len(body) // 4) + body):
        if isinstance(packet, RtcpPsfbPacket):
            rtcp.keyframe_targets(packet)
            rtcp.remb_bitrate(packet)


@settings(deadline=None)
@given(st.integers(0, 65535), st.sets(st.integers(0, 200), min_size=1, max_size=50))
def test_nacks_read_back_as_the_numbers_asked_for_across_the_wrap(start: int, offsets: set[int]) -> None:
    lost = [(start + offset) & 0xFFFF for offset in sorted(offsets)]
    (packet,) = RtcpPacket.parse(rtcp.nack(1, 2, lost))
    assert isinstance(packet, RtcpRtpfbPacket)
    assert [number & 0xFFFF for number in packet.lost] == lost
    assert (packet.fmt, packet.ssrc, packet.media_ssrc) == (1, 1, 2)


def test_a_pli_names_its_stream() -> None:
    (packet,) = rtcp.parse(rtcp.pli(1, 2))
    assert isinstance(packet, RtcpPsfbPacket)
    assert rtcp.keyframe_targets(packet) == (2,)


def test_a_fir_names_its_streams_in_its_entries() -> None:
    fci = struct.pack("!IBxxxIBxxx", 5, 1, 6, 2)
    assert rtcp.keyframe_targets(RtcpPsfbPacket(fmt=rtcp.FIR, ssrc=1, media_ssrc=0, fci=fci)) == (5, 6)
    assert rtcp.keyframe_targets(RtcpPsfbPacket(fmt=rtcp.FIR, ssrc=1, media_ssrc=0, fci=fci[:-1])) == ()


def test_other_payload_feedback_asks_for_no_keyframe() -> None:
    assert rtcp.keyframe_targets(RtcpPsfbPacket(fmt=2, ssrc=1, media_ssrc=9)) == ()


def test_a_remb_reads_back() -> None:
    (packet,) = rtcp.parse(rtcp.remb(1, 2_500_000, [7]))
    assert isinstance(packet, RtcpPsfbPacket)
    assert abs((rtcp.remb_bitrate(packet) or 0) - 2_500_000) < 100


def test_a_broken_remb_is_no_estimate() -> None:
    packet = RtcpPsfbPacket(fmt=rtcp.REMB, ssrc=1, media_ssrc=0, fci=b"REMB\x05\x00\x00\x00")
    assert rtcp.remb_bitrate(packet) is None


def test_a_receiver_report_holds_its_blocks() -> None:
    block = ReceptionReport(26, -3, 70_000, 5, 6, 7)
    (packet,) = rtcp.parse(rtcp.receiver_report(1, [(2, block)]))
    assert isinstance(packet, RtcpRrPacket)
    (info,) = packet.reports
    assert (info.ssrc, info.fraction_lost, info.packets_lost, info.highest_sequence) == (2, 26, -3, 70_000)
    assert (info.jitter, info.lsr, info.dlsr) == (5, 6, 7)


def test_a_sender_report_comes_with_the_name_of_its_slot() -> None:
    report, names = rtcp.parse(
        rtcp.sender_report(9, "slot0", ntp=1 << 40, timestamp=77, packets=1 << 32, octets=5)
    )
    assert isinstance(report, RtcpSrPacket)
    assert isinstance(names, RtcpSdesPacket)
    assert (report.ssrc, report.sender_info.ntp_timestamp, report.sender_info.rtp_timestamp) == (
        9,
        1 << 40,
        77,
    )
    assert (report.sender_info.packet_count, report.sender_info.octet_count) == (0, 5)
    assert names.chunks[0].items == [(1, b"slot0")]


def test_transport_feedback_is_framed() -> None:
    packet = rtcp.transport_feedback(1, 2, b"abcd")
    assert packet == struct.pack("!BBHII", 0x80 | 15, 205, 3, 1, 2) + b"abcd"
