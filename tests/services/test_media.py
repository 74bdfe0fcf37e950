"""Who may connect to a call's media, also when people leave or are held at that very moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from callrouter.model.joining import JoinMode
from callrouter.model.media import Audience, LegState, RelayRecord
from callrouter.model.refusal import Refusal
from callrouter.queueing import RelayRegistry
from callrouter.relay import OfferRejected, ShareTaken
from callrouter.relay.api import ControlledRelay, ControlListener
from callrouter.relay.node import RelayControl
from callrouter.services.media import MediaUnavailableError
from tests.relay.offers import offer_text
from tests.services.conftest import StartsNode, StartsRelay
from tests.services.relays import BOOTH, Node, RelayProcess, Talk

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.fixture
async def relay(starts_relay: StartsRelay) -> RelayProcess:
    return await starts_relay("r1")


@pytest.fixture
async def node(starts_node: StartsNode, relay: RelayProcess) -> Node:
    assert relay.record.relay_id == "r1"
    node = await starts_node()
    await node.attached(1)
    return node


async def test_nobody_else_connects(node: Node, talk: Talk) -> None:
    with pytest.raises(Refusal, match="not_a_participant"):
        await node.media.connect(talk.call_id, "booth:demo-2", "s2", offer_text())
    with pytest.raises(Refusal, match="not_a_participant"):
        await node.media.connect("c2", BOOTH, "s1", offer_text())


async def test_the_newest_page_has_the_media(node: Node, talk: Talk) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, BOOTH, "s2", offer_text(session_id=8))
    await node.pages.until(lambda: node.pages.replaced == [(BOOTH, "s1"), (BOOTH, "s2")])
    await node.media.connect(talk.call_id, BOOTH, "s2", offer_text(session_id=9))
    await talk.hangs_up()
    await node.hears("call.ended")
    assert len(node.pages.replaced) == 2, "the same page again is nothing new"


async def test_a_refused_offer_leaves_a_running_connection_alone(node: Node, talk: Talk) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.pages.until(lambda: BOOTH in node.pages.slots)
    with pytest.raises(OfferRejected):
        await node.media.connect(talk.call_id, BOOTH, "s1", "garbage")
    node.pages.slots.clear()
    node.media.tell_again(BOOTH)
    assert node.pages.sees(BOOTH)
    assert (BOOTH, BOOTH, LegState.CONNECTING) in node.pages.legs


async def test_both_see_each_other(node: Node, talk: Talk) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.pages.see_each_other(BOOTH, "ann")


async def test_without_a_relay_media_is_unavailable(starts_node: StartsNode, talk: Talk) -> None:
    node = await starts_node()
    with pytest.raises(MediaUnavailableError):
        await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    with pytest.raises(MediaUnavailableError):
        await node.media.share(talk.call_id, BOOTH, on=True)


class _Control(RelayControl):
    """The relay, with something that happens while it answers."""

    happens: Callable[[], Awaitable[None]] | None = None
    happens_after: Callable[[], Awaitable[None]] | None = None
    happens_before_ruling: Callable[[], Awaitable[None]] | None = None

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        if self.happens is not None:
            await self.happens()
        answer = await super().connect(room, participant, sdp_offer, audience)
        if self.happens_after is not None:
            await self.happens_after()
        return answer

    async def set_audience(self, room: str, audience: Audience) -> None:
        if self.happens_before_ruling is not None:
            await self.happens_before_ruling()
        await super().set_audience(room, audience)


@pytest.fixture
async def slow(node: Node, monkeypatch: pytest.MonkeyPatch) -> _Control:
    """Let whatever is asked of the relay go through a control in which something may happen."""
    relay = node.media._pool.relays[0]
    made: list[_Control] = []

    def control(record: RelayRecord, listener: ControlListener) -> ControlledRelay:
        made.append(_Control(record.control_url, record.relay_id, listener))
        return made[-1]

    monkeypatch.setattr(node.media._pool, "_make_control", control)
    await node.media._pool._remove(relay.relay_id)
    node.media._pool._changed.set()
    await node.attached(1)
    return made[0]


async def test_whoever_leaves_while_the_relay_answers_gets_no_media(
    node: Node, talk: Talk, slow: _Control, relay: RelayProcess
) -> None:
    async def hangs_up() -> None:
        await talk.hangs_up()
        await node.hears("call.ended")

    slow.happens = hangs_up
    with pytest.raises(Refusal, match="not_a_participant"):
        await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    assert relay.rooms() == {}


async def test_whoever_is_put_on_hold_while_the_relay_answers_is_held_there(
    node: Node, talk: Talk, slow: _Control, relay: RelayProcess
) -> None:
    async def is_held() -> None:
        await talk.holds(held=True)
        await node.hears("call.held")

    slow.happens = is_held
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    (room,) = relay.engine.snapshot().rooms
    assert room.audience == Audience(apart=(BOOTH,))


async def test_a_hold_outlasts_a_reconnection_that_was_under_way_and_never_ended(
    node: Node, talk: Talk, slow: _Control, relay: RelayProcess
) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.pages.see_each_other(BOOTH, "ann")

    async def is_held() -> None:
        await talk.holds(held=True)
        await relay.is_ruled_by(Audience(apart=(BOOTH,)))

    async def takes_too_long() -> None:
        assert [room.audience for room in relay.engine.snapshot().rooms] == [Audience()]
        raise TimeoutError

    slow.happens, slow.happens_after = is_held, takes_too_long
    with pytest.raises(MediaUnavailableError):
        await node.media.connect(talk.call_id, BOOTH, "s1", offer_text(session_id=8))
    await relay.is_ruled_by(Audience(apart=(BOOTH,)))


async def test_a_hold_that_ends_while_a_connection_tells_of_it_doesnt_stay(
    node: Node, talk: Talk, slow: _Control, relay: RelayProcess
) -> None:
    connecting = asyncio.current_task()
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.pages.until(lambda: "ann" in node.pages.slots)

    async def is_held() -> None:
        await talk.holds(held=True)
        await relay.is_ruled_by(Audience(apart=(BOOTH,)))

    async def ends() -> None:
        if asyncio.current_task() is connecting:
            slow.happens_before_ruling = None
            await talk.holds(held=False)
            await relay.is_ruled_by(Audience())
            room = node.media._pool.relays[0].rooms[talk.call_id]
            await relay.is_as(lambda: room.audience == Audience())

    slow.happens, slow.happens_before_ruling = is_held, ends
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await relay.is_ruled_by(Audience())


async def test_a_hold_reaches_the_relay_and_so_does_its_end(
    node: Node, talk: Talk, relay: RelayProcess
) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.pages.until(lambda: BOOTH in node.pages.slots)
    for held in (True, False):
        await talk.holds(held=held)
        await relay.is_ruled_by(Audience(apart=(BOOTH,) if held else ()))


async def test_who_hears_a_supervisor_reaches_the_relay_with_each_mode(
    node: Node, talk: Talk, relay: RelayProcess
) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    for mode, heard_by in (
        (JoinMode.LISTEN, {"sue": ()}),
        (JoinMode.WHISPER, {"sue": ("ann",)}),
        (JoinMode.BARGE, {}),
    ):
        await talk.is_joined("sue", mode)
        await relay.is_ruled_by(Audience(heard_by=heard_by))


async def test_the_end_of_a_call_ends_its_media(node: Node, talk: Talk, relay: RelayProcess) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.pages.until(lambda: node.pages.sees("ann", BOOTH))
    await talk.hangs_up()
    await relay.is_as(lambda: relay.rooms() == {})


async def test_one_shares_at_a_time(node: Node, talk: Talk) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.media.share(talk.call_id, "ann", on=True)
    await node.pages.until(lambda: BOOTH in node.pages.slots and node.pages.slots[BOOTH].share == "ann")
    with pytest.raises(ShareTaken):
        await node.media.share(talk.call_id, BOOTH, on=True)
    await node.media.share(talk.call_id, "ann", on=False)
    await node.media.share(talk.call_id, BOOTH, on=True)
    with pytest.raises(Refusal, match="not_a_participant"):
        await node.media.share(talk.call_id, "bob", on=True)


async def test_how_a_connection_did_stays_with_the_call(
    node: Node, talk: Talk, registry: RelayRegistry
) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.pages.until(lambda: BOOTH in node.pages.slots)
    await talk.hangs_up()
    measured = await node.hears("call.measured")
    assert measured.audience == ()
    call = (await registry.homes([talk.call_id]))[talk.call_id].call
    assert [leg.participant_id for leg in call.media] == [BOOTH]
    assert call.ended_at is not None


async def test_what_a_relay_tells_reaches_the_pages(node: Node, talk: Talk, relay: RelayProcess) -> None:
    await node.media.connect(talk.call_id, BOOTH, "s1", offer_text())
    await node.media.connect(talk.call_id, "ann", "s2", offer_text())
    await node.pages.until(lambda: node.pages.sees("ann", BOOTH))
    relay.broadcast.speakers_changed(talk.call_id, (BOOTH,))
    relay.broadcast.offer_wanted(talk.call_id, "ann")
    await node.pages.until(lambda: node.pages.wanted == ["ann"])
    assert ("ann", (BOOTH,)) in node.pages.speakers
    assert (BOOTH, (BOOTH,)) in node.pages.speakers
    node.pages.speakers.clear()
    node.media.tell_again("ann")
    assert node.pages.speakers == [("ann", (BOOTH,))]
