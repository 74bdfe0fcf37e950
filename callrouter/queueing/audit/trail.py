"""The audit trail, checked: its chain, and against the journal as far as that goes back."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.audit_trail import AuditEntry, ChainBreak, ChainState
from callrouter.model.events import Event
from callrouter.policy.audit_trail import GENESIS, chained, entry_of
from callrouter.queueing.audit.contents import read_events
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit_trail import AuditTrailStore, KeptEntry, TrailDay, TrailPosition
from callrouter.queueing.journal import journal_place

_GAP: Final = "trail.gap"
_UNREADABLE: Final = "trail.unreadable"


class _BrokenError(Exception):
    def __init__(self, number: int, what: Literal["altered", "missing", "unreadable", "head"]) -> None:
        super().__init__(what)
        self.number, self.what = number, what


class _Chain:
    """The chain as far as it was followed."""

    def __init__(self, end: TrailPosition) -> None:
        self._end = end
        self._day: TrailDay | None = None
        #: Of the next entry, and the hash before it.
        self.number, self.after = 1, ""
        self.entries = 0
        self.first_at: int | None = None
        self.last_at: int | None = None

    def follow(self, day: TrailDay, run: tuple[KeptEntry, ...]) -> None:
        """Follow it through a run. Raises _BrokenError."""
        if self._day is None:
            self.number, self.after = day.number, day.after
            if (day.number == 1) is not (day.after == GENESIS):
                raise _BrokenError(day.number, "missing")
        elif day != self._day and (day.number, day.after) != (self.number, self.after):
            raise _BrokenError(self.number, "missing" if day.number != self.number else "altered")
        self._day = day
        for kept in run:
            self._step(kept)

    def finish(self) -> None:
        """Find it ending where the trail says. Raises _BrokenError."""
        if self.number <= self._end.number:
            raise _BrokenError(self.number, "missing")

    def _step(self, kept: KeptEntry) -> None:
        try:
            entry = AuditEntry.model_validate_json(kept.text)
        except ValidationError as error:
            raise _BrokenError(self.number, "unreadable") from error
        if entry.number != self.number:
            raise _BrokenError(self.number, "missing")
        self.last_at = entry.at
        if chained(self.after, kept.text) != kept.hash:
            raise _BrokenError(self.number, "altered")
        if entry.number == self._end.number and kept.hash != self._end.head:
            raise _BrokenError(self.number, "head")
        if self.first_at is None:
            self.first_at = entry.at
        self.after, self.number, self.entries = kept.hash, self.number + 1, self.entries + 1


async def check_chain(store: AuditTrailStore) -> ChainState:
    """Follow the whole chain; the oldest entry that is kept is where it begins.

    May run while entries are added. Raises ``QueueUnavailableError``.
    """
    chain = _Chain(await store.position())
    broken = None
    try:
        async for day, run in store.forward():
            chain.follow(day, run)
        chain.finish()
    except _BrokenError as error:
        at = chain.last_at if error.what in {"altered", "head"} else None
        broken = ChainBreak(number=error.number, at=at, what=error.what)
    return ChainState(
        entries=chain.entries,
        first_at=chain.first_at,
        last_at=chain.last_at,
        number=chain.number - 1,
        head=chain.after,
        broken=broken,
    )


async def check_trail(client: Redis, namespace: str) -> tuple[Finding, ...]:
    """Find the first entry at which the chain is broken, and entries that the journal doesn't tell.

    Raises ``QueueUnavailableError``.
    """
    store = AuditTrailStore(client, namespace=namespace)
    state = await check_chain(store)
    if (broken := state.broken) is not None:
        return (Finding(FindingCode.TRAIL_BROKEN, f"entry {broken.number}", broken.what),)
    end = await store.position()
    events, _ = await read_events(client, namespace, end.event_id)
    if not events:
        return ()
    first = journal_place(events[0].event_id)
    told: dict[str, AuditEntry] = {}
    findings = []
    async for run in store.backward(end.number + 1):
        entries = [AuditEntry.model_validate_json(kept.text) for kept in run]
        recent = [entry for entry in entries if journal_place(entry.event_id) >= first]
        for entry in recent:
            if entry.event_id in told:
                findings.append(_mismatch(entry.event_id, "is told twice"))
            elif entry.action != _GAP:
                told[entry.event_id] = entry
        if len(recent) < len(entries):
            break
    for event in events:
        kept = told.pop(event.event_id, None)
        if _differs(event, kept):
            findings.append(_mismatch(event.event_id, "isn't told as the journal tells it"))
    left = (event_id for event_id, entry in told.items() if entry.action != _UNREADABLE)
    findings += [_mismatch(event_id, "isn't in the journal") for event_id in left]
    return tuple(findings)


def _differs(event: Event, kept: AuditEntry | None) -> bool:
    if kept is None:
        return entry_of(event, number=1) is not None
    # Another version may have written down that it couldn't read what this one can.
    return kept.action != _UNREADABLE and entry_of(event, number=kept.number) != kept


def _mismatch(event_id: str, detail: str) -> Finding:
    return Finding(FindingCode.TRAIL_MISMATCH, event_id, detail)
