"""Exceptions to opening hours that supervisors make: kept as a document, followed by every node."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from callrouter.model.directory import DayException, Directory, ExceptionsKept, Location
from callrouter.model.events import Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.model.steering_events import Deed
from callrouter.policy import opening_hours
from callrouter.queueing import Change, Documents
from callrouter.services.followed_document import FollowedDocument

#: The name of the document.
OPENING_HOURS: Final = "opening_hours"
#: An exception is made no longer ahead.
_DAYS_AHEAD: Final = 366


class Planned(NamedTuple):
    """A location with every exception, those that supervisors made, and the version that says so."""

    location: Location
    own: tuple[DayException, ...]
    version: int
    today: date


class SpecialDays:
    """Which dates have other hours; until ``load`` succeeds, those of the directory."""

    def __init__(self, documents: Documents, directory: Directory, *, now: Callable[[], int]) -> None:
        self._document = FollowedDocument(documents, OPENING_HOURS, self._take)
        self._directory = directory
        self._now = now
        self._kept = ExceptionsKept()
        #: Called when hours are other than they were.
        self.heard: Callable[[], None] = lambda: None

    def at(self, location: Location) -> Location:
        """Return a location of the directory with the supervisors' exceptions, which count before its own."""
        return opening_hours.with_exceptions(location, self._kept.locations.get(location.location_id, ()))

    async def planned(self, location_id: str) -> Planned:
        """Return what is planned at a location. Raises Refusal ``no_such_location``."""
        location = self._location(location_id)
        version = await self.load()
        own = self._kept.locations.get(location_id, ())
        return Planned(self.at(location), own, version, opening_hours.today_at(location, self._now()))

    async def put(
        self, location_id: str, exception: DayException, deed: Deed, *, expected_version: int | None
    ) -> None:
        """Let a date have other hours, or none. Past dates are forgotten on the way.

        With an ``expected_version`` nobody else may have changed any since. Raises Refusal:
        ``no_such_location``, ``no_such_moment`` for a date that is past, ``too_far_ahead``,
        ``changed_meanwhile``.
        """
        today = opening_hours.today_at(self._location(location_id), self._now())
        if exception.day < today:
            raise Refusal(RefusalCode.NO_SUCH_MOMENT)
        if exception.day > today + timedelta(days=_DAYS_AHEAD):
            raise Refusal(RefusalCode.TOO_FAR_AHEAD)
        await self._replace(location_id, exception.day, (exception,), deed, expected_version)

    async def remove(self, location_id: str, day: date, deed: Deed, *, expected_version: int | None) -> None:
        """Let the directory decide on a date again; harmless where it does. Raises as ``put`` does."""
        self._location(location_id)
        await self._replace(location_id, day, (), deed, expected_version)

    def follow(self, event: Event) -> None:
        """Hear that it was changed, perhaps at another node."""
        self._document.follow(event)

    async def run(self) -> None:
        """Follow changes for ever."""
        await self._document.run()

    async def load(self) -> int:
        """Take over what is kept, and return its version. What can't be read is logged, and not taken.

        Raises QueueUnavailableError.
        """
        return await self._document.load()

    def _take(self, text: str | None) -> None:
        kept = ExceptionsKept() if text is None else ExceptionsKept.to_change(text)
        if kept != self._kept:
            self._kept = kept
            self.heard()

    async def _replace(
        self,
        location_id: str,
        day: date,
        by_day: tuple[DayException, ...],
        deed: Deed,
        expected: int | None,
    ) -> None:
        change = Change(f"{location_id}/{day}/{_in_a_word(by_day)}", deed.why)
        await self._document.replace(
            lambda: self._text(location_id, day, by_day), by=deed.by, expected=expected, change=change
        )

    def _text(self, location_id: str, day: date, by_day: tuple[DayException, ...]) -> str:
        """Return everything kept, with this location's date anew and without dates that are past."""
        before = self._kept.locations
        others = tuple(each for each in before.get(location_id, ()) if each.day != day)
        every = {**before, location_id: tuple(sorted((*others, *by_day), key=lambda each: each.day))}
        today = min(opening_hours.today_at(place, self._now()) for place in self._directory.locations)
        coming = {
            name: tuple(each for each in days if each.day >= today) for name, days in sorted(every.items())
        }
        kept = ExceptionsKept(locations={name: days for name, days in coming.items() if days})
        return kept.to_keep(exclude_defaults=True)

    def _location(self, location_id: str) -> Location:
        for location in self._directory.locations:
            if location.location_id == location_id:
                return location
        raise Refusal(RefusalCode.NO_SUCH_LOCATION)


def _in_a_word(by_day: tuple[DayException, ...]) -> str:
    """Return what a date becomes, for the audit trail."""
    if not by_day:
        return "usual"
    hours = by_day[0].hours
    return "closed" if hours is None else f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
