"""What an employee is told beside the own calls: what waits, how well they speak, where stations are."""

from __future__ import annotations

import pytest

from tests.signaling.conftest import Message, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]


def _counts(message: Message) -> list[tuple[str, int, int]]:
    return [(queue["language"], queue["waiting"], queue["ringing"]) for queue in message["languages"]]


async def test_a_desk_is_told_what_waits_for_it(service: Service) -> None:
    desk = await service.staff("desk", "agent-1", ready=False)
    assert _counts(await desk.hears("queue.counted")) == []
    booth = await service.booth()
    await booth.says("call.request", language="en", subject="question")

    told = await desk.hears("queue.counted", lambda m: _counts(m) == [("en", 1, 0)])
    queued = await booth.hears("call.queued")
    assert told["languages"][0]["longest_since"] == queued["call"]["queued_at"]

    await desk.says("status.set", status="ready")
    await desk.hears("queue.counted", lambda m: _counts(m) == [("en", 0, 1)])
    ringing = await desk.hears("reservation.created")
    await desk.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await desk.hears("queue.counted", lambda m: _counts(m) == [])


async def test_a_page_is_told_how_well_its_user_speaks(service: Service) -> None:
    desk = await service.staff("desk", "agent-2", ready=False)
    (opened,) = (message for message in desk.heard if message["type"] == "session.opened")
    assert opened["levels"] == {"en": "C1", "de": "B2"}
    booth = await service.booth()
    (opened,) = (message for message in booth.heard if message["type"] == "session.opened")
    assert opened["levels"] == {}


async def test_employees_know_the_stations_by_name_and_interpreters_do_not(service: Service) -> None:
    desk = service.person("desk")
    await desk.sign_in("agent-1")
    station = (await desk.open())["locations"][0]
    assert station["name"] == "Utrecht Stationsplein"
    assert (station["tiles"], station["callback_url"]) == ([], None), "they are for the booth"
    interpreter = service.person("interpreter")
    await interpreter.sign_in("tolk-ar")
    assert (await interpreter.open())["locations"] == []
