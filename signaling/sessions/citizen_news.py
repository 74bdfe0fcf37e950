"""What citizens are told: how their conversation stands, and that their link is good no more."""

from __future__ import annotations

from contextlib import suppress

from callrouter.model.events import CallbackChanged, Event, StaffChanged
from callrouter.model.refusal import Refusal
from callrouter.model.states import HOSTS, Role
from callrouter.policy.callback_access import citizen_of, request_of
from callrouter.queueing import QueueUnavailableError
from signaling.protocol.callback import RoomChanged
from signaling.protocol.errors import CloseCode
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub
from signaling.sessions.rooms import Rooms


class CitizenNews:
    """Tells citizens of this node how their conversation stands, whenever that changes."""

    def __init__(self, hub: Hub, rooms: Rooms) -> None:
        self._hub = hub
        self._rooms = rooms
        self.rooms = Announcer(self._tell)
        self._told: dict[str, RoomChanged] = {}
        #: Whom they wait for, by citizen.
        self._officers: dict[str, str | None] = {}
        #: Of whom something may be otherwise than they were told.
        self._stale: set[str] = set()

    def follow(self, event: Event) -> None:
        """Note that a request has changed, or an officer or interpreter whom somebody waits for."""
        if isinstance(event, CallbackChanged):
            self._doubt(citizen_of(event.request.request_id))
        elif isinstance(event, StaffChanged) and event.staff.role is Role.INTERPRETER:
            for citizen, told in self._told.items():
                if told.room.interpreter is not None:
                    self._doubt(citizen)
        elif isinstance(event, StaffChanged) and event.staff.role in HOSTS:
            for citizen, officer in self._officers.items():
                if officer == event.staff.staff_id:
                    self._doubt(citizen)

    def arrived(self, citizen: str) -> None:
        """Tell this citizen soon, changed or not: their page is new."""
        self._told.pop(citizen, None)
        self._doubt(citizen)

    def _doubt(self, citizen: str) -> None:
        if self._hub.connections(citizen):
            self._stale.add(citizen)
            self.rooms.changed()

    async def _tell(self) -> None:
        while self._stale:
            citizen = self._stale.pop()
            try:
                await self._tell_one(citizen)
            except QueueUnavailableError:
                self._stale.add(citizen)
                raise
        here = {each.identity.principal_id for each in self._hub.connections()}
        for gone in self._officers.keys() - here:
            del self._officers[gone]
            self._told.pop(gone, None)

    async def _tell_one(self, citizen: str) -> None:
        with suppress(Refusal):  # erased meanwhile, and long ago
            kept = await self._rooms.read(citizen)
            self._officers[citizen] = kept.request.staff_id
            message = RoomChanged(room=await self._rooms.view_of(kept))
            if self._told.get(citizen) != message:
                self._told[citizen] = message
                self._hub.tell(citizen, message)
            await self._part(citizen)

    async def _part(self, citizen: str) -> None:
        """Close the pages of who came by a link that is good no more."""
        device = await self._rooms.callbacks.store.device_of(request_of(citizen))
        for page in self._hub.connections(citizen):
            if page.identity.sign_in != device:
                await page.flush()
                page.close(CloseCode.SIGNED_OUT)
