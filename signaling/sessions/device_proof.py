"""A booth's device proves itself, before anything is done for its page.

Its cookie alone may be a copy. So until then the page is a stranger's: bounded as their connections are,
told of nothing, and counted neither among the booth's pages nor against the messages that these may send.
"""

from __future__ import annotations

import secrets
import time
from typing import Final

import structlog
from aiohttp import WSMsgType, web

from signaling.auth.device_key import is_proven
from signaling.auth.throttle import Throttle
from signaling.protocol.client import SessionHello
from signaling.protocol.errors import CloseCode, ProtocolErrorCode
from signaling.protocol.server import Error, SessionChallenge
from signaling.sessions.connection import Connection
from signaling.sessions.words import message_in, request_id_in

_log = structlog.get_logger(__name__)

#: A hello, the same with the proof, and a little for pages that are out of step.
_MOST_WORDS: Final = 5


class DeviceProof:
    """Asks for proofs, and says in the log which booth had none."""

    def __init__(self) -> None:
        self._told = Throttle(1)

    async def hello(self, socket: web.WebSocketResponse, connection: Connection) -> SessionHello | None:
        """Return the hello that came with a proof; None: the page goes, or is closed for having none."""
        identity, challenge = connection.identity, secrets.token_urlsafe(32)
        for _ in range(_MOST_WORDS):
            frame = await socket.receive()
            if frame.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return None
            message = message_in(frame.data)
            if not isinstance(message, SessionHello):
                code = ProtocolErrorCode.BAD_MESSAGE if message is None else ProtocolErrorCode.HELLO_EXPECTED
                connection.send(Error(request_id=request_id_in(frame.data), code=code))
            elif message.proof is None:
                connection.send(SessionChallenge(challenge=challenge))
            elif is_proven(identity.device_key, challenge, message.proof):
                return message
            else:
                # One without its key tries again every few seconds.
                if self._told.admit(identity.principal_id, time.monotonic()):
                    _log.warning("booth.not_proven", booth=identity.principal_id)
                connection.close(CloseCode.SIGNED_OUT)
                return None
        await connection.flush()
        connection.close(CloseCode.MISBEHAVED)
        return None
