"""How a page catches up: the events it missed, or a snapshot when they are gone."""

from __future__ import annotations

from callrouter.model.directory import Directory, Location
from callrouter.queueing import Journal, QueueEngine
from callrouter.relay import SLOTS
from callrouter.services.calls import CallService
from signaling.protocol.client import SessionHello
from signaling.protocol.server import LocationView, OpeningTimes, SessionOpened, Snapshot
from signaling.sessions.clock import now_ms
from signaling.sessions.connection import HEARTBEAT_S, Connection
from signaling.sessions.hub import event_text

#: More missed events than this, and a snapshot is the shorter way.
_MOST_MISSED = 2000
_WEEK = range(1, 8)


class Resumption:
    """Answers ``session.hello``."""

    def __init__(
        self, engine: QueueEngine, journal: Journal, directory: Directory, calls: CallService
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._directory = directory
        self._calls = calls

    async def answer(self, connection: Connection, hello: SessionHello) -> None:
        """Bring the page up to date; from then on it is sent live events."""
        missed = None
        if hello.last_event_id is not None:
            missed = await self._journal.after(hello.last_event_id, limit=_MOST_MISSED)
        connection.send(self._opened(connection, hello, resumed=missed is not None))
        if missed is None or hello.last_event_id is None:
            snapshot = await self._snapshot(connection)
            connection.send(snapshot)
            connection.start_at(snapshot.event_id)
            return
        for event in missed:
            if connection.sees_everything or connection.identity.principal_id in event.audience:
                text = await event_text(event, self._engine)
                if text is not None:
                    connection.send_text(text)
        connection.start_at(missed[-1].event_id if missed else hello.last_event_id)

    def _opened(self, connection: Connection, hello: SessionHello, *, resumed: bool) -> SessionOpened:
        identity = connection.identity
        return SessionOpened(
            request_id=hello.request_id,
            session_id=connection.session_id,
            principal_id=identity.principal_id,
            role=identity.role,
            display_name=identity.display_name,
            languages=identity.languages,
            resumed=resumed,
            server_time=now_ms(),
            heartbeat_s=HEARTBEAT_S,
            slots=SLOTS,
            interpreter_languages=self._directory.interpreter_languages,
        )

    async def _snapshot(self, connection: Connection) -> Snapshot:
        principal_id = connection.identity.principal_id
        board = await self._engine.board() if connection.sees_everything else None
        view = await self._engine.view(principal_id)
        location = self._directory.location_of(principal_id)
        return Snapshot(
            event_id=board.event_id if board is not None else view.event_id,
            staff=view.staff,
            reservation=view.reservation,
            call=view.call,
            chat=view.chat,
            location=location_view(location, self._calls) if location is not None else None,
            board=board,
        )


def location_view(location: Location, calls: CallService) -> LocationView:
    """Return the location as its booth is told it."""
    is_open = calls.is_open(location)
    times = []
    for weekday in _WEEK:
        hours = location.hours.get(weekday)
        times.append(
            OpeningTimes(
                weekday=weekday,
                opens=hours.opens.strftime("%H:%M") if hours else None,
                closes=hours.closes.strftime("%H:%M") if hours else None,
            )
        )
    return LocationView(
        location_id=location.location_id,
        name=location.name,
        open=is_open,
        opens_at=None if is_open else calls.opens_at(location),
        timezone=location.timezone,
        hours=tuple(times),
    )
