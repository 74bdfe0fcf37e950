"""Neighborhoods and the teams of officers who call their citizens back, and by which policy they do."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from callrouter.model.base import Id, LocalTime, Record

#: Four-digit postcodes: one, as ``9711``, or all of a range, as ``9711-9718``.
PostcodeRange = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}(-[1-9][0-9]{3})?$")]


def bounds(postcodes: PostcodeRange) -> tuple[int, int]:
    """Return the first and the last four-digit postcode of a range."""
    first, _, last = postcodes.partition("-")
    return int(first), int(last or first)


class Team(Record):
    """The officers of some neighborhoods."""

    team_id: Id
    name: str
    centre: Id
    #: Since when it offers video, local date; None = it doesn't.
    video_from: date | None = None


class Neighborhood(Record):
    """What a postcode leads to."""

    neighborhood_id: Id
    name: str
    team: Id
    postcodes: tuple[PostcodeRange, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ranges_in_order(self) -> Neighborhood:
        for each in self.postcodes:
            first, last = bounds(each)
            if last < first:
                message = f"{each} ends before it begins"
                raise ValueError(message)
        return self


class CallbackPolicy(Record):
    """How fast, how often and how long: durations in seconds unless named otherwise."""

    #: A request is due at the end of this many working days after the one on which it was made.
    due_days: int = Field(default=2, ge=0, le=30)
    #: An urgent one.
    urgent_due_days: int = Field(default=0, ge=0, le=30)
    #: When officers' working day ends, by which requests are due; local time.
    day_ends: LocalTime = time(17)
    #: Somebody who claims a request and does nothing with it has it for this long.
    claim_s: int = Field(default=1800, ge=60)
    #: How long somebody who is invited now may take to come.
    invited_s: int = Field(default=1800, ge=60)
    #: A link to a planned conversation works from this long before it begins.
    early_s: int = Field(default=900, ge=0)
    #: Somebody who hasn't come this long after the beginning isn't waited for.
    no_show_s: int = Field(default=900, ge=5)
    #: After this long in the waiting room in vain, other ways are offered.
    kept_waiting_s: int = Field(default=180, ge=10)
    #: A reminder goes out this long before a planned conversation.
    reminder_s: int = Field(default=3600, ge=0)
    #: After each try in vain, the next one is due no sooner than this; the last gap goes on.
    gaps_s: tuple[Annotated[int, Field(ge=0)], ...] = Field(default=(7200, 86_400), min_length=1)
    most_attempts: int = Field(default=3, ge=1, le=20)
    #: Past due for this long, a request goes to its Regional Service Centre; None = it stays.
    to_centre_s: int | None = Field(default=None, ge=0)
    #: A moment may be planned this far ahead.
    most_days_ahead: int = Field(default=30, ge=1, le=365)
    #: Who the citizen is is erased this long after the request was closed.
    keep_days: int = Field(default=14, ge=0, le=3650)
    #: Requests by the same phone number or mail address within a day.
    most_a_day: int = Field(default=5, ge=1)
