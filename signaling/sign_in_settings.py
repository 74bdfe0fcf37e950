"""The settings of signing in: how long it lasts."""

from __future__ import annotations

from pydantic import BaseModel, Field

from callrouter.queueing import SignInTimes


class SignInSettings(BaseModel):
    """How staff sign in."""

    sign_in_idle_s: float = Field(
        default=1800, ge=60, le=43_200, description="how long a sign-in lasts with no page open"
    )
    sign_in_longest_s: float = Field(
        default=12 * 3600, ge=300, le=86_400, description="how long a sign-in lasts at most"
    )
    sign_in_token_s: float = Field(
        default=900, ge=0, le=43_200, description="how old the token in a browser gets before it is replaced"
    )


def times_of(settings: SignInSettings) -> SignInTimes:
    """Return how long sign-ins last."""
    return SignInTimes(
        idle_ms=round(settings.sign_in_idle_s * 1000),
        longest_ms=round(settings.sign_in_longest_s * 1000),
        token_ms=round(settings.sign_in_token_s * 1000),
    )
