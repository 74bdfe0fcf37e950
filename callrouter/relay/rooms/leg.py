"""One participant's leg: its numbers and secrets, its answers, and the life of its handshake."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

import structlog

from callrouter.model.media import LegQuality, LegState, LegSummary, Slots
from callrouter.relay.forwarding.leg_media import LegMedia, MediaParameters
from callrouter.relay.forwarding.leg_quality import LegMeter
from callrouter.relay.sdp.answer import LocalTransport, SlotStreams, write_answer
from callrouter.relay.sdp.codecs import CodecName, chosen
from callrouter.relay.sdp.offer import SLOTS, Offer
from callrouter.relay.transport.dtls import HandshakeFailed
from callrouter.relay.transport.leg_transport import LegTransport

_log: Final = structlog.get_logger(__name__)

#: seconds after which a participant that hasn't offered again is asked once more
ASK_AGAIN: Final = 5.0

_UFRAG_BYTES: Final = 9
_PWD_BYTES: Final = 24


def new_ice_credentials() -> tuple[str, str]:
    """Return a fresh (user fragment, password) of ICE characters only (RFC 8839 section 5.4)."""
    ufrag, pwd = secrets.token_urlsafe(_UFRAG_BYTES), secrets.token_urlsafe(_PWD_BYTES)
    return _ice_characters(ufrag), _ice_characters(pwd)


def _ice_characters(text: str) -> str:
    return text.replace("-", "+").replace("_", "/")


def new_media_parameters(offer: Offer) -> MediaParameters:
    """Return a new leg's parameters: SSRCs that differ from each other and from the participant's own."""
    taken = {0, *(ssrc for section in offer.sent for ssrc in (section.ssrc, section.rtx_ssrc))}
    numbers = iter(_fresh_ssrcs(taken, 3 * SLOTS + 3))
    people = [SlotStreams(next(numbers), next(numbers), next(numbers)) for _ in range(SLOTS)]
    return MediaParameters(
        offer=offer,
        slots=[*people, SlotStreams(0, next(numbers), next(numbers))],
        feedback_ssrc=next(numbers),
        seeds=[secrets.randbits(32) for _ in range(SLOTS + 1)],
    )


def _fresh_ssrcs(taken: set[int], count: int) -> list[int]:
    numbers: list[int] = []
    while len(numbers) < count:
        number = secrets.randbits(32)
        if number not in taken:
            taken.add(number)
            numbers.append(number)
    return numbers


class Leg:
    """What the engine knows of one connection of one participant."""

    def __init__(  # noqa: PLR0913 the parts it joins
        self,
        *,
        number: int,
        room: str,
        participant: str,
        parameters: MediaParameters,
        transport: LegTransport,
        media: LegMedia,
        now: float,
    ) -> None:
        self.number = number
        self.room = room
        self.participant = participant
        self.transport = transport
        self.media = media
        #: the state told to the listener last
        self.told: LegState | None = None
        #: the slots told to the listener last, or about to be; None: they must be told
        self.slots: Slots | None = None
        #: by which codec its participant was last answered to send pictures
        self.video_codec: CodecName | None = None
        #: whether it should be answered another, and so must offer again; and when that was told last
        self.must_offer = False
        self.asked_at = -ASK_AGAIN
        #: by slot, the number of the leg that is routed there
        self.receives: dict[int, int] = {}
        #: the slots whose pictures were paused when that was last looked at
        self.paused: tuple[int, ...] = ()
        self._meter = LegMeter(participant, now)
        self._parameters = parameters
        self._session_id = secrets.randbits(62)
        self._version = 0
        self._created_at = now
        self._secured_at: float | None = None

    @property
    def offer(self) -> Offer:
        """The offer answered last."""
        return self._parameters.offer

    def answer(self, *, fingerprint: str, candidates: Sequence[str]) -> str:
        """Write the next answer of this leg."""
        self._version += 1
        local = LocalTransport(
            ice_ufrag=self.transport.ice_ufrag,
            ice_pwd=self.transport.ice_pwd,
            fingerprint=fingerprint,
            candidates=candidates,
        )
        return write_answer(
            self.offer,
            local,
            self._parameters.slots,
            video_codec=self.video_codec,
            session_id=self._session_id,
            version=self._version,
        )

    def suitable_codec(self, viewers: Iterable[Leg]) -> CodecName | None:
        """Return by which codec this participant should send pictures to these."""
        shown = ({codec.name for codec in viewer.offer.slots[0][1].codecs} for viewer in viewers)
        return chosen({codec.name for codec in self.offer.video.codecs}, shown, self.video_codec)

    def asks(self, now: float) -> bool:
        """Tell whether to ask the participant for another offer now, or once more; a True counts as asked."""
        if not self.must_offer or now - self.asked_at < ASK_AGAIN:
            return False
        self.asked_at = now
        return True

    def renew(self, offer: Offer) -> None:
        """Take a re-offer of the same connection."""
        self._parameters = replace(self._parameters, offer=offer)
        self.media.renew(offer)
        self.asked_at = -ASK_AGAIN

    def measure(self, state: LegState, now: float) -> LegQuality | None:
        """Return the quality of the last seconds when it is time to tell; to be called with every `poll`."""
        if not self._meter.due(state, now):
            return None
        return self._meter.measure(*self.media.flows(now), self.media.round_trip(now), now)

    def summary(self, now: float) -> LegSummary:
        """Return the quality of the whole leg."""
        return self._meter.summary(self.transport.transport, now)

    async def secure(self, clock: Callable[[], float]) -> None:
        """Wait for the handshake and start the media; a failed handshake ends the leg."""
        try:
            keys = await self.transport.dtls.handshake(self.offer.fingerprint)
        except HandshakeFailed:
            self.transport.liveness.end()
            return
        self._secured_at = clock()
        self.transport.secured(keys, self.media, self._secured_at)

    async def close(self, handshake: asyncio.Task[None], *, reason: str, now: float) -> None:
        """Stop the handshake, say goodbye to the peer and write the leg's one log line."""
        handshake.cancel()
        await asyncio.gather(handshake, return_exceptions=True)
        await self.transport.dtls.close()
        connected_after = None if self._secured_at is None else round(self._secured_at - self._created_at, 3)
        _log.info(
            "relay_leg_ended",
            room=self.room,
            participant=self.participant,
            reason=reason,
            state=self.transport.liveness.state,
            duration_s=round(now - self._created_at, 3),
            connected_after_s=connected_after,
            srtp_profile=self.transport.dtls.profile(),
        )
