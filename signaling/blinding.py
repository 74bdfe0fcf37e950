"""The key by which marks are made of whom is counted."""

from __future__ import annotations

import secrets
from functools import cache

import structlog

from callrouter.queueing import Blind, blinding
from signaling.auth.sealing import key_in
from signaling.secret_file import SecretFileError
from signaling.settings import Settings

_log = structlog.get_logger(__name__)


def blind_of(settings: Settings) -> Blind:
    """Return what makes marks with ``secrets_key``, or else the key in the folder of the data.

    Where none can be kept it is a key of this process: it counts for itself.
    """

    @cache
    def key() -> str:
        if settings.secrets_key is not None:
            return settings.secrets_key.get_secret_value()
        try:
            return key_in(settings.data_dir)
        except (OSError, SecretFileError):
            _log.warning("tries.counted_alone")
            return secrets.token_urlsafe(32)

    return blinding(key)
