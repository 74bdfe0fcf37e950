"""A supervisor listens, whispers and barges in, over real sockets; nobody's slots move, nothing leaks."""

from __future__ import annotations

import pytest

from callrouter.model.media import Audience
from callrouter.relay import RelayEngine
from tests.relay.clients import RecordingListener
from tests.relay.conftest import ROOM, Joins

pytestmark = pytest.mark.network

LISTENS = Audience(heard_by={"supervisor": ()})
WHISPERS = Audience(heard_by={"supervisor": ("agent",)})
EVERYBODY = Audience()


async def test_a_supervisor_listens_then_whispers_then_barges_in(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    visitor = await joins("visitor", "red", audience=LISTENS)
    supervisor = await joins("supervisor", "green", audience=LISTENS)
    agent = await joins("agent", "blue", audience=LISTENS)
    await supervisor.sees(0, "red")
    await supervisor.sees(1, "blue")
    await supervisor.hears(1)
    await visitor.sees(0, "blue")
    assert listener.people("visitor") == ("agent", None, None, None)
    assert listener.people("agent") == ("visitor", None, None, None)

    await engine.set_audience(ROOM, WHISPERS)
    await agent.sees(1, "green")
    await agent.hears(1)
    assert listener.people("visitor") == ("agent", None, None, None)

    await engine.set_audience(ROOM, EVERYBODY)
    await visitor.sees(1, "green")
    assert listener.people("visitor") == ("agent", "supervisor", None, None)

    await engine.set_audience(ROOM, LISTENS)
    await listener.until(lambda: listener.people("agent") == ("visitor", None, None, None))
    await supervisor.hears(0)


async def test_a_listener_reaches_nobody_from_the_first_packet_on(joins: Joins) -> None:
    agent = await joins("agent", "blue", audience=LISTENS)
    supervisor = await joins("supervisor", "green", audience=LISTENS)
    visitor = await joins("visitor", "red", audience=LISTENS)
    await supervisor.sees(0, "blue")
    await supervisor.sees(1, "red")
    await agent.sees(0, "red")
    await visitor.sees(0, "blue")
    assert sum(agent.frames[1:]) == sum(visitor.frames[1:]) == 0
    assert sum(agent.heard[1:]) == sum(visitor.heard[1:]) == 0


async def test_five_are_in_a_room_and_the_fifth_hears_four(joins: Joins) -> None:
    for name, color in (("visitor", "red"), ("agent", "blue"), ("interpreter", "red"), ("colleague", "blue")):
        await joins(name, color, audience=LISTENS, video=False)
    supervisor = await joins("supervisor", "green", audience=LISTENS, video=False)
    for slot in range(4):
        await supervisor.hears(slot)
