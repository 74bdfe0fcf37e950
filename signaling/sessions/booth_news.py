"""What waiting booths are told beside events: their place in the queue, and about how long it takes."""

from __future__ import annotations

import asyncio
from typing import Final

from callrouter.model.events import Event, StaffChanged
from callrouter.model.states import CALLERS, Role
from callrouter.policy.announcing import Announced, announce
from callrouter.services.waiting import Waiting, WaitingService
from signaling.protocol.server import QueuePlaced
from signaling.sessions.announcer import Announcer
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub

#: Estimates change with time alone too.
_REFRESH_S: Final = 15.0
_QUEUE_EVENTS: Final = frozenset(
    {"call.queued", "call.joined", "call.left", "call.ended", "call.prioritised", "seat.changed"}
)


class BoothNews:
    """Tells waiting booths of this node their prospects whenever those change."""

    def __init__(self, hub: Hub, waiting: WaitingService) -> None:
        self._hub = hub
        self._waiting = waiting
        self.places = Announcer(self._tell_places)
        self._told: dict[str, QueuePlaced] = {}
        #: What the visitors of waiting calls are told of the time, so that it changes calmly.
        self._announced: dict[str, Announced | None] = {}

    def follow(self, event: Event) -> None:
        """Note that the queue, or who serves it, has changed."""
        self._waiting.follow(event)
        if event.type in _QUEUE_EVENTS or (
            isinstance(event, StaffChanged) and event.staff.role not in {Role.SUPERVISOR, Role.SERVICE}
        ):
            self.places.changed()

    def arrived(self, booth_id: str) -> None:
        """Tell this booth soon, changed or not: its page is new."""
        self._told.pop(booth_id, None)
        self.places.changed()

    async def run_clock(self) -> None:
        """Work estimates out anew for ever, as time passes."""
        while True:
            await asyncio.sleep(_REFRESH_S)
            self.places.changed()

    async def _tell_places(self) -> None:
        booths = {
            connection.identity.principal_id
            for connection in self._hub.connections()
            if connection.identity.role in CALLERS
        }
        prospects = await self._waiting.prospects_of(sorted(booths))
        now = now_ms()
        self._announced = {
            prospect.call_id: announce(
                self._announced.get(prospect.call_id), prospect.forecast, prospect.position, now
            )
            for prospect in prospects
        }
        told: dict[str, QueuePlaced] = {}
        for prospect in prospects:
            message = _placed(prospect, self._announced[prospect.call_id])
            if self._told.get(prospect.booth_id) != message:
                self._hub.tell(prospect.booth_id, message)
            told[prospect.booth_id] = message
        self._told = told


def _placed(prospect: Waiting, announced: Announced | None) -> QueuePlaced:
    low, high = (announced and announced.between) or (None, None)
    return QueuePlaced(
        call_id=prospect.call_id,
        position=prospect.position,
        about_minutes=announced.minutes if announced else None,
        more_than=announced.more_than if announced else False,
        from_minutes=low,
        to_minutes=high,
        with_interpreter=prospect.with_interpreter,
    )
