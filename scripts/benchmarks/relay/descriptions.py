"""Session descriptions of the load's participants."""

from __future__ import annotations

import re
from typing import Final

from callrouter.relay.sdp.offer import ABS_SEND_TIME, AUDIO_LEVEL, TRANSPORT_SEQUENCE
from scripts.benchmarks.relay.packets import LEVEL, MID, SEND_TIME, Publication
from scripts.benchmarks.relay.packets import TRANSPORT_SEQUENCE as TRANSPORT_SEQUENCE_ID
from tests.relay import offers

_MID_URI: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
#: payload types of the codec and of its retransmissions
_TYPES: Final = {"audio": (111, None), "video": (96, 97)}


def for_our_relay(publication: Publication, transport: list[str]) -> str:
    """Return an offer with slots, in the shape our pages make, as our tests have it."""
    lines = [
        line
        for line in offers.offer_text(session_id=publication.number + 1).splitlines()
        if not line.startswith(("a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "a=candidate"))
    ]
    numbers = {
        offers.AUDIO_SSRC: publication.audio_ssrc,
        offers.VIDEO_SSRC: publication.video_ssrc,
        offers.RTX_SSRC: publication.video_ssrc + 1,
    }
    out: list[str] = []
    for line in lines:
        if line.startswith(("a=ssrc:", "a=ssrc-group:")):
            line = re.sub(r"\d+", lambda m: str(numbers.get(int(m[0]), m[0])), line)  # noqa: PLW2901
        out.append(line)
        if line.startswith("a=mid:"):
            out += transport
    return "\r\n".join(out) + "\r\n"


def offer(publication: Publication, transport: list[str], direction: str) -> str:
    """Return an offer of one audio and one video section."""
    lines = ["v=0", f"o=- {publication.number + 1} 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
    for kind in ("audio", "video"):
        lines += section(kind, direction, "0" if kind == "audio" else "1", transport, _TYPES[kind])
        ssrc = publication.audio_ssrc if kind == "audio" else publication.video_ssrc
        if kind == "video":
            lines.append(f"a=ssrc-group:FID {ssrc} {ssrc + 1}")
            lines.append(f"a=ssrc:{ssrc + 1} cname:p{publication.number}")
        lines += [f"a=ssrc:{ssrc} cname:p{publication.number}", f"a=msid:p{publication.number} {kind}"]
    return "\r\n".join(lines) + "\r\n"


def answer(offered: str, transport: list[str]) -> str:
    """Return an answer that receives everything which is offered in VP8 and Opus."""
    sections = re.findall(r"^m=(audio|video).*?^a=mid:(\S+)", offered, re.MULTILINE | re.DOTALL)
    mids = " ".join(mid for _, mid in sections)
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    blocks = offered.split("\r\nm=")[1:]
    for (kind, mid), block in zip(sections, blocks, strict=True):
        name = "opus/48000/2" if kind == "audio" else "VP8/90000"
        found = re.search(rf"a=rtpmap:(\d+) {name}", block, re.IGNORECASE)
        if found is None:
            raise RuntimeError(f"{name} was not offered")
        rtx = re.search(rf"a=fmtp:(\d+) apt={found[1]}\b", block)
        lines += section(kind, "recvonly", mid, transport, (int(found[1]), int(rtx[1]) if rtx else None))
    return "\r\n".join(lines) + "\r\n"


def section(
    kind: str, direction: str, mid: str, transport: list[str], types: tuple[int, int | None]
) -> list[str]:
    """Return the lines of one section, with the header extensions and the feedback that browsers ask for."""
    number, rtx = types
    repeats = f" {rtx}" if kind == "video" and rtx else ""
    lines = [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}{repeats}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{mid}",
        f"a={direction}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *transport,
        f"a=extmap:{SEND_TIME} {ABS_SEND_TIME}",
        f"a=extmap:{TRANSPORT_SEQUENCE_ID} {TRANSPORT_SEQUENCE}",
        f"a=extmap:{MID} {_MID_URI}",
        f"a=rtcp-fb:{number} transport-cc",
    ]
    if kind == "audio":
        return [
            *lines,
            f"a=extmap:{LEVEL} {AUDIO_LEVEL}",
            f"a=rtpmap:{number} opus/48000/2",
            f"a=fmtp:{number} minptime=10;useinbandfec=1",
        ]
    lines += [f"a=rtpmap:{number} VP8/90000"]
    lines += [f"a=rtcp-fb:{number} {name}" for name in ("nack", "nack pli", "ccm fir", "goog-remb")]
    if rtx:
        lines += [f"a=rtpmap:{rtx} rtx/90000", f"a=fmtp:{rtx} apt={number}"]
    return lines
