"""What pages are told of their media, whichever relay it lives on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callrouter.model.media import DirectionQuality, LegQuality, Slots
from callrouter.queueing import RelayRegistry
from tests.relay.offers import offer_text
from tests.services.relays import RelayProcess
from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_BOOTH = "booth:demo"
_STREAM = DirectionQuality(loss=0.01, jitter_ms=3, bitrate=900_000, frames_per_s=30)


@pytest.fixture
def registry(service: Service) -> RelayRegistry:
    return RelayRegistry(service.node.stores.engine._client)


@pytest.fixture
async def relay(tmp_path: Path, registry: RelayRegistry) -> AsyncIterator[RelayProcess]:
    """Start a relay that gets the first call: of relays that are alike, the first by name does."""
    running = RelayProcess("a", tmp_path, registry)
    await running.start()
    yield running
    await running.dies()


async def _talking(service: Service) -> tuple[Person, Person, str]:
    """Return a booth and a desk in a call, both connected to its media."""
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")
    ringing = await desk.hears("reservation.created")
    accepted = await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    call_id: str = accepted["call_id"]
    await _connect(call_id, booth, desk)
    return booth, desk, call_id


async def _connect(call_id: str, *people: Person) -> None:
    for person in people:
        answer = await person.says("media.offer", call_id=call_id, sdp_offer=offer_text())
        assert answer["type"] == "media.answered"


async def test_both_hear_when_their_call_moves_and_meet_again_there(
    service: Service, relay: RelayProcess, registry: RelayRegistry
) -> None:
    booth, desk, call_id = await _talking(service)
    assert relay.rooms() == {call_id: {_BOOTH, "agent-1"}}
    await relay.dies()
    for person in (booth, desk):
        moved = await person.hears("media.moved")
        assert moved == {"type": "media.moved", "call_id": call_id}
    assert (await registry.homes([call_id]))[call_id].relay_id not in {None, "a"}
    await _connect(call_id, booth, desk)
    await booth.hears("media.slots_changed", lambda told: told["slots"][0] == "agent-1")


async def test_quality_is_for_its_participant_and_for_supervisors(
    service: Service, relay: RelayProcess
) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth, desk, call_id = await _talking(service)
    quality = LegQuality(participant_id=_BOOTH, score=4.1, round_trip_ms=20, up=_STREAM, down=_STREAM)
    relay.broadcast.quality_measured(call_id, quality)
    relay.broadcast.offer_wanted(call_id, "agent-1")
    relay.broadcast.speakers_changed(call_id, (_BOOTH,))
    for person in (booth, supervisor):
        told = await person.hears("media.quality_measured")
        assert told["quality"] == quality.model_dump(mode="json")
    for person in (booth, desk):
        await person.hears("media.speakers_changed", lambda told: told["speakers"] == [_BOOTH])
    assert await desk.hears("media.offer_wanted")
    assert "media.quality_measured" not in {told["type"] for told in desk.heard}
    assert "media.offer_wanted" not in {told["type"] for told in booth.heard}


async def test_what_is_shared_is_shown_to_the_others(service: Service, relay: RelayProcess) -> None:
    booth, desk, call_id = await _talking(service)
    assert (await desk.says("media.share", call_id=call_id, on=True))["type"] == "request.done"
    await booth.hears("media.slots_changed", lambda told: told["share"] == "agent-1")
    assert relay.engine.snapshot().rooms[0].sharer == "agent-1"


async def test_a_picture_without_room_on_the_way_is_told_to_its_viewer(
    service: Service, relay: RelayProcess
) -> None:
    booth, desk, call_id = await _talking(service)
    paused = Slots(people=("agent-1", None, None, None), paused=("agent-1",))
    relay.broadcast.slots_changed(call_id, _BOOTH, paused)
    await booth.hears("media.slots_changed", lambda told: told["paused"] == ["agent-1"])
    assert all(told["paused"] == [] for told in desk.heard if told["type"] == "media.slots_changed")


async def test_how_connections_did_is_for_supervisors_alone(service: Service, relay: RelayProcess) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth, desk, call_id = await _talking(service)
    await desk.says("media.offer", call_id=call_id, sdp_offer=offer_text(session_id=99))
    measured = await supervisor.hears("call.measured", lambda told: told["participant_id"] == "agent-1")
    assert [leg["participant_id"] for leg in measured["call"]["media"]] == ["agent-1"]
    await booth.says("call.leave", call_id=call_id)
    for person, count in ((booth, 0), (desk, 0), (supervisor, 1)):
        assert len((await person.hears("call.ended"))["call"]["media"]) == count
    assert relay.record.relay_id == "a"


async def test_supervisors_hear_which_relays_there_are(service: Service, relay: RelayProcess) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    await relay.dies()
    assert (await supervisor.hears("relay.gone"))["relay_id"] == "a"
