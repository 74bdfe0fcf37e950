"""SDP offers in the shape a page makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from callrouter.relay.sdp.offer import ABS_SEND_TIME, AUDIO_LEVEL, MID, SLOTS, TRANSPORT_SEQUENCE
from callrouter.relay.sdp.simulcast import REPAIRED_RID, RID

FINGERPRINT = ":".join(["AB"] * 32)
AUDIO_SSRC = 2222
VIDEO_SSRC = 1111
RTX_SSRC = 3333
SHARE_SSRC = 4444
SHARE_RTX_SSRC = 5555

CODEC_LINES = {
    "vp8": (
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 transport-cc",
        "a=rtcp-fb:96 nack pli",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
    ),
    "h264": (
        "a=rtpmap:108 H264/90000",
        "a=rtcp-fb:108 transport-cc",
        "a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        "a=rtpmap:109 rtx/90000",
        "a=fmtp:109 apt=108",
    ),
}
#: what Chromium 156 offers, without its candidates
CHROMIUM = Path(__file__).with_name("chromium-156-offer.sdp").read_bytes().decode()


def offer_text(  # noqa: PLR0913 what differs between offers
    *,
    session_id: int = 7,
    ufrag: str = "abcd",
    slots: int = SLOTS,
    ssrcs: bool = True,
    video: str = "vp8",
    layers: Sequence[str] = (),
) -> str:
    """Return a small valid offer: audio, video and share to send, `slots` pairs and a share to receive.

    `video` names the codecs: vp8, h264 or both with a space between; `layers` those of the camera.
    """
    formats = " ".join({"vp8": "96 97", "h264": "108 109"}[name] for name in video.split())
    shape = [("audio", "sendonly"), ("video", "sendonly"), ("video", "sendonly")]
    shape += [("audio", "recvonly"), ("video", "recvonly")] * slots + [("video", "recvonly")]
    lines = [
        "v=0",
        f"o=- {session_id} 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(str(n) for n in range(len(shape))),
    ]
    for n, (kind, direction) in enumerate(shape):
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {'111' if kind == 'audio' else formats}", "c=IN IP4 0.0.0.0"]
        lines += [f"a=ice-ufrag:{ufrag}", "a=ice-pwd:abcdefghijklmnopqrstuvwx"]
        lines += [f"a=fingerprint:sha-256 {FINGERPRINT}", "a=setup:actpass", f"a=mid:{n}"]
        lines += [f"a=extmap:2 {ABS_SEND_TIME}", f"a=extmap:3 {TRANSPORT_SEQUENCE}", f"a=extmap:4 {MID}"]
        lines += [f"a={direction}", "a=rtcp-mux"]
        if kind == "audio":
            lines += [f"a=extmap:1 {AUDIO_LEVEL}", "a=rtpmap:111 opus/48000/2"]
        else:
            lines += [line for name in video.split() for line in CODEC_LINES[name]]
        if ssrcs and n == 0:
            lines += [f"a=ssrc:{AUDIO_SSRC} cname:x"]
        if kind == "video" and layers:
            lines += [f"a=extmap:5 {RID}", f"a=extmap:6 {REPAIRED_RID}"]
        if n == 1 and layers:
            lines += [*(f"a=rid:{rid} send" for rid in layers), f"a=simulcast:send {';'.join(layers)}"]
        elif ssrcs and n == 1:
            lines += [f"a=ssrc-group:FID {VIDEO_SSRC} {RTX_SSRC}", f"a=ssrc:{VIDEO_SSRC} cname:x"]
        if ssrcs and n == 2:
            lines += [f"a=ssrc-group:FID {SHARE_SSRC} {SHARE_RTX_SSRC}", f"a=ssrc:{SHARE_SSRC} cname:x"]
    return "\r\n".join(lines) + "\r\n"
