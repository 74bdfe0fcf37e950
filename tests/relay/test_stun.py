from __future__ import annotations

import pytest
from aioice import stun as codec
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.stun import BindingRequest, parse_binding_request

#: a check up to the end of its MESSAGE-INTEGRITY; a FINGERPRINT of four bytes follows
SIGNED = 68
PASSWORD = "relay-password-of-this-leg"  # noqa: S105 a test's


def check(
    *, username: str = "ours:theirs", password: str = PASSWORD, nominates: bool = False, sign: bool = True
) -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = username
    message.attributes["PRIORITY"] = 1
    if nominates:
        message.attributes["USE-CANDIDATE"] = None
    if sign:
        message.add_message_integrity(password.encode())
    else:
        message.add_fingerprint()
    return bytes(message)


def parsed(datagram: bytes) -> BindingRequest:
    request = parse_binding_request(datagram)
    assert request is not None
    return request


def test_a_check_names_our_fragment_and_its_nomination() -> None:
    assert parsed(check()).local_ufrag == "ours"
    assert not parsed(check()).nominates
    assert parsed(check(nominates=True)).nominates


def test_only_the_holder_of_the_password_is_believed() -> None:
    assert parsed(check()).is_from_holder_of(PASSWORD)
    assert not parsed(check()).is_from_holder_of("another")


@pytest.mark.parametrize("source", [("192.0.2.7", 4321), ("2001:db8::7", 4321)])
def test_the_response_is_signed_and_tells_the_source(source: tuple[str, int]) -> None:
    request = parsed(check())
    response = codec.parse_message(request.response(PASSWORD, source))
    assert response.message_class is codec.Class.RESPONSE
    assert response.transaction_id == request.message.transaction_id
    assert response.attributes["XOR-MAPPED-ADDRESS"] == source
    assert response.check_message_integrity(PASSWORD.encode())


def indication() -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.INDICATION)
    message.attributes["USERNAME"] = "ours:theirs"
    message.add_message_integrity(PASSWORD.encode())
    return bytes(message)


def without_fingerprint() -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.add_message_integrity(PASSWORD.encode())
    del message.attributes["FINGERPRINT"]
    return bytes(message)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\0" * 19,
        b"\0" * 34,
        check()[:-4],
        check() + b"\0",
        check()[:-1] + b"\0",
        check(sign=False),
        check(username="nocolon"),
        indication(),
        without_fingerprint(),
        b"\0\1\0\4!\x12\xa4B" + bytes(12) + b"\0\x06\0\x01",
        check(username="x" * 400 + ":" + "y" * 700),
    ],
)
def test_anything_but_a_signed_check_is_nobodys_business(datagram: bytes) -> None:
    assert parse_binding_request(datagram) is None


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_junk_is_never_a_check(datagram: bytes) -> None:
    assert parse_binding_request(datagram) is None


@settings(deadline=None)
@given(st.integers(0, SIGNED - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_check_is_not_believed(place: int, junk: bytes) -> None:
    original = check()
    datagram = original[:place] + junk + original[place + len(junk) :]
    request = parse_binding_request(datagram)
    assert (
        request is None or datagram[:SIGNED] == original[:SIGNED] or not request.is_from_holder_of(PASSWORD)
    )


def test_the_names_of_the_codec_are_still_there() -> None:
    assert codec.Class.REQUEST.value == 0
    assert callable(codec.Message.check_message_integrity)
    assert callable(codec.Message.add_message_integrity)
