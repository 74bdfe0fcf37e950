"""A relay as a process of its own: how signaling nodes reach it, and what it tells of itself."""

from __future__ import annotations

from callrouter.relay.node.broadcast import Broadcast
from callrouter.relay.node.certificate import CertificateError, ServerCertificate
from callrouter.relay.node.client import RelayControl
from callrouter.relay.node.dialing import Access, NotAttachedError, attachment
from callrouter.relay.node.load import LoadMeter, LoopLag
from callrouter.relay.node.place import (
    ControlPlace,
    PlaceError,
    client_tls,
    is_unix,
    sweep,
    this_machine,
    unix_path,
    unix_url,
)
from callrouter.relay.node.server import ControlServer

__all__ = [
    "Access",
    "Broadcast",
    "CertificateError",
    "ControlPlace",
    "ControlServer",
    "LoadMeter",
    "LoopLag",
    "NotAttachedError",
    "PlaceError",
    "RelayControl",
    "ServerCertificate",
    "attachment",
    "client_tls",
    "is_unix",
    "sweep",
    "this_machine",
    "unix_path",
    "unix_url",
]
