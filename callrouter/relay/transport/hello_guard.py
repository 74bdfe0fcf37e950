"""Decides which DTLS datagrams the server may see, so that nobody but the participant spoils its handshake.

Before there are keys nothing in DTLS 1.2 is authenticated: OpenSSL ends a handshake at the first plaintext
alert, malformed ClientHello or wrong cookie, and keeps whatever fragment comes first. Somebody who can forge
a source address, but can't read what is sent to it, is kept out (RFC 6347 sections 4.1, 4.2):
- a ClientHello without a cookie is answered here, from its first fragment alone and remembering nothing;
- the server sees nothing until the start of a ClientHello has repeated our cookie, and no other ClientHello;
- no plaintext alert, ever.
A forged message of the short rest of the handshake would still end it; the page then connects again.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Final

_ALERT: Final = 21
_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1
_HELLO_VERIFY_REQUEST: Final = 3
_RECORD_HEADER: Final = 13
_HANDSHAKE_HEADER: Final = 12
_VERSION_AND_RANDOM: Final = 34
_MAX_SESSION_ID: Final = 32
_MAX_HELLO: Final = 8192
#: the message number of a ClientHello that repeats a cookie: the second message of its sender
_VERIFIED_SEQUENCE: Final = 1
#: a ClientHello without a cookie: after it, OpenSSL takes the one with the cookie for the second message
PRIMER: Final = (
    bytes.fromhex("16fefd0000000000000000 0036 010000 2a 0000 000000 00002a fefd")
    + bytes(_VERSION_AND_RANDOM - 2)
    + bytes.fromhex("00 00 0002c02b 0100")
)


class HelloGuard:
    """The guard of one handshake; `ask` sends the `hello_verify_request` for `cookie`.

    The server must demand the same cookie, and be given the `PRIMER` before the first datagram admitted.
    """

    def __init__(self, cookie: bytes, ask: Callable[[], None]) -> None:
        self._cookie = cookie
        self._ask = ask
        #: the length of the ClientHello that has our cookie; 0 before
        self._length = 0

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
        if plaintext and content_type == _HANDSHAKE and record[:1] == bytes([_CLIENT_HELLO]):
            return self._admits_hello(record)
        return self._length > 0 and not (plaintext and content_type == _ALERT)

    def _admits_hello(self, message: bytes) -> bool:
        if len(message) <= _HANDSHAKE_HEADER:
            return False
        length, offset, size = (int.from_bytes(message[n : n + 3], "big") for n in (1, 6, 9))
        if size != len(message) - _HANDSHAKE_HEADER or offset + size > length or length > _MAX_HELLO:
            return False
        sequence = int.from_bytes(message[4:6], "big")
        if not offset:
            cookie = _hello_cookie(message[_HANDSHAKE_HEADER:])
            if not cookie:
                if cookie is not None and sequence == 0 and not self._length:
                    self._ask()
                return False
            if not hmac.compare_digest(cookie, self._cookie):
                return False
            self._length = self._length or length
        return sequence == _VERIFIED_SEQUENCE and length == self._length


def hello_verify_request(cookie: bytes) -> bytes:
    """Return the record that asks for a cookie, the same as OpenSSL's.

    Its number is always 0: the server's own begin at 1, and none may come twice.
    """
    body = b"\xfe\xff" + bytes([len(cookie)]) + cookie
    size = len(body).to_bytes(3, "big")
    message = bytes([_HELLO_VERIFY_REQUEST]) + size + bytes(5) + size + body
    return b"\x16\xfe\xff" + bytes(8) + len(message).to_bytes(2, "big") + message


def _hello_cookie(hello: bytes) -> bytes | None:
    """Return the cookie in a ClientHello or its first fragment; None if it isn't even that."""
    session_id = _VERSION_AND_RANDOM
    if len(hello) <= session_id or hello[session_id] > _MAX_SESSION_ID:
        return None
    length = session_id + 1 + hello[session_id]
    if len(hello) <= length or len(hello) < length + 1 + hello[length]:
        return None
    return hello[length + 1 : length + 1 + hello[length]]
