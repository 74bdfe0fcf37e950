"""Absences of officers: their own word, or a supervisor's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callrouter.model.absences import Absence
from callrouter.model.records import Id, Record
from signaling.protocol.request import ClientMessageBase


class AbsenceSet(ClientMessageBase):
    """Say when an officer is absent (UTC epoch ms), and who stands in; an officer: of oneself alone."""

    type: Literal["absence.set"]
    #: None = oneself.
    staff_id: Id | None = None
    starts_at: Annotated[int, Field(ge=0)]
    ends_at: Annotated[int, Field(ge=0)]
    replacement: Id | None = None


class AbsenceClear(ClientMessageBase):
    """Say that an officer is not, or no longer, absent; without ``staff_id``: oneself."""

    type: Literal["absence.clear"]
    staff_id: Id | None = None


class AbsenceList(ClientMessageBase):
    """Ask who is absent: an officer for the own absence and whom they stand in for, a supervisor for all."""

    type: Literal["absence.list"]


class AbsenceListed(Record):
    """Answer to ``absence.list``, ``absence.set`` and ``absence.clear``: absences that are not over."""

    type: Literal["absence.listed"] = "absence.listed"
    request_id: str
    absences: tuple[Absence, ...]


class AbsenceChanged(Record):
    """Who is absent when, or who stands in, is otherwise: ask ``absence.list`` and ``callback.list`` anew."""

    type: Literal["absence.changed"] = "absence.changed"
