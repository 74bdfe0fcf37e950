from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.transport.hello_guard import HelloGuard

COOKIE = b"c" * 32
ALERT = bytes.fromhex("15fefd000000000000000000020228")


def record(body: bytes, *, content_type: int = 22, epoch: int = 0) -> bytes:
    head = bytes([content_type]) + b"\xfe\xfd" + epoch.to_bytes(2, "big") + bytes(6)
    return head + len(body).to_bytes(2, "big") + body


def message(
    body: bytes, *, kind: int = 1, length: int | None = None, number: int = 0, offset: int = 0
) -> bytes:
    head = (len(body) if length is None else length).to_bytes(3, "big") + number.to_bytes(2, "big")
    return bytes([kind]) + head + offset.to_bytes(3, "big") + len(body).to_bytes(3, "big") + body


def hello(cookie: bytes = b"", *, session_id: bytes = b"") -> bytes:
    start = b"\xfe\xfd" + bytes(32) + bytes([len(session_id)]) + session_id
    return start + bytes([len(cookie)]) + cookie + b"the rest"


FIRST = record(message(hello()))
SECOND = record(message(hello(COOKIE), number=1))
CERTIFICATE = record(message(b"certificate", kind=11))
ENCRYPTED = record(b"sealed", epoch=1)
SEALED_ALERT = record(b"sealed", content_type=21, epoch=1)


LARGE = hello(COOKIE) + bytes(2000)


class Guard(HelloGuard):
    """A guard that counts how often it asked for the cookie."""

    def __init__(self) -> None:
        super().__init__(COOKIE, self.count)
        self.asked = 0

    def count(self) -> None:
        self.asked += 1


def guard(*admitted: bytes) -> Guard:
    some = Guard()
    for datagram in admitted:
        assert some.admits(datagram)
    return some


def part(start: int, end: int, *, number: int = 1, length: int = len(LARGE)) -> bytes:
    return record(message(LARGE[start:end], length=length, number=number, offset=start))


def test_a_handshake_passes() -> None:
    guard(SECOND, CERTIFICATE + ENCRYPTED, SECOND, ENCRYPTED, SEALED_ALERT)


def test_each_hello_without_a_cookie_is_answered_and_the_server_sees_none() -> None:
    some = guard()
    large = record(message(hello() + bytes(500), length=2000))
    for datagram in (FIRST, FIRST + FIRST, large, large + record(message(bytes(9), length=2000, offset=600))):
        assert not some.admits(datagram)
    assert some.asked == 4
    assert some.admits(SECOND)
    assert not some.admits(FIRST)
    assert some.asked == 4


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        ALERT,
        FIRST + ALERT,
        CERTIFICATE,
        ENCRYPTED,
        SEALED_ALERT,
        record(message(hello(COOKIE))),
        record(message(hello(COOKIE), number=2)),
        record(message(hello(b"x" * 32), number=1)),
        record(message(hello(COOKIE[:-1]), number=1)),
        part(1000, 2000),
        part(1000, 2000, number=0),
        part(1, 1),
        FIRST[:-1],
        FIRST + b"\x16",
        record(b""),
        record(message(hello())[:11]),
        record(message(hello(), length=5)),
        record(message(hello(), length=9000)),
        record(message(hello()) + b"x"),
        record(message(bytes(34))),
        record(message(hello(session_id=bytes(33)))),
        record(message(bytes(34) + b"\x02\x00")),
        record(message(bytes(35) + b"\x20" + bytes(31))),
    ],
)
def test_anything_else_waits_for_the_cookie(datagram: bytes) -> None:
    some = guard()
    assert not some.admits(datagram)
    assert some.asked == (datagram.startswith(FIRST))


@pytest.mark.parametrize(
    "datagram", [ALERT, CERTIFICATE + ALERT, record(message(hello(b"x" * 32), number=1))]
)
def test_forgeries_are_kept_out_after_the_cookie_too(datagram: bytes) -> None:
    assert not guard(SECOND).admits(datagram)


def test_a_large_hello_may_come_in_fragments() -> None:
    guard(part(0, 1000), part(1000, len(LARGE)), CERTIFICATE)


@pytest.mark.parametrize(
    "datagram",
    [part(1000, 1000), part(1000, 2000, number=2), part(1000, 2000, length=len(LARGE) + 1), part(0, 0)],
)
def test_only_fragments_of_the_hello_with_the_cookie_pass(datagram: bytes) -> None:
    assert not guard(part(0, 1000)).admits(datagram)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_datagram_is_judged(datagram: bytes) -> None:
    guard().admits(datagram)
    guard(SECOND).admits(datagram)


@settings(deadline=None)
@given(st.integers(0, len(FIRST) - 1), st.binary(min_size=1, max_size=4))
def test_any_damaged_hello_is_judged(place: int, junk: bytes) -> None:
    guard().admits(FIRST[:place] + junk + FIRST[place + len(junk) :])
