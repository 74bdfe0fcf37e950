"""Every operation of the API, each a few lines over a service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from callrouter.model.casework import FlaggedCall
from callrouter.model.directory import Directory
from callrouter.model.doors import Notice
from callrouter.model.records import Call, Id, Language, Record, Staff
from callrouter.model.routing import RoutingRules
from callrouter.model.states import RefusalCode, Subject
from callrouter.model.steering_events import Deed, Why
from callrouter.model.views import Board, Explanation
from callrouter.queueing import DocumentTooLargeError, QueueEngine
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.authorization import Gate
from callrouter.services.calls import CallService
from callrouter.services.locations import Locations
from callrouter.services.rules import Rules, UnknownLocationError
from callrouter.services.statistics import Statistics, StatisticsKeeper
from callrouter.services.waiting import Waiting, WaitingService
from signaling.http.api.operation import ApiFault, Asked, Fault, Operation
from signaling.http.api.reports import ReportQuery, StatisticsReport, report
from signaling.protocol.server import LocationView
from signaling.sessions.location_news import location_view


class Calls(Record):
    """All live calls, longest waiting first."""

    calls: tuple[Call, ...]


class People(Record):
    """Everybody who isn't offline."""

    people: tuple[Staff, ...]


class FlaggedCalls(Record):
    """What was reported of visitors and no supervisor has seen, the oldest first."""

    flagged: tuple[FlaggedCall, ...]


class Seen(Record):
    """The report that a supervisor has seen; it is listed no more."""

    call_id: Id


class QueueEntry(Record):
    """A waiting call's place among those who wait for the same people, and the forecast of its wait.

    The wait is as likely longer as shorter than ``expected_s``, and in three of five cases from ``low_s`` to
    ``high_s``; None when nobody can say.
    """

    call_id: Id
    booth_id: Id
    position: int
    expected_s: float | None
    low_s: float | None
    high_s: float | None


class Queue(Record):
    """Who waits, best ranked first; a thousand calls at most."""

    waiting: tuple[QueueEntry, ...]


class NewCall(Record):
    """A call to queue for a booth, as if its visitor had asked for it; ``named`` is asked for first."""

    booth_id: Id
    language: Language
    subject: Subject
    named: Id | None = None


class Priority(Record):
    """How much earlier than it was queued a waiting call ranks; 0 takes a supervisor's head start back."""

    head_start_s: int = Field(ge=0, le=86_400)


class LocationList(Record):
    """All locations."""

    locations: tuple[LocationView, ...]


class LocationDoor(Record):
    """Whether a location takes new calls, as far as a supervisor decides that, and what visitors read.

    ``seen`` is the `at` of the closing that is to be replaced or ended. 0 closes only what is open, and opens
    whatever closing there is.
    """

    open: bool
    notice: Notice = Notice()
    seen: int = Field(default=0, ge=0)
    why: Why = ""


class VersionedRules(Record):
    """The routing rules, and the version to name when they are replaced; 0 = nobody set any."""

    version: int = Field(ge=0)
    rules: RoutingRules


class RulesVersion(Record):
    """The version of the rules as they are now."""

    version: int


_REFUSED_CALLS: Final = (
    RefusalCode.NO_SUCH_PERSON,
    RefusalCode.CLOSED,
    RefusalCode.CLOSED_BY_HAND,
    RefusalCode.QUEUE_FULL,
    RefusalCode.NOBODY_STAFFED,
)


@dataclass(frozen=True, kw_only=True)
class Api:
    """What supervisors can see and do."""

    engine: QueueEngine
    directory: Directory
    gate: Gate
    calls: CallService
    locations: Locations
    rules: Rules
    waiting: WaitingService
    statistics: Statistics
    statistics_keeper: StatisticsKeeper
    notes: ActionNotes
    now: Callable[[], int]

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (*self._of_the_queue(), *self._of_the_service())

    def _of_the_queue(self) -> tuple[Operation, ...]:
        return (
            Operation(
                method="GET",
                path="/calls",
                action="calls.list",
                summary="All live calls.",
                answer=Calls,
                handler=self._calls,
            ),
            Operation(
                method="POST",
                path="/calls",
                action="call.request",
                summary="Queue a call for a booth, such as one for a person by name; or tell its live one.",
                body=NewCall,
                answer=Call,
                handler=self._request,
                refusals=_REFUSED_CALLS,
            ),
            Operation(
                method="GET",
                path="/people",
                action="people.list",
                summary="Everybody who isn't offline, with status and activity.",
                answer=People,
                handler=self._people,
            ),
            Operation(
                method="GET",
                path="/queue",
                action="queue.read",
                summary="Who waits, in which place and about how long.",
                answer=Queue,
                handler=self._queue,
            ),
            Operation(
                method="GET",
                path="/calls/{call_id}/explanation",
                action="call.explain",
                summary="Why a call still waits, and what opens next.",
                answer=Explanation,
                handler=self._explain,
                refusals=(RefusalCode.NO_SUCH_CALL, RefusalCode.WRONG_STATE),
            ),
            Operation(
                method="PUT",
                path="/calls/{call_id}/priority",
                action="call.prioritise",
                summary="Rank a waiting call higher, within the limit of the routing rules.",
                body=Priority,
                answer=Call,
                handler=self._prioritise,
                refusals=(RefusalCode.NO_SUCH_CALL, RefusalCode.WRONG_STATE),
            ),
            Operation(
                method="GET",
                path="/flagged",
                action="flag.list",
                summary="What employees reported of visitors' behavior and no supervisor has seen yet.",
                answer=FlaggedCalls,
                handler=self._flagged,
            ),
            Operation(
                method="DELETE",
                path="/flagged/{call_id}",
                action="flag.settle",
                summary="Say that a report of a visitor's behavior was seen; harmless when it was.",
                answer=Seen,
                handler=self._settle_flag,
            ),
        )

    def _of_the_service(self) -> tuple[Operation, ...]:
        return (
            Operation(
                method="GET",
                path="/locations",
                action="location.list",
                summary="All locations: whether they take calls, and their hours in the coming days.",
                answer=LocationList,
                handler=self._locations,
            ),
            Operation(
                method="PUT",
                path="/locations/{location_id}/door",
                action="location.switch",
                summary="Close a location for new calls, or open it again; calls that wait go on waiting.",
                body=LocationDoor,
                answer=LocationDoor,
                handler=self._switch,
                refusals=(
                    RefusalCode.NO_SUCH_LOCATION,
                    RefusalCode.NO_SUCH_MOMENT,
                    RefusalCode.TOO_FAR_AHEAD,
                    RefusalCode.CHANGED_MEANWHILE,
                ),
            ),
            Operation(
                method="GET",
                path="/routing",
                action="routing.read",
                summary="The routing rules.",
                answer=VersionedRules,
                handler=self._read_rules,
            ),
            Operation(
                method="PUT",
                path="/routing",
                action="routing.replace",
                summary="Replace the routing rules, if `version` is still theirs. Calls keep their plan.",
                body=VersionedRules,
                answer=RulesVersion,
                handler=self._replace_rules,
                refusals=(RefusalCode.CHANGED_MEANWHILE,),
            ),
            Operation(
                method="GET",
                path="/statistics",
                action="statistics.read",
                summary="Calls and people's time, summed up; each figure with the formula it is made by.",
                query=ReportQuery,
                answer=StatisticsReport,
                handler=self._report,
            ),
        )

    async def _board(self, asked: Asked) -> Board:
        return self.gate.tenancy.part_of(await self.engine.board(), asked.asker.realm)

    async def _calls(self, asked: Asked) -> Calls:
        return Calls(calls=(await self._board(asked)).calls)

    async def _flagged(self, asked: Asked) -> FlaggedCalls:
        return FlaggedCalls(flagged=(await self._board(asked)).flagged)

    async def _settle_flag(self, asked: Asked) -> Seen:
        await self.gate.settle_flag(asked.asker, asked.path["call_id"])
        return Seen(call_id=asked.path["call_id"])

    async def _people(self, asked: Asked) -> People:
        realm, told = asked.asker.realm, self.gate.tenancy.told_of_person
        return People(people=tuple(each for each in await self.engine.people() if realm.has(told(each))))

    async def _queue(self, asked: Asked) -> Queue:
        waiting = await self.waiting.prospects()
        return Queue(waiting=tuple(_entry(each) for each in waiting if asked.asker.realm.has(each.centres)))

    async def _request(self, asked: Asked) -> Call:
        new: NewCall = asked.body
        call = await self.calls.request(new.booth_id, new.language, new.subject, named=new.named)
        await self.notes.note("call.requested", by=asked.by, subject=call.call_id)
        return call

    async def _explain(self, asked: Asked) -> Explanation:
        return await self.engine.explain(asked.path["call_id"])

    async def _prioritise(self, asked: Asked) -> Call:
        return await self.calls.prioritise(asked.path["call_id"], asked.body.head_start_s, by=asked.by)

    async def _locations(self, asked: Asked) -> LocationList:
        return LocationList(
            locations=tuple(
                location_view(place, self.locations)
                for place in self.directory.locations
                if asked.asker.realm.has({place.centre})
            )
        )

    async def _switch(self, asked: Asked) -> LocationDoor:
        door: LocationDoor = asked.body
        location, deed = asked.path["location_id"], Deed(asked.by, door.why)
        if door.open:
            await self.locations.open(location, deed, seen=door.seen)
        else:
            await self.locations.close(location, deed, door.notice, seen=door.seen)
        return door

    async def _read_rules(self, _asked: Asked) -> VersionedRules:
        await self.rules.load()
        rules, version = self.rules.versioned()
        return VersionedRules(rules=rules, version=version)

    async def _replace_rules(self, asked: Asked) -> RulesVersion:
        wanted: VersionedRules = asked.body
        try:
            return RulesVersion(version=await self.rules.replace(wanted.rules, wanted.version, asked.by))
        except UnknownLocationError as error:
            raise ApiFault(400, "bad_request", [Fault(where="rules", what=str(error))]) from error
        except DocumentTooLargeError as error:
            raise ApiFault(413, "too_large") from error

    async def _report(self, asked: Asked) -> StatisticsReport:
        # All that has happened is counted first; then what people are in the middle of.
        await self.statistics_keeper.catch_up()
        told = await report(self.statistics, asked.query, people=self.engine.people, now=self.now())
        realm, of = asked.asker.realm, self.gate.tenancy.of_person
        own = tuple(each for each in told.people if realm.has(of(each.staff_id)))
        return told.model_copy(update={"people": own})


def _entry(waiting: Waiting) -> QueueEntry:
    expected = waiting.forecast
    return QueueEntry(
        call_id=waiting.call_id,
        booth_id=waiting.booth_id,
        position=waiting.position,
        expected_s=expected.expected_s if expected else None,
        low_s=expected.low_s if expected else None,
        high_s=expected.high_s if expected else None,
    )
