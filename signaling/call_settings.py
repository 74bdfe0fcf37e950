"""The durations and limits of calls, from the settings to the words of services."""

from __future__ import annotations

from typing import Final

from callrouter.services.calls import CallPolicy
from signaling.settings import Settings

#: Whoever declined is not asked again for this long; others are, at once.
_DECLINE_BACKOFF_MS: Final = 15_000


def call_policy(settings: Settings) -> CallPolicy:
    """Return the durations of new calls as the settings say."""
    return CallPolicy(
        ring_ms=_ms(settings.ring_s),
        wrap_up_ms=_ms(settings.wrap_up_s),
        longest_wrap_up_ms=_ms(settings.longest_wrap_up_s),
        grace_ms=_ms(settings.grace_s),
        notes_ms=_ms(settings.notes_s),
        day_ms=_ms(settings.own_day_s),
        widen_ms=_ms(settings.widen_s),
        decline_backoff_ms=_DECLINE_BACKOFF_MS,
        respect_hours=settings.respect_hours,
        most_calls=settings.caller_calls,
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
