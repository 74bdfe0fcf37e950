"""Password hashes: Argon2id (RFC 9106) as OWASP advises; scrypt (RFC 7914) of before still counts."""

from __future__ import annotations

import asyncio
import base64
import binascii
import functools
import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import argon2

#: 19 MiB and about 30 ms for one guess.
_HASHER: Final = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: A hash that costs more is none: whoever writes directories must not be able to stop the service with one.
_MOST_MEMORY_KIB: Final = 256 * 1024
_MOST_PASSES: Final = 16
_MOST_LANES: Final = 8
_MOST_N, _MOST_R, _MOST_P, _MOST_BYTES = 2**17, 16, 4, 2**29
_SCRYPT: Final = "scrypt"


def hash_password(password: str) -> str:
    """Return an Argon2id hash, in PHC string format, for a new random salt."""
    return _HASHER.hash(password)


async def hash_in_turn(password: str) -> str:
    """Return ``hash_password``'s, off the event loop and one at a time."""
    return await asyncio.get_running_loop().run_in_executor(_guesses(), hash_password, password)


async def verify_password(password: str, password_hash: str) -> bool:
    """Say whether the password belongs to the hash; off the event loop, one at a time.

    A missing, malformed or far too costly hash takes as long as a wrong password, and is one.
    """
    return await asyncio.get_running_loop().run_in_executor(_guesses(), _verify, password, password_hash)


def is_outdated(password_hash: str) -> bool:
    """Say whether a hash is to be made anew when its password is known."""
    return password_hash.startswith(f"{_SCRYPT}$") or _HASHER.check_needs_rehash(password_hash)


@functools.cache
def _guesses() -> ThreadPoolExecutor:
    """Return a thread of its own, so that a flood of guesses holds up nothing but guesses."""
    return ThreadPoolExecutor(1, thread_name_prefix="password")


def _verify(password: str, password_hash: str) -> bool:
    if password_hash.startswith(f"{_SCRYPT}$"):
        return _verify_scrypt(password, password_hash)
    known = _is_bearable(password_hash)
    try:
        _HASHER.verify(password_hash if known else _absent(), password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return known


def _is_bearable(password_hash: str) -> bool:
    try:
        costs = argon2.extract_parameters(password_hash)
    except (argon2.exceptions.InvalidHashError, ValueError):
        return False
    return (
        costs.type is argon2.Type.ID
        and costs.memory_cost <= _MOST_MEMORY_KIB
        and costs.time_cost <= _MOST_PASSES
        and costs.parallelism <= _MOST_LANES
    )


def _verify_scrypt(password: str, password_hash: str) -> bool:
    """Verify ``scrypt$N$r$p$salt$key``."""
    try:
        _, *costs, salt, key = password_hash.split("$")
        n, r, p = map(int, costs)
        expected = base64.b64decode(key)
        if expected and n <= _MOST_N and r <= _MOST_R and p <= _MOST_P:
            salted = base64.b64decode(salt)
            found = hashlib.scrypt(
                password.encode(), salt=salted, n=n, r=r, p=p, maxmem=_MOST_BYTES, dklen=len(expected)
            )
            return hmac.compare_digest(found, expected)
    except (ValueError, binascii.Error):
        pass
    return _verify(password, "")


@functools.cache
def _absent() -> str:
    return hash_password(secrets.token_urlsafe())
