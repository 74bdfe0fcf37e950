"""How calls went, told once each: by one node at a time, and by another when that one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from callrouter.model.events import CallQueued, Event
from callrouter.policy.call_story import SETTLES_MS, CallStory, call_of
from callrouter.queueing import CallStoryStore, Journal, QueueUnavailableError, Told, journal_place

_LOOK_S: Final = 3.0
_PAUSE_AFTER_FAULT_S: Final = 1.0
_START: Final = "0-0"

_log = structlog.get_logger(__name__)


class CallTeller:
    """Reads the journal, and hands each call's story on when it has settled.

    When a node dies between telling and keeping that it told, the next one tells again: the same ids say so.
    """

    def __init__(  # noqa: PLR0913  (what telling needs, by name)
        self,
        store: CallStoryStore,
        journal: Journal,
        *,
        holder: str,
        tell: Callable[[CallStory], None],
        now: Callable[[], int],
        settles_ms: int = SETTLES_MS,
    ) -> None:
        """``holder`` names this node; ``now`` is its clock, UTC epoch ms."""
        self._store = store
        self._journal = journal
        self._holder = holder
        self._tell = tell
        self._now = now
        self._settles_ms = settles_ms
        self._stories: dict[str, CallStory] = {}

    async def run(self) -> None:
        """Tell for ever, whenever it is this node's turn."""
        while True:
            try:
                told = await self._store.claim(self._holder)
                if told is None:
                    await asyncio.sleep(_LOOK_S)
                else:
                    await self._take_over(told)
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def _take_over(self, told: Told) -> None:
        """Read from where calls aren't told yet, and tell, until another node does."""
        self._stories.clear()
        if not told.read_from:
            newest = await self._journal.last_id()
            told = Told(newest, newest)
        position = told.read_from
        while await self._store.keep(self._holder, told):
            batch = await self._journal.wait(position)
            position = batch.position
            for event in batch.events:
                self._hear(event, told)
            told = self._tell_settled(told, position)

    def _hear(self, event: Event, told: Told) -> None:
        call_id = call_of(event)
        if call_id is None:
            return
        story = self._stories.get(call_id)
        if story is None:
            if not isinstance(event, CallQueued):
                return  # told already, or begun before anybody told
            story = self._stories[call_id] = CallStory(first=event.event_id, call=event.call)
        story.hear(event)
        if story.last is not None and journal_place(story.last) <= journal_place(told.until):
            del self._stories[call_id]

    def _tell_settled(self, told: Told, position: str) -> Told:
        ended = sorted(
            (journal_place(story.last), call_id)
            for call_id, story in self._stories.items()
            if story.last is not None
        )
        until = told.until
        for _, call_id in ended:
            story = self._stories[call_id]
            if story.ended_at is not None and story.ended_at + self._settles_ms > self._now():
                break  # the later ones wait as well, so that one place says which are told
            self._tell(story)
            until = story.last or until
            del self._stories[call_id]
        first = min((story.first for story in self._stories.values()), key=journal_place, default=None)
        return Told(until, position if first is None else _before(first))


def _before(event_id: str) -> str:
    """Return a place in the journal just before an event."""
    ms, number = journal_place(event_id)
    return f"{ms}-{number - 1}" if number else f"{ms - 1}-{2**64 - 1}" if ms else _START
