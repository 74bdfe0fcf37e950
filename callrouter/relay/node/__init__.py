"""A relay as a process of its own: how signaling nodes reach it, and what it tells of itself."""

from __future__ import annotations

from callrouter.relay.node.broadcast import Broadcast
from callrouter.relay.node.client import Access, RelayControl
from callrouter.relay.node.place import ControlPlace, PlaceError, client_tls, server_tls
from callrouter.relay.node.server import ControlServer

__all__ = [
    "Access",
    "Broadcast",
    "ControlPlace",
    "ControlServer",
    "PlaceError",
    "RelayControl",
    "client_tls",
    "server_tls",
]
