"""What every event of the journal has."""

from __future__ import annotations

from pydantic import Field

from callrouter.model.records import Id, Record


class BaseEvent(Record):
    """What every event has."""

    #: The journal's entry id; ids grow.
    event_id: str
    #: UTC epoch ms, the clock of the queue engine.
    at: int
    audience: tuple[Id, ...] = Field(exclude=True)
