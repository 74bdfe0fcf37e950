"""How a leg did, with what a test cares about."""

from __future__ import annotations

from typing import Any

from callrouter.model.media import LegSummary

_LEG = LegSummary(
    participant_id="somebody",
    duration_s=10,
    mean_score=4.0,
    worst_score=3.0,
    loss_up=0,
    loss_down=0,
    round_trip_ms=20,
    interrupted_s=0,
    transport="udp",
)


def summary(participant_id: str, **altered: Any) -> LegSummary:
    """Return the summary of a leg that did well for 10 s, but for what is altered."""
    return _LEG.model_copy(update={"participant_id": participant_id, **altered})
