"""Secrets that are kept encrypted: whoever reads the queue's server, or a copy of it, can't use them."""

from __future__ import annotations

import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from signaling.secret_file import SecretFileError, make_secret, read_secret

_ALGORITHMS: Final = ["dir", "A256GCM"]
_FILE: Final = "secrets.key"
#: Characters; of anything shorter the secrets could be guessed.
SHORTEST_KEY: Final = 32


class Seal:
    """Encrypts with one key (AES-256-GCM), for one person each."""

    def __init__(self, key: str) -> None:
        self._key = OctKey.import_key(sha256(key.encode()).digest())

    def close(self, secret: str, *, of: str) -> str:
        """Encrypt a secret ``of`` somebody."""
        header = {"alg": "dir", "enc": "A256GCM"}
        return jwe.encrypt_compact(header, f"{of} {secret}".encode(), self._key, algorithms=_ALGORITHMS)

    def open(self, sealed: str, *, of: str) -> str | None:
        """Return the secret; None when it is somebody else's, or was encrypted with another key."""
        try:
            found = jwe.decrypt_compact(sealed, self._key, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            return None
        whose, _, secret = (found.plaintext or b"").decode().partition(" ")
        return secret if whose == of else None


def known_key_in(folder: Path) -> str | None:
    """Return the key that is kept in a folder, if there is one. Raises SecretFileError, OSError."""
    return read_secret(folder / _FILE)


def key_in(folder: Path) -> str:
    """Return the key that is kept in a folder; made where there is none, for this user alone.

    Raises SecretFileError, OSError.
    """
    path = folder / _FILE
    key = known_key_in(folder)
    if key is None:
        key = make_secret(path, secrets.token_urlsafe(32))
    if len(key.strip()) < SHORTEST_KEY:
        message = f"{path}: holds no key; restore it, or remove it: then everybody sets up a second step anew"
        raise SecretFileError(message)
    return key
