"""Staffings as this deployment tries them: how it is run, and what is assumed where nothing says so."""

from __future__ import annotations

import secrets
from typing import Final

from callrouter.services.calls import CallService
from callrouter.services.staffing import Staffing
from callrouter.simulation.floor import Service
from signaling.settings import Settings, foreign_environment
from signaling.stores import Stores

#: After a call they missed, people are back so much later, s: nobody counts that.
_MISSED_RETURN_S: Final = 120


def staffing_of(settings: Settings, stores: Stores, calls: CallService) -> Staffing:
    """Return the service that tries staffings."""
    return Staffing(
        statistics=stores.statistics,
        trials=stores.trials,
        directory=calls.directory,
        rules=calls.rules,
        service=Service(
            ring_s=settings.ring_s,
            widen_s=settings.widen_s,
            decline_backoff_s=calls.policy.decline_backoff_ms / 1000,
            wrap_up_limit_s=settings.longest_wrap_up_s,
            missed_return_s=_MISSED_RETURN_S,
            # Interpreters' share of conversations is in the past calls' durations already.
            interpreted_factor=1,
        ),
        environment=foreign_environment(),
        new_id=lambda: secrets.token_hex(8),
    )
