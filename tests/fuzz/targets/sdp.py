"""A page's SDP offer, and the answer that is written to it."""

from __future__ import annotations

import contextlib

from aiortc.sdp import SessionDescription

from callrouter.relay.rooms.leg import new_media_parameters
from callrouter.relay.sdp.answer import LocalTransport, write_answer
from callrouter.relay.sdp.candidates import candidate_lines
from callrouter.relay.sdp.offer import Offer, OfferRejected
from callrouter.relay.sdp.offer_parser import parse_offer

LONGEST = 50_000
_LOCAL = LocalTransport(
    ice_ufrag="abcd",
    ice_pwd="abcdefghijklmnopqrstuvwx",  # noqa: S106 a made one
    fingerprint=":".join(["AB"] * 32),
    candidates=candidate_lines(["192.0.2.1"], 5004),
)
_MOST_LINES = 600


def fuzz(data: bytes) -> None:
    """Demand that an offer is understood and answered in the one shape, or rejected."""
    offer = None
    with contextlib.suppress(OfferRejected):
        offer = parse_offer(data.decode("utf-8", "replace"))
    if offer is not None:
        _answer(offer)


def _answer(offer: Offer) -> None:
    slots = new_media_parameters(offer).slots
    text = write_answer(offer, _LOCAL, slots, session_id=1, version=1)
    lines = text.split("\r\n")
    assert len(lines) < _MOST_LINES
    assert all(line.isascii() and line.isprintable() for line in lines)
    answer = SessionDescription.parse(text)
    assert [media.kind for media in answer.media] == [section.kind for section in offer.sections]
    assert offer.continues(offer)
