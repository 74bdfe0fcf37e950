"""Supervisors try staffings on past weeks over the API."""

from __future__ import annotations

import asyncio
from typing import Any

import psutil
import pytest

from callrouter.model.directory import Directory
from signaling.stores import beside_node
from tests.signaling.conftest import Message, Person, Service
from tests.simulation.lived import MONDAY, keep, lived_week

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_WEEK = f"/staffing/week?week={MONDAY}"


async def _asks(
    service: Service, person: Person, method: str, path: str, body: object = None
) -> tuple[int, Message]:
    async with person.http.request(
        method, f"{service.url}/api/v1{path}", json=body, headers={"Origin": service.url}
    ) as response:
        return response.status, await response.json()


@pytest.fixture
async def supervisor(service: Service, directory: Directory) -> Person:
    """Give a supervisor of a service that has lived a week."""
    async with beside_node(service.node.settings) as stores:
        await keep(stores.statistics, lived_week(directory))
    return await service.staff("supervisor", "supervisor-1", ready=False)


async def _ends(service: Service, person: Person, trial_id: str) -> Message:
    while True:
        status, standing = await _asks(service, person, "GET", f"/staffing/trials/{trial_id}")
        assert status == 200
        if standing["state"] != "playing":
            return standing
        await asyncio.sleep(0.1)  # no page asks more often, and who does is told to wait


def _trial(past: Message, **other: Any) -> Message:
    return {"week": str(MONDAY), "staffing": past["staffing"], "replications": 4, **other}


async def test_a_staffing_is_tried_on_a_past_week(service: Service, supervisor: Person) -> None:
    status, week = await _asks(service, supervisor, "GET", _WEEK)
    assert (status, week["enough"], week["timezone"]) == (200, True, "Europe/Amsterdam")
    assert sum(map(sum, week["arrivals"])) == week["offered"]

    status, begun = await _asks(service, supervisor, "POST", "/staffing/trials", _trial(week))
    assert (status, begun["state"], begun["done"]) == (200, "playing", 0)
    done = await _ends(service, supervisor, begun["trial_id"])
    everything, *languages = done["result"]["languages"]
    assert (done["state"], done["done"]) == ("done", 4)
    assert everything["language"] is None
    assert 0 < everything["before"]["service_level"]["mean"] <= 1
    assert everything["difference"]["service_level"]["mean"] == 0, "the same people"
    assert [each["language"] for each in languages][:2] == ["nl", "en"]


async def test_one_is_tried_at_a_time_and_can_be_given_up(service: Service, supervisor: Person) -> None:
    _, week = await _asks(service, supervisor, "GET", _WEEK)
    _, begun = await _asks(service, supervisor, "POST", "/staffing/trials", _trial(week, replications=40))
    status, refused = await _asks(service, supervisor, "POST", "/staffing/trials", _trial(week))
    assert (status, refused["code"]) == (409, "busy")

    path = f"/staffing/trials/{begun['trial_id']}"
    assert (await _asks(service, supervisor, "DELETE", path))[0] == 200
    assert (await _ends(service, supervisor, begun["trial_id"]))["state"] == "canceled"
    assert not [each for each in psutil.Process().children() if "callrouter.simulation" in each.cmdline()]
    assert (await _asks(service, supervisor, "DELETE", path))[0] == 200, "harmless once it has ended"
    assert (await _asks(service, supervisor, "GET", "/staffing/trials/none"))[0] == 404


async def test_what_cannot_be_tried_is_refused_where_it_is_wrong(
    service: Service, supervisor: Person
) -> None:
    async def refused(**wrong: Any) -> tuple[int, str, list[str]]:
        status, told = await _asks(service, supervisor, "POST", "/staffing/trials", _trial(week, **wrong))
        return status, told["code"], [fault["where"] for fault in told["faults"]]

    _, week = await _asks(service, supervisor, "GET", _WEEK)
    group = week["staffing"][0]
    nobody = [[0] * 24] * 7
    assert await refused(week="2026-11-10") == (400, "bad_request", ["week"])
    assert await refused(week="2020-01-06") == (409, "too_few_calls", [])
    assert await refused(location="nowhere") == (400, "bad_request", ["location"])
    assert await refused(replications=1000) == (400, "bad_request", ["replications"])
    assert await refused(staffing=[group | {"centre": "nowhere"}]) == (
        400,
        "bad_request",
        ["staffing.0.centre"],
    )
    assert await refused(staffing=[group | {"people": nobody}]) == (400, "bad_request", ["staffing"])
    assert (await refused(staffing=[group | {"people": [[9] * 23] * 7}]))[0] == 400
    assert (await refused(week="9999-12-27"))[2] == ["week"]
    crowd = group | {"people": [[200] * 24] * 7}
    assert await refused(staffing=[crowd] * 6) == (400, "bad_request", ["staffing"])
    assert (await refused(staffing=[group | {"role": "supervisor"}]))[0] == 400
    assert (await refused(staffing=[group] * 61))[0] == 400
