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


def message(body: bytes, *, kind: int = 1, length: int | None = None, offset: int = 0) -> bytes:
    whole = (len(body) if length is None else length).to_bytes(3, "big")
    return bytes([kind]) + whole + b"\0\0" + offset.to_bytes(3, "big") + len(body).to_bytes(3, "big") + body


def hello(cookie: bytes = b"", *, session_id: bytes = b"") -> bytes:
    start = b"\xfe\xfd" + bytes(32) + bytes([len(session_id)]) + session_id
    return start + bytes([len(cookie)]) + cookie + b"the rest"


FIRST = record(message(hello()))
SECOND = record(message(hello(COOKIE)))
CERTIFICATE = record(message(b"certificate", kind=11))
ENCRYPTED = record(b"sealed", epoch=1)
SEALED_ALERT = record(b"sealed", content_type=21, epoch=1)


def guard(*admitted: bytes) -> HelloGuard:
    some = HelloGuard(COOKIE)
    for datagram in admitted:
        assert some.admits(datagram)
    return some


def test_a_handshake_passes() -> None:
    guard(FIRST, FIRST, SECOND, CERTIFICATE + ENCRYPTED, SECOND, ENCRYPTED, SEALED_ALERT)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        ALERT,
        FIRST + ALERT,
        CERTIFICATE,
        ENCRYPTED,
        SEALED_ALERT,
        record(message(hello(b"x" * 32))),
        record(message(hello(COOKIE[:-1]))),
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
    assert not guard(FIRST).admits(datagram)


@pytest.mark.parametrize("datagram", [ALERT, CERTIFICATE + ALERT, record(message(hello(b"x" * 32)))])
def test_forgeries_are_kept_out_after_the_cookie_too(datagram: bytes) -> None:
    assert not guard(FIRST, SECOND).admits(datagram)


def test_a_large_hello_may_come_in_fragments() -> None:
    body = hello(COOKIE) + bytes(2000)
    parts = [body[:1000], body[1000:]]
    guard(
        record(message(parts[0], length=len(body))),
        record(message(parts[1], length=len(body), offset=1000)),
        CERTIFICATE,
    )


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_datagram_is_judged(datagram: bytes) -> None:
    HelloGuard(COOKIE).admits(datagram)
    guard(SECOND).admits(datagram)


@settings(deadline=None)
@given(st.integers(0, len(FIRST) - 1), st.binary(min_size=1, max_size=4))
def test_any_damaged_hello_is_judged(place: int, junk: bytes) -> None:
    HelloGuard(COOKIE).admits(FIRST[:place] + junk + FIRST[place + len(junk) :])
