"""Absences over the wire and by the API: who may say them of whom, and who is told."""

from __future__ import annotations

from typing import Any

import pytest

from signaling.sessions.clock import now_ms
from tests.signaling.conftest import Person, Service
from tests.signaling.test_callbacks import asks

pytestmark = [pytest.mark.valkey, pytest.mark.network]

NORTH, SOUTH = "wijkagent-noord", "wijkagent-zuid"
HOUR_MS = 3_600_000


def hours(begins: int, ends: int) -> dict[str, int]:
    now = now_ms()
    return {"starts_at": now + begins * HOUR_MS, "ends_at": now + ends * HOUR_MS}


async def calls(
    service: Service, person: Person, method: str, path: str, **body: Any
) -> tuple[int, dict[str, Any]]:
    async with person.http.request(
        method, f"{service.url}/api/v1/absences{path}", json=body or None, headers={"Origin": service.url}
    ) as response:
        return response.status, await response.json()


async def test_a_stand_in_gets_the_absent_ones_work_at_once(service: Service) -> None:
    north, south = await service.staff("wijkagent", NORTH), await service.staff("wijkagent", SOUTH)
    request_id = await asks(service)
    await north.says("callback.claim", callback_id=request_id)
    listed = await north.says("absence.set", **hours(0, 8), replacement=SOUTH)
    assert [(each["staff_id"], each["replacement"]) for each in listed["absences"]] == [(NORTH, SOUTH)]
    await south.hears("absence.changed")
    told = await south.hears("callback.changed", lambda told: told["request"]["staff_id"] == SOUTH)
    assert (told["step"], told["by"]) == ("relieve", "clock")
    work = await south.says("callback.list")
    assert [each["request"]["request_id"] for each in work["callbacks"]] == [request_id]
    assert set(work["queues"]) == {"groningen-noord", "groningen-zuid"}
    assert (await north.says("absence.clear"))["absences"] == []
    await south.hears("absence.changed")
    assert (await south.says("callback.list"))["queues"] == ["groningen-zuid"]


async def test_officers_speak_for_themselves_and_supervisors_for_all(service: Service) -> None:
    north, south = await service.staff("wijkagent", NORTH), await service.staff("wijkagent", SOUTH)
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    assert (await south.says("absence.set", staff_id=NORTH, **hours(1, 2)))["code"] == "not_yours"
    assert (await south.says("absence.clear", staff_id=NORTH))["code"] == "not_yours"
    assert (await south.says("absence.set", **hours(2, 1)))["code"] == "no_such_moment"
    assert (await south.says("absence.set", **hours(1, 2), replacement="agent"))["code"] == "no_such_person"
    assert (await supervisor.says("absence.set", **hours(1, 2)))["code"] == "no_such_person"
    desk = await service.staff("desk", "agent-3")
    assert (await desk.says("absence.list"))["code"] == "not_allowed"
    assert (await supervisor.says("absence.set", staff_id=NORTH, **hours(1, 2)))["absences"] != []
    await supervisor.hears("absence.changed")
    await north.hears("absence.changed")
    assert [each["staff_id"] for each in (await north.says("absence.list"))["absences"]] == [NORTH]
    assert (await south.says("absence.list"))["absences"] == []


async def test_supervisors_say_it_by_the_api(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    status, told = await calls(service, supervisor, "PUT", f"/{NORTH}", **hours(1, 2), replacement=SOUTH)
    assert (status, [each["staff_id"] for each in told["absences"]]) == (200, [NORTH])
    assert (await calls(service, supervisor, "GET", ""))[1] == told
    assert (await calls(service, supervisor, "PUT", "/nobody", **hours(1, 2)))[0] == 404
    assert (await calls(service, supervisor, "PUT", f"/{NORTH}", **hours(2, 1)))[1][
        "code"
    ] == "no_such_moment"
    assert await calls(service, supervisor, "DELETE", f"/{NORTH}") == (200, {"absences": []})
    officer = await service.staff("wijkagent", NORTH)
    assert (await calls(service, officer, "GET", ""))[0] == 401
