"""What a page is told of an event, and whether it is told of it at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from callrouter.model.accounts import AccountChanged
from callrouter.model.audit_trail import ActionNoted
from callrouter.model.events import (
    BoothEnrolled,
    BoothRevoked,
    CallbackChanged,
    ChatPosted,
    DocumentChanged,
    EnrolmentOffered,
    Event,
    MediaMoved,
    MediaReplaced,
    MessageDelivered,
    NoteWritten,
    SignInEnded,
)
from callrouter.model.states import Role
from callrouter.policy.tenancy import Tenancy
from callrouter.queueing import QueueEngine
from signaling.protocol.server import ChatDelivered, NoteChanged
from signaling.protocol.server import MediaMoved as MediaMovedMessage
from signaling.sessions.connection import Connection
from signaling.sessions.projection import event_for

#: Pages ask for rules and for the audit trail when they need them; who has the media now is told as it
#: happens, and only then; a device that is no booth any more learns it by its connection's end.
_UNTOLD: Final = (
    AccountChanged,
    ActionNoted,
    BoothEnrolled,
    BoothRevoked,
    DocumentChanged,
    EnrolmentOffered,
    MediaReplaced,
    SignInEnded,
)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Puts events into words, reading what they leave out."""

    engine: QueueEngine
    tenancy: Tenancy

    def concerns(self, event: Event, connection: Connection) -> bool:
        """Say whether a page is told an event.

        Supervisors are told all of the centres they oversee, but not what people write to each other.
        """
        if isinstance(event, _UNTOLD):
            return False
        realm = connection.identity.realm
        if connection.oversees and not isinstance(event, ChatPosted | NoteWritten):
            seen = realm.whole or realm.has(self.tenancy.of_event(event))
        else:
            seen = False
        return seen or not connection.identity.names.isdisjoint(event.audience)

    async def text(self, event: Event, role: Role) -> str | None:
        """Return the event as the wire has it for this role.

        None for a chat entry or a note that is gone with its call, for media that has nowhere to go yet, and
        for what somebody of this role isn't told. Raises QueueUnavailableError.
        """
        told: BaseModel | None = None
        match event:
            case MediaMoved():
                told = MediaMovedMessage(call_id=event.call.call_id) if event.relay_id else None
            case NoteWritten():
                note = await self.engine.note(event.staff_id, event.call_id)
                told = note and NoteChanged(event_id=event.event_id, call_id=event.call_id, note=note)
            case ChatPosted():
                entry = await self.engine.chat_entry(event.call_id, event.entry_id)
                told = entry and ChatDelivered(event_id=event.event_id, call_id=event.call_id, entry=entry)
            # Their page is told how their conversation stands (CitizenNews), and not who did what with it.
            case CallbackChanged() | MessageDelivered() if role is Role.CITIZEN:
                pass
            case _:
                told = event_for(role, event)
        return None if told is None else told.model_dump_json()
