"""The codecs a relay forwards: how an offer names them, how an answer does, and which one a publisher uses.

Browsers must have Opus (RFC 7874), VP8 and H.264's Constrained Baseline profile (RFC 7742 section 5). Some
have no H.264 all the same, since it comes as a plug-in or with the system, and some devices have no VP8.
Sources: RFC 6184 section 8 (H.264 in SDP), RFC 7742 section 6.2, RFC 7587 section 7 (Opus), RFC 4588 (RTX).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from callrouter.relay.sdp.lines import Attributes

Kind: TypeAlias = Literal["audio", "video"]

_RTPMAP: Final = re.compile(r"(\d{1,3}) ([A-Za-z0-9/-]{1,32})")
_FMTP: Final = re.compile(r"(\d{1,3}) (\S.{0,500})")
_PROFILE_LEVEL: Final = re.compile(r"[0-9A-Fa-f]{6}")
_RTX: Final = "rtx/90000"
_BASELINE: Final = 0x42
_CONSTRAINED: Final = 0x40
#: what is meant when nothing is said: Baseline without constraints, level 1
_DEFAULT_PROFILE_LEVEL: Final = "42000a"
_NON_INTERLEAVED: Final = "1"


class CodecName(StrEnum):
    """A codec as we call it."""

    OPUS = "opus"
    VP8 = "vp8"
    H264 = "h264"


_NAMES: Final[dict[Kind, dict[str, CodecName]]] = {
    "audio": {"opus/48000/2": CodecName.OPUS},
    "video": {"vp8/90000": CodecName.VP8, "h264/90000": CodecName.H264},
}
_WIRE_NAMES: Final = {
    CodecName.OPUS: "opus/48000/2",
    CodecName.VP8: "VP8/90000",
    CodecName.H264: "H264/90000",
}
#: Error correction for loss, and nothing but a sign of life while nobody speaks. An encoder follows what the
#: other side's description asks for, so the publishers follow this; viewers are not bound by it.
_OPUS_PARAMETERS: Final = "minptime=10;useinbandfec=1;usedtx=1"


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec under the payload types of one description; video always has one for its retransmissions.

    `parameters` are those of the answer's `a=fmtp`, empty if it needs none.
    """

    name: CodecName
    payload_type: int
    rtx_payload_type: int = 0
    parameters: str = ""

    def description(self) -> Iterator[str]:
        """Yield the lines of an answer that map the payload types."""
        yield f"a=rtpmap:{self.payload_type} {_WIRE_NAMES[self.name]}"
        if self.parameters:
            yield f"a=fmtp:{self.payload_type} {self.parameters}"
        if self.rtx_payload_type:
            yield f"a=rtpmap:{self.rtx_payload_type} {_RTX}"
            yield f"a=fmtp:{self.rtx_payload_type} apt={self.payload_type}"


def codecs_of(kind: Kind, formats: Sequence[str], attributes: Attributes) -> tuple[Codec, ...]:
    """Return the codecs of one m-line that a relay forwards, best first, each at most once.

    Video without retransmission isn't taken: a lost packet would cost everybody a keyframe.
    """
    said_names = ((pt, name.lower()) for pt, name in attributes.matches("rtpmap", _RTPMAP) if pt in formats)
    names = {pt: name for pt, name in said_names if name == _RTX or name in _NAMES[kind]}
    parameters = {pt: _parameters(text) for pt, text in attributes.matches("fmtp", _FMTP) if pt in names}
    repeats = {said["apt"]: pt for pt, said in parameters.items() if names.get(pt) == _RTX and "apt" in said}
    found: dict[CodecName, Codec] = {}
    # Constrained Baseline comes first: what it encodes, decoders of Baseline and of all above it can show.
    listed = [pt for pt in formats if pt in names]
    for pt in sorted(listed, key=lambda pt: not _is_constrained(parameters.get(pt, {}))):
        name = _NAMES[kind].get(names[pt])
        if name is None or (kind == "video" and pt not in repeats):
            continue
        said = parameters.get(pt, {})
        if name is CodecName.H264 and not _is_baseline(said):
            continue
        codec = Codec(name, int(pt), int(repeats[pt]) if kind == "video" else 0, _answered(name, said))
        found.setdefault(name, codec)
    return tuple(found[name] for name in CodecName if name in found)


def chosen(
    offered: Collection[CodecName], viewers: Iterable[Collection[CodecName]], present: CodecName | None = None
) -> CodecName | None:
    """Return the video codec a publisher should send, None if it offers none.

    The one that most of its viewers can show; of equals the one it sends already, so that nobody changes
    without need; else VP8: every browser encodes it in software at a cost that is known, while H.264 depends
    on what the system or the network lets a browser have.
    """
    shown = Counter(name for viewer in viewers for name in set(viewer))
    candidates = [name for name in CodecName if name in offered]
    return max(candidates, key=lambda name: (shown[name], name == present), default=None)


def _parameters(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _is_baseline(said: Mapping[str, str]) -> bool:
    """Tell whether these are the parameters of (Constrained) Baseline in packetization mode 1.

    A missing profile means Baseline, a missing mode means 0 (RFC 6184 section 8.1), which isn't taken: it has
    no fragments, and a receiver of it can't be sent them. Without its constraints Baseline has tools that no
    browser's encoder uses.
    """
    profile_level = said.get("profile-level-id", _DEFAULT_PROFILE_LEVEL)
    if said.get("packetization-mode") != _NON_INTERLEAVED or not _PROFILE_LEVEL.fullmatch(profile_level):
        return False
    return int(profile_level[:2], 16) == _BASELINE


def _is_constrained(said: Mapping[str, str]) -> bool:
    profile_level = said.get("profile-level-id", _DEFAULT_PROFILE_LEVEL)
    return bool(_PROFILE_LEVEL.fullmatch(profile_level) and int(profile_level[2:4], 16) & _CONSTRAINED)


def _answered(name: CodecName, said: Mapping[str, str]) -> str:
    """Return the parameters of the answer. Profile and mode must be those of the offer (RFC 6184 8.2.2)."""
    match name:
        case CodecName.OPUS:
            return _OPUS_PARAMETERS
        case CodecName.VP8:
            return ""
        case CodecName.H264:
            profile_level = said.get("profile-level-id", _DEFAULT_PROFILE_LEVEL).lower()
            asymmetry = ["level-asymmetry-allowed=1"] if said.get("level-asymmetry-allowed") == "1" else []
            return ";".join([*asymmetry, "packetization-mode=1", f"profile-level-id={profile_level}"])
