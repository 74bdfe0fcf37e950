"""What employees record of calls, and everybody's own day: what pages say of it and are told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callrouter.model.casework import DayEntry, Note
from callrouter.model.records import Id, Record
from callrouter.model.states import Disposition, Flag, Subject
from signaling.protocol.request import ClientMessageBase

_NoteText = Annotated[str, StringConstraints(max_length=8000)]


class WrapUpFinish(ClientMessageBase):
    """End the wrap-up of a call, saying how it was finished."""

    type: Literal["wrap_up.finish"]
    call_id: Id
    disposition: Disposition


class WrapUpExtend(ClientMessageBase):
    """Ask for the wrap-up of a call to last until ``ends_at`` (UTC epoch ms); there is a limit."""

    type: Literal["wrap_up.extend"]
    call_id: Id
    ends_at: Annotated[int, Field(ge=0)]


class DispositionState(ClientMessageBase):
    """Say how the call was finished, in it or while wrapping up; kept at once, the last word counts."""

    type: Literal["disposition.state"]
    call_id: Id
    disposition: Disposition


class CallClassify(ClientMessageBase):
    """Correct what the call is about; whoever hosts it, or hosted it last when it has ended."""

    type: Literal["call.classify"]
    call_id: Id
    subject: Subject


class CallFlag(ClientMessageBase):
    """Report how the visitor behaves; null takes it back. Supervisors see it until one settles it."""

    type: Literal["call.flag"]
    call_id: Id
    kind: Flag | None


class FlagSettle(ClientMessageBase):
    """A supervisor has seen what was reported of a call's visitor."""

    type: Literal["flag.settle"]
    call_id: Id


class NoteWrite(ClientMessageBase):
    """Replace the own note on a call, in it or afterwards, while notes are kept.

    ``revision`` is one more than that of the text it replaces (the first is 1): refused with
    ``changed_meanwhile`` when another page of the same person replaced it before; that one's text is told.
    """

    type: Literal["note.write"]
    call_id: Id
    text: _NoteText
    revision: Annotated[int, Field(ge=1, le=1_000_000)]


class NoteRead(ClientMessageBase):
    """Ask for the notes on the own call, or the own note on one of before; answered by ``note.told``."""

    type: Literal["note.read"]
    call_id: Id


class DayRead(ClientMessageBase):
    """Ask what the own work was in some time (UTC epoch ms), before ``to_at``; answered by ``day.listed``."""

    type: Literal["day.read"]
    from_at: Annotated[int, Field(ge=0)]
    to_at: Annotated[int, Field(ge=0)]


class NoteChanged(Record):
    """An employee in this call wrote their note, maybe at another page of this one's user."""

    type: Literal["note.changed"] = "note.changed"
    event_id: str
    call_id: Id
    note: Note


class NoteTold(Record):
    """Answer to ``note.read``: those that are kept; of a call one isn't in, the own one alone."""

    type: Literal["note.told"] = "note.told"
    request_id: str
    call_id: Id
    notes: tuple[Note, ...]


class DayListed(Record):
    """Answer to ``day.read``: what the own work was, newest first (500 entries, of eight days, at most)."""

    type: Literal["day.listed"] = "day.listed"
    request_id: str
    entries: tuple[DayEntry, ...]
    #: Calls of which the own note is still kept.
    noted: tuple[Id, ...]
    #: How many stays in calls these were, how long together, and how many offers were missed.
    calls: int
    talk_ms: int
    missed: int
