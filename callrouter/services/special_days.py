"""Exceptions to opening hours that supervisors make: kept as a document, followed by every node."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

import structlog
from pydantic import ValidationError

from callrouter.model.directory import DayException, Directory, ExceptionsKept, Location
from callrouter.model.events import DocumentChanged, Event
from callrouter.model.refusal import Refusal
from callrouter.model.states import RefusalCode
from callrouter.model.steering_events import Deed
from callrouter.policy import opening_hours
from callrouter.queueing import Change, Documents, QueueUnavailableError

#: The name of the document.
OPENING_HOURS: Final = "opening_hours"
#: An exception is made no longer ahead.
_DAYS_AHEAD: Final = 366
#: Somebody else may change it between reading and writing; this often in a row they can't.
_TRIES: Final = 10
#: Looked at anew this often, in case a change was not heard of.
_LOOK_S: Final = 60.0
_PAUSE_AFTER_FAULT_S: Final = 1.0

_log = structlog.get_logger(__name__)


class Planned(NamedTuple):
    """A location with every exception, those that supervisors made, and the version that says so."""

    location: Location
    own: tuple[DayException, ...]
    version: int
    today: date


class SpecialDays:
    """Which dates have other hours; until ``load`` succeeds, those of the directory."""

    def __init__(self, documents: Documents, directory: Directory, *, now: Callable[[], int]) -> None:
        self._documents = documents
        self._directory = directory
        self._now = now
        self._kept = ExceptionsKept()
        self._changed = asyncio.Event()
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
        if isinstance(event, DocumentChanged) and event.name == OPENING_HOURS:
            self._changed.set()

    async def run(self) -> None:
        """Follow changes for ever."""
        while True:
            self._changed.clear()
            try:
                await self.load()
                async with asyncio.timeout(_LOOK_S):
                    await self._changed.wait()
            except TimeoutError:
                continue
            except QueueUnavailableError:
                await asyncio.sleep(_PAUSE_AFTER_FAULT_S)

    async def load(self) -> int:
        """Take over what is kept, and return its version. What can't be read is logged, and not taken.

        Raises QueueUnavailableError.
        """
        document = await self._documents.read(OPENING_HOURS)
        if document is None:
            return 0
        try:
            kept = ExceptionsKept.model_validate_json(document.text)
        except ValidationError as error:
            _log.error("opening_hours.unreadable", version=document.version, faults=error.error_count())
            return document.version
        if kept != self._kept:
            self._kept = kept
            self.heard()
        return document.version

    async def _replace(
        self,
        location_id: str,
        day: date,
        by_day: tuple[DayException, ...],
        deed: Deed,
        expected: int | None,
    ) -> None:
        change = Change(f"{location_id}/{day}/{_in_a_word(by_day)}", deed.why)
        for _ in range(_TRIES):
            version = await self.load()
            text = self._text(location_id, day, by_day)
            try:
                await self._documents.replace(
                    OPENING_HOURS,
                    text,
                    expected_version=version if expected is None else expected,
                    by=deed.by,
                    change=change,
                )
            except Refusal as refusal:
                if refusal.code is not RefusalCode.CHANGED_MEANWHILE or expected is not None:
                    raise
                continue
            await self.load()
            return
        raise Refusal(RefusalCode.CHANGED_MEANWHILE)

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
        return kept.model_dump_json(exclude_defaults=True)

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
