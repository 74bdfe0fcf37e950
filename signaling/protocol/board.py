"""What supervisors are told beside events: today's figures, forecasts, and how relays and callbacks stand."""

from __future__ import annotations

from typing import Literal

from callrouter.model.board import CallbacksStanding, RelayView, ServicePoint, ServiceRow
from callrouter.model.records import Id, Record


class CallForecast(Record):
    """About how long a waiting call still waits, s: as likely longer as shorter; three in five in between."""

    call_id: Id
    expected_s: float
    low_s: float
    high_s: float


class ServiceTarget(Record):
    """What the service level is measured by, and what it should be."""

    threshold_s: int
    #: A share, 0 to 1.
    goal: float
    formula_in_words: str


class BoardMeasured(Record):
    """Today's figures as they are now; told within a second of what changes them."""

    type: Literal["board.measured"] = "board.measured"
    target: ServiceTarget
    today: tuple[ServiceRow, ...]
    #: The last hours by quarter, the present one last.
    trend: tuple[ServicePoint, ...]
    #: Looked at every few seconds.
    forecasts: tuple[CallForecast, ...]
    callbacks: CallbacksStanding
    relays: tuple[RelayView, ...]
