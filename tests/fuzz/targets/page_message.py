"""A message of a page on the WebSocket."""

from __future__ import annotations

from signaling.handlers.dispatch import HANDLERS
from signaling.protocol.client import CLIENT_MESSAGE, MAX_MESSAGE_BYTES, SessionHello
from signaling.sessions.endpoint import _parse, _request_id

LONGEST = MAX_MESSAGE_BYTES
_LONGEST_ID = 64


def fuzz(data: bytes) -> None:
    """Demand a message that somebody carries out, or a fault; and an id that an answer can have."""
    text = data.decode("utf-8", "replace")
    found = _request_id(text)
    assert found is None or len(found) <= _LONGEST_ID
    message = _parse(text)
    if message is not None:
        assert type(message) is SessionHello or type(message) in HANDLERS
        assert CLIENT_MESSAGE.validate_json(message.model_dump_json()) == message
