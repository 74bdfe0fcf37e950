"""The API's operations by which supervisors steer calls and people."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from callrouter.model.commands import TransferTarget
from callrouter.model.records import Call, Id, Record
from callrouter.model.states import AwayReason, RefusalCode, Status
from callrouter.model.steering_events import Deed, Why
from callrouter.queueing import QueueEngine
from callrouter.services.steering import SteeringService
from signaling.http.api.operation import Asked, Operation
from signaling.protocol.steering import DeedId, Reason


class Move(Record):
    """For whom else a waiting call is to be; ``deed_id`` is the asker's own, a repeat is one."""

    deed_id: DeedId
    to: TransferTarget
    #: ``opened_at`` of the seat that waits, as the asker knows it: another's move is not undone unseen.
    opened_at: int = Field(ge=0)
    why: Why = ""


class End(Record):
    """Why a call is ended."""

    why: Reason


class StatusGiven(Record):
    """The status a person is given; in a call, or its wrap-up, the next one, but for ``offline``."""

    status: Status
    reason: AwayReason | None = None
    why: Why = ""


class Freed(Record):
    """From which call or reservation somebody is to be freed, and why."""

    busy_with: Id
    why: Reason


_OVER = (RefusalCode.NO_SUCH_CALL, RefusalCode.CALLER_LEFT)


@dataclass(frozen=True, kw_only=True)
class SteeringApi:
    """What supervisors do with others' calls and work."""

    engine: QueueEngine
    steering: SteeringService

    def operations(self) -> tuple[Operation, ...]:
        """Return all operations."""
        return (
            Operation(
                method="POST",
                path="/calls/{call_id}/move",
                action="call.move",
                summary="Have others asked for a waiting call; it keeps its place by time.",
                body=Move,
                answer=Call,
                handler=self._move,
                refusals=(
                    *_OVER,
                    RefusalCode.ALREADY_TAKEN,
                    RefusalCode.CHANGED_MEANWHILE,
                    RefusalCode.NO_SUCH_PERSON,
                    RefusalCode.NO_SUCH_LOCATION,
                    RefusalCode.UNKNOWN_LANGUAGE,
                ),
            ),
            Operation(
                method="POST",
                path="/calls/{call_id}/end",
                action="call.stop",
                summary="End a call for everybody in it.",
                body=End,
                answer=Call,
                handler=self._end,
                refusals=_OVER,
            ),
            Operation(
                method="PUT",
                path="/people/{staff_id}/status",
                action="staff.steer",
                summary="Set a person's status.",
                body=StatusGiven,
                answer=StatusGiven,
                handler=self._set_status,
                refusals=(RefusalCode.NO_SUCH_PERSON, RefusalCode.WRONG_STATE),
            ),
            Operation(
                method="POST",
                path="/people/{staff_id}/free",
                action="staff.free",
                summary="Free a stuck person; a caller who would be left with nobody waits again.",
                body=Freed,
                answer=Freed,
                handler=self._free,
                refusals=(RefusalCode.NO_SUCH_PERSON, RefusalCode.NO_SUCH_CALL),
            ),
        )

    async def _move(self, asked: Asked) -> Call:
        wanted: Move = asked.body
        return await self.steering.move(
            asked.path["call_id"], wanted.deed_id, wanted.to, _deed(asked), opened_at=wanted.opened_at
        )

    async def _end(self, asked: Asked) -> Call:
        return await self.engine.stop_call(asked.path["call_id"], _deed(asked))

    async def _set_status(self, asked: Asked) -> StatusGiven:
        given: StatusGiven = asked.body
        await self.engine.set_status(asked.path["staff_id"], given.status, given.reason, _deed(asked))
        return given

    async def _free(self, asked: Asked) -> Freed:
        freed: Freed = asked.body
        await self.steering.free(asked.path["staff_id"], freed.busy_with, _deed(asked))
        return freed


def _deed(asked: Asked) -> Deed:
    return Deed(asked.by, asked.body.why)
