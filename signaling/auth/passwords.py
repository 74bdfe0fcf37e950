"""Password hashes: scrypt (RFC 7914) with its parameters and salt in the text."""

from __future__ import annotations

import asyncio
import base64
import binascii
import functools
import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor

#: 16 MiB and about 50 ms for one guess.
_N, _R, _P = 2**14, 8, 1
_SALT_BYTES = 16
_PARTS = 6


def hash_password(password: str) -> str:
    """Return ``scrypt$N$r$p$salt$key`` for a new random salt."""
    salt = secrets.token_bytes(_SALT_BYTES)
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)
    return "$".join(["scrypt", str(_N), str(_R), str(_P), _encode(salt), _encode(key)])


async def verify_password(password: str, password_hash: str) -> bool:
    """Say whether the password belongs to the hash; off the event loop, one at a time.

    A missing or malformed hash takes as long as a wrong password, and is one.
    """
    return await asyncio.get_running_loop().run_in_executor(_guesses(), _verify, password, password_hash)


@functools.cache
def _guesses() -> ThreadPoolExecutor:
    """Return a thread of its own, so that a flood of guesses holds up nothing but guesses."""
    return ThreadPoolExecutor(1, thread_name_prefix="password")


def _verify(password: str, password_hash: str) -> bool:
    parts = password_hash.split("$")
    known = len(parts) == _PARTS and parts[0] == "scrypt"
    if not known:
        parts = _absent().split("$")
    try:
        n, r, p = (int(part) for part in parts[1:4])
        salt, expected = base64.b64decode(parts[4]), base64.b64decode(parts[5])
        key = hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, dklen=max(1, len(expected)))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(key, expected) and known


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@functools.cache
def _absent() -> str:
    return hash_password(secrets.token_urlsafe())
