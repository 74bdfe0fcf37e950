"""Why a location takes no calls, by a supervisor's hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from callrouter.model.base import Id, Record

#: Characters.
LONGEST_LINE: Final = 200

#: A supervisor's own line for visitors, shown as it is, in whatever language it was written.
OwnLine = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class ClosingReason(StrEnum):
    """What visitors read in their own language; for ``OTHER``, and without one, only that it is closed."""

    TECHNICAL = "technical"
    SAFETY = "safety"
    NO_STAFF = "no_staff"
    OCCASION = "occasion"
    OTHER = "other"


class Notice(Record):
    """What is told at a location that is closed by hand; two alike are the same closing."""

    reason: ClosingReason | None = None
    line: OwnLine = ""
    #: When it opens by itself, UTC epoch ms; None: when somebody opens it.
    reopens_at: int | None = Field(default=None, ge=0)


class Closing(Notice):
    """A location closed by hand: by whom, and since when; UTC epoch ms. Other words are another closing."""

    by: Id
    at: int
