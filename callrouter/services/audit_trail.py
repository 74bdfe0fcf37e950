"""The audit trail: every node writes down what the journal tells that staff did, each action once."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import structlog

from callrouter.policy.audit_trail import entries_of
from callrouter.queueing import Action, AuditTrailStore, Journal, TrailPosition, trail_day
from callrouter.queueing.journal import Batch
from callrouter.services.journal_keeper import GATHER_S, JournalKeeper, always
from callrouter.services.trail_signing import TrailSigner

_log = structlog.get_logger(__name__)

#: Entries are packed when so many have come, and when a day is over.
_PACK_EVERY = 1000


class AuditKeeper(JournalKeeper[TrailPosition]):
    """Writes down what the journal tells of staff."""

    name = "audit_trail"

    def __init__(
        self,
        store: AuditTrailStore,
        journal: Journal,
        *,
        signer: TrailSigner | None = None,
        gather_s: float = GATHER_S,
        leads: Callable[[], bool] = always,
    ) -> None:
        super().__init__(journal, gather_s=gather_s, leads=leads)
        self._store = store
        self._signer = signer

    async def position(self) -> TrailPosition:
        """Return up to where the trail tells."""
        return await self._store.position()

    async def caught_up(self, _position: TrailPosition) -> None:
        """Sign the day that ended last, if it isn't yet."""
        if self._signer is not None:
            await self._signer.sign()

    async def take(self, since: TrailPosition, batch: Batch) -> None:
        """Write down what a stretch tells, after an entry that says so if something before it is lost."""
        at = max((event.at for event in batch.events), default=since.at)
        gap = None if batch.kept else since.event_id
        entries = entries_of(batch.events, after=since.number, gap=gap, unreadable=batch.unreadable)
        if not await self._store.record(since, entries, until=batch.position, at=at):
            return
        if not batch.kept:
            _log.error("audit_trail.events_lost", from_at=since.at, to_at=at)
        number = since.number + len(entries)
        if trail_day(at) > trail_day(since.at) and since.number:
            # Outside the queue's server, for whoever wants to prove later that nothing was changed there.
            _log.info("audit_trail.head", number=since.number, hash=since.head)
            if self._signer is not None:
                await self._signer.sign()
            await self._store.pack()
        elif number // _PACK_EVERY != since.number // _PACK_EVERY:
            await self._store.pack()


class ActionNotes:
    """Tells actions that change nothing in the queue, such as signing in; they come into the trail too."""

    def __init__(
        self, store: AuditTrailStore, *, new_id: Callable[[], str] = lambda: secrets.token_hex(8)
    ) -> None:
        self._store = store
        self._new_id = new_id

    async def note(
        self, action: str, *, by: str, subject: str | None = None, outcome: str | None = None
    ) -> None:
        """Tell that somebody did something; the words are identifiers. Raises ``QueueUnavailableError``."""
        told = Action(action=action, by=by, subject=subject, outcome=outcome)
        await self._store.note(told, note_id=self._new_id())
