"""The audit trail, checked: its chain, and against the journal as far as that goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from pydantic import ValidationError
from redis.asyncio import Redis

from callrouter.model.audit_trail import AuditEntry, ChainBreak, ChainState
from callrouter.model.events import KINDS, Event
from callrouter.policy.audit_trail import (
    DROPPED,
    FORM,
    GAP,
    GENESIS,
    UNREADABLE,
    chained,
    entry_of,
    start_of,
    tells,
)
from callrouter.queueing.audit.contents import read_events
from callrouter.queueing.audit.findings import Finding, FindingCode
from callrouter.queueing.audit_trail import AuditTrailStore, KeptEntry, TrailDay, TrailPosition
from callrouter.queueing.connect import reachable
from callrouter.queueing.journal import journal_place
from callrouter.queueing.keys import Keys

#: What the trail tells of itself, not of the event that it names.
_OF_ITSELF: Final = frozenset({GAP, DROPPED})


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
        #: Where it begins, and where it should by the last entry that tells of dropped days.
        self._start = self._told_start = start_of(1, GENESIS)

    def follow(self, day: TrailDay, run: tuple[KeptEntry, ...]) -> None:
        """Follow it through a run. Raises _BrokenError."""
        if self._day is None:
            self.number, self.after = day.number, day.after
            self._start = start_of(day.number, day.after)
        elif day != self._day and (day.number, day.after) != (self.number, self.after):
            raise _BrokenError(self.number, "missing" if day.number != self.number else "altered")
        self._day = day
        for kept in run:
            self._step(kept)

    def finish(self) -> None:
        """Find it ending where the trail says. Raises _BrokenError."""
        if self.number <= self._end.number:
            raise _BrokenError(self.number, "missing")
        if self.entries and self._start != self._told_start:
            raise _BrokenError(int(self._told_start.partition(" ")[0]) + 1, "missing")

    def _step(self, kept: KeptEntry) -> None:
        try:
            entry = AuditEntry.kept(kept.text)
        except ValidationError as error:
            raise _BrokenError(self.number, "unreadable") from error
        if entry.number != self.number:
            raise _BrokenError(self.number, "missing")
        self.last_at = entry.at
        if chained(self.after, kept.text) != kept.hash:
            raise _BrokenError(self.number, "altered")
        if entry.number == self._end.number and kept.hash != self._end.head:
            raise _BrokenError(self.number, "head")
        if entry.action == DROPPED:
            self._told_start = entry.outcome or ""
        if self.first_at is None:
            self.first_at = entry.at
        self.after, self.number, self.entries = kept.hash, self.number + 1, self.entries + 1


async def check_chain(store: AuditTrailStore) -> ChainState:
    """Follow the whole chain from where it should begin: its first entry, or what dropped days left.

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

    Of what the trail passes over, that is found which can't be read, and actions since its last entry in
    another version's form: before that, other events may have been taken for actions.
    Raises ``QueueUnavailableError``.
    """
    store = AuditTrailStore(client, namespace=namespace)
    state = await check_chain(store)
    if (broken := state.broken) is not None:
        return (Finding(FindingCode.TRAIL_BROKEN, f"entry {broken.number}", broken.what),)
    end = await store.position()
    events, unreadable, _ = await read_events(client, namespace, end.event_id)
    if not events and not unreadable:
        return ()
    first = min(journal_place(each) for each in (*(event.event_id for event in events[:1]), *unreadable))
    told: dict[str, AuditEntry] = {}
    findings = []
    async for run in store.backward(end.number + 1):
        entries = [AuditEntry.kept(kept.text) for kept in run]
        recent = [entry for entry in entries if journal_place(entry.event_id) >= first]
        for entry in recent:
            if entry.event_id in told and entry.action not in _OF_ITSELF:
                findings.append(_mismatch(entry.event_id, "is told twice"))
            elif entry.action not in _OF_ITSELF:
                told[entry.event_id] = entry
        if len(recent) < len(entries):
            break
    others = max(
        (journal_place(each.event_id) for each in told.values() if each.form != FORM), default=(0, 0)
    )
    for event in events:
        kept = told.pop(event.event_id, None)
        if _differs(event, kept, judged=journal_place(event.event_id) > others):
            findings.append(_mismatch(event.event_id, "isn't told as the journal tells it"))
    passed_over = [each for each in unreadable if each not in told]
    findings += [
        _mismatch(each, "can't be read, and isn't told")
        for each in await _of_known_kinds(client, namespace, passed_over)
    ]
    left = (event_id for event_id, entry in told.items() if entry.action != UNREADABLE)
    findings += [_mismatch(event_id, "isn't in the journal") for event_id in left]
    return tuple(findings)


async def _of_known_kinds(client: Redis, namespace: str, event_ids: Sequence[str]) -> list[str]:
    """Return those that ought to be readable; a kind of a later release is for that one to judge."""
    pipeline = client.pipeline(transaction=False)
    for event_id in event_ids:
        pipeline.execute_command("XRANGE", Keys(namespace).journal, event_id, event_id)
    with reachable():
        found: Any = await pipeline.execute()
    return [
        event_id
        for event_id, entries in zip(event_ids, found, strict=True)
        if not entries or entries[0][1].get("type") in KINDS
    ]


def _differs(event: Event, kept: AuditEntry | None, *, judged: bool) -> bool:
    if kept is None:
        return judged and entry_of(event, number=1) is not None
    # Another version may have written down that it couldn't read what this one can.
    return kept.action != UNREADABLE and not tells(kept, event)


def _mismatch(event_id: str, detail: str) -> Finding:
    return Finding(FindingCode.TRAIL_MISMATCH, event_id, detail)
