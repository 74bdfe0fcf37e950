"""The settings of signing in: how long it lasts, and who must have a second step."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr

from callrouter.queueing import SIGN_IN_OVERLAP_MS, SignInTimes
from signaling.relay_settings import listed

_StaffRole = Literal["agent", "interpreter", "supervisor", "wijkagent", "service"]

#: Of three tokens in a row, the first no longer counts before there is a third.
_SHORTEST_TOKEN_S: Final = 2 * SIGN_IN_OVERLAP_MS / 1000


class SignInSettings(BaseModel):
    """How staff sign in."""

    sign_in_idle_s: float = Field(
        default=1800, ge=60, le=43_200, description="how long a sign-in lasts with no page open"
    )
    sign_in_longest_s: float = Field(
        default=12 * 3600, ge=300, le=86_400, description="how long a sign-in lasts at most"
    )
    sign_in_token_s: float = Field(
        default=900,
        ge=_SHORTEST_TOKEN_S,
        le=43_200,
        description="how old the token in a browser gets before it is replaced; at least two minutes",
    )
    totp_roles: Annotated[tuple[_StaffRole, ...], BeforeValidator(listed)] = Field(
        default=("supervisor",),
        description="roles that must have a second step to sign in with a password, separated by commas",
    )
    secrets_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="what secrets of second steps are encrypted with, and whoever tries or asks is counted"
        " by, the same on all nodes; default: a file in data_dir",
    )


def times_of(settings: SignInSettings) -> SignInTimes:
    """Return how long sign-ins last."""
    return SignInTimes(
        idle_ms=round(settings.sign_in_idle_s * 1000),
        longest_ms=round(settings.sign_in_longest_s * 1000),
        token_ms=round(settings.sign_in_token_s * 1000),
    )
