"""The signaling node's side of the control connection: a relay in another process, asked like one in this."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

import structlog
from aiohttp import ClientError, ClientWebSocketResponse, WSMsgType
from pydantic import ValidationError

from callrouter.model.media import Audience
from callrouter.policy.call_trace import connect_key
from callrouter.relay.api import ControlListener, RelayLost, ShareTaken
from callrouter.relay.node.dialing import Access, NotAttachedError, attachment, shut
from callrouter.relay.node.messages import (
    CLOSE_PROTOCOL,
    CloseRoom,
    Connect,
    Disconnect,
    Done,
    Event,
    LegChanged,
    LegEnded,
    OfferWanted,
    QualityMeasured,
    Refused,
    Reply,
    Request,
    SetAudience,
    Share,
    SlotsChanged,
    SpeakersChanged,
    Unknown,
    Welcome,
    news_in,
)
from callrouter.relay.node.place import is_unix
from callrouter.relay.sdp.offer import OfferRejected
from callrouter.timing import Kind, Outcome, doing

#: Longest that anything is waited for; a relay answers within milliseconds.
REQUEST_S: Final = 2.0
#: Pauses between attempts to attach: short at first, as calls wait for it.
_FIRST_PAUSE_S: Final = 0.05
_LONGEST_PAUSE_S: Final = 1.0

_log = structlog.get_logger(__name__)
_R = TypeVar("_R", bound=Request)


class RelayControl:
    """A relay reached at ``url``, known by ``relay_id``; implements ``ControlledRelay``."""

    def __init__(
        self,
        url: str,
        relay_id: str,
        listener: ControlListener,
        *,
        access: Access | None = None,
        request_s: float = REQUEST_S,
    ) -> None:
        """Raise PlaceError for a URL of another kind. ``access`` is for ``https://`` alone."""
        is_unix(url)
        self._url = url
        self._relay_id = relay_id
        self._listener = listener
        self._access = access or Access()
        self._request_s = request_s
        self._numbers = itertools.count(1)
        #: None: the connection broke before the answer came
        self._pending: dict[int, asyncio.Future[Reply | None]] = {}
        self._socket: ClientWebSocketResponse | None = None
        self._attached = asyncio.Event()
        self._vanished = False
        self._closed = False

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        """See Relay; so are the others."""
        done = await self._ask(
            lambda number: Connect(
                id=number, room=room, participant=participant, sdp_offer=sdp_offer, audience=audience
            ),
            key=connect_key(self._relay_id, participant, sdp_offer),
        )
        if done.sdp_answer is None:
            raise RelayLost("the relay answered without an answer")
        return done.sdp_answer

    async def set_audience(self, room: str, audience: Audience) -> None:
        """Rule who receives whom from now on."""
        await self._ask(lambda number: SetAudience(id=number, room=room, audience=audience))

    async def share(self, room: str, participant: str, *, on: bool) -> None:
        """Begin or stop sharing."""
        await self._ask(lambda number: Share(id=number, room=room, participant=participant, on=on))

    async def disconnect(self, room: str, participant: str) -> None:
        """Remove a participant."""
        await self._ask(lambda number: Disconnect(id=number, room=room, participant=participant))

    async def close_room(self, room: str) -> None:
        """Remove everybody."""
        await self._ask(lambda number: CloseRoom(id=number, room=room))

    async def run(self) -> None:
        """Keep attached until closed."""
        pause_s = _FIRST_PAUSE_S
        while not self._closed:
            try:
                await self._stay_attached()
                pause_s = _FIRST_PAUSE_S
            except NotAttachedError as error:
                _log.info("relay.not_attached", relay_id=self._relay_id, why=str(error))
                if error.vanished and not self._vanished:
                    self._vanished = True
                    self._attached.set()  # whoever waits hears that it is in vain
                    self._tell(self._listener.vanished)
                pause_s = max(error.pause_s, min(2 * pause_s, _LONGEST_PAUSE_S))
            await asyncio.sleep(pause_s)

    async def close(self) -> None:
        """Let go of the relay; what was asked of it is lost."""
        self._closed = True
        self._attached.set()
        self._lose_pending()
        if self._socket is not None:
            await shut(self._socket)

    async def _ask(self, make: Callable[[int], _R], *, key: str | None = None) -> Done:
        try:
            request = make(next(self._numbers))
        except ValidationError as error:
            raise ValueError("a room or a participant has a name that no relay takes") from error
        with doing(Kind.RELAY_REQUEST, request.type, key=key) as piece:
            try:
                return await self._answer(request)
            except RelayLost:
                piece.outcome = Outcome.UNAVAILABLE
                raise
            except (OfferRejected, ShareTaken):
                piece.outcome = Outcome.REFUSED
                raise

    async def _answer(self, request: Request) -> Done:
        number = request.id
        reply: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._request_s):
                socket = await self._when_attached()
                self._pending[number] = reply
                await socket.send_str(request.model_dump_json())
                answered = await reply
        except TimeoutError:
            raise RelayLost("the relay doesn't answer in time") from None
        except (OSError, ClientError) as error:
            raise RelayLost("the connection to the relay broke") from error
        finally:
            self._pending.pop(number, None)
        if answered is None:
            raise RelayLost("the connection to the relay broke")
        if isinstance(answered, Refused):
            _refuse(answered)
        return answered

    async def _when_attached(self) -> ClientWebSocketResponse:
        """Return the connection; a short interruption is waited for, a relay that is gone is not."""
        while self._socket is None:
            if self._vanished or self._closed:
                raise RelayLost("the relay is gone")
            await self._attached.wait()
        return self._socket

    async def _stay_attached(self) -> None:
        """Attach, and pass on what the relay says until the connection ends. Raises NotAttachedError."""
        async with attachment(self._url, self._relay_id, self._access) as (socket, welcome):
            self._socket, self._vanished = socket, False
            self._attached.set()
            _log.info("relay.attached", relay_id=self._relay_id)
            try:
                self._tell(self._listener.attached, welcome.snapshot)
                await self._listen(socket)
            finally:
                self._socket = None
                self._attached.clear()
                self._lose_pending()
        if not self._closed:
            _log.warning("relay.detached", relay_id=self._relay_id)
            self._tell(self._listener.detached)

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.ERROR:
                return
            try:
                news = news_in(frame.data) if frame.type is WSMsgType.TEXT else None
            except ValidationError:
                news = None
            if news is None or isinstance(news, Welcome):
                _log.error("relay.misspoke", relay_id=self._relay_id)
                await socket.close(code=CLOSE_PROTOCOL)
                return
            if isinstance(news, Unknown):
                _log.warning("relay.news_unknown", relay_id=self._relay_id)
                continue
            self._hear(news)

    def _hear(self, news: Done | Refused | Event) -> None:
        listener = self._listener
        match news:
            case Done() | Refused():
                reply = self._pending.get(news.id)
                if reply is not None and not reply.done():
                    reply.set_result(news)
            case SlotsChanged():
                self._tell(listener.slots_changed, news.room, news.participant, news.slots)
            case LegChanged():
                self._tell(listener.leg_changed, news.room, news.participant, news.state)
            case SpeakersChanged():
                self._tell(listener.speakers_changed, news.room, news.speakers)
            case OfferWanted():
                self._tell(listener.offer_wanted, news.room, news.participant)
            case QualityMeasured():
                self._tell(listener.quality_measured, news.room, news.quality)
            case LegEnded():
                self._tell(listener.leg_ended, news.room, news.summary)

    def _tell(self, hear: Callable[..., None], *news: object) -> None:
        """Tell the listener; a fault there must not cost the connection."""
        try:
            hear(*news)
        except Exception:  # noqa: BLE001  (a fault of whoever listens)
            _log.exception("relay.listener_failed", relay_id=self._relay_id)

    def _lose_pending(self) -> None:
        for reply in self._pending.values():
            if not reply.done():
                reply.set_result(None)


def _refuse(refused: Refused) -> NoReturn:
    match refused.why:
        case "offer_rejected":
            raise OfferRejected(refused.code, refused.message)
        case "share_taken":
            raise ShareTaken
        case "failed":
            raise RelayLost("the relay failed at it")
