"""What is counted of calls and of people's time, by quarter of an hour."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from callrouter.model.records import Id, Language, Record

#: Length of an interval, ms; intervals start at multiples of it (UTC epoch).
INTERVAL_MS = 900_000
#: Upper ends of the classes by which waits are counted, s; longer ones are in a class of their own.
WAIT_CLASSES_S = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200)

#: Numbers of waits by class: one more class than there are upper ends.
WaitClasses = Annotated[
    tuple[int, ...], Field(min_length=len(WAIT_CLASSES_S) + 1, max_length=len(WAIT_CLASSES_S) + 1)
]
_NO_WAITS = (0,) * (len(WAIT_CLASSES_S) + 1)


class CallFigures(Record):
    """Calls of one location and language in one interval. Each figure counts where its event fell."""

    offered: int = 0
    #: For the first time; a call that was handed over counts once.
    answered: int = 0
    #: Ended before anybody answered, whatever the wait and the reason.
    abandoned: int = 0
    #: Offers nobody answered in time, offers declined, and offers taken back without blame.
    missed: int = 0
    declined: int = 0
    rescinded: int = 0
    #: Handed over blindly / of those, ended by the visitor while somebody else was being sought.
    transferred: int = 0
    transfers_abandoned: int = 0
    ended: int = 0
    #: Sums, ms: waits of the answered, waits of the abandoned, employees' time in conversations, and in
    #: wrap-ups. It is their own time: what a call handed over waits for somebody else is in neither.
    answered_wait_ms: int = 0
    abandoned_wait_ms: int = 0
    talk_ms: int = 0
    wrap_up_ms: int = 0
    #: How many conversations and wrap-ups, over for their employee, ``talk_ms`` and ``wrap_up_ms`` are the
    #: sums of: a call handed over has several.
    talks: int = 0
    wrap_ups: int = 0
    answered_waits: WaitClasses = _NO_WAITS
    abandoned_waits: WaitClasses = _NO_WAITS


class PersonFigures(Record):
    """One person in one interval; ms are split where an interval ends."""

    #: Offers accepted: as an employee, as an interpreter, or of a call handed over.
    answered: int = 0
    missed: int = 0
    declined: int = 0
    rescinded: int = 0
    idle_ms: int = 0
    reserved_ms: int = 0
    on_call_ms: int = 0
    wrap_up_ms: int = 0
    away_ms: int = 0


class Interval(Record):
    """The figures of one quarter of an hour, starting at ``starts_at`` (UTC epoch ms)."""

    starts_at: int
    calls: dict[Id, dict[Language, CallFigures]] = Field(default_factory=dict)
    people: dict[Id, PersonFigures] = Field(default_factory=dict)
    #: Whether events of this time had left the journal before they were counted.
    incomplete: bool = False


class CallCell(NamedTuple):
    """One figure of ``CallFigures``; ``wait_class`` numbers the class where the figure is ``WaitClasses``."""

    starts_at: int
    location: str
    language: str
    figure: str
    wait_class: int | None = None


class PersonCell(NamedTuple):
    """One figure of ``PersonFigures``."""

    starts_at: int
    staff_id: str
    figure: str


Cell = CallCell | PersonCell


class Grouping(StrEnum):
    """By what a report tells calls apart; people are always told apart, by interval if asked for."""

    INTERVAL = "interval"
    LOCATION = "location"
    LANGUAGE = "language"


class CallRow(Record):
    """Calls that a report doesn't tell apart further; None stands for all of them."""

    starts_at: int | None
    location: Id | None
    language: Language | None
    figures: CallFigures


class PersonRow(Record):
    """A person's figures, in one interval or (None) in all."""

    starts_at: int | None
    staff_id: Id
    figures: PersonFigures


class Report(Record):
    """Sums over the intervals that start in ``from_at <= t < to_at``; UTC epoch ms."""

    from_at: int
    to_at: int
    calls: tuple[CallRow, ...]
    people: tuple[PersonRow, ...]
    #: Intervals of which not every event was counted.
    incomplete: tuple[int, ...]
