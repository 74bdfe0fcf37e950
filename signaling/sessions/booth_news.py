"""What booths are told beside events: their place in the queue, and whether the location is open."""

from __future__ import annotations

import asyncio
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.events import Event, StaffChanged
from callrouter.model.states import Role
from callrouter.services.calls import CallService
from callrouter.services.waiting import WaitingService
from signaling.protocol.server import LocationChanged, QueuePlaced
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub
from signaling.sessions.resume import location_view

_OPENING_CHECK_S: Final = 15.0
_QUEUE_EVENTS: Final = frozenset({"call.queued", "call.joined", "call.ended", "seat.changed"})


class BoothNews:
    """Tells waiting booths of this node their prospects whenever those change."""

    def __init__(self, hub: Hub, waiting: WaitingService, calls: CallService, directory: Directory) -> None:
        self._hub = hub
        self._waiting = waiting
        self._calls = calls
        self._directory = directory
        self.places = Announcer(self._tell_places)
        self._told: dict[str, QueuePlaced] = {}
        self._was_open: dict[str, bool] = {}

    def follow(self, event: Event) -> None:
        """Note that the queue, or who serves it, has changed."""
        if event.type in _QUEUE_EVENTS or (
            isinstance(event, StaffChanged) and event.staff.role is Role.AGENT
        ):
            self.places.changed()

    def arrived(self, booth_id: str) -> None:
        """Tell this booth soon, changed or not: its page is new."""
        self._told.pop(booth_id, None)
        self.places.changed()

    async def run_opening(self) -> None:
        """Tell openings and closings for ever."""
        while True:
            self._tell_opening()
            await asyncio.sleep(_OPENING_CHECK_S)

    async def _tell_places(self) -> None:
        told: dict[str, QueuePlaced] = {}
        for prospect in await self._waiting.prospects():
            if not self._hub.connections(prospect.booth_id):
                continue
            message = QueuePlaced(
                call_id=prospect.call_id,
                position=prospect.position,
                wait_from_s=prospect.wait.from_s if prospect.wait else None,
                wait_to_s=prospect.wait.to_s if prospect.wait else None,
            )
            if self._told.get(prospect.booth_id) != message:
                self._hub.tell(prospect.booth_id, message)
            told[prospect.booth_id] = message
        self._told = told

    def _tell_opening(self) -> None:
        is_open = {place.location_id: self._calls.is_open(place) for place in self._directory.locations}
        for connection in self._hub.connections():
            booth_id = connection.identity.principal_id
            location = self._directory.location_of(booth_id)
            if location is None:
                continue
            now = is_open[location.location_id]
            if self._was_open.get(location.location_id, now) != now:
                self._hub.tell(booth_id, LocationChanged(location=location_view(location, self._calls)))
        self._was_open = is_open
