"""The API's operations on opening hours: what applies, and exceptions to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pydantic import Field

from callrouter.model.directory import DayException, DayHours
from callrouter.model.doors import OwnLine
from callrouter.model.records import Id, Record
from callrouter.model.states import RefusalCode
from callrouter.model.steering_events import Deed, Why
from callrouter.policy import opening_hours
from callrouter.policy.opening_hours import HoursReason
from callrouter.services.special_days import Planned, SpecialDays
from signaling.http.api.operation import ApiFault, Asked, Fault, Operation

_DAYS: Final = 14
_REFUSALS: Final = (
    RefusalCode.NO_SUCH_LOCATION,
    RefusalCode.NO_SUCH_MOMENT,
    RefusalCode.TOO_FAR_AHEAD,
    RefusalCode.CHANGED_MEANWHILE,
)


class PlannedDay(Record):
    """The hours of a date, local time as ``HH:MM``; none = closed all day."""

    day: date
    opens: str | None
    closes: str | None
    why: HoursReason
    line: str
    #: Whether a supervisor made it so, and can take it back.
    own: bool


class OpeningPlan(Record):
    """The coming fourteen days of a location, then the further dates that supervisors changed."""

    location_id: Id
    timezone: str
    #: To be named by a change; 0 = nobody made any.
    version: int
    days: tuple[PlannedDay, ...]


class OtherHours(Record):
    """Other hours of a date, or none for closed all day; with ``version``, only if nothing changed since."""

    hours: DayHours | None = None
    line: OwnLine = ""
    version: int | None = Field(default=None, ge=0)
    why: Why = ""


class VersionQuery(Record):
    """With ``version``, only if nothing changed since."""

    version: int | None = Field(default=None, ge=0)
    why: Why = ""


@dataclass(frozen=True, kw_only=True)
class SpecialDaysApi:
    """What supervisors can see and change of opening hours."""

    special_days: SpecialDays

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        path = "/locations/{location_id}/exceptions/{day}"
        return (
            Operation(
                method="GET",
                path="/locations/{location_id}/hours",
                action="hours.read",
                summary="The hours of the coming 14 days, and why they are so; then further exceptions.",
                answer=OpeningPlan,
                handler=self._plan,
                refusals=(RefusalCode.NO_SUCH_LOCATION,),
            ),
            Operation(
                method="GET",
                path=path,
                action="hours.read",
                summary="The hours of a date (like 2026-12-24), and why they are so.",
                answer=PlannedDay,
                handler=self._day,
                refusals=(RefusalCode.NO_SUCH_LOCATION,),
            ),
            Operation(
                method="PUT",
                path=path,
                action="hours.set",
                summary="Let a date have other hours than usual, or be closed.",
                body=OtherHours,
                answer=OpeningPlan,
                handler=self._put,
                refusals=_REFUSALS,
            ),
            Operation(
                method="DELETE",
                path=path,
                action="hours.set",
                summary="Let a date have the hours again that the directory gives it; harmless if it has.",
                query=VersionQuery,
                answer=OpeningPlan,
                handler=self._remove,
                refusals=_REFUSALS,
            ),
        )

    async def _plan(self, asked: Asked) -> OpeningPlan:
        return plan_of(await self.special_days.planned(asked.path["location_id"]))

    async def _day(self, asked: Asked) -> PlannedDay:
        return _planned_day(await self.special_days.planned(asked.path["location_id"]), _date(asked))

    async def _put(self, asked: Asked) -> OpeningPlan:
        told: OtherHours = asked.body
        exception = DayException(day=_date(asked), hours=told.hours, line=told.line)
        location_id = asked.path["location_id"]
        await self.special_days.put(
            location_id, exception, Deed(asked.by, told.why), expected_version=told.version
        )
        return await self._plan(asked)

    async def _remove(self, asked: Asked) -> OpeningPlan:
        location_id, told = asked.path["location_id"], asked.query
        deed = Deed(asked.by, told.why)
        await self.special_days.remove(location_id, _date(asked), deed, expected_version=told.version)
        return await self._plan(asked)


def plan_of(planned: Planned) -> OpeningPlan:
    """Return the days to come of a location."""
    near = [planned.today + timedelta(days=ahead) for ahead in range(_DAYS)]
    far = [each.day for each in planned.own if each.day > near[-1]]
    return OpeningPlan(
        location_id=planned.location.location_id,
        timezone=planned.location.timezone,
        version=planned.version,
        days=tuple(_planned_day(planned, day) for day in (*near, *far)),
    )


def _planned_day(planned: Planned, day: date) -> PlannedDay:
    location = planned.location
    hours = opening_hours.day_hours(location, day)
    return PlannedDay(
        day=day,
        opens=hours.opens.strftime("%H:%M") if hours else None,
        closes=hours.closes.strftime("%H:%M") if hours else None,
        why=opening_hours.why_open(location, day),
        line=opening_hours.line_of(location, day),
        own=any(each.day == day for each in planned.own),
    )


def _date(asked: Asked) -> date:
    try:
        return date.fromisoformat(asked.path["day"])
    except ValueError as error:
        raise ApiFault(400, "bad_request", [Fault(where="day", what="a date like 2026-12-24")]) from error
