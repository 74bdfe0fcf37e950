"""Every setting, read once: option, environment, folder of secrets, TOML file, default; the first counts.

This module alone reads the environment. An unknown or invalid setting raises SettingsError with the
name, the bad value (secrets masked) and what is allowed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Self, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from callrouter.policy.service_level import Threshold
from callrouter.queueing import server_place
from signaling.alert_settings import AlertSettings
from signaling.edge_settings import EdgeSettings
from signaling.message_settings import MessageSettings, is_origin
from signaling.observing_settings import ObservingSettings
from signaling.oidc_settings import OidcSettings
from signaling.relay_settings import RelaySettings, listed
from signaling.setting_sources import (
    CONFIG_VARIABLE,
    ENVIRONMENT_PREFIX,
    Names,
    SettingsError,
    Source,
    sources,
)
from signaling.sign_in_settings import SignInSettings

__all__ = [
    "CONFIG_VARIABLE",
    "ENVIRONMENT_PREFIX",
    "NAMES",
    "SECRETS",
    "Settings",
    "SettingsError",
    "Source",
    "foreign_environment",
    "load_settings",
    "own_settings",
    "read_sources",
    "settings_from",
]

#: What systemd tells a process it starts, sd_notify(3); it is meant for that process alone.
_SUPERVISION = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
#: RFC 7065 section 3.1.
_TURN_URL = re.compile(
    r"turns?:([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?(\?transport=(udp|tcp))?"
)


def _is_redis_url(value: str) -> str:
    server_place(value)
    return value


def _is_turn_url(value: str) -> str:
    if not _TURN_URL.fullmatch(value):
        message = "must be like turn:turn.example.org:3478 or turns:turn.example.org:443?transport=tcp"
        raise ValueError(message)
    return value


class Settings(
    EdgeSettings,
    RelaySettings,
    MessageSettings,
    AlertSettings,
    SignInSettings,
    OidcSettings,
    ObservingSettings,
):
    """All settings, immutable. Each has an option ``--name`` and a variable ``CALLROUTER_NAME``."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    redis_url: Annotated[str, AfterValidator(_is_redis_url)] | None = Field(
        default=None,
        repr=False,
        description="the Redis or Valkey to use, by a URL; default: an embedded Valkey",
    )
    data_dir: Path = Field(
        default=Path(".callrouter"), description="where the embedded Valkey keeps its data"
    )
    namespace: str = Field(
        default="callrouter",
        pattern=r"^[a-z0-9-]{1,40}$",
        description="prefix of all keys; one for each deployment",
    )
    directory: Path | None = Field(
        default=None, description="TOML file with centres, locations, booths and accounts"
    )
    turn_urls: Annotated[
        tuple[Annotated[str, AfterValidator(_is_turn_url)], ...], BeforeValidator(listed)
    ] = Field(
        default=(), description="TURN servers that pages may reach the media through, separated by commas"
    )
    turn_secret: SecretStr | None = Field(
        default=None, description="what the TURN servers call their static-auth-secret"
    )
    turn_ttl_s: int = Field(
        default=600,
        ge=60,
        le=86_400,
        description="how long a TURN credential may begin a connection",
    )
    callback_origins: Annotated[
        tuple[Annotated[str, AfterValidator(is_origin)], ...], BeforeValidator(listed)
    ] = Field(default=(), description="origins whose pages may show the callback form, separated by commas")
    callback_api_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="what forms of others show as a bearer token to ask for callbacks; default: they can't",
    )
    callbacks_an_hour: int = Field(
        default=10, ge=1, le=10_000, description="callback requests an hour from one address on the form"
    )
    secure_cookies: bool = Field(default=True, description="send cookies over HTTPS only")
    open_booths: bool = Field(
        default=False, description="know a booth by its id alone, without enrolment: for demonstrations"
    )
    ring_s: float = Field(default=20, gt=0, le=300, description="how long one person is rung")
    wrap_up_s: float = Field(default=30, ge=0, le=3600, description="time after a call before the next one")
    longest_wrap_up_s: float = Field(
        default=600, ge=0, le=7200, description="a wrap-up is extended to no more than this"
    )
    notes_s: float = Field(
        default=12 * 3600,
        ge=60,
        le=7 * 86_400,
        description="how long employees' notes are kept after a call's end",
    )
    journal_keep_days: int = Field(
        default=31,
        ge=2,
        le=3650,
        description="how long events are kept, at most; there are never more than about 100,000",
    )
    audit_keep_days: int = Field(
        default=1826, ge=1, le=36_525, description="how long each day of the audit trail is kept"
    )
    audit_signing_key: Path | None = Field(
        default=None,
        description="file with the key that signs the audit trail's days; one for all nodes; "
        "default: audit-signing.key in data_dir, made on first use",
    )
    own_day_s: float = Field(
        default=8 * 86_400,
        ge=86_400,
        le=8 * 86_400,
        description="how long everybody's own list of calls is kept",
    )
    grace_s: float = Field(
        default=60, ge=1, le=3600, description="how long a place is kept after a connection is lost"
    )
    widen_s: float = Field(
        default=15, ge=0, le=3600, description="how long the language is tried alone before others are asked"
    )
    service_threshold_s: Threshold = Field(
        default=20, description="within how long calls are to be answered: the threshold of the service level"
    )
    service_goal: float = Field(
        default=0.8, gt=0, le=1, description="the share of calls that is to be answered within it"
    )
    caller_calls: int = Field(
        default=20, ge=1, le=100_000, description="calls that one booth or citizen may ask for in ten minutes"
    )
    respect_hours: bool = Field(default=True, description="refuse calls outside the opening hours")
    demo_password: SecretStr | None = Field(
        default=None, description="password of the demonstration accounts; default: a random one, printed"
    )

    @model_validator(mode="after")
    def _turn_has_a_secret(self) -> Self:
        if self.turn_urls and self.turn_secret is None:
            message = "turn_urls needs turn_secret: without it no page could use the servers"
            raise ValueError(message)
        return self


def foreign_environment() -> dict[str, str]:
    """Return what of the environment isn't ours: no setting, no secret, nothing between systemd and us."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ENVIRONMENT_PREFIX) and name not in _SUPERVISION
    }


def service_supervision(environment: Mapping[str, str] = os.environ) -> tuple[str | None, float | None]:
    """Return the socket of systemd and its watchdog's period in seconds; None where there is none."""
    place, period_us, pid = (environment.get(name) for name in _SUPERVISION)
    watched = place and period_us and pid in {None, str(os.getpid())}
    return place or None, int(period_us) / 1_000_000 if period_us and watched else None


def own_settings(**values: Any) -> dict[str, str]:
    """Return settings as the environment of another process of ours has them; None is left out."""
    return {
        f"{ENVIRONMENT_PREFIX}{name.upper()}": _written(value)
        for name, value in values.items()
        if value is not None
    }


def _written(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


#: Settings that are never shown.
SECRETS: Final = tuple(
    name
    for name, field in Settings.model_fields.items()
    if SecretStr in {field.annotation, *get_args(field.annotation)}
    or name in {"redis_url", "alert_webhook_url"}
)
NAMES: Final = Names(every=tuple(Settings.model_fields), secrets=SECRETS)


def load_settings(
    *,
    options: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    defaults: Mapping[str, Any] | None = None,
) -> Settings:
    """Return the settings from options, environment, secrets, TOML file and a command's ``defaults``.

    Raises SettingsError.
    """
    return settings_from(read_sources(options=options, environment=environment, defaults=defaults))


def read_sources(
    *,
    options: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    defaults: Mapping[str, Any] | None = None,
) -> tuple[Source, ...]:
    """Return what each place says of settings, the weakest first. Raises SettingsError."""
    return tuple(sources(NAMES, options=options, environment=environment, defaults=defaults or {}))


def settings_from(places: Iterable[Source]) -> Settings:
    """Return the settings that places come to. Raises SettingsError."""
    values = {name: value for place in places for name, value in place.values.items()}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_explain(error, values)) from None


def _explain(error: ValidationError, values: Mapping[str, Any]) -> str:
    lines: dict[str, str] = {}
    for fault in error.errors(include_input=False, include_url=False):
        if not fault["loc"]:
            lines[""] = fault["msg"].removeprefix("Value error, ")
            continue
        name = str(fault["loc"][0])
        if name in lines:  # of a list the first that is wrong will do
            continue
        if fault["type"] == "extra_forbidden":
            lines[name] = f"{name}: unknown setting; known are {', '.join(Settings.model_fields)}"
            continue
        shown = "***" if name in SECRETS else repr(values.get(name))
        lines[name] = f"{name} = {shown}: {fault['msg']}"
    return "\n".join(lines.values())
