"""What is counted of calls and of people's time, by quarter of an hour."""

from __future__ import annotations

from typing import Annotated

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
    answered: int = 0
    #: Left before anybody answered, whatever the wait.
    abandoned: int = 0
    #: Offers nobody answered in time, and offers declined.
    missed: int = 0
    declined: int = 0
    transferred: int = 0
    ended: int = 0
    #: Sums, ms: waits of the answered, waits of the abandoned, conversations that ended, wrap-ups that ended.
    answered_wait_ms: int = 0
    abandoned_wait_ms: int = 0
    talk_ms: int = 0
    wrap_up_ms: int = 0
    #: How many conversations and wrap-ups ``talk_ms`` and ``wrap_up_ms`` are the sums of.
    talks: int = 0
    wrap_ups: int = 0
    answered_waits: WaitClasses = _NO_WAITS
    abandoned_waits: WaitClasses = _NO_WAITS


class PersonFigures(Record):
    """One person in one interval; ms are split where an interval ends."""

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
