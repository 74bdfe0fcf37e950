"""Password hashes: of today and of before, and those that would stop the service."""

from __future__ import annotations

import base64
import hashlib

import pytest

from signaling.auth.passwords import hash_password, is_outdated, verify_password

_KEY = base64.b64encode(hashlib.scrypt(b"open sesame", salt=b"salt", n=16, r=8, p=1)).decode()
SCRYPT = f"scrypt$16$8$1${base64.b64encode(b'salt').decode()}${_KEY}"


async def test_a_password_is_known_by_its_hash_of_today_and_of_before() -> None:
    hashed = hash_password("open sesame")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    for kept in (hashed, SCRYPT):
        assert await verify_password("open sesame", kept)
        assert not await verify_password("open barley", kept)
    assert is_outdated(SCRYPT)
    assert not is_outdated(hashed)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "plain",
        "scrypt$16$8",
        "scrypt$16$8$1$$",
        SCRYPT.replace("$16$", "$1073741824$"),
        "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2id$v=19$m=19456,t=100000,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2d$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    ],
)
async def test_no_password_fits_a_hash_that_is_none_or_costs_too_much(kept: str) -> None:
    assert not await verify_password("", kept)
    assert not await verify_password("open sesame", kept)
