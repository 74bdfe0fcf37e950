"""What a page says, as far as it can be understood."""

from __future__ import annotations

import json
from typing import Final

from pydantic import TypeAdapter, ValidationError

from signaling.protocol.client import CLIENT_MESSAGE, ClientMessage
from signaling.protocol.request import RequestId

_REQUEST_ID: Final[TypeAdapter[str]] = TypeAdapter(RequestId)


def message_in(text: str | bytes) -> ClientMessage | None:
    """Return the message; None: it is none. Bytes are none, whatever they say."""
    if isinstance(text, bytes):
        return None
    try:
        # A page of a later release may say more: what this one does not know is left out.
        return CLIENT_MESSAGE.validate_json(text, extra="ignore")
    except ValidationError:
        return None


def request_id_in(text: str | bytes) -> str | None:
    """Return the request id of a faulty message, if it can be made out."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    try:
        return _REQUEST_ID.validate_python(found.get("request_id") if isinstance(found, dict) else None)
    except ValidationError:
        return None
