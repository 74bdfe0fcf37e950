"""The media relay: forwards audio and video between the participants of a call, never decoding it."""

from __future__ import annotations

from callrouter.model.media import LegState
from callrouter.relay.api import Relay, RelayListener, RelayLost, ShareTaken
from callrouter.relay.engine import RelayEngine
from callrouter.relay.forwarding.counters import RelayStats
from callrouter.relay.sdp.offer import SLOTS, OfferRejected

__all__ = [
    "SLOTS",
    "LegState",
    "OfferRejected",
    "Relay",
    "RelayEngine",
    "RelayListener",
    "RelayLost",
    "RelayStats",
    "ShareTaken",
]
