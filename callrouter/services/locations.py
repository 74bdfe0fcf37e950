"""Whether a location takes calls now: its hours, and whether a supervisor closed it."""

from __future__ import annotations

from collections.abc import Callable

from callrouter.model.directory import Directory, Location
from callrouter.model.events import Event, LocationSwitched
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.policy import opening_hours
from callrouter.policy.joining import modes_at
from callrouter.queueing import QueueEngine


class Locations:
    """The locations' doors. Whether one is closed by hand is known here a moment late; the engine decides."""

    def __init__(
        self, engine: QueueEngine, directory: Directory, *, respect_hours: bool, now: Callable[[], int]
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._respect_hours = respect_hours
        self._now = now
        self._closed_by_hand: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Learn which are closed by hand. Raises QueueUnavailableError."""
        self._closed_by_hand = await self._engine.closed_locations()

    def follow(self, event: Event) -> None:
        """Note that one was closed or opened by hand."""
        if isinstance(event, LocationSwitched):
            changed = frozenset({event.location})
            self._closed_by_hand = (
                self._closed_by_hand - changed if event.open else self._closed_by_hand | changed
            )

    def is_open(self, location: Location) -> bool:
        """Say whether the location takes calls now."""
        return self.within_hours(location) and not self.closed_by_hand(location)

    def within_hours(self, location: Location) -> bool:
        """Say whether its hours let it take calls now."""
        return not self._respect_hours or opening_hours.is_open(location, self._now())

    def closed_by_hand(self, location: Location) -> bool:
        """Say whether a supervisor closed it for now."""
        return location.location_id in self._closed_by_hand

    def opens_at(self, location: Location) -> int | None:
        """Return when its hours open it next, UTC epoch ms; None while they have it open, or if unknown."""
        return None if self.within_hours(location) else opening_hours.opens_at(location, self._now())

    def may_be_joined(self, location: Location) -> bool:
        """Say whether supervisors may join calls from there in any way."""
        return bool(modes_at(self._directory, location.centre, location.location_id))

    async def switch(self, location_id: str, *, is_open: bool, by: str) -> None:
        """Close a location for new calls, or open it again. Raises Refusal ``no_such_location``."""
        if all(location.location_id != location_id for location in self._directory.locations):
            raise Refusal(RefusalCode.NO_SUCH_LOCATION)
        await self._engine.switch_location(location_id, open=is_open, by=by)
