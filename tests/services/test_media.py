"""Who may connect to a call's media, also when people leave at that very moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from callrouter.model.commands import CallRequest, SeatSpec, SessionSpec, Step
from callrouter.model.events import CallEnded
from callrouter.model.media import Audience, Slots
from callrouter.model.refusal import Refusal
from callrouter.model.states import Role, Subject
from callrouter.queueing import Journal, QueueEngine
from callrouter.relay import SLOTS, LegState, OfferRejected, RelayEngine, RelayListener
from callrouter.services.media import MediaService

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_BOOTH = "booth:demo"


class _Pages:
    """What the pages were told."""

    def __init__(self) -> None:
        self.slots: list[str] = []
        self.replaced: list[str] = []
        self.legs: list[tuple[str, LegState]] = []

    def slots_changed(self, call_id: str, participant_id: str, slots: Slots) -> None:
        assert call_id
        assert len(slots.people) == SLOTS
        self.slots.append(participant_id)

    def media_replaced(self, call_id: str, participant_id: str, session_id: str) -> None:
        assert (call_id, participant_id) == ("c1", _BOOTH)
        self.replaced.append(session_id)

    def leg_changed(self, call_id: str, participant_id: str, told: frozenset[str], state: LegState) -> None:
        assert call_id
        assert participant_id in told
        self.legs.append((participant_id, state))


class _Relay(RelayEngine):
    """The relay, with something that happens while it answers."""

    happens: Callable[[], Awaitable[None]] | None = None

    async def connect(self, room: str, participant: str, sdp_offer: str, audience: Audience) -> str:
        if self.happens:
            await self.happens()
        return await super().connect(room, participant, sdp_offer, audience)


@pytest.fixture
async def offer() -> AsyncIterator[str]:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    for kind in ("audio", "video", "video"):
        peer.addTransceiver(kind, direction="sendonly")
    for kind in (*("audio", "video") * SLOTS, "video"):
        peer.addTransceiver(kind, direction="recvonly")
    await peer.setLocalDescription(await peer.createOffer())
    yield peer.localDescription.sdp
    await peer.close()


@pytest.fixture
def pages() -> _Pages:
    return _Pages()


@pytest.fixture
async def media(engine: QueueEngine, pages: _Pages) -> AsyncIterator[MediaService]:
    def make(listener: RelayListener) -> RelayEngine:
        return _Relay(hosts=["127.0.0.1"], listener=listener)

    service = MediaService(engine, pages, make)
    await service.start()
    yield service
    await service.close()


@pytest.fixture
async def call(engine: QueueEngine) -> str:
    await engine.open_session(SessionSpec(session_id="s1", principal_id=_BOOTH, lease_ms=60_000), None)
    seat = SeatSpec(
        seat_id="agent",
        role=Role.AGENT,
        language="nl",
        steps=(Step(after_ms=0, pools=("p",)),),
        ring_ms=1000,
        wrap_up_ms=0,
        hosts=True,
    )
    request = CallRequest(
        call_id="c1",
        booth_id=_BOOTH,
        centre="c",
        location="l",
        language="nl",
        subject=Subject.QUESTION,
        grace_ms=1000,
        seat=seat,
    )
    return (await engine.request_call(request)).call_id


async def test_nobody_else_connects(media: MediaService, call: str, offer: str) -> None:
    with pytest.raises(Refusal, match="not_a_participant"):
        await media.connect(call, "booth:demo-2", "s2", offer)
    with pytest.raises(Refusal, match="not_a_participant"):
        await media.connect("c2", _BOOTH, "s1", offer)


async def test_the_newest_page_has_the_media(
    media: MediaService, call: str, offer: str, pages: _Pages
) -> None:
    await media.connect(call, _BOOTH, "s1", offer)
    await media.connect(call, _BOOTH, "s2", offer)
    assert pages.replaced == ["s1", "s2"]


async def test_a_refused_offer_leaves_a_running_connection_alone(
    media: MediaService, call: str, offer: str, pages: _Pages
) -> None:
    await media.connect(call, _BOOTH, "s1", offer)
    with pytest.raises(OfferRejected):
        await media.connect(call, _BOOTH, "s1", "garbage")
    pages.slots.clear()
    media.tell_again(_BOOTH)
    assert pages.slots == [_BOOTH]
    assert (_BOOTH, LegState.CONNECTING) in pages.legs


async def test_whoever_leaves_while_the_relay_answers_gets_no_media(
    media: MediaService, call: str, offer: str, engine: QueueEngine
) -> None:
    relay = media._relay
    assert isinstance(relay, _Relay)
    journal = Journal(engine._client)

    async def hangs_up() -> None:
        before = await journal.last_id()
        await engine.leave_call(call, _BOOTH)
        for event in (await journal.wait(before)).events:
            media.follow(event)

    relay.happens = hangs_up
    with pytest.raises(Refusal, match="not_a_participant"):
        await media.connect(call, _BOOTH, "s1", offer)
    await asyncio.gather(*media._asked)
    assert relay.stats().legs == 0
    assert media._legs == {}


async def test_the_end_of_a_call_ends_its_media(
    media: MediaService, call: str, offer: str, engine: QueueEngine
) -> None:
    await media.connect(call, _BOOTH, "s1", offer)
    await engine.leave_call(call, _BOOTH)
    events = await Journal(engine._client).after("0-0", limit=100)
    ended = next(event for event in events or () if isinstance(event, CallEnded))
    media.follow(ended)
    media.follow(ended)
    await asyncio.gather(*media._asked)
    assert media._relay.stats().legs == 0
