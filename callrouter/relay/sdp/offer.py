"""What a participant offers: what it sends, then the fixed slots it receives, in one fixed order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from callrouter.relay.packets.rtp import ExtensionIds
from callrouter.relay.sdp.codecs import Codec, CodecName, Kind

#: How many other participants one leg receives: visitor, employee, interpreter and colleague are all heard by
#: a supervisor who listens.
SLOTS: Final = 4
#: the slot that carries what somebody shares: one video
SHARE_SLOT: Final = SLOTS
#: characters
MAX_OFFER_SIZE: Final = 65_536

ABS_SEND_TIME: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
AUDIO_LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
TRANSPORT_SEQUENCE: Final = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

Direction: TypeAlias = Literal["sendonly", "recvonly"]

#: how many m-lines send: microphone, camera, share
SENT: Final = 3


class OfferRejected(ValueError):  # noqa: N818 the published name, a refusal and not a fault
    """The offer can't be answered. `code`: bad_offer, wrong_media, no_common_codec or no_security."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Section:
    """One m-line, reduced to what a relay uses of it. `ssrc` and `rtx_ssrc` are 0 when not announced.

    `codecs` are all that are forwarded, the one to prefer first. `rids` name the layers of a camera, the best
    first; none: it isn't layered.
    """

    kind: Kind
    direction: Direction
    mid: str
    codecs: tuple[Codec, ...]
    extensions: ExtensionIds
    transport_feedback: bool
    ssrc: int = 0
    rtx_ssrc: int = 0
    rids: tuple[str, ...] = ()

    def codec(self, name: CodecName | None) -> Codec:
        """Return the codec of this name, or the preferred one if it isn't offered."""
        return next((codec for codec in self.codecs if codec.name is name), self.codecs[0])

    def means_as(self, other: Section) -> bool:
        """Tell whether each payload type that both name means the same in both."""
        mine, theirs = self._meanings(), other._meanings()
        return all(mine[number] == theirs[number] for number in mine.keys() & theirs.keys())

    def _meanings(self) -> dict[int, tuple[CodecName, bool]]:
        """Return by payload type the codec, and whether it repeats that codec's packets (RFC 4588)."""
        media = {codec.payload_type: (codec.name, False) for codec in self.codecs}
        repairs = {
            codec.rtx_payload_type: (codec.name, True) for codec in self.codecs if codec.rtx_payload_type
        }
        return repairs | media


@dataclass(frozen=True, slots=True)
class Offer:
    """A valid offer: `sections` are all of it in order; the properties name them."""

    session_id: str
    ice_ufrag: str
    ice_pwd: str = field(repr=False)
    fingerprint: tuple[str, str]
    extensions: ExtensionIds
    sections: tuple[Section, ...]

    @property
    def audio(self) -> Section:
        """What the microphone sends."""
        return self.sections[0]

    @property
    def video(self) -> Section:
        """What the camera sends."""
        return self.sections[1]

    @property
    def share(self) -> Section:
        """What is sent of a shared screen or document."""
        return self.sections[2]

    @property
    def sent(self) -> tuple[Section, ...]:
        """Audio, video and share of the participant, in this order."""
        return self.sections[:SENT]

    @property
    def slots(self) -> tuple[tuple[Section, Section], ...]:
        """Audio and video of each slot."""
        received = self.sections[SENT:-1]
        return tuple(zip(received[::2], received[1::2], strict=True))

    @property
    def share_slot(self) -> Section:
        """What is received of a shared screen or document."""
        return self.sections[-1]

    def continues(self, other: Offer) -> bool:
        """Tell whether this re-offers the same connection, so that its keys and streams can go on.

        What is left out may differ: browsers list only the codecs and header extensions that were agreed on
        when they offer again, or those first. A number keeps its meaning, and a camera its layers.
        """
        pairs = zip(self.sections, other.sections, strict=True)
        return self._identity() == other._identity() and all(
            mine.extensions.narrows(theirs.extensions) and mine.means_as(theirs) for mine, theirs in pairs
        )

    def _identity(self) -> tuple[object, ...]:
        return (
            self.session_id,
            self.fingerprint,
            *((section.mid, section.ssrc, section.rtx_ssrc, section.rids) for section in self.sections),
        )
