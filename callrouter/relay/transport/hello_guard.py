"""Decides which DTLS datagrams the server may see, so that nobody but the participant spoils its handshake.

Before there are keys nothing in DTLS 1.2 is authenticated: OpenSSL ends a handshake at the first plaintext
alert, malformed ClientHello or wrong cookie. Somebody who can forge a source address, but can't read what is
sent to it, is kept out by letting only these pass (RFC 6347 sections 4.1, 4.2):
- no plaintext alert, ever;
- until a ClientHello has repeated our cookie, only well-formed ClientHellos, with no cookie or with ours;
- afterwards no ClientHello with another one.
A forged message of the short rest of the handshake would still end it; the page then connects again.
"""

from __future__ import annotations

import hmac
from typing import Final

_ALERT: Final = 21
_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1
_RECORD_HEADER: Final = 13
_HANDSHAKE_HEADER: Final = 12
_VERSION_AND_RANDOM: Final = 34
_MAX_SESSION_ID: Final = 32
_MAX_HELLO: Final = 8192


class HelloGuard:
    """The guard of one handshake; `cookie` is what the server sends in its HelloVerifyRequest."""

    def __init__(self, cookie: bytes) -> None:
        self._cookie = cookie
        self._verified = False

    def admits(self, datagram: bytes) -> bool:
        """Tell whether the whole datagram may reach the server; every record in it must be harmless."""
        at = 0
        while at < len(datagram):
            body = at + _RECORD_HEADER
            if body > len(datagram):
                return False
            end = body + int.from_bytes(datagram[body - 2 : body], "big")
            plaintext = not any(datagram[at + 3 : at + 5])
            if end > len(datagram) or not self._admits(datagram[at], datagram[body:end], plaintext=plaintext):
                return False
            at = end
        return bool(datagram)

    def _admits(self, content_type: int, record: bytes, *, plaintext: bool) -> bool:
        if not plaintext:
            return self._verified
        if content_type == _HANDSHAKE and record[:1] == bytes([_CLIENT_HELLO]):
            return self._admits_hello(record)
        return self._verified and content_type != _ALERT

    def _admits_hello(self, message: bytes) -> bool:
        if len(message) < _HANDSHAKE_HEADER:
            return False
        length, offset, size = (int.from_bytes(message[n : n + 3], "big") for n in (1, 6, 9))
        if size != len(message) - _HANDSHAKE_HEADER or offset + size > length or length > _MAX_HELLO:
            return False
        if offset:
            return True
        cookie = _hello_cookie(message[_HANDSHAKE_HEADER:])
        if cookie is None:
            return False
        if cookie:
            self._verified = self._verified or hmac.compare_digest(cookie, self._cookie)
            return hmac.compare_digest(cookie, self._cookie)
        return True


def _hello_cookie(hello: bytes) -> bytes | None:
    """Return the cookie in a ClientHello or its first fragment; None if it isn't even that."""
    session_id = _VERSION_AND_RANDOM
    if len(hello) <= session_id or hello[session_id] > _MAX_SESSION_ID:
        return None
    length = session_id + 1 + hello[session_id]
    if len(hello) <= length or len(hello) < length + 1 + hello[length]:
        return None
    return hello[length + 1 : length + 1 + hello[length]]
