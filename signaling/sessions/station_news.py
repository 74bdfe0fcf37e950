"""What service employees are told of their stations: how the booths there stand, and who else is on duty."""

from __future__ import annotations

import asyncio
from typing import Final

from callrouter.model.booths import BoothStanding
from callrouter.model.directory import Directory
from callrouter.model.events import Event, StaffChanged
from callrouter.model.states import Role, Status
from callrouter.queueing import QueueEngine
from callrouter.services.booths import Booths
from signaling.protocol.booth import ServicePerson, StationBooth, StationChanged
from signaling.sessions.announcer import Announcer
from signaling.sessions.connection import Connection
from signaling.sessions.hub import Hub

#: Whether a booth is connected isn't told by events.
_CHECK_S: Final = 5.0
_BOOTH_EVENTS: Final = frozenset(
    {
        "call.queued",
        "call.joined",
        "call.left",
        "call.ended",
        "booth.reported",
        "booth.enrolled",
        "booth.revoked",
    }
)


class StationNews:
    """Tells the service employees at this node how their stations are, whenever that changes."""

    def __init__(self, hub: Hub, engine: QueueEngine, booths: Booths, directory: Directory) -> None:
        self._hub = hub
        self._engine = engine
        self._booths = booths
        self._directory = directory
        self.stations = Announcer(self._look)
        self._told: dict[str, StationChanged] = {}

    def follow(self, event: Event) -> None:
        """Note that a booth, or somebody on duty, may be other than before."""
        if event.type in _BOOTH_EVENTS or (
            isinstance(event, StaffChanged) and event.staff.role is Role.SERVICE
        ):
            self.stations.changed()

    def arrived(self, staff_id: str) -> None:
        """Tell soon, changed or not: this person's page is new."""
        self._told.pop(staff_id, None)
        self.stations.changed()

    async def run_clock(self) -> None:
        """Look anew for ever, as time passes."""
        while True:
            await asyncio.sleep(_CHECK_S)
            self.stations.changed()

    async def _look(self) -> None:
        pages = [page for page in self._hub.connections() if page.identity.role is Role.SERVICE]
        if not pages:
            self._told = {}
            return
        posts = frozenset[str]().union(*(page.identity.locations for page in pages))
        standings = await self._booths.standings(posts)
        on_duty = {person.staff_id for person in await self._engine.people() if person.status is Status.READY}
        told: dict[str, StationChanged] = {}
        for page in pages:
            message = self._message(page, standings, on_duty)
            told[page.identity.principal_id] = message
            if page.started and self._told.get(page.identity.principal_id) != message:
                page.send(message)
        self._told = told

    def _message(
        self, page: Connection, standings: tuple[BoothStanding, ...], on_duty: set[str]
    ) -> StationChanged:
        own = set(page.identity.locations)
        return StationChanged(
            booths=tuple(_booth(booth) for booth in standings if booth.location in own),
            people=tuple(
                ServicePerson(
                    staff_id=account.staff_id,
                    display_name=account.display_name,
                    on_duty=account.staff_id in on_duty,
                )
                for account in self._directory.everybody
                if not own.isdisjoint(account.locations)
            ),
        )


def _booth(booth: BoothStanding) -> StationBooth:
    return StationBooth.model_validate(booth.model_dump(include=set(StationBooth.model_fields)))
