"""The API's operations on staffings: a past week, and what other people would have made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from callrouter.model.records import Id, Language, Record
from callrouter.policy.service_level import Formula, Target, Threshold
from callrouter.services.staffing import LEAST_CALLS, Staffing, StaffingError, TrialStanding, TrialWanted
from callrouter.simulation.past import arrivals
from callrouter.simulation.trial import VARIATION
from callrouter.simulation.week import MOST_GROUPS, Answering, Durations, StaffGroup
from signaling.http.api.operation import CONFLICT, ApiFault, Asked, Fault, Operation

#: The Monday on which a week begins.
_Week = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2100, 1, 1))]


class WeekQuery(Record):
    """Which week: the Monday on which it begins."""

    week: _Week


class StaffingWeek(Record):
    """A past week as sums, in its local time; ``staffing`` is who worked, to begin a trial with."""

    monday: date
    timezone: str
    offered: int
    #: Whether there were calls enough to try a staffing on them.
    enough: bool
    #: Whether some of the week was never counted, so that there were more calls than are known.
    incomplete: bool
    #: Calls by hour of the day, from Monday.
    arrivals: tuple[tuple[int, ...], ...]
    staffing: tuple[StaffGroup, ...]
    #: All centres by id, with their names.
    centres: dict[Id, str]
    #: Every language in which somebody called or that somebody speaks, in alphabetical order.
    languages: tuple[Language, ...]
    #: What is taken from the week: means by language and of all calls, patience, answers.
    durations: dict[Language, Durations]
    usual: Durations
    patience_s: float
    agents: Answering
    interpreters: Answering
    #: What the deployment's service level is measured by, and the share (0 to 1) that it should be.
    threshold_s: int
    goal: float
    #: What is assumed: the standard deviation of conversations and wrap-ups by their mean.
    variation: float


class StaffingTrial(Record):
    """A staffing to try on the calls of a past week."""

    week: _Week
    staffing: Annotated[tuple[StaffGroup, ...], Field(min_length=1, max_length=MOST_GROUPS)]
    #: Whose calls the result is of; null = all. People serve the calls of all locations either way.
    location: Id | None = None
    #: So often the week is played, each time with other chance.
    replications: int = Field(default=20, ge=4, le=40)
    formula: Formula = Formula.ANSWERED_OF_ALL
    threshold_s: Threshold = 20


class GivenUp(Record):
    """The trial that ends, unless it had ended."""

    trial_id: Id


@dataclass(frozen=True, kw_only=True)
class StaffingApi:
    """What supervisors can ask of staffings."""

    staffing: Staffing
    threshold_s: int
    goal: float

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="GET",
                path="/staffing/week",
                action="staffing.try",
                summary="A past week: its calls, how long they took, and who worked, as sums by hour.",
                query=WeekQuery,
                answer=StaffingWeek,
                handler=self._week,
            ),
            Operation(
                method="POST",
                path="/staffing/trials",
                action="staffing.try",
                summary="Try a staffing on the calls of a past week, in the background; ask how far it is.",
                body=StaffingTrial,
                answer=TrialStanding,
                handler=self._start,
                faults=(
                    ("409", f"`busy`, as another one is being tried; `too_few_calls`: not {LEAST_CALLS}."),
                ),
            ),
            Operation(
                method="GET",
                path="/staffing/trials/{trial_id}",
                action="staffing.try",
                summary="How far a trial is, and its result once it is done; kept for an hour.",
                answer=TrialStanding,
                handler=self._standing,
                faults=(("404", "`no_such_trial`"),),
            ),
            Operation(
                method="DELETE",
                path="/staffing/trials/{trial_id}",
                action="staffing.try",
                summary="Let a trial end; harmless when it has.",
                answer=GivenUp,
                handler=self._give_up,
                faults=(("404", "`no_such_trial`"),),
            ),
        )

    async def _week(self, asked: Asked) -> StaffingWeek:
        query: WeekQuery = asked.query
        try:
            week = await self.staffing.week(query.week)
        except StaffingError as error:
            raise _fault(error) from error
        return StaffingWeek(
            monday=week.monday,
            timezone=week.timezone,
            offered=week.offered,
            enough=week.offered >= LEAST_CALLS,
            incomplete=week.incomplete,
            arrivals=arrivals(week),
            staffing=week.staffing,
            centres={each.centre_id: each.name for each in self.staffing.directory.centres},
            languages=week.languages,
            durations=week.durations,
            usual=week.usual,
            patience_s=week.patience_s,
            agents=week.agents,
            interpreters=week.interpreters,
            threshold_s=self.threshold_s,
            goal=self.goal,
            variation=VARIATION,
        )

    async def _start(self, asked: Asked) -> TrialStanding:
        body: StaffingTrial = asked.body
        wanted = TrialWanted(
            week=body.week,
            staffing=body.staffing,
            location=body.location,
            replications=body.replications,
            target=Target(formula=body.formula, threshold_s=body.threshold_s),
        )
        try:
            return await self.staffing.start(wanted)
        except StaffingError as error:
            raise _fault(error) from error

    async def _standing(self, asked: Asked) -> TrialStanding:
        return await self._known(asked.path["trial_id"])

    async def _give_up(self, asked: Asked) -> GivenUp:
        standing = await self._known(asked.path["trial_id"])
        await self.staffing.give_up(standing.trial_id)
        return GivenUp(trial_id=standing.trial_id)

    async def _known(self, trial_id: str) -> TrialStanding:
        standing = await self.staffing.standing(trial_id)
        if standing is None:
            raise ApiFault(404, "no_such_trial")
        return standing


def _fault(error: StaffingError) -> ApiFault:
    if error.code in {"busy", "too_few_calls"}:
        return ApiFault(CONFLICT, error.code)
    return ApiFault(400, "bad_request", [Fault(where=error.where, what=error.code)])
