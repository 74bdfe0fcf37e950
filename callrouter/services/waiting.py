"""What a waiting visitor is told: the place in the queue, and about how long it will take."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from callrouter.model.events import Event
from callrouter.model.records import Id, Record
from callrouter.model.states import Role
from callrouter.model.views import Lineup, WaitingSeat
from callrouter.policy.queue_place import queue_places
from callrouter.policy.recent_figures import RecentFigures, learn
from callrouter.policy.waiting_time import Forecast, forecast
from callrouter.queueing import Journal, QueueEngine

#: Events a node learns from before it tells its first estimate.
_LEARNT_FROM = 5000
#: Calls whose prospects are worked out; whoever waits behind so many is told no time.
_MOST_SEATS = 1000
#: People and seats for which a forecast takes a few milliseconds.
_SMALL_LINEUP = 60


class Waiting(Record):
    """One waiting call's prospects."""

    call_id: Id
    booth_id: Id
    #: Among those who wait for the same people; 1 is next.
    position: int
    #: Expected wait from now, s, and the range it is in three times out of five; None when nobody can say.
    forecast: Forecast | None
    #: Whether the steps open by now look for an employee together with an interpreter.
    with_interpreter: bool = False
    #: Whose call it is, and whose employees have been asked; empty when only its place was asked for.
    centres: tuple[Id, ...] = ()


class WaitingService:
    """Works out the prospects of waiting calls from who waits, who is there and what was seen lately."""

    def __init__(self, engine: QueueEngine) -> None:
        self._engine = engine
        self._figures = RecentFigures()

    async def load(self, journal: Journal) -> None:
        """Learn from what happened before this node started. Raises QueueUnavailableError."""
        for event in await journal.newest(_LEARNT_FROM):
            self.follow(event)

    def follow(self, event: Event) -> None:
        """Learn from what happens."""
        self._figures = learn(self._figures, event)

    async def prospects_of(self, booth_ids: Sequence[str]) -> tuple[Waiting, ...]:
        """Return the prospects of these booths' waiting calls."""
        return await self._prospects(tuple((await self._engine.live_calls(booth_ids)).values()))

    async def prospects(self) -> tuple[Waiting, ...]:
        """Return the prospects of the calls that wait, best ranked first; a thousand of them at most."""
        lineup = await self._engine.lineup(_MOST_SEATS)
        calls = dict.fromkeys(seat.call_id for seat in lineup.seats if seat.role is Role.AGENT)
        return await self._prospects(tuple(calls), lineup)

    async def _prospects(self, calls: Sequence[str], lineup: Lineup | None = None) -> tuple[Waiting, ...]:
        places = await self._engine.queue_places(calls) if calls else ()
        if not places:
            return ()
        lineup = lineup or await self._engine.lineup(_MOST_SEATS)
        ids = [place.call_id for place in places]
        if len(lineup.seats) + len(lineup.people) <= _SMALL_LINEUP:
            ranks, forecasts = _worked_out(lineup, self._figures, ids)
        else:
            # A long one takes a tenth of a second and more, which the media of this process can't wait.
            ranks, forecasts = await asyncio.to_thread(_worked_out, lineup, self._figures, ids)
        centres = {seat.call_id: seat.centres for seat in lineup.seats}
        accompanied = {seat.call_id for seat in lineup.seats if _is_accompanied(seat)}
        return tuple(
            Waiting(
                call_id=place.call_id,
                booth_id=place.booth_id,
                # Beyond the lineup the place is counted in the queues the call itself stands in.
                position=ranks.get(place.call_id, place.position),
                forecast=forecasts.get(place.call_id) if place.room else None,
                with_interpreter=place.call_id in accompanied,
                centres=centres.get(place.call_id, ()),
            )
            for place in places
        )


def _is_accompanied(seat: WaitingSeat) -> bool:
    return any(step.with_companion for step in seat.steps[: seat.opened])


def _worked_out(
    lineup: Lineup, figures: RecentFigures, calls: Sequence[str]
) -> tuple[dict[str, int], dict[str, Forecast | None]]:
    return queue_places(lineup, calls), forecast(lineup, figures, calls)
