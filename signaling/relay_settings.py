"""The settings of media: where relays listen, how nodes reach them, and how many there are."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, model_validator

from callrouter.relay.node import PlaceError, is_unix
from callrouter.relay.sdp.candidates import announceable, bindable

_LONGEST_DRAIN_S = 86_400


def listed(value: Any) -> Any:
    """Return the parts of a text separated by commas; anything else as it is."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _is_address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        message = "must be an IP address"
        raise ValueError(message) from error


def _is_place(value: str) -> str:
    try:
        is_unix(value)
    except PlaceError as error:
        message = "must be unix:///path or https://host:port; plain TCP is not for control"
        raise ValueError(message) from error
    return value


Addresses = Annotated[tuple[Annotated[str, AfterValidator(_is_address)], ...], BeforeValidator(listed)]
Place = Annotated[str, AfterValidator(_is_place)]


class RelaySettings(BaseModel):
    """What relays are told, and those who reach them."""

    media_hosts: Annotated[Addresses, Field(min_length=1)] = Field(
        default=("127.0.0.1",), description="addresses media listens on and announces, separated by commas"
    )
    media_announced: Addresses = Field(
        default=(),
        description="addresses announced to pages instead of media_hosts: behind an address translation",
    )
    media_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="port of the media, of further relays of a node the next ones; 0 = any free one",
    )
    relays: int | None = Field(
        default=None,
        ge=0,
        le=64,
        description="media relays that a node starts; default: one less than there are cores, at least two; "
        "0 = only those started elsewhere",
    )
    relay_listen: Place | None = Field(
        default=None,
        description="where a relay listens for nodes, unix:///path or https://host:port; "
        "default: a unix socket below data_dir",
    )
    relay_url: Place | None = Field(
        default=None,
        description="where nodes reach a relay, if not at relay_listen: behind a name or a proxy",
    )
    relay_certificate: Path | None = Field(
        default=None, description="PEM file with the certificate of a relay that listens at https://"
    )
    relay_key: Path | None = Field(default=None, description="PEM file with the key of relay_certificate")
    relay_ca: Path | None = Field(
        default=None,
        description="PEM file with who signed relay_certificate; default: the system's authorities",
    )
    relay_token: SecretStr | None = Field(
        default=None, description="what nodes show to relays that listen at https://"
    )
    relay_capacity: int = Field(default=40, ge=1, le=10_000, description="calls that a relay takes")
    relay_supervised: bool = Field(
        default=False,
        description="a relay's standard input is held by who started it: when it ends they are gone, "
        "and the relay takes no new calls",
    )
    drain_s: float = Field(
        default=600,
        ge=0,
        le=_LONGEST_DRAIN_S,
        description="how long a relay asked to stop waits for its calls to end before they move",
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="what Prometheus shows at /metrics; default: loopback alone is answered"
    )

    @model_validator(mode="after")
    def _relays_can_be_reached(self) -> Self:
        try:
            bindable(self.media_hosts)
            announceable(self.media_hosts, self.media_announced)
        except ValueError as error:
            message = f"media_hosts, media_announced: {error}"
            raise ValueError(message) from error
        if (self.relay_certificate is None) != (self.relay_key is None):
            message = "relay_certificate and relay_key belong together"
            raise ValueError(message)
        if self.relay_listen is not None and not is_unix(self.relay_listen):
            if self.relay_certificate is None or self.relay_token is None:
                message = "relay_listen at https:// needs relay_certificate, relay_key and relay_token"
                raise ValueError(message)
            if self.relay_url is None and any(part in self.relay_listen for part in ("//0.0.0.0", "//[::]")):
                message = (
                    "relay_listen on all addresses needs relay_url: nobody can connect to such an address"
                )
                raise ValueError(message)
        return self
