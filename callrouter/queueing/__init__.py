"""The queue engine: state and events in Redis or Valkey, each transition one atomic script."""

from __future__ import annotations

from callrouter.queueing.booths import CODE_TTL_MS, DEVICE_TTL_MS, BoothRegistry
from callrouter.queueing.connect import (
    URL_SCHEMES,
    QueueServerError,
    QueueUnavailableError,
    UnsupportedUrlError,
    check_server,
    connect,
)
from callrouter.queueing.deadlines import Claimed, Deadline, DeadlineKind
from callrouter.queueing.documents import Document, Documents, DocumentTooLargeError
from callrouter.queueing.embedded import LAUNCHER, EmbeddedValkey, EmbeddedValkeyError
from callrouter.queueing.engine import QueueEngine
from callrouter.queueing.journal import Journal, journal_place
from callrouter.queueing.layout import claim_layout
from callrouter.queueing.live_text import LiveTextChannel
from callrouter.queueing.relays import RELAY_LEASE_MS, RELAY_RENEWAL_MS, RelayRegistry
from callrouter.queueing.statistics import Position, StatisticsStore
from callrouter.queueing.tokens import TokenStore

__all__ = [
    "CODE_TTL_MS",
    "DEVICE_TTL_MS",
    "LAUNCHER",
    "RELAY_LEASE_MS",
    "RELAY_RENEWAL_MS",
    "URL_SCHEMES",
    "BoothRegistry",
    "Claimed",
    "Deadline",
    "DeadlineKind",
    "Document",
    "DocumentTooLargeError",
    "Documents",
    "EmbeddedValkey",
    "EmbeddedValkeyError",
    "Journal",
    "LiveTextChannel",
    "Position",
    "QueueEngine",
    "QueueServerError",
    "QueueUnavailableError",
    "RelayRegistry",
    "StatisticsStore",
    "TokenStore",
    "UnsupportedUrlError",
    "check_server",
    "claim_layout",
    "connect",
    "journal_place",
]
