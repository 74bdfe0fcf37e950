from __future__ import annotations

import asyncio
import re
import socket

import aioice.ice
import pytest
import uvloop
from aiortc.sdp import SessionDescription

from callrouter.model.media import Audience, Slots
from callrouter.relay import SLOTS, LegState, OfferRejected, RelayEngine, ShareTaken
from callrouter.relay.sdp.offer import SHARE_SLOT
from tests.relay.clients import Client, RecordingListener
from tests.relay.conftest import ROOM, Joins
from tests.relay.offers import offer_text

pytestmark = pytest.mark.network

EVERYBODY = Audience()
NOBODY = (None,) * SLOTS


def streams(answer: str) -> list[str]:
    return re.findall(r"a=ssrc:(\d+) cname", answer)


async def test_two_see_and_hear_each_other(joins: Joins, engine: RelayEngine) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    await visitor.hears(0)
    await agent.hears(0)
    stats = engine.stats()
    assert (stats.legs, stats.rooms, stats.dropped_malformed) == (2, 1, 0)
    assert stats.packets_in > 0
    assert stats.packets_out > 0
    assert stats.keyframe_requests <= 10


async def test_a_third_joins_without_renegotiation(joins: Joins, listener: RecordingListener) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    frames = visitor.frames[0]
    interpreter = await joins("interpreter", "green")
    await visitor.sees(1, "green")
    await agent.sees(1, "green")
    await interpreter.sees(0, "red")
    await interpreter.sees(1, "blue")
    await visitor.hears(1)
    await interpreter.hears(0)
    await interpreter.hears(1)
    assert visitor.seen[0] == "blue"
    assert visitor.frames[0] > frames
    assert listener.people("visitor") == ("agent", "interpreter", None, None)
    assert listener.people("interpreter") == ("visitor", "agent", None, None)


async def test_a_reload_keeps_the_slot_and_the_streams_of_the_others(joins: Joins) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await agent.sees(0, "red")
    await visitor.close()
    again = await joins("visitor", "green")
    await agent.sees(0, "green")
    await agent.hears(0)
    await again.sees(0, "blue")


async def test_somebody_else_takes_over_a_free_slot(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    agent, visitor = await joins("agent", "blue"), await joins("visitor", "red")
    await agent.sees(0, "red")
    await engine.disconnect(ROOM, "visitor")
    await listener.until(lambda: listener.people("agent") == NOBODY)
    await visitor.close()
    await joins("colleague", "green")
    await agent.sees(0, "green")


async def test_whoever_is_apart_sees_nobody_keeps_the_slots_and_comes_back(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    interpreter = await joins("interpreter", "green")
    await visitor.sees(0, "blue")
    await agent.sees(0, "red")
    told = len(listener.slots)
    held = Audience(apart=("visitor",))
    await engine.set_audience(ROOM, held)
    assert not routes_of(engine, "visitor")
    await interpreter.sees(1, "blue")
    again = await joins("visitor", "green", audience=held)
    assert not routes_of(engine, "visitor"), "a reload doesn't end it"
    assert all(slots.people != NOBODY for _, _, slots in listener.slots[told:])
    await engine.set_audience(ROOM, EVERYBODY)
    await agent.sees(0, "green")
    await again.sees(0, "blue")


async def test_what_one_shares_is_seen_by_the_others_and_by_who_joins_late(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    agent.shares("green")
    await engine.share(ROOM, "agent", on=True)
    await visitor.sees(SHARE_SLOT, "green")
    assert visitor.seen[0] in {"blue", None}
    with pytest.raises(ShareTaken):
        await engine.share(ROOM, "visitor", on=True)
    interpreter = await joins("interpreter", "red")
    await interpreter.sees(SHARE_SLOT, "green")
    assert listener.slots[-1][2].share == "agent"
    await engine.disconnect(ROOM, "agent")
    await listener.until(lambda: listener.slots[-1][2].share is None)


async def test_a_snapshot_holds_everything(joins: Joins, engine: RelayEngine) -> None:
    listens = Audience(heard_by={"supervisor": ()})
    await joins("visitor", "red")
    await joins("supervisor", "blue", audience=listens)
    await engine.share(ROOM, "visitor", on=True)
    (room,) = engine.snapshot().rooms
    assert (room.room, room.audience, room.sharer) == (ROOM, listens, "visitor")
    people = {leg.participant_id: leg.slots.people[0] for leg in room.legs}
    assert people == {"visitor": None, "supervisor": "visitor"}


def routes_of(engine: RelayEngine, participant: str) -> set[tuple[int, int]]:
    """Return (publisher, subscriber) of every route from or to a participant."""
    leg = engine._switchboard._legs[ROOM, participant].number
    routes = {(publisher, subscriber) for (subscriber, _), publisher in engine._forwarder._routes.items()}
    return {route for route in routes if leg in route}


async def test_a_participant_without_a_camera_is_heard(joins: Joins) -> None:
    visitor, agent = await joins("visitor", "red", video=False), await joins("agent", "blue")
    await agent.hears(0)
    await visitor.sees(0, "blue")
    assert agent.frames[0] == 0


async def test_rooms_do_not_hear_each_other(joins: Joins) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await joins("visitor", "green", room="call-2")
    await agent.sees(0, "red")
    await visitor.sees(0, "blue")
    assert agent.seen[1:] == [None] * SLOTS


async def test_a_leg_connects_and_is_gone_when_its_page_goes(
    joins: Joins, listener: RecordingListener
) -> None:
    visitor = await joins("visitor", "red")
    await listener.until(lambda: listener.state("visitor") is LegState.CONNECTED)
    await visitor.close()
    await listener.until(lambda: listener.state("visitor") is LegState.GONE)


async def test_nothing_is_sent_to_who_is_gone_and_all_of_it_to_who_comes_back(
    joins: Joins, engine: RelayEngine, listener: RecordingListener
) -> None:
    visitor, agent = await joins("visitor", "red"), await joins("agent", "blue")
    await visitor.sees(0, "blue")
    await visitor.close()
    await listener.until(lambda: listener.state("visitor") is LegState.GONE)
    leg = engine._switchboard.leg(ROOM, "visitor")
    assert leg is not None
    assert leg.receives == {}
    assert engine.slots(ROOM, "visitor").people[0] == "agent"
    again = await joins("visitor", "red")
    await again.sees(0, "blue")
    await agent.hears(0)


async def test_the_relay_says_goodbye_to_who_is_disconnected(joins: Joins, engine: RelayEngine) -> None:
    visitor = await joins("visitor", "red")
    visitor.pc.on("connectionstatechange", visitor.changed)
    await visitor.until(lambda: visitor.pc.connectionState == "connected")
    await engine.disconnect(ROOM, "visitor")
    await visitor.until(lambda: visitor.pc.connectionState == "closed")


async def test_slots_are_told_after_connect_and_leave_on_disconnect(
    engine: RelayEngine, listener: RecordingListener
) -> None:
    await engine.connect(ROOM, "visitor", offer_text(), EVERYBODY)
    assert listener.slots == []
    await engine.connect(ROOM, "agent", offer_text(), EVERYBODY)
    assert engine.slots(ROOM, "visitor").people == ("agent", None, None, None)
    await engine.disconnect(ROOM, "agent")
    await engine.disconnect(ROOM, "agent")
    assert engine.slots(ROOM, "visitor").people == NOBODY
    assert engine.slots("nowhere", "nobody").people == NOBODY
    await listener.until(lambda: listener.slots[-1:] == [(ROOM, "visitor", Slots(people=NOBODY))])
    assert engine.stats().legs == 1


async def test_a_picture_that_is_paused_is_told_until_it_goes_on(
    engine: RelayEngine, listener: RecordingListener
) -> None:
    for name in ("visitor", "agent"):
        await engine.connect(ROOM, name, offer_text(), EVERYBODY)
    leg = engine._switchboard.leg(ROOM, "visitor")
    assert leg is not None
    camera = leg.media.slots[0][1]
    sent, people = camera.source, ("agent", None, None, None)
    paused, goes_on = Slots(people=people, paused=("agent",)), Slots(people=people)

    camera.follow(None)
    await listener.until(lambda: listener.slots[-1:] == [(ROOM, "visitor", paused)])
    assert engine.slots(ROOM, "visitor") == paused
    told = [leg.slots for leg in engine.snapshot().rooms[0].legs if leg.participant_id == "visitor"]
    assert told == [paused]
    camera.follow(sent)
    await listener.until(lambda: listener.slots[-1:] == [(ROOM, "visitor", goes_on)])
    assert all(slots.paused == () for _, who, slots in listener.slots if who == "agent")


async def test_closing_a_room_disconnects_everybody_in_it(engine: RelayEngine) -> None:
    for room, name in ((ROOM, "a"), (ROOM, "b"), ("other", "a")):
        await engine.connect(room, name, offer_text(), EVERYBODY)
    await engine.close_room(ROOM)
    await engine.close_room(ROOM)
    assert (engine.stats().legs, engine.stats().rooms) == (1, 1)


async def test_a_rejected_offer_changes_nothing(engine: RelayEngine) -> None:
    await engine.connect(ROOM, "visitor", offer_text(), EVERYBODY)
    before = engine.stats()
    for name in ("visitor", "agent"):
        with pytest.raises(OfferRejected) as caught:
            await engine.connect(ROOM, name, "garbage", EVERYBODY)
        assert caught.value.code == "bad_offer"
    assert engine.stats() == before
    assert engine.slots(ROOM, "visitor").people == NOBODY


async def test_an_ice_restart_keeps_the_leg_and_renews_its_credentials(engine: RelayEngine) -> None:
    first = await engine.connect(ROOM, "visitor", offer_text(ufrag="abcd"), EVERYBODY)
    same = await engine.connect(ROOM, "visitor", offer_text(ufrag="abcd"), EVERYBODY)
    restarted = await engine.connect(ROOM, "visitor", offer_text(ufrag="efgh"), EVERYBODY)
    another = await engine.connect(ROOM, "visitor", offer_text(session_id=8), EVERYBODY)
    assert streams(first) == streams(same) == streams(restarted) != streams(another)

    def credentials(answer: str) -> tuple[str | None, str | None]:
        ice = SessionDescription.parse(answer).media[0].ice
        assert ice is not None
        return ice.usernameFragment, ice.password

    assert credentials(first) == credentials(same)
    assert not set(credentials(first)) & set(credentials(restarted))


async def test_a_leg_that_was_silent_for_long_survives_an_ice_restart_and_one_that_ended_does_not(
    engine: RelayEngine,
) -> None:
    first = await engine.connect(ROOM, "visitor", offer_text(ufrag="abcd"), EVERYBODY)
    liveness = engine._switchboard._legs[ROOM, "visitor"].transport.liveness
    liveness.poll(liveness.heard_at + 3600)
    assert liveness.state is LegState.GONE
    restarted = await engine.connect(ROOM, "visitor", offer_text(ufrag="efgh"), EVERYBODY)
    assert streams(restarted) == streams(first)
    liveness.end()
    assert streams(await engine.connect(ROOM, "visitor", offer_text(ufrag="ijkl"), EVERYBODY)) != streams(
        first
    )


async def test_the_port_is_one_number_on_every_host_and_free_after_close(
    listener: RecordingListener,
) -> None:
    relay = RelayEngine(hosts=["127.0.0.1", "127.0.0.2"], listener=listener)
    assert relay.port == 0
    await relay.start()
    port = relay.port
    answer = await relay.connect(ROOM, "visitor", offer_text(), EVERYBODY)
    assert f"127.0.0.1 {port} typ host" in answer
    assert f"127.0.0.2 {port} typ host" in answer
    taken = RelayEngine(hosts=["127.0.0.1"], port=port, listener=listener)
    with pytest.raises(OSError, match="in use"):
        await taken.start()
    await relay.close()
    await taken.start()
    assert taken.port == port
    await taken.close()


async def test_a_relay_must_have_hosts_and_be_started(listener: RecordingListener) -> None:
    with pytest.raises(ValueError, match="address"):
        RelayEngine(hosts=[], listener=listener)
    with pytest.raises(RuntimeError, match="started"):
        await RelayEngine(hosts=["127.0.0.1"], listener=listener).connect(ROOM, "a", offer_text(), EVERYBODY)


async def test_closing_during_handshakes_leaves_nothing(listener: RecordingListener) -> None:
    relay = RelayEngine(hosts=["127.0.0.1"], listener=listener)
    await relay.start()
    for number in range(20):
        await relay.connect(ROOM, str(number), offer_text(), EVERYBODY)
    await relay.close()
    await relay.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_it_runs_on_uvloop_too(loopback_only: None) -> None:  # noqa: ARG001
    async def meet() -> None:
        relay = RelayEngine(hosts=["127.0.0.1"], listener=RecordingListener())
        await relay.start()
        visitor, agent = Client(relay, ROOM, "visitor", "red"), Client(relay, ROOM, "agent", "blue")
        await visitor.connect()
        await agent.connect()
        await visitor.sees(0, "blue")
        await agent.hears(0)
        await visitor.close()
        await agent.close()
        await relay.close()

    uvloop.run(meet())


async def test_it_speaks_ipv6(listener: RecordingListener, monkeypatch: pytest.MonkeyPatch) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["::1"])
    relay = RelayEngine(hosts=["::1"], listener=listener)
    await relay.start()
    visitor = Client(relay, ROOM, "visitor", "red")
    await visitor.connect()
    await listener.until(lambda: listener.state("visitor") is LegState.CONNECTED)
    await visitor.close()
    await relay.close()
