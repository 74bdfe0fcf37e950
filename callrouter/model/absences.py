"""When officers are absent, and who stands in for them. Times are UTC epoch ms."""

from __future__ import annotations

from pydantic import Field

from callrouter.model.base import Id, Record


class Absence(Record):
    """An officer isn't there from ``starts_at`` until ``ends_at``."""

    staff_id: Id
    starts_at: int = Field(ge=0)
    ends_at: int = Field(ge=0)
    #: Who works on their teams' requests meanwhile, beside their own; None = nobody in particular.
    replacement: Id | None = None


class Absences(Record):
    """All absences that are not over, at most one of each officer."""

    absences: tuple[Absence, ...] = ()
