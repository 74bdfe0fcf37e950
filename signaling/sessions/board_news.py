"""What wallboards are told beside events: figures of today, forecasts, callbacks and relays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from callrouter.model.board import CallbacksStanding, RelayView
from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.policy.service_level import Target
from callrouter.policy.tenancy import Realm
from callrouter.queueing import CallbackStore, RelayRegistry, waiting_list
from callrouter.queueing.callbacks import OVERDUE
from callrouter.services.live_figures import LiveFigures
from callrouter.services.waiting import WaitingService
from signaling.protocol.board import BoardMeasured, CallForecast, ServiceTarget
from signaling.sessions.announcer import SHORTEST_PAUSE_S, Announcer
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub

#: Forecasts, callbacks and relays change with time, not only by events.
_LOOK_S: Final = 3.0
_TREND_HOURS: Final = 6
_TOLD_AT_ONCE: Final = frozenset({"call.queued", "call.joined", "call.ended"})


@dataclass(frozen=True, kw_only=True)
class BoardSources:
    """What the figures come from."""

    figures: LiveFigures
    waiting: WaitingService
    callbacks: CallbackStore
    relays: RelayRegistry
    directory: Directory


@dataclass
class _Looked:
    """What was seen at the last look around."""

    #: With whose the calls are.
    forecasts: tuple[tuple[CallForecast, tuple[str, ...]], ...] = ()
    callbacks: CallbacksStanding = field(default_factory=lambda: CallbacksStanding(waiting=0, past_due=0))
    relays: tuple[RelayView, ...] = ()


class BoardNews:
    """Tells supervisors of this node, whenever it changes."""

    def __init__(
        self,
        hub: Hub,
        sources: BoardSources,
        target: Target,
        *,
        goal: float,
        pause_s: Callable[[], float] = lambda: SHORTEST_PAUSE_S,
    ) -> None:
        self._hub = hub
        self._sources = sources
        self._target = ServiceTarget(
            threshold_s=target.threshold_s, goal=goal, formula_in_words=target.formula.in_words
        )
        self.figures = Announcer(self._tell, pause_s)
        self.looks = Announcer(self._look, pause_s)
        self._looked = _Looked()
        self._told: BoardMeasured | None = None

    def follow(self, event: Event) -> None:
        """Count what happens, and tell of it soon."""
        self._sources.figures.follow(event)
        if event.type in _TOLD_AT_ONCE:
            self.figures.changed()

    def arrived(self) -> None:
        """Tell soon, changed or not: one of their pages is new."""
        self._told = None
        self.looks.changed()
        self.figures.changed()

    async def run_clock(self) -> None:
        """Look around for ever, as time passes, while somebody watches."""
        while True:
            if any(page.oversees for page in self._hub.connections()):
                self.looks.changed()
            await asyncio.sleep(_LOOK_S)

    async def _look(self) -> None:
        prospects = await self._sources.waiting.prospects()
        forecasts = tuple(
            (
                CallForecast(
                    call_id=each.call_id,
                    expected_s=each.forecast.expected_s,
                    low_s=each.forecast.low_s,
                    high_s=each.forecast.high_s,
                ),
                each.centres,
            )
            for each in prospects
            if each.forecast is not None
        )
        self._looked = _Looked(forecasts, await self._callbacks(), await self._relays())
        self.figures.changed()

    async def _callbacks(self) -> CallbacksStanding:
        directory = self._sources.directory
        queues = [each.team_id for each in directory.teams] + [each.centre_id for each in directory.centres]
        waiting = await self._sources.callbacks.count([waiting_list(queue) for queue in queues])
        return CallbacksStanding(waiting=waiting, past_due=await self._sources.callbacks.count([OVERDUE]))

    async def _relays(self) -> tuple[RelayView, ...]:
        return tuple(
            RelayView(
                relay_id=each.relay.relay_id,
                calls=each.calls,
                capacity=each.relay.capacity,
                draining=each.relay.draining,
                cpu=round(each.load.cpu, 1),
            )
            for each in await self._sources.relays.all()
        )

    async def _tell(self) -> None:
        pages = [page for page in self._hub.connections() if page.oversees and page.started]
        if not pages:
            return
        now = now_ms()
        message = BoardMeasured(
            target=self._target,
            today=self._sources.figures.today(now),
            trend=self._sources.figures.trend(now, hours=_TREND_HOURS),
            forecasts=tuple(each for each, _ in self._looked.forecasts),
            callbacks=self._looked.callbacks,
            relays=self._looked.relays,
        )
        if message == self._told:
            return
        self._told = message
        for page in pages:
            page.send(self._part_of(message, page.identity.realm))

    def _part_of(self, message: BoardMeasured, realm: Realm) -> BoardMeasured:
        """Return the message with forecasts of overseen calls; sums are for everybody who watches."""
        if realm.whole:
            return message
        seen = tuple(each for each, centres in self._looked.forecasts if realm.has(centres))
        return message.model_copy(update={"forecasts": seen})
