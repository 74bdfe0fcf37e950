"""A supervisor in somebody else's call, over real WebSockets: as policy allows, before all eyes."""

from __future__ import annotations

import pytest

from callrouter.model.directory import Directory
from callrouter.model.joining import JoinMode
from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


@pytest.fixture
def directory(directory: Directory) -> Directory:
    """Let nobody whisper in the demonstration's."""
    allowed = (JoinMode.LISTEN, JoinMode.BARGE)
    centres = tuple(each.model_copy(update={"joining": allowed}) for each in directory.centres)
    return directory.model_copy(update={"centres": centres})


async def _talk(service: Service) -> tuple[Person, Person, str]:
    desk = await service.staff("desk", "agent-1")
    booth = await service.booth()
    call_id: str = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    ringing = await desk.hears("reservation.created")
    await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await booth.hears("call.joined")
    return booth, desk, call_id


async def test_everybody_learns_of_a_supervisor_and_only_supervisors_why(service: Service) -> None:
    booth, desk, call_id = await _talk(service)
    begun = next(each for each in booth.heard if each["type"] == "snapshot")
    assert begun["locations"][0]["may_be_joined"], "visitors are told before they begin"
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    opened = next(each for each in supervisor.heard if each["type"] == "session.opened")
    assert opened["joining"]["utrecht-stationsplein"] == ["listen", "barge"]
    asked = {"call_id": call_id, "why": "safety"}
    assert (await supervisor.says("call.join", mode="whisper", **asked))["code"] == "not_allowed_here"
    assert (await desk.says("call.join", mode="listen", **asked))["code"] == "not_allowed"
    assert (await supervisor.says("call.join", mode="listen", **asked))["type"] == "request.done"
    told = [await each.hears("call.supervised") for each in (booth, desk, supervisor)]
    assert [(each["by"], each["why"]) for each in told] == [
        ("staff", None),
        ("supervisor-1", None),
        ("supervisor-1", "safety"),
    ]
    for each in told:
        assert [p["mode"] for p in each["call"]["participants"]] == [None, None, "listen"]
    assert await supervisor.sign_out() == 409, "first they leave the call"
    await supervisor.says("call.leave", call_id=call_id)
    gone = await booth.hears("call.supervised")
    assert (gone["mode"], len(gone["call"]["participants"])) == (None, 2)


async def test_a_supervisor_reads_what_is_written_from_then_on_and_writes_to_all_or_not(
    service: Service,
) -> None:
    booth, _, call_id = await _talk(service)
    await booth.says("chat.post", call_id=call_id, entry_id="m1", text="voor")
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    assert (await supervisor.says("chat.read", call_id=call_id))["code"] == "no_such_call"
    await supervisor.says("call.join", call_id=call_id, mode="listen", why="quality")
    await booth.says("chat.post", call_id=call_id, entry_id="m2", text="na")
    assert (await supervisor.hears("chat.delivered"))["entry"]["text"] == "na"
    read = await supervisor.says("chat.read", call_id=call_id)
    assert [each["entry_id"] for each in read["entries"]] == ["m2"]
    written = {"call_id": call_id, "entry_id": "m3", "text": "van mij"}
    assert (await supervisor.says("chat.post", **written))["code"] == "wrong_state"
    await supervisor.says("call.join", call_id=call_id, mode="barge", why="quality")
    assert (await supervisor.says("chat.post", **written))["type"] == "request.done"
    assert (await booth.hears("chat.delivered", lambda m: m["entry"]["entry_id"] == "m3"))["entry"]
