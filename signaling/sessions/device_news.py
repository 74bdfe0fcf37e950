"""What supervisors and the log are told of booths as devices, and what becomes of pages of revoked ones."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from callrouter.model.events import BoothEnrolled, BoothReported, BoothRevoked, Event, HelpRequested
from callrouter.model.states import BoothTrouble
from callrouter.policy.tenancy import Realm, Tenancy
from callrouter.services.booths import Booths
from signaling.protocol.errors import CloseCode
from signaling.protocol.server import BoothsChanged
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub

_log = structlog.get_logger(__name__)

#: Whether a booth is connected isn't told by events.
_CHECK_S: Final = 5.0
#: The moment of a report says nothing new, and would be told each minute; how calls go their own events tell.
_UNTOLD: Final = {"reported_at": None, "use": None, "use_since": None}


class DeviceNews:
    """Tells supervisors of this node how the booths stand, whenever that changes."""

    def __init__(self, hub: Hub, booths: Booths, tenancy: Tenancy) -> None:
        self._hub = hub
        self._tenancy = tenancy
        self._booths = booths
        self.standings = Announcer(self._look)
        self._told: BoothsChanged | None = None
        self._troubles: dict[str, tuple[BoothTrouble, ...]] = {}

    def follow(self, event: Event) -> None:
        """Note what booths say; a device that is a booth no longer is signed out."""
        if isinstance(event, BoothEnrolled):
            self._sign_out(event.booth_id, but=event.device)
        elif isinstance(event, BoothRevoked):
            self._sign_out(event.booth_id, but=None)
        elif isinstance(event, HelpRequested):
            wanted = event.help
            _log.info("help.requested", booth=wanted.booth_id, location=wanted.location, by=wanted.by)
        if isinstance(event, BoothEnrolled | BoothRevoked | BoothReported):
            self.standings.changed()

    def arrived(self) -> None:
        """Tell supervisors soon, changed or not: one of their pages is new."""
        self._told = None
        self.standings.changed()

    async def run_clock(self) -> None:
        """Look anew for ever, as time passes."""
        while True:
            self.standings.changed()
            await asyncio.sleep(_CHECK_S)

    async def _look(self) -> None:
        standings = await self._booths.standings()
        for booth in standings:
            before = self._troubles.get(booth.booth_id, ())
            if booth.troubles != before:
                _log.warning("booth.trouble", booth=booth.booth_id, troubles=booth.troubles, before=before)
            self._troubles[booth.booth_id] = booth.troubles
        message = BoothsChanged(booths=tuple(booth.model_copy(update=_UNTOLD) for booth in standings))
        if message == self._told:
            return
        self._told = message
        for page in self._hub.connections():
            if page.oversees and page.started:
                page.send(self._part_of(message, page.identity.realm))

    def _part_of(self, message: BoothsChanged, realm: Realm) -> BoothsChanged:
        if realm.whole:
            return message
        return BoothsChanged(
            booths=tuple(each for each in message.booths if realm.has(self._tenancy.of_place(each.location)))
        )

    def _sign_out(self, booth_id: str, *, but: str | None) -> None:
        for page in self._hub.connections(booth_id):
            # A page known by its id alone (`open_booths`) shows no token, and needs none.
            if page.identity.sign_in and page.identity.sign_in != but:
                page.close(CloseCode.SIGNED_OUT)
