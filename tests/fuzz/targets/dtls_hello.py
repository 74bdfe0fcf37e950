"""DTLS datagrams in front of OpenSSL."""

from __future__ import annotations

from callrouter.relay.transport.hello_guard import HelloGuard
from tests.fuzz.parts import parts

LONGEST = 3000
_COOKIE = b"c" * 32


class _Asked:
    """Counts how often the cookie was asked for."""

    times = 0

    def __call__(self) -> None:
        self.times += 1


def fuzz(data: bytes) -> None:
    """Demand that nothing is let in without the cookie, nor an alert ever, and that little is asked."""
    asked = _Asked()
    guard, seen = HelloGuard(_COOKIE, asked), False
    for datagram in parts(data):
        before = asked.times
        admitted = guard.admits(datagram)
        assert asked.times - before <= len(datagram) // 60
        seen = seen or _COOKIE in datagram
        assert not admitted or seen
        assert not (admitted and datagram[:1] == b"\x15" and datagram[3:5] == b"\0\0")
