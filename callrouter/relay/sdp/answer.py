"""Writes the relay's SDP answer: ICE-lite, DTLS server, one port, slots with SSRCs that never change.

The candidates stand in every section because aiortc reads the last one and browsers the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from callrouter.relay.sdp.codecs import Codec, CodecName
from callrouter.relay.sdp.offer import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    MID,
    SHARE_SLOT,
    TRANSPORT_SEQUENCE,
    Offer,
    Section,
)
from callrouter.relay.sdp.simulcast import REPAIRED_RID, RID

_VIDEO_FEEDBACK: Final = ("nack", "nack pli", "ccm fir", "goog-remb")


@dataclass(frozen=True, slots=True)
class SlotStreams:
    """The SSRCs a leg receives one slot on; the slot of a share has no audio: 0."""

    audio: int
    video: int
    video_rtx: int


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """The relay's side of one leg's transport; `fingerprint` is a SHA-256 one, `candidates` are lines."""

    ice_ufrag: str
    ice_pwd: str
    fingerprint: str
    candidates: Sequence[str]


def slot_cname(slot: int) -> str:
    """Return the canonical name and stream id of a slot: audio and video that share it are lip-synced."""
    return "share" if slot == SHARE_SLOT else f"slot{slot}"


def write_answer(  # noqa: PLR0913 what makes an answer
    offer: Offer,
    transport: LocalTransport,
    slots: Sequence[SlotStreams],
    *,
    video_codec: CodecName | None = None,
    session_id: int,
    version: int,
) -> str:
    """Return the answer; `slots` are those of people in order, then the share's.

    The participant is to send its pictures by `video_codec`, and may receive by any that both know.
    A re-offer of the same connection repeats `session_id` with a higher `version`.
    """
    mids = " ".join(section.mid for section in offer.sections)
    lines = [
        "v=0",
        f"o=- {session_id} {version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {mids}",
        "a=msid-semantic:WMS *",
    ]
    common = _transport_lines(transport)
    for section in offer.sent:
        lines += _section_lines(section, [section.codec(video_codec)]) + common
    received = [*offer.slots, (offer.share_slot,)]
    for slot, (sections, streams) in enumerate(zip(received, slots, strict=True)):
        for section in sections:
            lines += _section_lines(section, section.codecs) + _stream_lines(section, slot, streams) + common
    return "\r\n".join(lines) + "\r\n"


def _transport_lines(transport: LocalTransport) -> list[str]:
    return [
        f"a=ice-ufrag:{transport.ice_ufrag}",
        f"a=ice-pwd:{transport.ice_pwd}",
        f"a=fingerprint:sha-256 {transport.fingerprint}",
        "a=setup:passive",
        *transport.candidates,
        "a=end-of-candidates",
    ]


def _section_lines(section: Section, codecs: Sequence[Codec]) -> list[str]:
    receiving = section.direction == "sendonly"
    numbers = [
        number for codec in codecs for number in (codec.payload_type, codec.rtx_payload_type) if number
    ]
    formats = " ".join(str(number) for number in numbers)
    lines = [
        f"m={section.kind} 9 UDP/TLS/RTP/SAVPF {formats}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=mid:{section.mid}",
        "a=recvonly" if receiving else "a=sendonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    extensions = section.extensions
    if extensions.abs_send_time:
        lines.append(f"a=extmap:{extensions.abs_send_time} {ABS_SEND_TIME}")
    if section.kind == "audio" and extensions.audio_level:
        lines.append(f"a=extmap:{extensions.audio_level} {AUDIO_LEVEL}")
    if receiving and extensions.mid:
        lines.append(f"a=extmap:{extensions.mid} {MID}")
    if section.rids:
        lines += _layer_lines(section)
    feedback = list(_VIDEO_FEEDBACK) if section.kind == "video" else []
    if receiving and section.transport_feedback:
        lines.append(f"a=extmap:{extensions.transport_sequence} {TRANSPORT_SEQUENCE}")
        feedback.append("transport-cc")
    for codec in codecs:
        lines += [*codec.description(), *(f"a=rtcp-fb:{codec.payload_type} {name}" for name in feedback)]
    return lines


def _layer_lines(section: Section) -> list[str]:
    return [
        f"a=extmap:{section.extensions.rid} {RID}",
        f"a=extmap:{section.extensions.repaired_rid} {REPAIRED_RID}",
        *(f"a=rid:{rid} recv" for rid in section.rids),
        f"a=simulcast:recv {';'.join(section.rids)}",
    ]


def _stream_lines(section: Section, slot: int, streams: SlotStreams) -> list[str]:
    cname = slot_cname(slot)
    msid = f"{cname} {cname}-{section.kind}"
    lines = [f"a=msid:{msid}"]
    if section.kind == "audio":
        ssrcs = [streams.audio]
    else:
        ssrcs = [streams.video, streams.video_rtx]
        lines.append(f"a=ssrc-group:FID {streams.video} {streams.video_rtx}")
    for ssrc in ssrcs:
        lines += [f"a=ssrc:{ssrc} cname:{cname}", f"a=ssrc:{ssrc} msid:{msid}"]
    return lines
