from __future__ import annotations

import binascii
import struct
from ipaddress import IPv4Address, IPv6Address

import pytest
from aioice import stun as codec
from hypothesis import given, settings
from hypothesis import strategies as st

from callrouter.relay.transport.stun import BindingRequest, Source, parse_binding_request

#: a check up to the end of its MESSAGE-INTEGRITY; a FINGERPRINT of four bytes follows
SIGNED = 68
PASSWORD = "relay-password-of-this-leg"  # noqa: S105 a test's


def check(
    *,
    username: str = "ours:theirs",
    password: str = PASSWORD,
    nominates: bool = False,
    sign: bool = True,
    transaction: bytes = b"transaction!",
) -> bytes:
    message = codec.Message(codec.Method.BINDING, codec.Class.REQUEST, transaction_id=transaction)
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


IPS = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
PASSWORDS = st.text("abcXYZ019+/", min_size=22, max_size=40)


@settings(deadline=None)
@given(IPS, st.integers(0, 0xFFFF), PASSWORDS, st.binary(min_size=12, max_size=12))
def test_an_independent_codec_reads_the_answer(
    ip: IPv4Address | IPv6Address, port: int, password: str, transaction: bytes
) -> None:
    request = parsed(check(password=password, transaction=transaction))
    assert request.is_from_holder_of(password)
    response = codec.parse_message(request.response(password, Source(ip.packed, port)))
    assert response.message_class is codec.Class.RESPONSE
    assert response.message_method is codec.Method.BINDING
    assert response.transaction_id == transaction
    assert response.attributes["XOR-MAPPED-ADDRESS"] == (str(ip), port)
    assert response.check_message_integrity(password.encode())


@settings(deadline=None)
@given(st.text("ab1+/", min_size=4, max_size=32), st.text("cd2+/", min_size=4, max_size=64), st.booleans())
def test_what_an_independent_codec_asks_is_understood(ours: str, theirs: str, nominates: bool) -> None:  # noqa: FBT001
    request = parsed(check(username=f"{ours}:{theirs}", nominates=nominates))
    assert (request.local_ufrag, request.nominates) == (ours, nominates)
    assert request.is_from_holder_of(PASSWORD)


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
        pytest.param(b"", id="empty"),
        pytest.param(b"\0" * 19, id="too-short"),
        pytest.param(b"\0" * 34, id="zeros"),
        pytest.param(check()[:-4], id="cut-off"),
        pytest.param(check() + b"\0", id="a-byte-more"),
        pytest.param(check()[:-1] + b"\0", id="wrong-fingerprint"),
        pytest.param(check(sign=False), id="unsigned"),
        pytest.param(check(username="nocolon"), id="no-colon"),
        pytest.param(indication(), id="indication"),
        pytest.param(without_fingerprint(), id="no-fingerprint"),
        pytest.param(b"\0\1\0\4!\x12\xa4B" + bytes(12) + b"\0\x06\0\x01", id="attribute-cut-off"),
        pytest.param(check(username="x" * 400 + ":" + "y" * 700), id="too-long"),
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


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=8), st.booleans())
def test_any_attributes_under_a_wrong_password_are_not_believed(
    attributes: list[tuple[int, bytes]],
    signed: bool,  # noqa: FBT001
) -> None:
    body = b"".join(
        struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4) for name, value in attributes
    )
    if signed:
        body += struct.pack("!HH", 8, 20) + bytes(20)
    head = struct.pack("!HHI12s", 1, len(body) + 8, 0x2112A442, bytes(12))
    fingerprint = binascii.crc32(head + body) ^ 0x5354554E
    request = parse_binding_request(head + body + struct.pack("!HHI", 0x8028, 4, fingerprint))
    assert request is None or not request.is_from_holder_of(PASSWORD)
