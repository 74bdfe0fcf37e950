"""What a wallboard shows beside calls and people themselves: figures of today, and what else is at stake."""

from __future__ import annotations

from callrouter.model.records import Id, Language, Record


class ServiceFigures(Record):
    """Calls that were served or left; sums of these are the same figures of more calls."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    #: The service level is ``in_time / counted``, as the deployment's formula counts both.
    in_time: int = 0
    counted: int = 0
    #: What the answered waited together, ms.
    answered_wait_ms: int = 0


class ServiceRow(ServiceFigures):
    """Today's calls of one location (or team) and language, since midnight there."""

    location: Id
    #: To whom it belongs; None for a place that the directory doesn't know any more.
    centre: Id | None
    language: Language


class ServicePoint(ServiceFigures):
    """All calls of one quarter of an hour, which began at ``starts_at`` (UTC epoch ms)."""

    starts_at: int


class CallbacksStanding(Record):
    """Open callback requests of all teams and centres."""

    #: Nobody holds them.
    waiting: int
    past_due: int


class RelayView(Record):
    """How a relay does, as far as a supervisor needs to know."""

    relay_id: Id
    calls: int
    capacity: int
    draining: bool
    #: Share of one core.
    cpu: float
