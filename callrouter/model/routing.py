"""Routing rules as data: who is asked for a call, in which order and when. What they mean is policy."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from callrouter.model.records import Id, Record
from callrouter.model.states import Subject


class Level(StrEnum):
    """How well a language is spoken: CEFR, Council of Europe. Members are in ascending order."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class Choice(StrEnum):
    """How one of several available people of a centre is chosen; set for each centre.

    For calls from other centres, whose people may be chosen otherwise, it is the longest idle.
    """

    LONGEST_IDLE = "longest_idle"
    #: Whoever was busy for the smallest share of their time from signing in until they last became free.
    LEAST_OCCUPIED = "least_occupied"
    #: Whoever speaks the fewest languages, so that the others stay free for those only they speak.
    FEWEST_LANGUAGES = "fewest_languages"
    #: Whoever served this booth a moment ago, otherwise the longest idle.
    SAME_PERSON = "same_person"


class Reach(StrEnum):
    """How far a step reaches."""

    OWN_CENTRE = "own_centre"
    NEIGHBORS = "neighbors"
    NATIONAL = "national"


class Speaker(StrEnum):
    """Whom a step asks."""

    #: Employees who speak the visitor's language, at the plan's level or better.
    LANGUAGE = "language"
    #: Any employee, together with an interpreter of the visitor's language.
    WITH_INTERPRETER = "with_interpreter"
    #: Any employee, alone.
    ANYBODY = "anybody"


class PlanStep(Record):
    """From this long after a call entered the queue, these people are asked too."""

    after_s: float = Field(ge=0, le=3600)
    reach: Reach
    speaker: Speaker


class RoutingPlan(Record):
    """The steps for calls of a location and subject; None = of all."""

    location: Id | None = None
    subject: Subject | None = None
    #: The least level at which an employee must speak the visitor's language to be asked for it.
    level: Level = Level.B1
    steps: Annotated[tuple[PlanStep, ...], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _in_order(self) -> RoutingPlan:
        times = [step.after_s for step in self.steps]
        if times[0] != 0:
            raise ValueError("the first step must open at 0 s")
        if times != sorted(times):
            raise ValueError("steps must stand in the order of after_s")
        return self


class RoutingRules(Record):
    """All plans and head starts. The most specific plan counts: location and subject, location, subject."""

    plans: tuple[RoutingPlan, ...] = ()
    #: How much earlier than they were queued calls rank, in seconds.
    subject_head_start_s: dict[Subject, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    location_head_start_s: dict[Id, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    #: No call ranks more than this earlier, whatever its head starts add up to.
    most_head_start_s: int = Field(default=900, ge=0, le=86_400)
    #: How long a call to a named person is tried there alone.
    named_s: float = Field(default=30, ge=0, le=3600)

    @model_validator(mode="after")
    def _one_plan_each(self) -> RoutingRules:
        keys = [(plan.location, plan.subject) for plan in self.plans]
        if len(set(keys)) != len(keys):
            raise ValueError("two plans are for the same location and subject")
        return self
