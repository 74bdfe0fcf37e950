"""Whether a location takes calls now: its hours, and whether a supervisor closed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from callrouter.model.directory import Directory, Location
from callrouter.model.doors import Closing, Notice
from callrouter.model.events import Event, LocationSwitched
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.model.steering_events import Deed
from callrouter.policy import opening_hours
from callrouter.policy.joining import modes_at
from callrouter.queueing import QueueEngine
from callrouter.services.special_days import SpecialDays

#: What is closed for longer has other hours, or is no location any more.
LONGEST_CLOSING_MS: Final = 31 * 86_400_000


class Locations:
    """The locations' doors. Whether one is closed by hand is known here a moment late; the engine decides."""

    def __init__(
        self,
        engine: QueueEngine,
        directory: Directory,
        *,
        respect_hours: bool,
        now: Callable[[], int],
        special_days: SpecialDays,
    ) -> None:
        self._engine = engine
        self._directory = directory
        self._respect_hours = respect_hours
        self._now = now
        self._closings: dict[str, Closing] = {}
        self._special = special_days

    async def load(self) -> None:
        """Learn which are closed by hand. Raises QueueUnavailableError."""
        self._closings = await self._engine.closings()

    def follow(self, event: Event) -> None:
        """Note that one was closed or opened by hand."""
        if isinstance(event, LocationSwitched):
            if event.open:
                self._closings.pop(event.location, None)
            else:
                by = event.by or ""
                self._closings[event.location] = event.closing or Closing(by=by, at=event.at)

    def is_open(self, location: Location) -> bool:
        """Say whether the location takes calls now."""
        return self.within_hours(location) and not self.closed_by_hand(location)

    def within_hours(self, location: Location) -> bool:
        """Say whether its hours let it take calls now."""
        return not self._respect_hours or opening_hours.is_open(self.as_now(location), self._now())

    def as_now(self, location: Location) -> Location:
        """Return a location of the directory with the exceptions that supervisors made."""
        return self._special.at(location)

    def closed_by_hand(self, location: Location) -> bool:
        """Say whether a supervisor closed it for now."""
        return location.location_id in self._closings

    def closing(self, location: Location) -> Closing | None:
        """Return how a supervisor closed it for now."""
        return self._closings.get(location.location_id)

    def opens_at(self, location: Location) -> int | None:
        """Return when it opens next, UTC epoch ms; None while it is open, or if that is unknown.

        Its hours say so, but no earlier than a supervisor who closed it until then.
        """
        closing, location = self.closing(location), self.as_now(location)
        if closing is None:
            return None if self.within_hours(location) else opening_hours.opens_at(location, self._now())
        if closing.reopens_at is None:
            return None
        if not self._respect_hours or opening_hours.is_open(location, closing.reopens_at):
            return closing.reopens_at
        return opening_hours.opens_at(location, closing.reopens_at)

    def may_be_joined(self, location: Location) -> bool:
        """Say whether supervisors may join calls from there in any way."""
        return bool(modes_at(self._directory, location.centre, location.location_id))

    def display_name(self, staff_id: str) -> str:
        """Return who that is, as colleagues know them."""
        account = self._directory.account(staff_id)
        return account.display_name if account else staff_id

    async def close(self, location_id: str, deed: Deed, notice: Notice, *, seen: int) -> None:
        """Close a location for new calls, or tell something else there.

        Raises Refusal ``no_such_location``; ``no_such_moment`` or ``too_far_ahead`` for when it reopens; and
        as the engine does.
        """
        self._known(location_id)
        if notice.reopens_at is not None:
            if notice.reopens_at <= self._now():
                raise Refusal(RefusalCode.NO_SUCH_MOMENT)
            if notice.reopens_at > self._now() + LONGEST_CLOSING_MS:
                raise Refusal(RefusalCode.TOO_FAR_AHEAD)
        await self._engine.close_location(location_id, deed, notice, seen=seen)

    async def open(self, location_id: str, deed: Deed, *, seen: int) -> None:
        """Open what was closed by hand. Raises Refusal ``no_such_location``, and as the engine does."""
        self._known(location_id)
        await self._engine.open_location(location_id, deed, seen=seen)

    def _known(self, location_id: str) -> Location:
        for location in self._directory.locations:
            if location.location_id == location_id:
                return location
        raise Refusal(RefusalCode.NO_SUCH_LOCATION)
