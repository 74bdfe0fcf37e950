"""The audit trail as ``callrouter doctor --audit`` tells of it: what is kept, and whether its chain holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from callrouter.model.audit_trail import ChainState
from callrouter.queueing import AuditTrailStore
from callrouter.queueing.audit import check_chain
from callrouter.services.trail_signing import EndedDay, SignaturesFound, VerifyingKey, check_signatures


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


@dataclass(frozen=True, kw_only=True)
class SignaturesExamined:
    """What the check of the days' signatures found."""

    found: SignaturesFound | None
    #: The key of this machine, to be kept elsewhere.
    own: VerifyingKey | None

    subject = "signatures"

    @property
    def state(self) -> str:
        """What there is, in words."""
        found = self.found
        if found is None:
            return "not checked: there is no key here"
        if found.cut is not None:
            return f"{found.cut} was signed here, and isn't there as it was: the trail was cut off before"
        if found.unsigned is not None:
            return f"{found.unsigned} isn't signed"
        if found.altered is not None:
            return f"{found.altered} isn't as it was when it was signed, or another key signed it"
        key = "" if self.own is None else f"; public key: {self.own.line()}"
        return f"{found.days} days that are over are as they were signed{key}"

    @property
    def remedy(self) -> str | None:
        """What to do, if anything."""
        if self.found is None:
            return "name --public-key, a file with the lines that doctor printed where nodes run"
        if self.fit:
            return None
        return (
            "somebody wrote to the server by hand, a backup was restored, or another node has another key: "
            "keep the server's files, compare with exports; a new key begins anew (docs/operating.md, The "
            "audit trail)"
        )

    @property
    def fit(self) -> bool:
        """Whether every day is as it was signed."""
        found = self.found
        return found is None or not (found.unsigned or found.altered or found.cut)


async def examine_trail(store: AuditTrailStore) -> TrailExamined:
    """Check the whole chain. Raises ``QueueUnavailableError``."""
    return TrailExamined(found=await check_chain(store))


async def examine_signatures(
    store: AuditTrailStore, keys: Sequence[VerifyingKey], *, own: VerifyingKey | None, last: EndedDay | None
) -> SignaturesExamined:
    """Check days with keys that were kept elsewhere, or else with the own one; ``last``: was signed here.

    Raises ``QueueUnavailableError``.
    """
    known = keys or (() if own is None else (own,))
    found = await check_signatures(store, known, last) if known else None
    return SignaturesExamined(found=found, own=own)
