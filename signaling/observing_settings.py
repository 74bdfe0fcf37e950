"""The settings of logs and traces."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr


def _is_endpoint(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        message = "must be like https://collector.example.org:4318"
        raise ValueError(message)
    return value.rstrip("/")


class ObservingSettings(BaseModel):
    """Logs and traces."""

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least to log"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="how log lines are written; auto = console on a terminal, else json"
    )
    otlp_endpoint: Annotated[str, AfterValidator(_is_endpoint)] | None = Field(
        default=None,
        description="OpenTelemetry collector that traces of calls are sent to (OTLP over HTTP, /v1/traces); "
        "default: none are made",
    )
    otlp_token: SecretStr | None = Field(
        default=None, description="what the collector is shown as a bearer token"
    )
    trace_share: float = Field(default=1.0, gt=0, le=1, description="share of calls that are traced")
