"""From the journal to the pages: each event goes to the connected pages it concerns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from typing import Final

import structlog
from pydantic import BaseModel

from callrouter.model.events import Event
from callrouter.model.media import LegQuality, LegState, Slots
from callrouter.model.states import Role
from callrouter.model.views import LiveLine
from callrouter.queueing import Journal, QueueUnavailableError
from signaling.protocol.errors import CloseCode
from signaling.protocol.server import (
    MediaOfferWanted,
    MediaQualityMeasured,
    MediaSlotsChanged,
    MediaSpeakersChanged,
    MediaStateChanged,
    TextTyped,
)
from signaling.protocol.server import MediaReplaced as MediaReplacedMessage
from signaling.sessions.connection import Connection
from signaling.sessions.telling import Telling

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAULT_S: Final = 0.5

#: Told of every event, before the pages are. Must not raise.
Follower = Callable[[Event], None]


class Hub:
    """The connected pages of this node, and the one reader of the journal that serves them."""

    def __init__(self, journal: Journal, telling: Telling) -> None:
        self._journal = journal
        self._telling = telling
        self._followers: Sequence[Follower] = ()
        self._relearn: Callable[[], Awaitable[None]] = _nothing_to_learn
        self._connections: dict[str, set[Connection]] = {}
        #: By the names under which events concern them.
        self._named: dict[str, set[Connection]] = {}
        #: Those who see what happens at the centres they oversee, whomever it concerns.
        self._observers: set[Connection] = set()
        self._position = ""
        self._read_at = time.monotonic()

    def follow(self, *followers: Follower, relearn: Callable[[], Awaitable[None]] | None = None) -> None:
        """Set who is told of every event, and what is done when some are missing that nobody was told."""
        self._followers = followers
        self._relearn = relearn or _nothing_to_learn

    def add(self, connection: Connection) -> None:
        """Begin to send events to the page (it holds them back until it starts)."""
        self._connections.setdefault(connection.identity.principal_id, set()).add(connection)
        for name in connection.identity.names:
            self._named.setdefault(name, set()).add(connection)
        if connection.oversees:
            self._observers.add(connection)

    def remove(self, connection: Connection) -> None:
        """Send nothing more to the page."""
        self._observers.discard(connection)
        _drop(self._connections, connection.identity.principal_id, connection)
        for name in connection.identity.names:
            _drop(self._named, name, connection)

    def connections(self, principal_id: str | None = None) -> tuple[Connection, ...]:
        """Return the pages of a principal, or all."""
        if principal_id is not None:
            return tuple(self._connections.get(principal_id, ()))
        return tuple(page for pages in self._connections.values() for page in pages)

    def tell(self, principal_id: str, message: BaseModel) -> None:
        """Send a message that is no event to a principal's pages, once they have started."""
        for connection in self.connections(principal_id):
            if connection.started:
                connection.send(message)

    def tell_all(self, principal_ids: Iterable[str], message: BaseModel) -> None:
        """Send a message that is no event to the pages of several."""
        for principal_id in principal_ids:
            self.tell(principal_id, message)

    def slots_changed(self, call_id: str, participant_id: str, slots: Slots) -> None:
        """Pass on who is received in which slot (MediaPages)."""
        told = MediaSlotsChanged(call_id=call_id, slots=slots.people, share=slots.share, paused=slots.paused)
        self.tell(participant_id, told)

    def media_replaced(self, call_id: str, participant_id: str, session_id: str) -> None:
        """Pass on which page has the media now (MediaPages)."""
        self.tell(participant_id, MediaReplacedMessage(call_id=call_id, session_id=session_id))

    def leg_changed(self, call_id: str, participant_id: str, told: Collection[str], state: LegState) -> None:
        """Pass on how a participant's media fares (MediaPages)."""
        message = MediaStateChanged(call_id=call_id, participant_id=participant_id, state=state.value)
        self.tell_all(told, message)

    def speakers_changed(self, call_id: str, told: Collection[str], speakers: tuple[str, ...]) -> None:
        """Pass on who speaks (MediaPages)."""
        self.tell_all(told, MediaSpeakersChanged(call_id=call_id, speakers=speakers))

    def offer_wanted(self, call_id: str, participant_id: str) -> None:
        """Pass on that somebody must offer again (MediaPages)."""
        self.tell(participant_id, MediaOfferWanted(call_id=call_id))

    def quality_measured(self, call_id: str, centres: Collection[str], quality: LegQuality) -> None:
        """Pass on how a participant's media did, to their pages and to supervisors (MediaPages)."""
        message = MediaQualityMeasured(call_id=call_id, quality=quality)
        overseers = {page for page in self._observers if page.identity.realm.has(centres)}
        for connection in overseers.union(self.connections(quality.participant_id)):
            if connection.started:
                connection.send(message)

    def text_typed(self, line: LiveLine) -> None:
        """Show a line that is being typed to those it is for."""
        message = TextTyped.model_validate(line.model_dump(exclude={"audience"}))
        self.tell_all(line.audience, message)

    async def start(self) -> None:
        """Take the present end of the journal as the place to read from."""
        self._position = await self._journal.last_id()

    @property
    def position(self) -> str:
        """Up to which event pages have been told."""
        return self._position

    def stalled_for_s(self) -> float:
        """Return how long ago the journal was last read; health fails on a large figure."""
        return time.monotonic() - self._read_at

    async def run(self) -> None:
        """Read the journal for ever. Called again after a fault, it goes on behind what it failed at."""
        while True:
            try:
                batch = await self._journal.wait(self._position)
                if not batch.kept:
                    await self._begin_anew()
                    continue
            except QueueUnavailableError:
                _log.warning("journal.unavailable")
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)
                continue
            self._read_at = time.monotonic()
            for event in batch.events:
                self._position = event.event_id
                for follower in self._followers:
                    follower(event)
                await self._send(event)
            self._position = batch.position

    async def _begin_anew(self) -> None:
        """Go on in a journal that isn't the one read until now; pages connect anew, for a fresh view.

        Raises ``QueueUnavailableError``; called again, it begins again.
        """
        _log.warning("journal.other", position=self._position)
        position = await self._journal.last_id()
        await self._relearn()
        self._position = position
        for connection in self.connections():
            connection.close(CloseCode.GOING_AWAY)

    async def _send(self, event: Event) -> None:
        near = self._observers.union(*(self._named.get(name, ()) for name in event.audience))
        readers = [page for page in near if self._telling.concerns(event, page)]
        texts: dict[Role, str | None] = {}
        for connection in readers:
            role = connection.identity.role
            if role not in texts:
                texts[role] = await self._telling.text(event, role)
            if (text := texts[role]) is not None:
                connection.send_event(event.event_id, text)


async def _nothing_to_learn() -> None:
    """Stand for a node that keeps nothing of what it hears."""


def _drop(pages: dict[str, set[Connection]], name: str, connection: Connection) -> None:
    remaining = pages.get(name, set())
    remaining.discard(connection)
    if not remaining:
        pages.pop(name, None)
