"""The other end of a relay's connection, played: what a browser is in a call, for robots and trials.

Its picture and its sound are encoded once, so that one more costs next to nothing.
"""

from __future__ import annotations

from callrouter.relay.peer.canvas import Color
from callrouter.relay.peer.clips import Clip, Film, sound, test_film
from callrouter.relay.peer.connection import Peer, use_loopback

__all__ = ["Clip", "Color", "Film", "Peer", "sound", "test_film", "use_loopback"]
