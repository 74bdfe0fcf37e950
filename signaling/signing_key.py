"""The key that signs days of the audit trail, as a file: made on first use, readable by its user alone.

In the folder of the data stands the day that was signed last, so that a trail whose end was cut off is known.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from callrouter.queueing import AuditTrailStore
from callrouter.services.trail_signing import EndedDay, SigningKey, TrailSigner, VerifyingKey
from signaling.secret_file import SecretFileError, make_secret, read_secret
from signaling.settings import Settings, SettingsError

#: Where it is unless ``audit_signing_key`` says otherwise, in the folder of the data.
_NAME: Final = "audit-signing.key"
_LAST: Final = "audit-signing.last"

_log = structlog.get_logger(__name__)


def signing_key(settings: Settings) -> SigningKey | None:
    """Return the key, made if there is none; None where none can be kept and none was asked for.

    Raises SettingsError.
    """
    path = _path(settings)
    try:
        known = _read(path)
        return known or _made(path)
    except OSError as error:
        if settings.audit_signing_key is not None:
            message = f"audit_signing_key {path}: {error.strerror}"
            raise SettingsError(message) from error
        _log.warning("audit_trail.no_signing_key", why=error.strerror)
        return None


def trail_signer(settings: Settings, trail: AuditTrailStore) -> TrailSigner | None:
    """Return what signs days of the trail, as ``signing_key``. Raises SettingsError."""
    key = signing_key(settings)
    return None if key is None else TrailSigner(trail, key, LastSignedFile(settings))


class LastSignedFile:
    """Which day was signed last, as a file: day, number and hash of its last entry."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.data_dir / _LAST

    def read(self) -> EndedDay | None:
        """Return it; None if none is known, with a line in the log where that is a fault."""
        try:
            day, number, head = self._file.read_text("ascii").split()
            return EndedDay(day, int(number), head)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            _log.error("audit_trail.last_signed_unreadable")
            return None

    def write(self, day: EndedDay) -> None:
        """Keep it in place of the one before, whole or not at all."""
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            draft.write_text(f"{day.day} {day.number} {day.head}\n", "ascii")
            draft.replace(self._file)
        except OSError as error:
            _log.error("audit_trail.last_signed_not_kept", why=error.strerror)


def known_signing_key(settings: Settings) -> SigningKey | None:
    """Return the key if there is one. Raises SettingsError."""
    try:
        return _read(_path(settings))
    except OSError as error:
        message = f"audit_signing_key {_path(settings)}: {error.strerror}"
        raise SettingsError(message) from error


def verifying_keys(path: Path) -> tuple[VerifyingKey, ...]:
    """Return the public keys of a file, one a line. Raises SettingsError."""
    try:
        keys = tuple(
            VerifyingKey.parse(line) for line in path.read_text("utf-8").splitlines() if line.strip()
        )
    except OSError as error:
        message = f"public key {path}: {error.strerror}"
        raise SettingsError(message) from error
    except ValueError:
        keys = ()
    if not keys:
        message = f"public key {path}: no line as `callrouter doctor --audit` prints it"
        raise SettingsError(message)
    return keys


def _path(settings: Settings) -> Path:
    return settings.audit_signing_key or settings.data_dir / _NAME


def _read(path: Path) -> SigningKey | None:
    try:
        text = read_secret(path)
        return None if text is None else SigningKey.parse(text)
    except SecretFileError as error:
        message = f"audit_signing_key {error}"
        raise SettingsError(message) from error
    except ValueError:
        message = f"audit_signing_key {path}: holds no key; keep it aside, and another one is made"
        raise SettingsError(message) from None


def _made(path: Path) -> SigningKey:
    """Make the file; whoever is first makes the one that counts."""
    key = SigningKey.make(today=datetime.now(UTC).date().isoformat())
    return SigningKey.parse(make_secret(path, key.text()))
