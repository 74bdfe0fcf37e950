"""What booths, employees and supervisors are told of locations: whether they take calls, and when."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Final

from callrouter.model.directory import Directory, Location
from callrouter.model.events import Event, LocationSwitched
from callrouter.model.states import HOSTS, Role
from callrouter.policy import opening_hours
from callrouter.services.locations import Locations
from signaling.auth.identity import Identity
from signaling.protocol.booth import ClosingView, LocationChanged, LocationView, OpeningTimes, TileView
from signaling.sessions.clock import now_ms
from signaling.sessions.hub import Hub

_CHECK_S: Final = 15.0
_A_WEEK: Final = 7
#: Employees are told where a call comes from; interpreters aren't.
_SEES_ALL: Final = HOSTS


class LocationNews:
    """Tells openings and closings: by the clock, and by hand."""

    def __init__(self, hub: Hub, locations: Locations, directory: Directory) -> None:
        self._hub = hub
        self._locations = locations
        self._directory = directory
        self._told: dict[str, LocationView] = {}
        self._switched = asyncio.Event()

    def follow(self, event: Event) -> None:
        """Note that one was closed or opened by hand."""
        if isinstance(event, LocationSwitched):
            self._switched.set()

    def changed(self) -> None:
        """Tell what is other than it was told: hours were changed."""
        self._switched.set()

    def views(self) -> tuple[LocationView, ...]:
        """Return all locations as they are now."""
        return tuple(location_view(location, self._locations) for location in self._directory.locations)

    async def run(self) -> None:
        """Tell changes for ever."""
        while True:
            self._tell()
            self._switched.clear()
            try:
                async with asyncio.timeout(_CHECK_S):
                    await self._switched.wait()
            except TimeoutError:
                continue

    def _tell(self) -> None:
        for view in self.views():
            if self._told.get(view.location_id, view) != view:
                self._tell_one(view)
            self._told[view.location_id] = view

    def _tell_one(self, view: LocationView) -> None:
        for connection in self._hub.connections():
            identity = connection.identity
            told = {location.location_id for location in told_locations(identity, self._directory)}
            if view.location_id in told and connection.started:
                connection.send(LocationChanged(location=location_for(identity.role, view)))


def told_locations(identity: Identity, directory: Directory) -> tuple[Location, ...]:
    """Return the locations a page is told of: a booth's own, a service employee's, overseen ones, or all."""
    if identity.role in _SEES_ALL:
        return directory.locations
    own = directory.location_of(identity.principal_id)
    if identity.role is Role.VISITOR:  # thousands of pages, each told of one place of many
        return () if own is None else (own,)
    names = {*identity.locations, *([own.location_id] if own else ())}
    return tuple(
        each for each in directory.locations if each.location_id in names or identity.realm.has({each.centre})
    )


def location_for(role: Role, view: LocationView) -> LocationView:
    """Return the location as a page of this role needs it: what a booth offers beside the call is its own."""
    if role is not Role.VISITOR:
        view = view.model_copy(update={"tiles": (), "callback_url": None})
    if role is Role.SUPERVISOR or view.closing is None:
        return view
    return view.model_copy(update={"closing": view.closing.model_copy(update={"by": None})})


def location_view(location: Location, locations: Locations) -> LocationView:
    """Return the location as pages are told it; the hours are those of the seven days from today."""
    today = opening_hours.today_at(location, now_ms())
    days = sorted((today + timedelta(days=ahead) for ahead in range(_A_WEEK)), key=date.isoweekday)
    place = locations.as_now(location)
    return LocationView(
        location_id=location.location_id,
        name=location.name,
        open=locations.is_open(location),
        closed_by_hand=locations.closed_by_hand(location),
        closing=_closing(location, locations),
        opens_at=locations.opens_at(location),
        timezone=location.timezone,
        hours=tuple(_opening_times(place, day) for day in days),
        callback_url=location.callback_url,
        may_be_joined=locations.may_be_joined(location),
        tiles=tuple(TileView.model_validate(tile.model_dump()) for tile in location.tiles),
    )


def _closing(location: Location, locations: Locations) -> ClosingView | None:
    closing = locations.closing(location)
    if closing is None:
        return None
    told = closing.model_dump() | {"by": locations.display_name(closing.by)}
    return ClosingView.model_validate(told)


def _opening_times(location: Location, day: date) -> OpeningTimes:
    hours = opening_hours.day_hours(location, day)
    return OpeningTimes(
        weekday=day.isoweekday(),
        opens=hours.opens.strftime("%H:%M") if hours else None,
        closes=hours.closes.strftime("%H:%M") if hours else None,
        special=opening_hours.is_special(location, day),
        line=opening_hours.line_of(location, day),
    )
