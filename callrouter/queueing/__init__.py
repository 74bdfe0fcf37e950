"""The queue engine: state and events in Redis or Valkey, each transition one atomic script."""

from __future__ import annotations

from callrouter.queueing.accounts import AccountStore
from callrouter.queueing.acl import acl_line
from callrouter.queueing.alerts import AlertStore, Watch
from callrouter.queueing.audit_trail import Action, AuditTrailStore, KeptEntry, TrailPosition
from callrouter.queueing.audit_trail import day_of as trail_day
from callrouter.queueing.blinding import Blind, blinding
from callrouter.queueing.booths import CODE_TTL_MS, DEVICE_TTL_MS, BoothRegistry
from callrouter.queueing.call_stories import CallStoryStore, Told
from callrouter.queueing.callbacks import (
    Asked,
    CallbackStore,
    KeptCallback,
    Link,
    Written,
    held_list,
    staff_list,
    waiting_list,
)
from callrouter.queueing.connect import (
    QueueServerError,
    QueueUnavailableError,
    UnsupportedUrlError,
    check_server,
    connect,
)
from callrouter.queueing.credentials import Admitted, CredentialStore
from callrouter.queueing.day_figures import DAY_MS, DayFigures
from callrouter.queueing.day_slices import KeptDay, Packed, packed, slice_of
from callrouter.queueing.deadlines import Claimed, Deadline, DeadlineKind
from callrouter.queueing.documents import Change, Document, Documents, DocumentTooLargeError
from callrouter.queueing.embedded import LAUNCHER, EmbeddedValkey, EmbeddedValkeyError
from callrouter.queueing.engine import QueueEngine
from callrouter.queueing.forms import LAYOUT, READS_FROM, UNREAD_MINUTES
from callrouter.queueing.journal import Journal, journal_place
from callrouter.queueing.layout import bring_up, check_layout, claim_layout
from callrouter.queueing.live_text import LiveTextChannel
from callrouter.queueing.nodes import NODE_LEASE_MS, Fit, NodeRegistry, Standing
from callrouter.queueing.outbox import Outbox, Pending
from callrouter.queueing.relays import RELAY_LEASE_MS, RELAY_RENEWAL_MS, RelayRegistry
from callrouter.queueing.server_place import server_place
from callrouter.queueing.server_standing import ServerStanding, read_standing
from callrouter.queueing.sign_ins import SIGN_IN_OVERLAP_MS, SignInStore, SignInTimes, Used
from callrouter.queueing.statistics import Part, Position, StatisticsStore
from callrouter.queueing.tokens import TokenStore
from callrouter.queueing.trials import TrialStore

__all__ = [
    "CODE_TTL_MS",
    "DAY_MS",
    "DEVICE_TTL_MS",
    "LAUNCHER",
    "LAYOUT",
    "NODE_LEASE_MS",
    "READS_FROM",
    "RELAY_LEASE_MS",
    "RELAY_RENEWAL_MS",
    "SIGN_IN_OVERLAP_MS",
    "UNREAD_MINUTES",
    "AccountStore",
    "Action",
    "Admitted",
    "AlertStore",
    "Asked",
    "AuditTrailStore",
    "Blind",
    "BoothRegistry",
    "CallStoryStore",
    "CallbackStore",
    "Change",
    "Claimed",
    "CredentialStore",
    "DayFigures",
    "Deadline",
    "DeadlineKind",
    "Document",
    "DocumentTooLargeError",
    "Documents",
    "EmbeddedValkey",
    "EmbeddedValkeyError",
    "Fit",
    "Journal",
    "KeptCallback",
    "KeptDay",
    "KeptEntry",
    "Link",
    "LiveTextChannel",
    "NodeRegistry",
    "Outbox",
    "Packed",
    "Part",
    "Pending",
    "Position",
    "QueueEngine",
    "QueueServerError",
    "QueueUnavailableError",
    "RelayRegistry",
    "ServerStanding",
    "SignInStore",
    "SignInTimes",
    "Standing",
    "StatisticsStore",
    "TokenStore",
    "Told",
    "TrailPosition",
    "TrialStore",
    "UnsupportedUrlError",
    "Used",
    "Watch",
    "Written",
    "acl_line",
    "blinding",
    "bring_up",
    "check_layout",
    "check_server",
    "claim_layout",
    "connect",
    "held_list",
    "journal_place",
    "packed",
    "read_standing",
    "server_place",
    "slice_of",
    "staff_list",
    "trail_day",
    "waiting_list",
]
