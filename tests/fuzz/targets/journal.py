"""An entry of the journal, which a node of another version may have written."""

from __future__ import annotations

import json

from callrouter.queueing.journal import _readable, journal_place
from tests.fuzz.parts import parts

LONGEST = 8000


def fuzz(data: bytes) -> None:
    """Demand an event, or that it is passed over."""
    texts = [part.decode("utf-8", "replace") for part in parts(data)]
    fields = dict(zip(("type", "at", "audience", "data"), texts, strict=False))
    for event in _readable([("1-1", fields)]):
        assert journal_place(event.event_id) == (1, 1)
        assert json.loads(event.model_dump_json())["type"] == texts[0]
