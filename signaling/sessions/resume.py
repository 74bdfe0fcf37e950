"""How a page catches up: the events it missed, or a snapshot when they are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from callrouter.model.booths import HelpRequest
from callrouter.model.directory import Directory
from callrouter.model.events import Event
from callrouter.model.states import CALLERS, Role
from callrouter.policy.joining import modes_by_place
from callrouter.policy.resuming import may_catch_up
from callrouter.queueing import Journal
from callrouter.relay import SLOTS
from callrouter.services.booths import Booths
from callrouter.services.locations import Locations
from signaling.protocol.client import SessionHello
from signaling.protocol.server import LocationChanged, LocationView, SessionOpened, Snapshot
from signaling.sessions.clock import now_ms
from signaling.sessions.connection import HEARTBEAT_S, Connection
from signaling.sessions.location_news import location_for, location_view, told_locations
from signaling.sessions.projection import call_for, chat_for, help_for, reservation_for
from signaling.sessions.team_views import team_views
from signaling.sessions.telling import Telling

#: More events since than this, or more of them for the page, and a snapshot is the shorter way.
_MOST_EVENTS: Final = 2000
_MOST_TOLD: Final = 200


class _Missed(NamedTuple):
    """What a page missed, as the wire has it, and the place in the journal after it."""

    texts: list[str]
    position: str


@dataclass(frozen=True, kw_only=True)
class Resumption:
    """Answers ``session.hello``."""

    telling: Telling
    journal: Journal
    directory: Directory
    locations: Locations
    booths: Booths
    longest_wrap_up_s: float
    grace_s: float
    #: Of which release the pages are.
    pages: str

    async def answer(self, connection: Connection, hello: SessionHello) -> None:
        """Bring the page up to date; from then on it is sent live events."""
        missed = await self._missed(connection, hello.last_event_id)
        connection.send(self._opened(connection, hello, resumed=missed is not None))
        if missed is None:
            snapshot = await self._snapshot(connection)
            connection.send(snapshot)
            connection.start_at(snapshot.event_id)
        else:
            for text in missed.texts:
                connection.send_text(text)
            connection.start_at(missed.position)
            for location in self._views(connection):
                connection.send(LocationChanged(location=location))

    async def _missed(self, connection: Connection, last_event_id: str | None) -> _Missed | None:
        """Return what the page missed; None when that can't be told, or a snapshot is shorter."""
        if last_event_id is None:
            return None
        events = await self.journal.after(last_event_id, limit=_MOST_EVENTS)
        if events is None:
            return None
        mine = [event for event in events if self.telling.concerns(event, connection)]
        if len(mine) > _MOST_TOLD or not await self._may_hear(mine, connection):
            return None
        texts = [await self.telling.text(event, connection.identity.role) for event in mine]
        position = events[-1].event_id if events else last_event_id
        return _Missed([text for text in texts if text is not None], position)

    async def _may_hear(self, missed: Sequence[Event], connection: Connection) -> bool:
        """Whoever names an event of before their visit isn't told of visitors before them."""
        if connection.identity.role not in CALLERS:
            return True
        call = (await self.telling.engine.view(connection.identity.principal_id)).call
        live = None if call is None else call.call_id
        return may_catch_up(missed, live=live, now=now_ms(), within_ms=round(self.grace_s * 1000))

    def _opened(self, connection: Connection, hello: SessionHello, *, resumed: bool) -> SessionOpened:
        identity = connection.identity
        account = self.directory.account(identity.principal_id)
        centre = account and self.directory.centre(account.centre)
        return SessionOpened(
            request_id=hello.request_id,
            session_id=connection.session_id,
            principal_id=identity.principal_id,
            role=identity.role,
            display_name=identity.display_name,
            languages=identity.languages,
            levels=account.levels if account is not None else {},
            resumed=resumed,
            server_time=now_ms(),
            heartbeat_s=HEARTBEAT_S,
            slots=SLOTS,
            pages=self.pages,
            interpreter_languages=self.directory.interpreter_languages,
            served_languages=self.directory.served_languages,
            dispositions=centre.dispositions if centre else (),
            online_form=centre.online_form if centre else None,
            longest_wrap_up_s=self.longest_wrap_up_s if account else 0,
            teams=team_views(self.directory, account) if account else (),
            oversees=tuple(sorted(identity.realm.centres)),
            oversees_all=identity.realm.whole,
            joining=modes_by_place(self.directory) if identity.role is Role.SUPERVISOR else {},
        )

    async def _snapshot(self, connection: Connection) -> Snapshot:
        principal_id, role = connection.identity.principal_id, connection.identity.role
        board = await self.telling.engine.board() if connection.oversees else None
        realm, tenancy = connection.identity.realm, self.telling.tenancy
        view = await self.telling.engine.view(principal_id)
        return Snapshot(
            event_id=board.event_id if board is not None else view.event_id,
            staff=view.staff,
            reservation=reservation_for(role, view.reservation) if view.reservation is not None else None,
            call=call_for(role, view.call) if view.call is not None else None,
            chat=chat_for(principal_id, view.call, view.chat),
            help=help_for(role, view.help) if view.help is not None else None,
            wanted=await self._wanted(connection),
            notes=view.notes,
            disposition=view.disposition,
            locations=self._views(connection),
            board=None if board is None else tenancy.part_of(board, realm),
        )

    async def _wanted(self, connection: Connection) -> tuple[HelpRequest, ...]:
        """Return the help wanted where somebody is posted; newer than the snapshot is harmless."""
        locations = connection.identity.locations
        standings = await self.booths.standings(locations) if locations else ()
        return tuple(help_for(connection.identity.role, each.help) for each in standings if each.help)

    def _views(self, connection: Connection) -> tuple[LocationView, ...]:
        """Return the locations a page is told of."""
        told = told_locations(connection.identity, self.directory)
        views = (location_view(location, self.locations) for location in told)
        return tuple(location_for(connection.identity.role, view) for view in views)
