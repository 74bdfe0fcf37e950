"""Answers connectivity checks as an ICE-lite agent (RFC 8445 section 7.3, RFC 8489).

Anything that isn't a well-formed, authenticated binding request is nobody's business and gets no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aioice import stun as codec

_MAX_SIZE: Final = 1024


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A parsed check, not yet authenticated. `local_ufrag` is ours, the part of USERNAME before the colon."""

    message: codec.Message
    local_ufrag: str
    nominates: bool

    def is_from_holder_of(self, password: str) -> bool:
        """Check MESSAGE-INTEGRITY against the relay's ICE password for this leg."""
        try:
            return self.message.check_message_integrity(password.encode())
        except Exception:  # noqa: BLE001 the attribute is hostile until this returns True
            return False

    def response(self, password: str, source: tuple[str, int]) -> bytes:
        """Return the signed success response, telling the sender that it was seen as `source`."""
        reply = codec.Message(
            message_method=codec.Method.BINDING,
            message_class=codec.Class.RESPONSE,
            transaction_id=self.message.transaction_id,
        )
        reply.attributes["XOR-MAPPED-ADDRESS"] = source
        reply.add_message_integrity(password.encode())
        return bytes(reply)


def parse_binding_request(datagram: bytes) -> BindingRequest | None:
    """Return the binding request in a datagram, or None for anything else; never raises."""
    if len(datagram) > _MAX_SIZE:
        return None
    try:
        message = codec.parse_message(datagram)
        username = message.attributes.get("USERNAME", "")
        if (
            message.message_method is not codec.Method.BINDING
            or message.message_class is not codec.Class.REQUEST
            or "MESSAGE-INTEGRITY" not in message.attributes
            or "FINGERPRINT" not in message.attributes
        ):
            return None
        local_ufrag, colon, _ = username.partition(":")
    except Exception:  # noqa: BLE001 the codec raises struct.error, UnicodeDecodeError and others on hostile input
        return None
    if not colon:
        return None
    return BindingRequest(message, local_ufrag, nominates="USE-CANDIDATE" in message.attributes)
