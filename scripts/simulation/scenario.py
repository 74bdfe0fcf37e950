"""A staffing scenario: a floor and its calls; TOML, checked before anything runs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from callrouter.model.records import Id, Language, Record
from callrouter.model.states import Subject
from callrouter.simulation.floor import Floor, check_known, check_once

_Factors = Annotated[float, Field(ge=0, le=100)]


class ScenarioError(Exception):
    """The scenario can't be used; the message names each place and what is wrong there."""


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


class Scenario(Floor):
    """A floor, and who calls there."""

    arrivals: tuple[Arrivals, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _calls_come_from_somewhere(self) -> Self:
        check_known(
            "location",
            (stream.location for stream in self.arrivals),
            {place.location_id for place in self.locations},
        )
        check_once("stream", [f"{each.location}/{each.language}/{each.subject}" for each in self.arrivals])
        return self


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
