"""The relay's side of the control connection: attached nodes ask, and are told what happens."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from callrouter.model.media import RelaySnapshot
from callrouter.relay.api import Relay, ShareTaken
from callrouter.relay.node.broadcast import Broadcast, Outbox
from callrouter.relay.node.messages import (
    CLOSE_PROTOCOL,
    CLOSE_TOO_SLOW,
    CLOSE_VERSION,
    LONGEST_REQUEST,
    VERSION,
    CloseRoom,
    Connect,
    Disconnect,
    Done,
    Refused,
    Reply,
    Request,
    SetAudience,
    Share,
    Unknown,
    Welcome,
    common_version,
    hello_in,
    request_in,
)
from callrouter.relay.node.place import ControlPlace
from callrouter.relay.sdp.offer import OfferRejected

CONTROL_PATH: Final = "/control"
METRICS_PATH: Final = "/metrics"

#: A ping after this long without a word, and the node is dead when it doesn't answer in half of that: 3 s.
_HEARTBEAT_S: Final = 2.0
_HELLO_S: Final = 3.0
_CLOSE_S: Final = 0.5
_MOST_NODES: Final = 256
_LONGEST_REASON: Final = 200

_log = structlog.get_logger(__name__)


class ServedRelay(Relay, Protocol):
    """A relay that can tell everything it keeps."""

    def snapshot(self) -> RelaySnapshot:
        """Return everything it keeps now."""


class ControlServer:
    """Lets signaling nodes attach to a relay, on a unix socket or over TLS with a token.

    ``broadcast`` must be the relay's listener; ``metrics`` writes what Prometheus reads. Where there is no
    ``token`` nobody is asked for one: the rights to the unix socket are the lock.
    """

    def __init__(
        self,
        relay: ServedRelay,
        broadcast: Broadcast,
        *,
        relay_id: str,
        token: str | None = None,
        metrics: Callable[[], str] | None = None,
    ) -> None:
        self._relay = relay
        self._broadcast = broadcast
        self._relay_id = relay_id
        self._token = token
        self._metrics = metrics
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None
        self._place: ControlPlace | None = None

    @property
    def attached(self) -> int:
        """How many nodes are attached."""
        return len(self._broadcast)

    async def start(self, place: ControlPlace) -> str:
        """Listen there; return the URL that others reach it at. Raises OSError."""
        app = web.Application(middlewares=[self._must_know_token])
        app.router.add_get(CONTROL_PATH, self._attach)
        if self._metrics is not None:
            app.router.add_get(METRICS_PATH, self._tell_metrics)
        app.on_shutdown.append(self._close_sockets)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSE_S)
        await self._runner.setup()
        self._place = place
        return await place.listen(self._runner)

    async def close(self) -> None:
        """Let go of all nodes and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._place is not None:
            self._place.leave()

    @web.middleware
    async def _must_know_token(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if self._token is not None:
            given = request.headers.get("Authorization", "").encode()
            if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
                raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        return await handler(request)

    async def _tell_metrics(self, _request: web.Request) -> web.Response:
        text = "" if self._metrics is None else self._metrics()
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _attach(self, request: web.Request) -> web.StreamResponse:
        if len(self._sockets) >= _MOST_NODES:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_S, max_msg_size=LONGEST_REQUEST, compress=False, timeout=_CLOSE_S
        )
        await socket.prepare(request)
        self._sockets.add(socket)
        transport = request.transport

        def abort() -> None:
            """End the connection without asking a node that reads nothing."""
            _log.warning("relay.node_too_slow", code=CLOSE_TOO_SLOW)
            if transport is not None:
                transport.abort()

        try:
            version = await self._agreed_version(socket)
            if version is not None:
                await self._serve(socket, self._broadcast.outbox(abort), version)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _agreed_version(self, socket: web.WebSocketResponse) -> int | None:
        try:
            hello = hello_in(await socket.receive_str(timeout=_HELLO_S))
        except (ValidationError, TypeError, TimeoutError):
            await socket.close(code=CLOSE_PROTOCOL)
            return None
        version = common_version(hello)
        if version is None:
            _log.warning("relay.node_refused", version=hello.version, own=VERSION)
            await socket.close(code=CLOSE_VERSION)
        return version

    async def _serve(self, socket: web.WebSocketResponse, outbox: Outbox, version: int) -> None:
        # Nothing may happen between the snapshot and attaching: no await.
        snapshot = self._relay.snapshot()
        self._broadcast.attach(outbox, Welcome(version=version, relay_id=self._relay_id, snapshot=snapshot))
        _log.info("relay.node_attached", nodes=self.attached)
        writing = asyncio.create_task(_write(socket, outbox), name="relay control outbox")
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    await socket.close(code=CLOSE_PROTOCOL)
                    break
                try:
                    request = request_in(frame.data)
                except ValidationError:
                    _log.warning("relay.node_misspoke")
                    await socket.close(code=CLOSE_PROTOCOL)
                    break
                if isinstance(request, Unknown):
                    _log.warning("relay.request_unknown")
                    if request.id is not None:
                        outbox.put(Refused(id=request.id, why="failed").model_dump_json())
                    continue
                outbox.put((await self._reply(request)).model_dump_json())
        finally:
            self._broadcast.detach(outbox)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            _log.info("relay.node_detached", nodes=self.attached)

    async def _reply(self, request: Request) -> Reply:
        try:
            return Done(id=request.id, sdp_answer=await self._do(request))
        except OfferRejected as error:
            message = str(error)[:_LONGEST_REASON]
            return Refused(id=request.id, why="offer_rejected", code=error.code, message=message)
        except ShareTaken:
            return Refused(id=request.id, why="share_taken")
        except Exception:  # noqa: BLE001
            # A bug in one request must not end the media of all others; the node hears that it failed.
            _log.exception("relay.request_failed", request=request.type)
            return Refused(id=request.id, why="failed")

    async def _do(self, request: Request) -> str | None:
        relay = self._relay
        match request:
            case Connect():
                return await self._connect(request)
            case SetAudience():
                await relay.set_audience(request.room, request.audience)
            case Share():
                await relay.share(request.room, request.participant, on=request.on)
            case Disconnect():
                await relay.disconnect(request.room, request.participant)
            case CloseRoom():
                await relay.close_room(request.room)
        return None

    async def _connect(self, request: Connect) -> str:
        began_ns, answered = time.time_ns(), False
        try:
            found = await self._relay.connect(
                request.room, request.participant, request.sdp_offer, request.audience
            )
            answered = True
            return found
        finally:
            if (watch := self._broadcast.watch) is not None:
                watch.asked(
                    request.room,
                    request.participant,
                    request.sdp_offer,
                    began_ns=began_ns,
                    answered=answered,
                )

    async def _close_sockets(self, _app: web.Application) -> None:
        await asyncio.gather(*(socket.close(code=1001) for socket in tuple(self._sockets)))


async def _write(socket: web.WebSocketResponse, outbox: Outbox) -> None:
    while True:
        try:
            await socket.send_str(await outbox.get())
        except OSError:  # the connection is gone; the reading side notices too
            return
