"""What employees write down of calls, and what is kept of everybody's working day."""

from __future__ import annotations

from typing import Literal

from callrouter.model.base import Id, Language, Listed, Record
from callrouter.model.states import Disposition, Flag, Outcome, Role, Subject


class Note(Record):
    """What an employee noted of a call; the whole text, replaced as it is written. Times are UTC epoch ms."""

    staff_id: Id
    display_name: str
    #: Grows by one with every text.
    revision: int
    at: int
    text: str


class FlaggedCall(Record):
    """What an employee reported of a visitor's behavior; shown to supervisors until one has seen it."""

    call_id: Id
    reference: str
    booth_id: Id
    location: Id
    kind: Flag
    #: UTC epoch ms.
    at: int
    by: Id
    display_name: str


class DayEntry(Record):
    """A stay in a call, or an offer that was missed or declined. Times are UTC epoch ms."""

    #: The reservation's id: one offer, one entry.
    entry_id: Id
    outcome: Outcome
    call_id: Id
    reference: str = ""
    role: Role
    #: What was spoken, or interpreted.
    language: Language
    #: What the visitor chose.
    call_language: Language
    subject: Subject
    location: Id
    #: None for an offer that came to nothing.
    joined_at: int | None = None
    #: When it was over.
    at: int
    #: Whether they showed a picture at any time; for interpreters.
    kind: Literal["video", "audio"] | None = None
    disposition: Disposition | None = None


class Day(Record):
    """A person's entries of some time, newest first, and of which calls their own note is still kept."""

    entries: Listed[DayEntry]
    noted: Listed[Id]

    @property
    def calls(self) -> int:
        """Return how many stays there were."""
        return sum(entry.outcome is Outcome.TALKED for entry in self.entries)

    @property
    def talk_ms(self) -> int:
        """Return how long they lasted, together."""
        return sum(entry.at - entry.joined_at for entry in self.entries if entry.joined_at is not None)

    @property
    def missed(self) -> int:
        """Return how many offers were not answered in time."""
        return sum(entry.outcome is Outcome.MISSED for entry in self.entries)
