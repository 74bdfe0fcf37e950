"""The audit trail: what people of the service did, one entry an action. It names nobody from outside."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callrouter.model.base import Id, Record
from callrouter.model.event import BaseEvent
from callrouter.model.steering_events import Why


class ActionNoted(BaseEvent):
    """Somebody did something that changes nothing in the queue, such as signing in."""

    type: Literal["action.noted"]
    action: Id
    by: Id
    subject: Id | None = None
    outcome: Id | None = None
    why: Why | None = None


class AuditEntry(Record):
    """Who did what, when, to what, with which outcome, and why."""

    #: Counted from 1, without a gap.
    number: int = Field(ge=1)
    #: UTC epoch ms.
    at: int
    #: A member of staff, ``operator`` at the terminal, or ``clock`` for what the service does by itself.
    by: Id
    #: As the event is called, or what was noted.
    action: Id
    #: The call, person, place, booth, request or document; None where the action says it all.
    subject: Id | None = None
    #: What people call a call or a request by.
    reference: str | None = None
    outcome: str | None = None
    why: str | None = None
    #: The event of the journal that told it.
    event_id: str
    #: By which form of readings it was told: one of another form is not compared word for word.
    form: int = Field(default=1, ge=1)


class ChainBreak(Record):
    """The first entry that isn't what was written, or isn't followed by what was."""

    number: int
    #: Its own time as it stands there, UTC epoch ms; None where there is no such entry.
    at: int | None = None
    #: ``altered``: it, or one before it, isn't as it was written; ``missing``: there is a gap before it;
    #: ``unreadable``; ``head``: the entries end elsewhere than the trail says.
    what: Literal["altered", "missing", "unreadable", "head"]


class ChainState(Record):
    """What a check of the whole chain found."""

    entries: int
    #: Of the oldest and the newest entry, UTC epoch ms; None without entries.
    first_at: int | None = None
    last_at: int | None = None
    #: Number and hash of the newest: noted elsewhere, they prove later that nothing before was changed.
    number: int = 0
    head: str = ""
    broken: ChainBreak | None = None
