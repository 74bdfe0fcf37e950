"""How a signaling node gets a control connection: connects, shows its token, and agrees on the version."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    TCPConnector,
    UnixConnector,
    WSMsgType,
    WSServerHandshakeError,
)
from pydantic import ValidationError

from callrouter.relay.node.messages import (
    CLOSE_VERSION,
    LONGEST_NEWS,
    OLDEST_VERSION,
    VERSION,
    Hello,
    Welcome,
    news_in,
)
from callrouter.relay.node.place import is_unix, unix_path
from callrouter.relay.node.server import CONTROL_PATH

#: A ping after this long without a word; the relay is lost when it doesn't answer in half of that: 3 s.
_HEARTBEAT_S: Final = 2.0
_ATTACH_S: Final = 3.0
_CLOSE_S: Final = 0.5
#: Whoever refuses us will go on doing so until somebody mends it.
_REFUSED_PAUSE_S: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Access:
    """What opens relays on other machines: the token they ask for, and whom their certificates are from."""

    token: str | None = field(default=None, repr=False)
    #: None: the authorities that the system knows.
    tls: ssl.SSLContext | None = None

    def headers(self) -> dict[str, str]:
        """Return what a request must carry."""
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}


class NotAttachedError(Exception):
    """An attempt to attach failed; ``vanished``: nobody is there. ``pause_s``: don't try again sooner."""

    def __init__(self, why: str, *, vanished: bool = False, pause_s: float = 0) -> None:
        super().__init__(why)
        self.vanished = vanished
        self.pause_s = pause_s


@asynccontextmanager
async def attachment(
    url: str, relay_id: str, access: Access
) -> AsyncIterator[tuple[ClientWebSocketResponse, Welcome]]:
    """Attach to the relay of that id at that place; close at the end. Raises NotAttachedError."""
    async with _session(url, access) as session:
        try:
            async with asyncio.timeout(_ATTACH_S):
                socket = await _open(session, url, access)
        except TimeoutError:
            raise NotAttachedError("no answer") from None
        try:
            try:
                async with asyncio.timeout(_ATTACH_S):
                    welcome = await _greet(socket, relay_id)
            except TimeoutError:
                raise NotAttachedError("no welcome") from None
            yield socket, welcome
        finally:
            await shut(socket)


async def shut(socket: ClientWebSocketResponse) -> None:
    """Close a connection, without waiting long for the other side."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_CLOSE_S):
            await socket.close()


def _session(url: str, access: Access) -> ClientSession:
    connector = UnixConnector(str(unix_path(url))) if is_unix(url) else TCPConnector(ssl=access.tls or True)
    return ClientSession(connector=connector, timeout=ClientTimeout(total=None))


async def _open(session: ClientSession, url: str, access: Access) -> ClientWebSocketResponse:
    unix = is_unix(url)
    try:
        return await session.ws_connect(
            f"{'http://relay' if unix else url.rstrip('/')}{CONTROL_PATH}",
            headers={} if unix else access.headers(),
            heartbeat=_HEARTBEAT_S,
            max_msg_size=LONGEST_NEWS,
            timeout=ClientWSTimeout(ws_close=_CLOSE_S),
        )
    except WSServerHandshakeError as error:
        raise NotAttachedError(f"refused with {error.status}", pause_s=_REFUSED_PAUSE_S) from error
    except ClientConnectorError as error:
        nobody = isinstance(error.os_error, ConnectionRefusedError | FileNotFoundError)
        raise NotAttachedError(type(error).__name__, vanished=nobody) from error
    except (OSError, ClientError) as error:
        raise NotAttachedError(type(error).__name__) from error


async def _greet(socket: ClientWebSocketResponse, relay_id: str) -> Welcome:
    try:
        await socket.send_str(Hello(version=VERSION, oldest=OLDEST_VERSION).model_dump_json())
        frame = await socket.receive()
        news = news_in(frame.data) if frame.type is WSMsgType.TEXT else None
    except (OSError, ClientError) as error:
        raise NotAttachedError(type(error).__name__) from error
    except ValidationError as error:
        raise NotAttachedError("speaks otherwise", pause_s=_REFUSED_PAUSE_S) from error
    if not isinstance(news, Welcome) or not OLDEST_VERSION <= news.version <= VERSION:
        if isinstance(news, Welcome) or socket.close_code == CLOSE_VERSION:
            raise NotAttachedError("another version", pause_s=_REFUSED_PAUSE_S)
        raise NotAttachedError("no welcome")
    if news.relay_id != relay_id:
        raise NotAttachedError("another relay", vanished=True)
    return news
