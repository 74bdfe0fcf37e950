"""The audit trail as ``callrouter doctor --audit`` tells of it: what is kept, and whether its chain holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from callrouter.model.audit_trail import ChainState
from callrouter.queueing import AuditTrailStore
from callrouter.queueing.audit import check_chain


@dataclass(frozen=True, kw_only=True)
class TrailExamined:
    """What the check of the chain found."""

    found: ChainState

    subject = "audit trail"

    @property
    def state(self) -> str:
        """What there is, in words."""
        found = self.found
        if found.broken is not None:
            return f"broken at entry {found.broken.number}: {found.broken.what}"
        if found.first_at is None:
            return "no entries yet"
        since = datetime.fromtimestamp(found.first_at / 1000, tz=UTC)
        return (
            f"{found.entries} entries since {since:%Y-%m-%d}, the chain holds; {found.number}: {found.head}"
        )

    @property
    def remedy(self) -> str | None:
        """What to do, if anything."""
        if self.fit:
            return None
        return (
            "somebody wrote to the server by hand, or it lost data: keep the server's files, and compare "
            "with exports and with audit_trail.head in the logs"
        )

    @property
    def fit(self) -> bool:
        """Whether every entry is as it was written."""
        return self.found.broken is None


async def examine_trail(store: AuditTrailStore) -> TrailExamined:
    """Check the whole chain. Raises ``QueueUnavailableError``."""
    return TrailExamined(found=await check_chain(store))
