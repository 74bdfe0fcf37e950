"""A past week as a staffing is tried on it: its calls, how long things took, and who worked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from callrouter.model.directory import TimeZone
from callrouter.model.records import Id, Language, Record
from callrouter.model.routing import Level
from callrouter.model.states import Role, Subject
from callrouter.model.statistics import CallFigures

DAYS, HOURS = 7, 24
#: The most groups, languages of a group, people of a group at a time, and person-hours of all of them.
MOST_GROUPS, MOST_LANGUAGES, MOST_AT_ONCE, MOST_HOURS = 60, 12, 200, 60_000

_Heads = Annotated[int, Field(ge=0, le=MOST_AT_ONCE)]
_Day = Annotated[tuple[_Heads, ...], Field(min_length=HOURS, max_length=HOURS)]


class StaffGroup(Record):
    """People of a centre who speak the same: how many are at work in each hour of the week."""

    centre: Id
    role: Literal[Role.AGENT, Role.INTERPRETER]
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=MOST_LANGUAGES)]
    #: As of an account: a language not named here is spoken like a native one.
    levels: Annotated[dict[Language, Level], Field(max_length=MOST_LANGUAGES)] = Field(default_factory=dict)
    #: From Monday, by local hour of the day.
    people: Annotated[tuple[_Day, ...], Field(min_length=DAYS, max_length=DAYS)]

    @model_validator(mode="after")
    def _languages_are_told_apart(self) -> StaffGroup:
        if len(set(self.languages)) != len(self.languages):
            raise ValueError("a language is named twice")
        if unspoken := set(self.levels) - set(self.languages):
            raise ValueError(f"a level for a language that isn't spoken: {', '.join(sorted(unspoken))}")
        return self

    @property
    def hours(self) -> int:
        """Person-hours a week."""
        return sum(map(sum, self.people))


class PastCalls(Record):
    """Calls of one kind: in which quarters of an hour (UTC epoch ms) how many came."""

    location: Id
    language: Language
    subject: Subject
    offered: tuple[tuple[int, int], ...]


class PastFigures(Record):
    """What was counted of a location's calls in a language in the whole week."""

    location: Id
    language: Language
    figures: CallFigures


class Durations(Record):
    """Means, s, of what calls in one language took their employee: in the call, and wrapping it up."""

    talk_s: float
    wrap_up_s: float


class Answering(Record):
    """How people of a role answered what rang for them."""

    answer_s: float
    declined_share: float = Field(ge=0, le=1)
    missed_share: float = Field(ge=0, le=1)


class PastWeek(Record):
    """All of it. Only sums: nobody is named."""

    monday: date
    timezone: TimeZone
    calls: tuple[PastCalls, ...]
    figures: tuple[PastFigures, ...]
    #: By language, of those in which enough calls were answered, and of all calls together.
    durations: dict[Language, Durations]
    usual: Durations
    #: How long callers wait before they give up, on average, s.
    patience_s: float
    agents: Answering
    interpreters: Answering
    staffing: tuple[StaffGroup, ...]
    #: Whether some of the week was never counted, so that there were more calls than are known.
    incomplete: bool

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language in which somebody called or that somebody speaks, in alphabetical order."""
        spoken = {language for group in self.staffing for language in group.languages}
        return tuple(sorted(spoken | {calls.language for calls in self.calls}))

    @property
    def offered(self) -> int:
        """All calls of the week."""
        return sum(count for calls in self.calls for _, count in calls.offered)
