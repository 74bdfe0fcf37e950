"""Reading the audit trail: searched from the newest entry back, exported from the oldest, checked whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from callrouter.model.audit_trail import AuditEntry, ChainState
from callrouter.model.directory import Directory
from callrouter.queueing import AuditTrailStore, KeptEntry, trail_day
from callrouter.queueing.audit import check_chain
from callrouter.services.audit_trail import AuditKeeper

#: Entries one search looks through; whoever wants more goes on from where it stopped.
_LOOKED_THROUGH_AT_ONCE: Final = 50_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; each that is given must hold. Times are UTC epoch ms."""

    from_at: int | None = None
    to_at: int | None = None
    by: str | None = None
    #: Any of these: whole actions, or first words, like ``callback`` for all that is done with requests.
    actions: tuple[str, ...] = ()
    subject: str | None = None
    #: In an entry's words, or in the name of who did it or whom or what it was done to.
    text: str | None = None
    #: Only entries with a lower number: where the last search stopped.
    before: int | None = None
    #: Only entries with a higher number: the ``newest`` of a search before.
    after: int = 0
    most: int = 50
    #: Which entries may be told at all; None = every one.
    told: Callable[[AuditEntry], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Entries, the newest first, and where to go on; None when there are no more."""

    entries: tuple[AuditEntry, ...]
    next: int | None
    #: The number up to which it was looked: what comes later has higher ones.
    newest: int
    #: How far back was looked: UTC epoch ms of the last entry looked at.
    back_to: int | None


class AuditTrail:
    """The audit trail of a deployment, with the names of its directory.

    Every method raises ``QueueUnavailableError`` when the server doesn't answer.
    """

    def __init__(
        self,
        store: AuditTrailStore,
        keeper: AuditKeeper,
        directory: Directory,
        *,
        at_once: int = _LOOKED_THROUGH_AT_ONCE,
    ) -> None:
        self._at_once = at_once
        self._store = store
        self._keeper = keeper
        self._directory = directory
        self._places = _places(directory)
        self._check: asyncio.Task[ChainState] | None = None

    def name_of(self, subject: str | None) -> str | None:
        """Return what people call somebody or something that the directory knows."""
        if subject is None:
            return None
        account = self._directory.account(subject)
        return self._places.get(subject) if account is None else account.display_name

    async def search(self, wanted: Wanted) -> Found:
        """Find what is wanted among all that has happened until now."""
        await self._keeper.catch_up()
        matches = self._matching(wanted)
        before = await self._before(wanted)
        found: list[AuditEntry] = []
        looked_through, back_to, last = 0, None, before
        page = partial(Found, newest=before - 1)
        async for run in self._store.backward(before, after=wanted.after):
            for kept in reversed(run):
                last -= 1
                if not matches(kept.text):
                    continue
                entry = AuditEntry.kept(kept.text)
                if wanted.from_at is not None and entry.at < wanted.from_at:
                    return page(entries=tuple(found), next=None, back_to=wanted.from_at)
                if self._holds(wanted, entry):
                    found.append(entry)
                if len(found) == wanted.most:
                    return page(entries=tuple(found), next=_next(last, wanted), back_to=entry.at)
            if run:
                back_to = AuditEntry.kept(run[0].text).at
                if wanted.from_at is not None and back_to < wanted.from_at:
                    return page(entries=tuple(found), next=None, back_to=wanted.from_at)
            looked_through += len(run)
            if looked_through >= self._at_once:
                return page(entries=tuple(found), next=_next(last, wanted), back_to=back_to)
        return page(entries=tuple(found), next=None, back_to=back_to)

    async def entries(self, from_at: int, to_at: int) -> AsyncIterator[tuple[KeptEntry, ...]]:
        """Yield all entries of a time, the oldest first and as they are kept, some at a time."""
        await self._keeper.catch_up()
        async for run in exported(self._store, from_at, to_at):
            yield run

    async def check(self) -> ChainState:
        """Follow the whole chain. Whoever asks while somebody's check goes on is told what that one finds."""
        if self._check is None:
            self._check = asyncio.create_task(self._checked(), name="audit check")
        # It goes on for the others, should the one who asked first go away.
        return await asyncio.shield(self._check)

    async def _checked(self) -> ChainState:
        try:
            await self._keeper.catch_up()
            return await check_chain(self._store)
        finally:
            self._check = None

    async def _before(self, wanted: Wanted) -> int:
        """Return the number before which the search begins: entries of later days are left out unread."""
        before = (await self._store.position()).number + 1
        if wanted.before is not None:
            before = min(before, wanted.before)
        if wanted.to_at is not None:
            last_day = trail_day(wanted.to_at)
            later = [day.number for day in await self._store.days() if day.day > last_day]
            before = min(before, *later) if later else before
        return before

    def _matching(self, wanted: Wanted) -> Callable[[str], bool]:
        """Return what tells an entry's text that may be wanted; most are left out without being read."""
        parts = [f'"{name}":"{value}"' for name in ("by", "subject") if (value := getattr(wanted, name))]
        actions = tuple(f'"action":"{action}' for action in wanted.actions)
        words = self._words(wanted)
        return lambda text: (
            all(part in text for part in parts)
            and (not actions or any(action in text for action in actions))
            and (not words or any(word in text.casefold() for word in words))
        )

    def _words(self, wanted: Wanted) -> tuple[str, ...]:
        """Return the text that is looked for, and the ids of whoever and whatever has it in their name."""
        if not wanted.text:
            return ()
        word = wanted.text.casefold()
        people = ((each.staff_id, each.display_name) for each in self._directory.everybody)
        named = (subject for subject, name in (*self._places.items(), *people) if word in name.casefold())
        return (json.dumps(word, ensure_ascii=False)[1:-1], *(f'"{each.casefold()}"' for each in named))

    def _holds(self, wanted: Wanted, entry: AuditEntry) -> bool:
        if wanted.told is not None and not wanted.told(entry):
            return False
        if wanted.to_at is not None and entry.at >= wanted.to_at:
            return False
        if wanted.actions and not any(
            entry.action == action or entry.action.startswith(f"{action}.") for action in wanted.actions
        ):
            return False
        if not wanted.text:
            return True
        own = (entry.by, entry.subject, entry.reference, entry.outcome, entry.why)
        named = (self.name_of(entry.by), self.name_of(entry.subject))
        return any(wanted.text.casefold() in word.casefold() for word in (*own, *named) if word)


async def exported(store: AuditTrailStore, from_at: int, to_at: int) -> AsyncIterator[tuple[KeptEntry, ...]]:
    """Yield all entries with ``from_at <= at < to_at`` (UTC epoch ms), the oldest first.

    Raises ``QueueUnavailableError``.
    """
    first, last = trail_day(from_at), trail_day(to_at)
    async for _, run in store.forward(first=first, last=last):
        own = tuple(kept for kept in run if from_at <= AuditEntry.kept(kept.text).at < to_at)
        if own:
            yield own


def _places(directory: Directory) -> dict[str, str]:
    names = {centre.centre_id: centre.name for centre in directory.centres}
    names |= {team.team_id: team.name for team in directory.teams}
    names |= {location.location_id: location.name for location in directory.locations}
    places = {location.location_id: location.name for location in directory.locations}
    names |= {
        booth.booth_id: f"{places[booth.location]} ({booth.booth_id.removeprefix('booth:')})"
        for booth in directory.booths
    }
    return names


def _next(last: int, wanted: Wanted) -> int | None:
    """Return where to go on behind the entry of this number."""
    return last if last - 1 > wanted.after else None
