"""Why a message was not carried out, as a page is told it."""

from __future__ import annotations

from enum import StrEnum


class ProtocolErrorCode(StrEnum):
    """Faults of a message itself, or of the server, beside the engine's refusals."""

    #: Not a JSON object of a known type with valid fields.
    BAD_MESSAGE = "bad_message"
    #: This kind of page may not send this message.
    NOT_ALLOWED = "not_allowed"
    #: ``session.hello`` must come first, and once.
    HELLO_EXPECTED = "hello_expected"
    #: More messages than a page has reason to send.
    TOO_MANY = "too_many"
    #: The SDP offer is not one this relay answers.
    BAD_OFFER = "bad_offer"
    #: Somebody else shares something in this call.
    SHARE_TAKEN = "share_taken"
    #: The queue engine or the relay can't be reached; worth trying again.
    UNAVAILABLE = "unavailable"
    #: A fault of the server; the session goes on.
    INTERNAL = "internal"


class CloseCode:
    """WebSocket close codes of this protocol (RFC 6455 section 7.4: 4000-4999 are private)."""

    #: Nobody is signed in for this page: sign in, then connect again.
    SIGNED_OUT = 4001
    #: The page read too slowly; connect again and resume.
    TOO_SLOW = 4002
    #: Too many bad messages in a row.
    MISBEHAVED = 4003
    #: As many pages of this person or device are open as may be; worth trying again when one was closed.
    TOO_MANY_PAGES = 4004
    #: The server is stopping; connect again in a moment.
    GOING_AWAY = 1001
