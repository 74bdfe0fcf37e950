"""By what nodes compare how they are set without telling it: sixteen bits for each setting.

Who reads the queue's server learns no secret from them: too few bits to recognize a value that was tried, and
enough that two values which differ by mistake have the same ones once in 65,536 times.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import SecretStr

from callrouter.model.directory import Directory
from signaling.auth.sealing import known_key_in
from signaling.secret_file import SecretFileError
from signaling.settings import Settings, SettingsError
from signaling.signing_key import known_signing_key

_BYTES: Final = 2
#: What each machine may have its own of, beside names of files: places, addresses, limits.
OWN: Final = frozenset(
    {
        *("redis_url", "namespace", "host", "port", "trusted_proxies", "log_level", "demo_password"),
        *("most_connections", "place_connections", "place_requests_s", "metrics_token"),
        *("media_hosts", "media_announced", "media_port", "relays", "relay_listen", "relay_url"),
        *("relay_capacity", "relay_supervised", "drain_s", "drain_ready_s", "memory_mb"),
        *("log_format", "otlp_endpoint", "otlp_token"),
        *("mail_server", "mail_port", "mail_security", "mail_user", "mail_password"),
    }
)
#: Of files what stands in them counts, where it must be the same.
_FILES: Final = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if Path in {field.annotation, *get_args(field.annotation)}
)


def directory_mark(settings: Settings, directory: Directory) -> str:
    """Return the mark of the directory's file. Of thousands of people it takes some 10 ms."""
    now = directory.model_copy(update={"accounts": directory.file_accounts})
    return _mark(settings.namespace, "directory", now.model_dump_json())


def marks_of(settings: Settings) -> dict[str, str]:
    """Return the marks of all else that must be the same on every node, by the setting's name."""
    values = {name: _text(value) for name, value in settings if name not in OWN and name not in _FILES}
    values["oidc_claims"] = "" if settings.oidc_claims is None else _contents(settings.oidc_claims)
    if settings.secrets_key is None:
        with suppress(OSError, SecretFileError):
            values["secrets_key"] = known_key_in(settings.data_dir) or ""
    with suppress(SettingsError):
        key = known_signing_key(settings)
        values["audit_signing_key"] = "" if key is None else key.public.line()
    return {name: _mark(settings.namespace, name, value) for name, value in values.items()}


def _mark(namespace: str, name: str, value: str) -> str:
    return hmac.digest(value.encode(), f"alike {namespace} {name}".encode(), "sha256")[:_BYTES].hex()


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return "" if value is None else repr(value)


def _contents(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""
