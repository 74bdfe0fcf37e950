"""A message of a page on the WebSocket."""

from __future__ import annotations

from signaling.handlers.dispatch import HANDLERS
from signaling.protocol.client import CLIENT_MESSAGE, MAX_MESSAGE_BYTES, SessionHello
from signaling.sessions.words import message_in, request_id_in

LONGEST = MAX_MESSAGE_BYTES
_LONGEST_ID = 64


def fuzz(data: bytes) -> None:
    """Demand a message that somebody carries out, or a fault; and an id that an answer can have."""
    text = data.decode("utf-8", "replace")
    found = request_id_in(text)
    assert found is None or len(found) <= _LONGEST_ID
    message = message_in(text)
    if message is not None:
        assert type(message) is SessionHello or type(message) in HANDLERS
        assert CLIENT_MESSAGE.validate_json(message.model_dump_json()) == message
