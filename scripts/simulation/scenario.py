"""A staffing scenario: who calls, who works, how long things take; TOML, checked before anything runs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from callrouter.model.directory import Account, Centre, TimeZone
from callrouter.model.records import Id, Language, Record
from callrouter.model.routing import Level, RoutingRules
from callrouter.model.states import Role, Subject
from callrouter.policy.service_level import Target
from scripts.simulation.durations import Duration
from scripts.simulation.schedule import WrittenStretch

#: The key under which durations of all languages without their own stand.
EVERY_LANGUAGE = "default"

_Factors = Annotated[float, Field(ge=0, le=100)]
_Share = Annotated[float, Field(ge=0, le=1)]


class ScenarioError(Exception):
    """The scenario can't be used; the message names each place and what is wrong there."""


class Place(Record):
    """A location, and the centre that serves it first."""

    location_id: Id
    centre: Id


class Arrivals(Record):
    """Calls of one location, language and subject: a Poisson stream whose rate follows the clock."""

    location: Id
    language: Language
    subject: Subject = Subject.QUESTION
    #: The rate where both factors are 1.
    per_hour: float = Field(ge=0, le=100_000)
    #: Factors of the rate by local hour, and by weekday from Monday.
    by_hour: Annotated[tuple[_Factors, ...], Field(min_length=24, max_length=24)] = (1.0,) * 24
    by_weekday: Annotated[tuple[_Factors, ...], Field(min_length=7, max_length=7)] = (1.0,) * 7


class Group(Record):
    """People who are alike: they speak, work and pause alike."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    count: int = Field(default=1, ge=1, le=10_000)
    role: Role
    centre: Id
    languages: tuple[Language, ...] = Field(min_length=1)
    levels: dict[Language, Level] = Field(default_factory=dict)
    shifts: tuple[WrittenStretch, ...] = Field(min_length=1)
    breaks: tuple[WrittenStretch, ...] = ()
    #: When they are away although they would work.
    absent: tuple[WrittenStretch, ...] = ()
    #: Each next person of the group pauses this much later than the one before.
    break_shift_min: int = Field(default=0, ge=0, le=240)
    #: From ringing until answering.
    answer: Duration = Duration(mean_s=4, cv=0.5)
    decline_share: _Share = 0.0
    miss_share: _Share = 0.0

    @model_validator(mode="after")
    def _works_with_visitors(self) -> Self:
        if self.role not in {Role.AGENT, Role.INTERPRETER}:
            raise ValueError("role must be agent or interpreter")
        if self.decline_share + self.miss_share > 1:
            raise ValueError("decline_share and miss_share together exceed 1")
        return self

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The people, as the directory would know them."""
        return tuple(
            Account(
                staff_id=f"{self.name}-{number}",
                role=self.role,
                display_name=f"{self.name} {number}",
                centre=self.centre,
                languages=self.languages,
                levels=self.levels,
            )
            for number in range(1, self.count + 1)
        )


class Service(Record):
    """How the service is run, beside its people."""

    ring_s: float = Field(default=20, gt=0, le=600)
    #: Steps of the default plan follow each other by this.
    widen_s: float = Field(default=15, ge=0, le=3600)
    #: The longest wrap-up; 0 = nobody wraps up.
    wrap_up_limit_s: float = Field(default=120, ge=0, le=3600)
    #: After a decline, nothing is offered for this long; after a missed call a person is back so much later.
    decline_backoff_s: float = Field(default=5, ge=0, le=3600)
    missed_return_s: float = Field(default=60, ge=0, le=86_400)
    #: Conversations through an interpreter take this many times as long.
    interpreted_factor: float = Field(default=1.5, ge=1, le=10)
    #: So long the two talk with hands and feet; if no interpreter has come then, the visitor leaves.
    interpreter_patience_s: float = Field(default=300, ge=0, le=7200)
    #: How the service level is measured.
    target: Target = Target()


class Scenario(Record):
    """All of it, consistent."""

    title: str
    #: The first day, from its midnight on, local time.
    starts: date
    days: int = Field(ge=1, le=366)
    timezone: TimeZone = "Europe/Amsterdam"
    #: Calls that come in the first hours fill the house; they are not counted.
    warm_up_h: float = Field(default=0, ge=0, le=168)
    service: Service = Service()
    rules: RoutingRules = RoutingRules()
    centres: tuple[Centre, ...] = Field(min_length=1)
    locations: tuple[Place, ...] = Field(min_length=1)
    arrivals: tuple[Arrivals, ...] = Field(min_length=1)
    people: tuple[Group, ...] = Field(min_length=1)
    handling: dict[str, Duration]
    wrap_up: dict[str, Duration] = Field(default_factory=lambda: {EVERY_LANGUAGE: Duration(mean_s=0)})
    #: How long callers wait before they give up; absent = for ever.
    patience: Duration | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        centres = {centre.centre_id for centre in self.centres}
        _known("centre", (place.centre for place in self.locations), centres)
        _known("centre", (group.centre for group in self.people), centres)
        _known("centre", (each for centre in self.centres for each in centre.neighbors), centres)
        places = {place.location_id for place in self.locations}
        _known("location", (stream.location for stream in self.arrivals), places)
        _once("group", [group.name for group in self.people])
        _once("centre", [centre.centre_id for centre in self.centres])
        _once("location", [place.location_id for place in self.locations])
        _once("stream", [f"{each.location}/{each.language}/{each.subject}" for each in self.arrivals])
        for name, durations in (("handling", self.handling), ("wrap_up", self.wrap_up)):
            if EVERY_LANGUAGE not in durations:
                raise ValueError(f"{name} lacks [{name}.{EVERY_LANGUAGE}], for languages without their own")
        if self.warm_up_h >= self.days * 24:
            raise ValueError("warm_up_h leaves nothing to count")
        return self

    def centre_of(self, location: str) -> Centre:
        """Return the centre that serves this location first."""
        place = next(place for place in self.locations if place.location_id == location)
        return self.centre(place.centre)

    def centre(self, centre_id: str) -> Centre:
        """Return the centre of this name."""
        return next(centre for centre in self.centres if centre.centre_id == centre_id)

    @property
    def interpreted(self) -> frozenset[str]:
        """The languages that interpreters bring."""
        bring = (group.languages for group in self.people if group.role is Role.INTERPRETER)
        return frozenset(language for languages in bring for language in languages)


def of_language(durations: dict[str, Duration], language: str) -> Duration:
    """Return how long something takes in this language."""
    return durations.get(language, durations[EVERY_LANGUAGE])


def read_scenario(path: Path) -> Scenario:
    """Read a scenario's file. Raises ``ScenarioError``."""
    try:
        return Scenario.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path}: not TOML: {error}") from error
    except ValidationError as error:
        problems = (f"{_where(found['loc'])}: {_what(found['msg'])}" for found in error.errors())
        raise ScenarioError(
            "\n".join((f"{path} can't be used:", *(f"  {line}" for line in problems)))
        ) from error


def _where(location: tuple[str | int, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location) or "the whole"


def _what(message: str) -> str:
    return message.removeprefix("Value error, ")


def _known(kind: str, named: Iterable[str], known: set[str]) -> None:
    if unknown := set(named) - known:
        raise ValueError(f"unknown {kind}: {', '.join(sorted(unknown))}")


def _once(kind: str, names: list[str]) -> None:
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{kind} stands twice: {', '.join(sorted(twice))}")
