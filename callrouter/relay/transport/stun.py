"""Connectivity checks and their answers as bytes, for an ICE-lite agent (RFC 8445 section 7.3, RFC 8489).

Anything that isn't a well-formed, authenticated binding request is nobody's business and gets no answer.
The codec knows only what a check and its answer are made of, and costs a small part of a general one.
"""

from __future__ import annotations

import binascii
import hmac
import secrets
import struct
from dataclasses import dataclass
from typing import Final, NamedTuple

_MAX_SIZE: Final = 1024
_REQUEST: Final = 0x0001
_RESPONSE: Final = 0x0101
_COOKIE: Final = 0x2112A442
_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_NUMBER: Final = struct.Struct("!I")
_USERNAME: Final = 0x0006
_INTEGRITY: Final = 0x0008
_XOR_MAPPED_ADDRESS: Final = 0x0020
_PRIORITY: Final = 0x0024
_USE_CANDIDATE: Final = 0x0025
_CONTROLLED: Final = 0x8029
_FINGERPRINT: Final = 0x8028
_FINGERPRINT_MASK: Final = 0x5354554E
_INTEGRITY_SIZE: Final = 20
_FINGERPRINT_SIZE: Final = 4
#: how far MESSAGE-INTEGRITY's and FINGERPRINT's ends are from their starts, headers included
_INTEGRITY_END: Final = _ATTRIBUTE.size + _INTEGRITY_SIZE
_FINGERPRINT_END: Final = _ATTRIBUTE.size + _FINGERPRINT_SIZE
_TRANSACTION_SIZE: Final = 12
#: of a host's address; nobody is to choose by it
_OURS: Final = 0x7E0000FF
_FAMILIES: Final = {4: 1, 16: 2}


class Source(NamedTuple):
    """Where a check came from: an IP address as its 4 or 16 bytes, and a port."""

    ip: bytes
    port: int


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A parsed check, not yet authenticated. `local_ufrag` is ours, the part of USERNAME before the colon."""

    transaction: bytes
    local_ufrag: str
    nominates: bool
    signed: bytes
    integrity: bytes

    def is_from_holder_of(self, password: str) -> bool:
        """Check MESSAGE-INTEGRITY against the relay's ICE password for this leg."""
        return hmac.compare_digest(_integrity(self.signed, password), self.integrity)

    def response(self, password: str, source: Source) -> bytes:
        """Return the signed success response, telling the sender that it was seen as `source`."""
        mask = int.from_bytes(_NUMBER.pack(_COOKIE) + self.transaction, "big")
        size = len(source.ip)
        mapped = (int.from_bytes(source.ip, "big") ^ mask >> 8 * (16 - size)).to_bytes(size, "big")
        attribute = struct.pack(
            "!HHxBH", _XOR_MAPPED_ADDRESS, 4 + size, _FAMILIES[size], source.port ^ _COOKIE >> 16
        )
        return _signed(_RESPONSE, self.transaction, attribute + mapped, password)


def binding_request(username: str, password: str) -> tuple[bytes, bytes]:
    """Return a check of the relay's own, controlled as it is, and its transaction, that nobody can guess."""
    transaction = secrets.token_bytes(_TRANSACTION_SIZE)
    name = username.encode()
    body = _ATTRIBUTE.pack(_USERNAME, len(name)) + name + bytes(-len(name) % 4)
    body += _ATTRIBUTE.pack(_PRIORITY, _NUMBER.size) + _NUMBER.pack(_OURS)
    body += _ATTRIBUTE.pack(_CONTROLLED, 8) + bytes(8)
    return transaction, _signed(_REQUEST, transaction, body, password)


def is_answer(datagram: bytes, transaction: bytes, password: str) -> bool:
    """Tell whether a datagram is the success response to that check; never raises."""
    at, size = _HEADER.size, len(datagram)
    if not at <= size <= _MAX_SIZE or size % 4:
        return False
    kind, length, cookie, answered = _HEADER.unpack_from(datagram)
    if (kind, cookie, answered) != (_RESPONSE, _COOKIE, transaction) or length != size - at:
        return False
    while at < size:
        name, width = _ATTRIBUTE.unpack_from(datagram, at)
        if name == _INTEGRITY:
            signed = datagram[:2] + (at + _INTEGRITY_END - _HEADER.size).to_bytes(2, "big") + datagram[4:at]
            start = at + _ATTRIBUTE.size
            claimed = datagram[start : start + _INTEGRITY_SIZE]
            return width == _INTEGRITY_SIZE and hmac.compare_digest(_integrity(signed, password), claimed)
        at += _ATTRIBUTE.size + (width + 3 & ~3)
    return False


def _signed(kind: int, transaction: bytes, body: bytes, password: str) -> bytes:
    """Return a message with these attributes, MESSAGE-INTEGRITY and FINGERPRINT."""
    length = len(body) + _INTEGRITY_END
    message = _HEADER.pack(kind, length, _COOKIE, transaction) + body
    body += _ATTRIBUTE.pack(_INTEGRITY, _INTEGRITY_SIZE) + _integrity(message, password)
    message = _HEADER.pack(kind, length + _FINGERPRINT_END, _COOKIE, transaction) + body
    return message + _ATTRIBUTE.pack(_FINGERPRINT, _FINGERPRINT_SIZE) + _NUMBER.pack(_fingerprint(message))


def parse_binding_request(datagram: bytes) -> BindingRequest | None:
    """Return the binding request in a datagram, or None for anything else; never raises."""
    size = len(datagram)
    if not _HEADER.size <= size <= _MAX_SIZE:
        return None
    kind, length, cookie, transaction = _HEADER.unpack_from(datagram)
    if kind != _REQUEST or cookie != _COOKIE or length != size - _HEADER.size or length % 4:
        return None
    username, nominates, at = b"", False, _HEADER.size
    while at < size:
        name, width = _ATTRIBUTE.unpack_from(datagram, at)
        value = at + _ATTRIBUTE.size
        if value + width > size:
            return None
        if name == _INTEGRITY:
            return _signed_request(datagram, at, transaction, username, nominates=nominates)
        if name == _USERNAME and not username:
            username = datagram[value : value + width]
        elif name == _USE_CANDIDATE:
            nominates = True
        at = value + (width + 3 & ~3)
    return None


def _signed_request(
    datagram: bytes, at: int, transaction: bytes, username: bytes, *, nominates: bool
) -> BindingRequest | None:
    """Return the request whose MESSAGE-INTEGRITY starts at `at`; after it only FINGERPRINT may come."""
    fingerprint = at + _INTEGRITY_END
    if len(datagram) != fingerprint + _FINGERPRINT_END:
        return None
    integrity_size = _ATTRIBUTE.unpack_from(datagram, at)[1]
    if integrity_size != _INTEGRITY_SIZE:
        return None
    if _ATTRIBUTE.unpack_from(datagram, fingerprint) != (_FINGERPRINT, _FINGERPRINT_SIZE):
        return None
    (claimed,) = _NUMBER.unpack_from(datagram, fingerprint + _ATTRIBUTE.size)
    if claimed != _fingerprint(datagram[:fingerprint]):
        return None
    ours, colon, _ = username.partition(b":")
    if not colon or not ours.isascii():
        return None
    length = fingerprint - _HEADER.size
    return BindingRequest(
        transaction=transaction,
        local_ufrag=ours.decode("ascii"),
        nominates=nominates,
        # the length that is signed counts MESSAGE-INTEGRITY as the last attribute (RFC 8489 section 14.5)
        signed=datagram[:2] + length.to_bytes(2, "big") + datagram[4:at],
        integrity=datagram[at + _ATTRIBUTE.size : fingerprint],
    )


def _integrity(message: bytes, password: str) -> bytes:
    return hmac.digest(password.encode(), message, "sha1")


def _fingerprint(message: bytes) -> int:
    return binascii.crc32(message) ^ _FINGERPRINT_MASK
