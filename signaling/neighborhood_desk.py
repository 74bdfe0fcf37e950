"""Callback requests at a node, put together: kept, worked on, woken, written about, and come by a link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from aiohttp import web

from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.policy.tenancy import Tenancy
from callrouter.services.absences import AbsenceRegister
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.callback_clock import CallbackClock
from callrouter.services.callbacks import CallbackService
from callrouter.services.calls import CallService
from callrouter.services.letters import LetterWriter
from callrouter.services.postman import Postman
from callrouter.services.relief import Relief
from callrouter.services.waiting_room import WaitingRoom
from signaling.auth.identity import Identities
from signaling.background import Background
from signaling.callback_figures import CallbackFigures
from signaling.callback_form.api import CallbackApi
from signaling.callback_form.pages import CallbackForm
from signaling.carriers.choice import carriers, missing_carriers
from signaling.carriers.shelf import Shelf
from signaling.http.address import place_of
from signaling.http.api.absences import AbsenceApi
from signaling.http.api.operation import Operation
from signaling.http.join import Join
from signaling.sessions.clock import now_ms
from signaling.sessions.rooms import Rooms
from signaling.settings import Settings
from signaling.stores import Stores

_log = structlog.get_logger(__name__)

#: Where citizens find the pages, as long as nobody says so.
_HERE: Final = "http://127.0.0.1"


class NeighborhoodDesk:
    """All of a node that callback requests need."""

    def __init__(
        self,
        settings: Settings,
        directory: Directory,
        stores: Stores,
        calls: CallService,
        *,
        new_id: Callable[[], str],
    ) -> None:
        #: Where citizens find the pages; set once the node listens, unless the settings say it.
        self.public_url = settings.public_url or _HERE
        self._settings = settings
        self._shelf = Shelf() if settings.keep_messages else None
        self.absences = AbsenceRegister(stores.documents, directory, now=now_ms)
        self.callbacks = CallbackService(
            store=stores.callbacks,
            directory=directory,
            letters=LetterWriter(public_url=lambda: self.public_url),
            now=now_ms,
            absences=self.absences.known,
        )
        self.waiting_room = WaitingRoom(
            callbacks=self.callbacks,
            engine=stores.engine,
            calls=calls,
            policy=calls.policy,
            new_id=new_id,
        )
        self.rooms = Rooms(callbacks=self.callbacks, engine=stores.engine, waiting_room=self.waiting_room)
        self.figures = CallbackFigures(directory=directory, callbacks=stores.callbacks, outbox=stores.outbox)
        self._clock = CallbackClock(
            callbacks=self.callbacks,
            waiting_room=self.waiting_room,
            relief=Relief(callbacks=self.callbacks),
            notes=ActionNotes(stores.audit_trail),
        )
        #: Who takes what is written to where it goes.
        self.carriers = carriers(settings, self._shelf)
        self._postman = Postman(
            outbox=stores.outbox,
            carriers=self.carriers,
            callbacks=self.callbacks,
            now=now_ms,
        )

    def follow(self, event: Event) -> None:
        """Hear what becomes of citizens' calls, and who is absent."""
        self.absences.follow(event)
        self.waiting_room.follow(event)

    def listens(self, address: str) -> None:
        """Learn where the node listens."""
        if self._settings.public_url is None:
            self.public_url = address

    def start(self, background: Background) -> None:
        """Begin the tasks."""
        for carrier in missing_carriers(self._settings) if self.callbacks.directory.teams else ():
            _log.warning("messages.no_carrier", carrier=carrier)
        background.start("absences", self.absences.run)
        background.start("waiting rooms", self.waiting_room.run)
        background.start("callback clock", self._clock.run)
        background.start("postman", self._postman.run)

    def operations(self, tenancy: Tenancy) -> tuple[Operation, ...]:
        """Return what forms of others and supervisors may do by the API."""
        return (
            *CallbackApi(callbacks=self.callbacks).operations(),
            *AbsenceApi(absences=self.absences, tenancy=tenancy).operations(),
        )

    def add_to(self, app: web.Application, identities: Identities) -> None:
        """Add the routes."""
        place = partial(place_of, trusted=self._settings.trusted_proxies)
        Join(
            callbacks=self.callbacks,
            waiting_room=self.waiting_room,
            rooms=self.rooms,
            identities=identities,
        ).add_to(app)
        CallbackForm(
            callbacks=self.callbacks,
            origins=self._settings.callback_origins,
            most_an_hour=self._settings.callbacks_an_hour,
            place_of=place,
        ).add_to(app)
        if self._shelf is not None:
            self._shelf.add_to(app)
