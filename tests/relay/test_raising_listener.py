from __future__ import annotations

import asyncio
from typing import Any

import pytest

from callrouter.model.media import Audience, Slots
from callrouter.relay import LegState, RelayEngine
from tests.relay.clients import RecordingListener
from tests.relay.conftest import ROOM
from tests.relay.offers import offer_text

pytestmark = pytest.mark.network


class RaisingListener(RecordingListener):
    """Fails whenever it is told something of the visitor."""

    def leg_changed(self, room: str, participant: str, state: LegState) -> None:
        if participant == "visitor":
            raise ZeroDivisionError
        super().leg_changed(room, participant, state)

    def slots_changed(self, room: str, participant: str, slots: Slots) -> None:
        if participant == "visitor":
            raise ZeroDivisionError
        super().slots_changed(room, participant, slots)


async def test_a_listener_that_raises_costs_nobody_else_what_is_told() -> None:
    listener = RaisingListener()
    told_by_then: list[tuple[bool, bool]] = []

    def reported(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        assert isinstance(context["exception"], ExceptionGroup)
        told_by_then.append((listener.people("agent") is not None, listener.state("agent") is not None))
        listener.changed()

    asyncio.get_running_loop().set_exception_handler(reported)
    engine = RelayEngine(hosts=["127.0.0.1"], listener=listener)
    await engine.start()
    try:
        for name in ("visitor", "agent"):
            await engine.connect(ROOM, name, offer_text(), Audience())
        await listener.until(lambda: len(told_by_then) > 1)
    finally:
        await engine.close()
    # First the slots, then the states.
    assert told_by_then == [(True, False), (True, True)]
