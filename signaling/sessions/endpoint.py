"""``/ws``: from the upgrade to the last message of one page."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiohttp import WSMsgType, web

from callrouter.model.states import CALLERS, HOSTS, Role
from callrouter.policy.shedding import Level
from callrouter.queueing import QueueUnavailableError
from callrouter.services.presence import Presence
from callrouter.timing import Kind, Outcome, doing, recording
from signaling.auth.identity import Identities, Identity, Page
from signaling.edge.buckets import Buckets
from signaling.edge.limits import Limit, Refusals
from signaling.edge.line import line_of
from signaling.handlers.dispatch import Answer, carry_out
from signaling.handlers.services import Caller, Services
from signaling.http.origin import is_own_origin
from signaling.protocol.client import (
    MAX_MESSAGE_BYTES,
    ClientMessage,
    MediaOffer,
    MediaShare,
    SessionHello,
)
from signaling.protocol.errors import CloseCode, ProtocolErrorCode
from signaling.protocol.server import Error
from signaling.sessions.board_news import BoardNews
from signaling.sessions.booth_news import BoothNews
from signaling.sessions.citizen_news import CitizenNews
from signaling.sessions.clock import now_ms
from signaling.sessions.connection import HEARTBEAT_S, Connection
from signaling.sessions.desk_news import DeskNews
from signaling.sessions.device_news import DeviceNews
from signaling.sessions.device_proof import DeviceProof
from signaling.sessions.hub import Hub
from signaling.sessions.lane import Lane
from signaling.sessions.out_of_touch import OutOfTouch
from signaling.sessions.resume import Resumption
from signaling.sessions.station_news import StationNews
from signaling.sessions.words import message_in, request_id_in
from signaling.tracing import Traces, call_named
from signaling.vitals import Vitals

_log = structlog.get_logger(__name__)

#: This many faulty messages in a row, and the page is closed.
_MOST_FAULTS: Final = 20
#: A page says hello at once; whoever doesn't is no page.
_HELLO_S: Final = 10.0
#: A page whose sign-in ends at no known time connects anew this often, so that it is checked again.
_RECHECK_S: Final = 3600.0
#: Pages of one person or device, at one node.
_MOST_PAGES: Final = 12
#: Messages a second that the pages of one may send in the long run, and at once.
_RATE: Final = 20.0
_BURST: Final = 100.0
#: How long a page may take to part that is told why it isn't served.
_PARTING_S: Final = 1.0
_RUNG: Final = frozenset({Role.AGENT, Role.INTERPRETER})
#: How messages end that aren't carried out; by a rule, unless named here.
_OUTCOMES: Final[dict[str, Outcome]] = {
    ProtocolErrorCode.UNAVAILABLE: Outcome.UNAVAILABLE,
    ProtocolErrorCode.INTERNAL: Outcome.FAILED,
}
#: What asks a relay, which may take seconds to answer or to be found.
_SLOW: Final = (MediaOffer, MediaShare)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Serves WebSocket connections."""

    identities: Identities
    presence: Presence
    hub: Hub
    out_of_touch: OutOfTouch
    resumption: Resumption
    booth_news: BoothNews
    desk_news: DeskNews
    device_news: DeviceNews
    board_news: BoardNews
    station_news: StationNews
    citizen_news: CitizenNews
    services: Services
    refusals: Refusals
    vitals: Vitals
    allowed_origins: tuple[str, ...]
    #: None: nobody wants traces.
    traces: Traces | None
    _proof: DeviceProof = field(default_factory=DeviceProof)
    _messages: Buckets = field(default_factory=lambda: Buckets(_RATE, _BURST))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it goes."""
        if not is_own_origin(request, self.allowed_origins):
            raise web.HTTPForbidden
        try:
            page = Page(request.query.get("page", ""))
        except ValueError as error:
            raise web.HTTPBadRequest from error
        if self.out_of_touch.holds:
            return await _turn_away(request, CloseCode.GOING_AWAY)
        try:
            identity = await self.identities.identify(request, page)
            is_shed = identity is not None and await self._is_shed(identity)
        except QueueUnavailableError:
            return await _turn_away(request, CloseCode.GOING_AWAY)
        if is_shed:
            self.refusals.note(Limit.OVERLOAD)
            return await _turn_away(request, CloseCode.GOING_AWAY)
        if identity is None:
            return await _turn_away(request, CloseCode.SIGNED_OUT)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MAX_MESSAGE_BYTES, compress=False)
        if page is Page.BOOTH:
            # Before the proof, as cookies are given with the upgrade or not at all.
            self.identities.keep_booth(request, socket)
        await socket.prepare(request)
        if (line := line_of(request)) is not None:
            line.visit.rests()  # a stranger's, until it enters
        transport = request.transport
        abort = transport.abort if transport is not None else lambda: None
        connection = Connection(socket, abort, identity, secrets.token_hex(8))
        await self._serve(socket, connection, page, request)
        return socket

    async def _is_shed(self, identity: Identity) -> bool:
        """Say whether a new page is better off elsewhere; whoever is in a call, waits or is rung never is."""
        if self.vitals.closing:
            return True
        level = self.vitals.level
        if level < Level.NEWCOMERS or (level is Level.NEWCOMERS and identity.role not in CALLERS):
            return False
        view = await self.services.engine.view(identity.principal_id)
        return view.reservation is None and (view.call is None or view.call.ended_at is not None)

    async def _serve(
        self, socket: web.WebSocketResponse, connection: Connection, page: Page, request: web.Request
    ) -> None:
        session_id = connection.session_id
        tally = _Tally()
        loop = asyncio.get_running_loop()
        timers = [
            loop.call_later(_HELLO_S, _close_unless_started, connection),
            _end_timer(connection),
        ]
        writer = asyncio.create_task(connection.write(), name=f"writer {session_id}")
        lane = Lane[ClientMessage](lambda message: self._respond(message, connection))
        try:
            is_device = bool(connection.identity.device_key)
            hello = await self._proof.hello(socket, connection) if is_device else None
            if (hello is not None or not is_device) and self._enters(connection, request):
                await self._look_again(request, page, connection)
                if hello is not None:
                    tally.messages += 1
                    await self._respond(hello, connection)
                await self._read(socket, connection, tally, lane)
        finally:
            for timer in timers:
                timer.cancel()
            self.hub.remove(connection)
            await lane.close()
            await self._end_session(session_id)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            await connection.closed()
            _log.info(
                "connection",
                page=page,
                session=session_id,
                seconds=round(time.monotonic() - tally.began, 1),
                messages=tally.messages,
                faults=tally.faults,
                close_code=socket.close_code,
            )

    def _enters(self, connection: Connection, request: web.Request) -> bool:
        """Count the page among its person's or device's, unless these are too many."""
        if len(self.hub.connections(connection.identity.principal_id)) >= _MOST_PAGES:
            self.refusals.note(Limit.PAGES)
            connection.close(CloseCode.TOO_MANY_PAGES)
            return False
        if (line := line_of(request)) is not None:
            line.visit.knows()
        self.hub.add(connection)
        return True

    async def _look_again(self, request: web.Request, page: Page, connection: Connection) -> None:
        """Close the page if its sign-in ended just before the hub knew of it, and so could not be told."""
        try:
            if await self.identities.identify(request, page) != connection.identity:
                connection.close(CloseCode.SIGNED_OUT)
        except QueueUnavailableError:
            connection.close(CloseCode.GOING_AWAY)

    async def _end_session(self, session_id: str) -> None:
        try:
            await self.presence.close(session_id)
        except QueueUnavailableError:
            _log.warning("session.not_closed", session=session_id)  # its lease lapses by itself

    async def _read(
        self,
        socket: web.WebSocketResponse,
        connection: Connection,
        tally: _Tally,
        lane: Lane[ClientMessage],
    ) -> None:
        async for frame in socket:
            # A lost heartbeat arrives as an ERROR frame whose content is an exception.
            if frame.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            tally.messages += 1
            message = message_in(frame.data)
            if message is None:
                tally.fault()
                connection.send(
                    Error(request_id=request_id_in(frame.data), code=ProtocolErrorCode.BAD_MESSAGE)
                )
            elif not self._within_rate(connection) or (isinstance(message, _SLOW) and not lane.take(message)):
                tally.fault()
                connection.send(Error(request_id=message.request_id, code=ProtocolErrorCode.TOO_MANY))
            else:
                tally.faults_in_a_row = 0
                if not isinstance(message, _SLOW):
                    await self._respond(message, connection)
            if tally.faults_in_a_row >= _MOST_FAULTS:
                await connection.flush()
                connection.close(CloseCode.MISBEHAVED)
                return

    def _within_rate(self, connection: Connection) -> bool:
        now = asyncio.get_running_loop().time()
        if self._messages.take(connection.identity.principal_id, now) is not None:
            return True
        self.refusals.note(Limit.MESSAGES)
        return False

    async def _respond(self, message: ClientMessage, connection: Connection) -> None:
        if self.traces is None:
            answer = await self._timed_answer(message, connection)
        else:
            with recording() as pieces:
                answer = await self._timed_answer(message, connection)
            call_id = call_named(message, answer)
            if call_id is not None and not isinstance(answer, Error):
                self.traces.tell_work(call_id, pieces, connection.identity.role)
        if answer is not None:
            connection.send(answer)

    async def _timed_answer(self, message: ClientMessage, connection: Connection) -> Answer | None:
        with doing(Kind.MESSAGE, message.type) as piece:
            answer = await self._answer(message, connection)
            if isinstance(answer, Error):
                piece.outcome = _OUTCOMES.get(answer.code, Outcome.REFUSED)
        return answer

    async def _answer(self, message: ClientMessage, connection: Connection) -> Answer | None:
        """Answer one message; whatever goes wrong, the session goes on."""
        try:
            if isinstance(message, SessionHello) and not connection.started:
                await self._start(message, connection)
                return None
            if isinstance(message, SessionHello) or not connection.started:
                return Error(request_id=message.request_id, code=ProtocolErrorCode.HELLO_EXPECTED)
            by = Caller(asker=connection.identity.asker, session_id=connection.session_id)
            return await carry_out(message, by, self.services)
        except QueueUnavailableError:
            if not connection.started:
                connection.close(CloseCode.GOING_AWAY)  # says hello again soon, maybe to another node
            return Error(request_id=message.request_id, code=ProtocolErrorCode.UNAVAILABLE)
        except Exception:  # noqa: BLE001  (a bug costs one message, never the server)
            _log.exception("message.failed", type=message.type)
            return Error(request_id=message.request_id, code=ProtocolErrorCode.INTERNAL)

    async def _start(self, hello: SessionHello, connection: Connection) -> None:
        principal_id = connection.identity.principal_id
        await self.presence.open(connection.session_id, principal_id)
        await self.resumption.answer(connection, hello)
        self.services.media.tell_again(principal_id)
        if connection.identity.role in CALLERS:
            self.booth_news.arrived(principal_id)
        if connection.identity.role is Role.CITIZEN:
            self.citizen_news.arrived(principal_id)
        elif connection.identity.role in HOSTS:
            self.desk_news.arrived(principal_id)
        elif connection.identity.role is Role.SUPERVISOR:
            self.device_news.arrived()
            self.desk_news.arrived(principal_id)
            self.board_news.arrived()
        elif connection.identity.role is Role.SERVICE:
            self.station_news.arrived(principal_id)
        if connection.identity.role in _RUNG:
            await self.desk_news.tell_partner(principal_id)


@dataclass(kw_only=True)
class _Tally:
    """Counts one page's messages."""

    began: float = field(default_factory=time.monotonic)
    messages: int = 0
    faults: int = 0
    faults_in_a_row: int = 0

    def fault(self) -> None:
        self.faults += 1
        self.faults_in_a_row += 1


def _end_timer(connection: Connection) -> asyncio.TimerHandle:
    """Close the page when its sign-in is over by itself."""
    loop, ends_at = asyncio.get_running_loop(), connection.identity.ends_at
    if ends_at is None:
        return loop.call_later(_RECHECK_S, connection.close, CloseCode.GOING_AWAY)
    left_s = max(0, ends_at - now_ms()) / 1000
    return loop.call_later(left_s, connection.close, CloseCode.SIGNED_OUT, "expired")


async def _turn_away(request: web.Request, code: int) -> web.WebSocketResponse:
    """Say by a code why there is nothing here for a page; browsers tell pages nothing but that."""
    socket = web.WebSocketResponse(timeout=_PARTING_S, max_msg_size=1024, compress=False)
    await socket.prepare(request)
    await socket.close(code=code)
    return socket


def _close_unless_started(connection: Connection) -> None:
    if not connection.started:
        connection.close(CloseCode.MISBEHAVED)
