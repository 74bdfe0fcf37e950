"""The service employee's page: help wanted at the own station, how its booths are, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from callrouter.model.directory import Account, Booth, Directory
from callrouter.model.states import Role
from tests.signaling.conftest import Message, Person, Service

WELL = {"camera": "off", "microphone": "off", "loudspeaker": "ok", "network": "good"}
OTHER_BOOTH = "booth:elsewhere"


@pytest.fixture
def directory(directory: Directory) -> Directory:
    """Add a second station to the demonstration's, with somebody posted there."""
    (station,) = directory.locations
    one = directory.account("service-1")
    assert one is not None
    elsewhere = station.model_copy(update={"location_id": "elsewhere"})
    there: Account = one.model_copy(update={"staff_id": "service-3", "locations": ("elsewhere",)})
    return directory.model_copy(
        update={
            "locations": (station, elsewhere),
            "booths": (*directory.booths, Booth(booth_id=OTHER_BOOTH, location="elsewhere")),
            "accounts": (*directory.accounts, there),
        }
    )


async def _help(booth: Person) -> Message:
    await booth.says("help.request")
    wanted: Message = (await booth.hears("help.requested"))["help"]
    return wanted


def _of(booth_id: str, **fields: Any) -> Callable[[Message], bool]:
    """Say whether a message shows this booth so."""
    return lambda message: any(
        booth["booth_id"] == booth_id and booth.items() >= fields.items() for booth in message["booths"]
    )


async def test_whoever_is_first_goes_and_the_others_see_who_that_is(service: Service) -> None:
    one, two = await service.staff("station", "service-1"), await service.staff("station", "service-2")
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    wanted = await _help(booth)
    for page in (one, two):
        assert (await page.hears("help.requested"))["help"] == wanted
    assert (await one.says("help.acknowledge", help_id=wanted["help_id"]))["type"] == "request.done"
    assert (await two.says("help.acknowledge", help_id=wanted["help_id"]))["code"] == "already_taken"
    for page in (two, supervisor):
        assert (await page.hears("help.acknowledged"))["help"]["acknowledged_by"] == "service-1"
    told = await booth.hears("help.acknowledged")
    assert (told["by"], told["help"]["acknowledged_by"]) == ("staff", None)
    await two.drop()
    assert [each["acknowledged_by"] for each in (await two.open())["wanted"]] == ["service-1"]
    assert (await two.says("help.settle", help_id=wanted["help_id"]))["type"] == "request.done"
    assert (await one.hears("help.ended"))["by"] == "service-2"


async def test_help_elsewhere_is_nobodys_business_here(service: Service) -> None:
    here, there = await service.staff("station", "service-1"), await service.staff("station", "service-3")
    wanted = await _help(await service.booth())
    other = await _help(await service.booth(OTHER_BOOTH.removeprefix("booth:")))
    assert (await there.hears("help.requested"))["help"] == other
    for deed in ("help.acknowledge", "help.settle"):
        assert (await there.says(deed, help_id=wanted["help_id"]))["code"] == "no_such_help"
    await here.hears("help.requested", lambda message: message["help"] == wanted)
    await there.hears("station.changed", _of(OTHER_BOOTH))
    for page, own in ((here, "utrecht-stationsplein"), (there, "elsewhere")):
        asked = [each["help"]["location"] for each in page.heard if each["type"] == "help.requested"]
        assert asked == [own]
        told = [each for each in page.heard if each["type"] == "station.changed"]
        assert {booth["location"] for message in told for booth in message["booths"]} == {own}
        (snapshot,) = [each for each in page.heard if each["type"] == "snapshot"]
        assert [each["location_id"] for each in snapshot["locations"]] == [own]


async def test_a_station_sees_what_goes_on_at_its_booths_and_not_who_is_there(service: Service) -> None:
    station, colleague = (
        await service.staff("station", "service-1"),
        await service.staff("station", "service-2", ready=False),
    )
    told = await station.hears("station.changed")
    assert {booth["use"] for booth in told["booths"]} == {"offline"}
    agent, booth = await service.staff("desk", "agent-1", ready=False), await service.booth()
    await booth.says("booth.report", report=WELL | {"camera": "missing"})
    shown = await station.hears("station.changed", _of("booth:demo", use="free", troubles=["camera"]))
    (free,) = [each for each in shown["booths"] if each["booth_id"] == "booth:demo"]
    assert free["report"]["camera"] == "missing"
    assert free["use_since"] <= free["reported_at"]
    call_id = (await booth.says("call.request", language="nl", subject="complaint"))["call_id"]
    await station.hears("station.changed", _of("booth:demo", use="waiting"))
    await agent.says("status.set", status="ready")
    ringing = await agent.hears("reservation.created")
    await agent.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    await station.hears("station.changed", _of("booth:demo", use="in_use"))
    await agent.says("help.request", call_id=call_id)
    asked = await station.hears("help.requested")
    assert (asked["help"]["call_id"], asked["help"]["by"], asked["by"]) == (None, "agent", None)
    assert not any(call_id in str(message) or "agent-1" in str(message) for message in station.heard)
    assert (await station.says("call.explain", call_id=call_id))["code"] == "not_allowed"
    assert (await station.says("location.switch", location="x", open=False))["code"] == "not_allowed"

    await colleague.says("status.set", status="ready")
    on_duty = {"staff_id": "service-2", "display_name": "Samir Haddad", "on_duty": True}
    await station.hears("station.changed", lambda message: on_duty in message["people"])


def test_only_service_employees_have_locations_and_only_known_ones(directory: Directory) -> None:
    everything = directory.model_dump()
    for locations, complaint in (((), "has locations"), (("nowhere",), "unknown location: nowhere")):
        accounts = [
            each | {"locations": locations} if each["role"] is Role.SERVICE else each
            for each in everything["accounts"]
        ]
        with pytest.raises(ValueError, match=complaint):
            Directory.model_validate(everything | {"accounts": accounts})
