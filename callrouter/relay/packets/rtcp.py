"""RTCP in and out, over aiortc's codec (RFC 3550 section 6, RFC 4585, RFC 5104 section 4.3.1)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiortc import rtp as codec

PLI: Final = codec.RTCP_PSFB_PLI
FIR: Final = codec.RTCP_PSFB_FIR
REMB: Final = codec.RTCP_PSFB_APP
NACK: Final = codec.RTCP_RTPFB_NACK

_TRANSPORT_FEEDBACK: Final = 15
_SDES_CNAME: Final = 1
_FIR_ENTRY: Final = struct.Struct("!IB3x")


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """One report block; `fraction_lost` in 256ths, `jitter` in timestamp units, `delay` in 1/65536 s."""

    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int
    last_sender_report: int
    delay: int


def parse(data: bytes) -> list[codec.AnyRtcpPacket]:
    """Return the packets of a compound; an empty list if any of it is malformed."""
    try:
        return codec.RtcpPacket.parse(data)
    except Exception:  # noqa: BLE001 the codec raises struct.error, IndexError and others on hostile input
        return []


def keyframe_targets(packet: codec.RtcpPsfbPacket) -> tuple[int, ...]:
    """Return the SSRCs a PLI or FIR asks a keyframe of; a FIR names them in its entries, not its header."""
    if packet.fmt == PLI:
        return (packet.media_ssrc,)
    if packet.fmt != FIR or len(packet.fci) % _FIR_ENTRY.size:
        return ()
    return tuple(ssrc for ssrc, _ in _FIR_ENTRY.iter_unpack(packet.fci))


def remb_bitrate(packet: codec.RtcpPsfbPacket) -> int | None:
    """Return the bits per second of a REMB, or None if it is malformed."""
    try:
        bitrate, _ = codec.unpack_remb_fci(packet.fci)
    except (ValueError, struct.error):
        return None
    return bitrate


def pli(sender_ssrc: int, media_ssrc: int) -> bytes:
    """Return a picture loss indication."""
    return bytes(codec.RtcpPsfbPacket(fmt=PLI, ssrc=sender_ssrc, media_ssrc=media_ssrc))


def nack(sender_ssrc: int, media_ssrc: int, lost: Sequence[int]) -> bytes:
    """Return a generic NACK for these 16-bit sequence numbers, in stream order."""
    entries = bytearray()
    pid, mask = lost[0], 0
    for number in lost[1:]:
        distance = (number - pid - 1) & 0xFFFF
        if distance < 16:  # noqa: PLR2004 the width of the bit mask, RFC 4585 section 6.2.1
            mask |= 1 << distance
        else:
            entries += struct.pack("!HH", pid, mask)
            pid, mask = number, 0
    entries += struct.pack("!HH", pid, mask)
    payload = struct.pack("!II", sender_ssrc, media_ssrc) + entries
    return codec.pack_rtcp_packet(codec.RTCP_RTPFB, NACK, payload)


def transport_feedback(sender_ssrc: int, media_ssrc: int, report: bytes) -> bytes:
    """Return a transport-wide feedback packet around `report`."""
    payload = struct.pack("!II", sender_ssrc, media_ssrc) + report
    return codec.pack_rtcp_packet(codec.RTCP_RTPFB, _TRANSPORT_FEEDBACK, payload)


def remb(sender_ssrc: int, bitrate: int, media_ssrcs: list[int]) -> bytes:
    """Return a receiver estimated maximum bitrate of `bitrate` bits per second."""
    fci = codec.pack_remb_fci(bitrate, media_ssrcs)
    return bytes(codec.RtcpPsfbPacket(fmt=REMB, ssrc=sender_ssrc, media_ssrc=0, fci=fci))


def receiver_report(sender_ssrc: int, blocks: Sequence[tuple[int, ReceptionReport]]) -> bytes:
    """Return a receiver report with one block per (SSRC, report)."""
    reports = [
        codec.RtcpReceiverInfo(
            ssrc=ssrc,
            fraction_lost=block.fraction_lost,
            packets_lost=block.packets_lost,
            highest_sequence=block.highest_sequence,
            jitter=block.jitter,
            lsr=block.last_sender_report,
            dlsr=block.delay,
        )
        for ssrc, block in blocks
    ]
    return bytes(codec.RtcpRrPacket(ssrc=sender_ssrc, reports=reports))


def sender_report(  # noqa: PLR0913 the fields of the packet
    ssrc: int, cname: str, *, ntp: int, timestamp: int, packets: int, octets: int
) -> bytes:
    """Return a sender report with the stream's canonical name."""
    info = codec.RtcpSenderInfo(
        ntp_timestamp=ntp,
        rtp_timestamp=timestamp,
        packet_count=packets & 0xFFFFFFFF,
        octet_count=octets & 0xFFFFFFFF,
    )
    source = codec.RtcpSourceInfo(ssrc=ssrc, items=[(_SDES_CNAME, cname.encode())])
    return bytes(codec.RtcpSrPacket(ssrc=ssrc, sender_info=info)) + bytes(codec.RtcpSdesPacket([source]))
