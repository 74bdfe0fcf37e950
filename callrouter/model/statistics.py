"""What is counted of calls and of people's time, by quarter of an hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

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
#: Stars that a visitor can give.
STARS: Final = 5
#: Numbers of ratings by stars, from one up.
Ratings = Annotated[tuple[int, ...], Field(min_length=STARS, max_length=STARS)]
#: What calls are about that were counted before subjects were.
UNKNOWN: Final = "unknown"
#: A ``Subject``, or ``UNKNOWN``.
Topic = Id


class CallFigures(Record):
    """Calls of one location, language and subject. Each figure counts in the interval its event fell in."""

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
    #: Ended calls that their visitor rated, by stars.
    ratings: Ratings = (0,) * STARS


class InterpretingFigures(Record):
    """Interpreters for one language at one location; the language is theirs, whatever the visitor's is."""

    #: Seats for an interpreter in calls that ended: whether or not one came.
    interpreters_sought: int = 0
    interpreters_joined: int = 0
    #: Sums, ms: from when they were sought until they joined; their time in conversations.
    interpreter_wait_ms: int = 0
    interpreter_talk_ms: int = 0


class CallbackFigures(Record):
    """Callback requests of one team (or centre, where no team is), language and subject."""

    asked_for_video: int = 0
    asked_for_phone: int = 0
    #: Closed, by outcome.
    spoken_by_video: int = 0
    spoken_by_phone: int = 0
    answered_in_writing: int = 0
    not_reached: int = 0
    callbacks_canceled: int = 0
    referred: int = 0
    needless: int = 0
    #: Of those closed, the canceled ones left out: by when they were due, or later.
    in_time: int = 0
    late: int = 0
    #: Became past due while open.
    past_due: int = 0
    #: Tries to reach a citizen that came to nothing, by what went wrong.
    no_answers: int = 0
    no_shows: int = 0
    kept_waiting: int = 0
    interrupted: int = 0
    #: Requests of which a first try or a conversation was made, and the sum of what that took, ms.
    first_contacts: int = 0
    first_contact_ms: int = 0


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


#: The kinds of figures that are told apart by place, language and subject, by their name in ``Interval``.
KINDS: Final[Mapping[str, type[Record]]] = {
    "calls": CallFigures,
    "interpreting": InterpretingFigures,
    "callbacks": CallbackFigures,
}
#: To which kind a figure belongs; every name is that of one only.
KIND_OF: Final = {figure: kind for kind, figures in KINDS.items() for figure in figures.model_fields}
#: Figures that are several, and how many.
SEVERAL: Final = {
    "answered_waits": len(WAIT_CLASSES_S) + 1,
    "abandoned_waits": len(WAIT_CLASSES_S) + 1,
    "ratings": STARS,
}


class Interval(Record):
    """The figures of one quarter of an hour, starting at ``starts_at`` (UTC epoch ms)."""

    starts_at: int
    #: By location (or team), language and subject.
    calls: dict[Id, dict[Language, dict[Topic, CallFigures]]] = Field(default_factory=dict)
    interpreting: dict[Id, dict[Language, dict[Topic, InterpretingFigures]]] = Field(default_factory=dict)
    callbacks: dict[Id, dict[Language, dict[Topic, CallbackFigures]]] = Field(default_factory=dict)
    people: dict[Id, PersonFigures] = Field(default_factory=dict)
    #: Whether events of this time had left the journal before they were counted.
    incomplete: bool = False


class CallCell(NamedTuple):
    """One figure of a place; ``number`` says which of those that are several, such as ``WaitClasses``.

    The figure's name says of which kind it is: every name is that of one kind only.
    """

    starts_at: int
    location: str
    language: str
    subject: str
    figure: str
    number: int | None = None


class PersonCell(NamedTuple):
    """One figure of ``PersonFigures``."""

    starts_at: int
    staff_id: str
    figure: str


Cell = CallCell | PersonCell

#: What is to be added to which figure; adding two of them is adding what both count.
Tally = Counter[Cell]


def interval_of(at: int) -> int:
    """Return the start of the interval in which ``at`` falls; both UTC epoch ms."""
    return at - at % INTERVAL_MS


class Grouping(StrEnum):
    """By what a report tells calls apart; people are always told apart, by interval if asked for."""

    INTERVAL = "interval"
    LOCATION = "location"
    LANGUAGE = "language"
    SUBJECT = "subject"


class CallRow(Record):
    """Calls that a report doesn't tell apart further; None stands for all of them."""

    starts_at: int | None
    location: Id | None
    language: Language | None
    subject: Topic | None
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
