"""Secrets that are kept as a file: made whole or not at all, readable by their user alone."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import Final

_OTHERS: Final = 0o077
#: What root gives to a group is meant so: Kubernetes lets a pod read its secrets by its group.
_OTHERS_OF_ROOTS: Final = 0o037


class SecretFileError(Exception):
    """A file that is no secret; the text says which and why."""


def read_secret(path: Path) -> str | None:
    """Return what a file holds; None: there is none. Raises SecretFileError, OSError."""
    try:
        with path.open(encoding="utf-8") as file:
            found = os.fstat(file.fileno())
            if found.st_mode & (_OTHERS if found.st_uid else _OTHERS_OF_ROOTS):
                message = f"{path}: others may read it; chmod 600"
                raise SecretFileError(message)
            return file.read()
    except FileNotFoundError:
        return None


def make_secret(path: Path, secret: str) -> str:
    """Keep a secret, and return the one that counts: whoever is first makes it.

    Raises SecretFileError, OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secret)
            file.flush()
            os.fsync(descriptor)
        path.hardlink_to(draft)
    except FileExistsError:
        kept = read_secret(path)
        return secret if kept is None else kept
    finally:
        draft.unlink()
    return secret
