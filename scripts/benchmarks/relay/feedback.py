"""What receivers and publishers say in RTCP while media flows, at the rate browsers say it."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from aiortc import rtp

from scripts.benchmarks.relay.generator import Generator
from scripts.benchmarks.relay.packets import Publication
from scripts.benchmarks.relay.transport import Transport

_EVERY_S: Final = 1.0
_BITRATE: Final = 5_000_000
_NTP_EPOCH: Final = 2_208_988_800
#: A receiver asks again for this many packets a second of each stream: 1 % of a common video.
_ASKED_AGAIN: Final = 2


async def talk(generator: Generator, transports: list[Transport], publications: list[Publication]) -> None:
    """Send reports, bandwidth estimates and requests for retransmission until canceled."""
    by_leg = {publication.leg: publication for publication in publications}
    pause = _EVERY_S / max(len(transports), 1)
    while True:
        for leg, transport in enumerate(transports):
            await asyncio.sleep(pause)
            if leg in by_leg:
                transport.send_rtcp(_sender_reports(by_leg[leg]))
            for ssrc, latest in generator.heard(leg):
                # One compound a stream, as browsers do: Janus goes by the SSRC of its first block.
                transport.send_rtcp(_receiver_report(ssrc, latest) + _request(ssrc, latest))


def _sender_reports(publication: Publication) -> bytes:
    now = time.time()
    seconds = int(now)
    ntp = (seconds + _NTP_EPOCH) << 32 | int((now - seconds) * (1 << 32))
    told = b""
    for ssrc, clock in ((publication.audio_ssrc, 48_000), (publication.video_ssrc, 90_000)):
        info = rtp.RtcpSenderInfo(
            ntp_timestamp=ntp, rtp_timestamp=int(now * clock) & 0xFFFFFFFF, packet_count=1, octet_count=1
        )
        told += bytes(rtp.RtcpSrPacket(ssrc=ssrc, sender_info=info))
    return told


def _receiver_report(ssrc: int, latest: int) -> bytes:
    report = rtp.RtcpReceiverInfo(
        ssrc=ssrc, fraction_lost=0, packets_lost=0, highest_sequence=latest, jitter=20, lsr=0, dlsr=0
    )
    told = bytes(rtp.RtcpRrPacket(ssrc=1, reports=[report]))
    estimate = rtp.pack_remb_fci(_BITRATE, [ssrc])
    return told + bytes(rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=estimate))


def _request(ssrc: int, latest: int) -> bytes:
    lost = [(latest - back) & 0xFFFF for back in range(_ASKED_AGAIN + 2, 2, -1)]
    return bytes(rtp.RtcpRtpfbPacket(fmt=rtp.RTCP_RTPFB_NACK, ssrc=1, media_ssrc=ssrc, lost=lost))
