"""The settings of the HTTP server: where it listens, what it shows of itself, how much it takes from whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, IPvAnyNetwork, model_validator

from signaling.relay_settings import listed


class EdgeSettings(BaseModel):
    """How the HTTP server meets the world."""

    host: str = Field(default="127.0.0.1", description="address the HTTP server listens on")
    port: int = Field(default=8080, ge=0, le=65535, description="port of the HTTP server; 0 = any free one")
    tls_certificate: Path | None = Field(
        default=None,
        description="PEM file with the certificate of the HTTP server and those that signed it; read again "
        "when it changes; default: plain HTTP, for a proxy on the same machine",
    )
    tls_key: Path | None = Field(default=None, description="PEM file with the key of tls_certificate")
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], BeforeValidator(listed)] = Field(
        default=(),
        description="addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas",
    )
    allowed_origins: Annotated[tuple[str, ...], BeforeValidator(listed)] = Field(
        default=(), description="further origins pages may come from, separated by commas"
    )
    most_connections: int = Field(
        default=16_384, ge=16, le=1_000_000, description="connections to the HTTP server at once"
    )
    place_connections: int = Field(
        default=512,
        ge=8,
        le=1_000_000,
        description="connections at once from one address (IPv6: network of 64 bits), without those on which "
        "a page of somebody known is",
    )
    place_requests_s: float = Field(
        default=100,
        gt=0,
        le=100_000,
        description="requests, and connections, a second from one address; ten times as many at once",
    )

    memory_mb: int | None = Field(
        default=None,
        ge=64,
        le=1_000_000,
        description="megabytes of memory a node may take: near that it gives up what matters least; default: "
        "what its container, or the machine, has",
    )
    drain_ready_s: float = Field(
        default=0,
        ge=0,
        le=300,
        description="how long a node that was asked to stop serves on, while load balancers hear that it "
        "isn't ready",
    )

    @model_validator(mode="after")
    def _certificate_has_a_key(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            message = "tls_certificate and tls_key belong together"
            raise ValueError(message)
        return self
