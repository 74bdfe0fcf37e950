"""What somebody sees at one moment: the state of the queue engine, read in one atomic step."""

from __future__ import annotations

from callrouter.model.records import Call, Id, Record, Reservation, Staff


class ChatEntry(Record):
    """One line of a call's chat. Kept no longer than the call."""

    entry_id: Id
    participant_id: Id
    at: int
    text: str


class PrincipalView(Record):
    """Everything that concerns one principal, as of the journal entry ``event_id``."""

    event_id: str
    staff: Staff | None
    reservation: Reservation | None
    call: Call | None
    chat: tuple[ChatEntry, ...]


class Board(Record):
    """Every live call and every connected person, as of the journal entry ``event_id``."""

    event_id: str
    calls: tuple[Call, ...]
    staff: tuple[Staff, ...]


class QueuePlace(Record):
    """A waiting call's place; 1 is next."""

    call_id: Id
    booth_id: Id
    position: int
