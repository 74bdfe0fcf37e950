"""Connectivity checks, as anybody may send them: raw, and with a true fingerprint and signature put on."""

from __future__ import annotations

import binascii
import hmac
import struct

from aioice import stun as codec

from callrouter.relay.transport.stun import BindingRequest, Source, is_answer, parse_binding_request

LONGEST = 1100
_PASSWORD = "known to the participant alone"  # noqa: S105 a made one
_HERE = Source(b"\x7f\0\0\1", 5004)


def fuzz(data: bytes) -> None:
    """Demand that no stranger is believed, and that who knows the password is understood and answered."""
    request = parse_binding_request(data)
    assert request is None or not request.is_from_holder_of(_PASSWORD)
    assert not is_answer(data, data[8:20], _PASSWORD)
    known = parse_binding_request(_signed(data))
    if known is not None:
        assert known.is_from_holder_of(_PASSWORD)
        _answer(known)


def _answer(request: BindingRequest) -> None:
    answer = codec.parse_message(request.response(_PASSWORD, _HERE))
    assert answer.transaction_id == request.transaction
    assert answer.check_message_integrity(_PASSWORD.encode())


def _signed(data: bytes) -> bytes:
    """Return a check of these attributes, whatever they are, as the holder of the password would send it."""
    body = data[20:][: len(data[20:]) & ~3]
    head = struct.pack("!HHI12s", 1, len(body) + 24, 0x2112A442, data[8:20])
    digest = hmac.digest(_PASSWORD.encode(), head + body, "sha1")
    body += struct.pack("!HH", 8, 20) + digest
    head = struct.pack("!HHI12s", 1, len(body) + 8, 0x2112A442, data[8:20])
    return head + body + struct.pack("!HHI", 0x8028, 4, binascii.crc32(head + body) ^ 0x5354554E)
