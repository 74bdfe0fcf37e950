"""What a waiting visitor is told: the place in the queue, and how long it will take."""

from __future__ import annotations

from callrouter.model.records import Id, Record
from callrouter.model.states import Activity, Role, Status
from callrouter.model.views import Board
from callrouter.policy.waiting_time import WaitRange, estimate_wait
from callrouter.queueing import QueueEngine

#: Until real figures are kept: a conversation with its wrap-up.
_HANDLING_S = 300.0


class Waiting(Record):
    """One waiting call's prospects; ``wait`` is None when nobody is there to answer."""

    call_id: Id
    booth_id: Id
    position: int
    wait: WaitRange | None


class WaitingService:
    """Works out the prospects of all waiting calls."""

    def __init__(self, engine: QueueEngine) -> None:
        self._engine = engine

    async def prospects(self) -> tuple[Waiting, ...]:
        """Return every waiting call's place and range, best placed first."""
        places = await self._engine.queue_places()
        if not places:
            return ()
        idle, busy = _staffing(await self._engine.board())
        return tuple(
            Waiting(
                call_id=place.call_id,
                booth_id=place.booth_id,
                position=place.position,
                wait=estimate_wait(position=place.position, idle=idle, busy=busy, handling_s=_HANDLING_S),
            )
            for place in places
        )


def _staffing(board: Board) -> tuple[int, int]:
    agents = [person for person in board.staff if person.role is Role.AGENT and person.status is Status.READY]
    idle = sum(person.activity in {Activity.IDLE, Activity.RESERVED} for person in agents)
    return idle, len(agents) - idle
