"""The floor: who works where and when, by which rules, and how long things take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from callrouter.model.directory import Account, Centre, TimeZone
from callrouter.model.records import Id, Language, Record
from callrouter.model.routing import Level, RoutingRules
from callrouter.model.states import Role
from callrouter.policy.service_level import Target
from callrouter.simulation.durations import Duration
from callrouter.simulation.schedule import WrittenStretch

#: The key under which durations of all languages without their own stand.
EVERY_LANGUAGE = "default"

_Share = Annotated[float, Field(ge=0, le=1)]


class Place(Record):
    """A location, and the centre that serves it first."""

    location_id: Id
    centre: Id


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


class Floor(Record):
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
    people: tuple[Group, ...] = Field(min_length=1)
    handling: dict[str, Duration]
    wrap_up: dict[str, Duration] = Field(default_factory=lambda: {EVERY_LANGUAGE: Duration(mean_s=0)})
    #: How long callers wait before they give up; absent = for ever.
    patience: Duration | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        centres = {centre.centre_id for centre in self.centres}
        check_known("centre", (place.centre for place in self.locations), centres)
        check_known("centre", (group.centre for group in self.people), centres)
        check_known("centre", (each for centre in self.centres for each in centre.neighbors), centres)
        check_once("group", [group.name for group in self.people])
        check_once("centre", [centre.centre_id for centre in self.centres])
        check_once("location", [place.location_id for place in self.locations])
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


def check_known(kind: str, named: Iterable[str], known: set[str]) -> None:
    """Raise ``ValueError`` if anything named isn't known."""
    if unknown := set(named) - known:
        raise ValueError(f"unknown {kind}: {', '.join(sorted(unknown))}")


def check_once(kind: str, names: list[str]) -> None:
    """Raise ``ValueError`` if a name stands twice."""
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{kind} stands twice: {', '.join(sorted(twice))}")
