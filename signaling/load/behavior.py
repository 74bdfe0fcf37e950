"""How robots behave: how long they wait, answer, talk and wrap up, and how often they don't answer."""

from __future__ import annotations

from random import Random

from pydantic import Field, field_validator

from callrouter.model.records import Language, Record
from callrouter.model.states import Subject
from callrouter.simulation.durations import Duration, Shape


class Visit(Record):
    """What one visitor comes for, drawn before. Durations are seconds."""

    language: Language
    subject: Subject
    #: How long they wait to be answered.
    patience_s: float
    talk_s: float
    #: Whether they hang up first, and not the employee.
    hangs_up: bool


class Behavior(Record):
    """What robots are drawn from. Shares are 0 to 1."""

    #: How many visitors speak each language, as parts of all together.
    languages: dict[Language, float] = Field(default_factory=lambda: {"nl": 0.8, "en": 0.2}, min_length=1)
    patience: Duration = Duration(shape=Shape.EXPONENTIAL, mean_s=300)
    talk: Duration = Duration(mean_s=60, cv=0.8)
    #: From ringing to answering.
    pick_up: Duration = Duration(mean_s=2, cv=0.5)
    wrap_up: Duration = Duration(mean_s=5, cv=0.5)
    #: How long somebody pauses before they are ready again, when they were put away.
    away_s: float = Field(default=1.0, ge=0, le=3600)
    #: Of what rings: how much is declined, and how much isn't answered at all.
    declined: float = Field(default=0.02, ge=0, le=1)
    unanswered: float = Field(default=0.01, ge=0, le=1)
    #: How many conversations the visitor ends.
    hung_up: float = Field(default=0.5, ge=0, le=1)

    @field_validator("languages")
    @classmethod
    def _somebody_comes(cls, languages: dict[str, float]) -> dict[str, float]:
        if min(languages.values()) < 0 or sum(languages.values()) <= 0:
            message = "shares are not negative, and not all nothing"
            raise ValueError(message)
        return languages

    def draw_visit(self, chance: Random) -> Visit:
        """Draw who comes next."""
        (language,) = chance.choices(list(self.languages), list(self.languages.values()))
        return Visit(
            language=language,
            subject=chance.choice((Subject.QUESTION, Subject.REPORT, Subject.COMPLAINT)),
            patience_s=drawn_s(self.patience, chance),
            talk_s=drawn_s(self.talk, chance),
            hangs_up=chance.random() < self.hung_up,
        )


def drawn_s(duration: Duration, chance: Random) -> float:
    """Draw from a distribution, seconds."""
    return duration.quantile_ms(chance.random()) / 1000
