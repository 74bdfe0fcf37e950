"""From the journal to the pages: each event goes to the connected pages it concerns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

import structlog
from pydantic import BaseModel

from callrouter.model.events import (
    BoothEnrolled,
    BoothRevoked,
    ChatPosted,
    DocumentChanged,
    EnrolmentOffered,
    Event,
    MediaMoved,
    MediaReplaced,
    NoteWritten,
)
from callrouter.model.media import LegQuality, LegState, Slots
from callrouter.model.states import Role
from callrouter.model.views import LiveLine
from callrouter.queueing import Journal, QueueEngine, QueueUnavailableError
from signaling.protocol.server import (
    ChatDelivered,
    MediaOfferWanted,
    MediaQualityMeasured,
    MediaSlotsChanged,
    MediaSpeakersChanged,
    MediaStateChanged,
    NoteChanged,
    TextTyped,
)
from signaling.protocol.server import MediaMoved as MediaMovedMessage
from signaling.protocol.server import MediaReplaced as MediaReplacedMessage
from signaling.sessions.clock import now_ms
from signaling.sessions.connection import Connection
from signaling.sessions.projection import event_for

_log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAULT_S: Final = 0.5

#: Told of every event, before the pages are. Must not raise.
Follower = Callable[[Event], None]


class Hub:
    """The connected pages of this node, and the one reader of the journal that serves them."""

    def __init__(self, journal: Journal, engine: QueueEngine) -> None:
        self._journal = journal
        self._engine = engine
        self._followers: Sequence[Follower] = ()
        self._connections: dict[str, set[Connection]] = {}
        #: Those who see everything, whomever it concerns.
        self._observers: set[Connection] = set()
        self._position = ""
        self._read_at = now_ms()

    def follow(self, *followers: Follower) -> None:
        """Set who is told of every event."""
        self._followers = followers

    def add(self, connection: Connection) -> None:
        """Begin to send events to the page (it holds them back until it starts)."""
        self._connections.setdefault(connection.identity.principal_id, set()).add(connection)
        if connection.sees_everything:
            self._observers.add(connection)

    def remove(self, connection: Connection) -> None:
        """Send nothing more to the page."""
        principal_id = connection.identity.principal_id
        remaining = self._connections.get(principal_id, set())
        remaining.discard(connection)
        self._observers.discard(connection)
        if not remaining:
            self._connections.pop(principal_id, None)

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

    def quality_measured(self, call_id: str, quality: LegQuality) -> None:
        """Pass on how a participant's media did, to their pages and to supervisors (MediaPages)."""
        message = MediaQualityMeasured(call_id=call_id, quality=quality)
        for connection in self._observers.union(self.connections(quality.participant_id)):
            if connection.started:
                connection.send(message)

    def text_typed(self, line: LiveLine) -> None:
        """Show a line that is being typed to those it is for."""
        message = TextTyped.model_validate(line.model_dump(exclude={"audience"}))
        self.tell_all(line.audience, message)

    async def start(self) -> None:
        """Take the present end of the journal as the place to read from."""
        self._position = await self._journal.last_id()

    def stalled_for_s(self) -> float:
        """Return how long ago the journal was last read; health fails on a large figure."""
        return (now_ms() - self._read_at) / 1000

    async def run(self) -> None:
        """Read the journal for ever. Called again after a fault, it goes on behind what it failed at."""
        while True:
            try:
                batch = await self._journal.wait(self._position)
            except QueueUnavailableError:
                _log.warning("journal.unavailable")
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)
                continue
            self._read_at = now_ms()
            for event in batch.events:
                self._position = event.event_id
                for follower in self._followers:
                    follower(event)
                await self._send(event)
            self._position = batch.position

    async def _send(self, event: Event) -> None:
        near = self._observers.union(*(self._connections.get(name, ()) for name in event.audience))
        readers = [page for page in near if concerns(event, page)]
        texts: dict[Role, str | None] = {}
        for connection in readers:
            role = connection.identity.role
            if role not in texts:
                texts[role] = await event_text(event, role, self._engine)
            if (text := texts[role]) is not None:
                connection.send_event(event.event_id, text)


def concerns(event: Event, connection: Connection) -> bool:
    """Say whether a page is told an event: supervisors see all but what people write to each other."""
    if isinstance(event, DocumentChanged | MediaReplaced | EnrolmentOffered | BoothEnrolled | BoothRevoked):
        # Pages ask for rules when they need them; who has the media now is told as it happens, and only then;
        # a device that is no booth any more learns it by its connection's end.
        return False
    if connection.sees_everything and not isinstance(event, ChatPosted | NoteWritten):
        return True
    return connection.identity.principal_id in event.audience


async def event_text(event: Event, role: Role, engine: QueueEngine) -> str | None:
    """Return the event as the wire has it for this role.

    None for a chat entry or a note that is gone with its call, and for media that has nowhere to go yet.
    """
    if isinstance(event, MediaMoved):
        return MediaMovedMessage(call_id=event.call.call_id).model_dump_json() if event.relay_id else None
    if isinstance(event, NoteWritten):
        note = await engine.note(event.staff_id, event.call_id)
        if note is None:
            return None
        return NoteChanged(event_id=event.event_id, call_id=event.call_id, note=note).model_dump_json()
    if not isinstance(event, ChatPosted):
        return event_for(role, event).model_dump_json()
    entry = await engine.chat_entry(event.call_id, event.entry_id)
    if entry is None:
        return None
    return ChatDelivered(event_id=event.event_id, call_id=event.call_id, entry=entry).model_dump_json()
