"""What supervisors see and do, over their page and over the API."""

from __future__ import annotations

import io
import time

import aiohttp
import pytest

from tests.signaling.conftest import Message, Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

DAY_MS = 86_400_000


async def _asks(
    service: Service, person: Person, method: str, path: str, body: object = None
) -> tuple[int, Message]:
    async with person.http.request(
        method, f"{service.url}/api/v1{path}", json=body, headers={"Origin": service.url}
    ) as response:
        return response.status, await response.json()


async def _waiting_call(service: Service, kiosk: str = "demo") -> tuple[Person, str]:
    booth = await service.booth(kiosk)
    call_id: str = (await booth.says("call.request", language="de", subject="question"))["call_id"]
    return booth, call_id


async def test_why_a_call_waits_is_told_from_facts(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    _, call_id = await _waiting_call(service)
    told = await supervisor.says("call.explain", call_id=call_id)
    explanation = told["explanation"]
    assert told["type"] == "call.explained"
    assert explanation["call"]["call_id"] == call_id
    assert all(step["opened"] for step in explanation["steps"]), "nobody is staffed, so all are open"
    assert {pool["present"] for step in explanation["steps"] for pool in step["pools"]} == {0}
    status, same = await _asks(service, supervisor, "GET", f"/calls/{call_id}/explanation")
    assert (status, same["steps"]) == (200, explanation["steps"])
    assert await _asks(service, supervisor, "GET", "/calls/none/explanation") == (
        404,
        {"code": "no_such_call", "faults": []},
    )


async def test_a_prioritised_call_comes_first_and_its_wait_is_not_altered(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    await _waiting_call(service)
    booth, second = await _waiting_call(service, "demo-2")
    await booth.hears("queue.placed", lambda m: m["position"] == 2)
    answer = await supervisor.says("call.prioritise", call_id=second, head_start_s=600)
    assert answer["type"] == "request.done"
    await booth.hears("queue.placed", lambda m: m["position"] == 1)
    told = await supervisor.hears("call.prioritised")
    assert (told["call"]["head_start_ms"], told["by"]) == (600_000, "supervisor-1")
    assert (await booth.hears("call.prioritised"))["by"] == "staff", "a visitor doesn't learn who steers"
    status, call = await _asks(
        service, supervisor, "PUT", f"/calls/{second}/priority", {"head_start_s": 86_400}
    )
    assert (status, call["head_start_ms"]) == (200, 900_000), "the rules' limit"
    status, queue = await _asks(service, supervisor, "GET", "/queue")
    assert (status, queue["waiting"][0]["call_id"]) == (200, second)


async def test_a_location_closed_by_hand_refuses_calls_until_it_is_opened(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    until = int(time.time() * 1000) + 3_600_000
    notice = {"reason": "technical", "line": "Storing", "reopens_at": until}
    answer = await supervisor.says(
        "location.switch", location="utrecht-stationsplein", open=False, notice=notice, why="brand"
    )
    assert answer["type"] == "request.done"
    closing: Message = {}
    for person, by in ((booth, None), (supervisor, "Teamleider Midden")):
        told = await person.hears("location.changed", lambda m: not m["location"]["open"])
        assert told["location"]["closed_by_hand"]
        assert told["location"]["opens_at"] == until
        closing = told["location"]["closing"]
        assert closing == {**notice, "at": closing["at"], "by": by}, "a visitor doesn't learn who"
    door = "/locations/utrecht-stationsplein/door"
    late = {"open": False, "notice": {"reason": "safety"}}
    status, fault = await _asks(service, supervisor, "PUT", door, late)
    assert (status, fault["code"]) == (412, "changed_meanwhile"), "they saw it open"
    past = {"open": False, "seen": closing["at"], "notice": {"reopens_at": until - 7_200_000}}
    status, fault = await _asks(service, supervisor, "PUT", door, past)
    assert (status, fault["code"]) == (409, "no_such_moment")
    refused = await booth.says("call.request", language="nl", subject="question")
    assert refused["code"] == "closed_by_hand"
    status, _ = await _asks(
        service, supervisor, "PUT", "/locations/utrecht-stationsplein/door", {"open": True}
    )
    assert status == 200
    await booth.hears("location.changed", lambda m: m["location"]["open"])
    assert (await booth.says("call.request", language="nl", subject="question"))["type"] == "request.done"
    status, fault = await _asks(service, supervisor, "PUT", "/locations/nowhere/door", {"open": True})
    assert (status, fault["code"]) == (404, "no_such_location")


async def test_a_date_is_given_other_hours_and_the_booth_reads_them_at_once(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    place = "/locations/utrecht-stationsplein"
    status, plan = await _asks(service, supervisor, "GET", f"{place}/hours")
    assert (status, len(plan["days"]), plan["version"]) == (200, 14, 0)
    day = plan["days"][1]["day"]
    path = f"{place}/exceptions/{day}"
    wrong = {"hours": {"opens": "12:00", "closes": "10:00"}}
    status, fault = await _asks(service, supervisor, "PUT", path, wrong)
    assert (status, fault["code"]) == (400, "bad_request")
    status, fault = await _asks(service, supervisor, "PUT", f"{place}/exceptions/2020-01-01", {})
    assert (status, fault["code"]) == (409, "no_such_moment")
    hours = {"opens": "10:00", "closes": "11:30"}
    told = {"hours": hours, "line": "Opleiding", "version": 0, "why": "jaarlijkse oefening"}
    status, plan = await _asks(service, supervisor, "PUT", path, told)
    changed = {"day": day, **hours, "line": "Opleiding", "why": "exception", "own": True}
    assert (status, plan["days"][1]) == (200, changed)
    heard = await booth.hears("location.changed")
    assert [each["line"] for each in heard["location"]["hours"] if each["opens"] == "10:00"] == ["Opleiding"]
    status, fault = await _asks(service, supervisor, "PUT", path, {"version": 0})
    assert (status, fault["code"]) == (412, "changed_meanwhile"), "the other was first"
    assert (await _asks(service, supervisor, "GET", path))[1] == changed
    status, plan = await _asks(service, supervisor, "DELETE", f"{path}?version={plan['version']}")
    assert (status, plan["days"][1]["own"]) == (200, False)
    status, fault = await _asks(service, supervisor, "GET", f"{place}/exceptions/kerst")
    assert (status, fault["code"]) == (400, "bad_request")
    _, trail = await _asks(service, supervisor, "GET", "/audit?action=opening_hours.changed")
    noted = [(each["subject"], each["outcome"], each["why"]) for each in reversed(trail["entries"])]
    location_id = place.rpartition("/")[2]
    assert noted == [
        (location_id, f"{day} 10:00-11:30", "jaarlijkse oefening"),
        (location_id, f"{day} usual", None),
    ]


async def test_rules_are_changed_live_and_a_running_call_keeps_its_plan(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    _, before = await _waiting_call(service)
    status, kept = await _asks(service, supervisor, "GET", "/routing")
    assert (status, kept["version"]) == (200, 0)
    plan = {"steps": [{"after_s": 0, "reach": "own_centre", "speaker": "anybody"}]}
    wanted = {"version": 0, "rules": {"plans": [plan]}}
    assert await _asks(service, supervisor, "PUT", "/routing", wanted) == (200, {"version": 1})
    status, fault = await _asks(service, supervisor, "PUT", "/routing", {"version": 0, "rules": {}})
    assert (status, fault["code"]) == (412, "changed_meanwhile")
    _, after = await _waiting_call(service, "demo-2")
    steps = {}
    for call_id in (before, after):
        explained = await supervisor.says("call.explain", call_id=call_id)
        steps[call_id] = len(explained["explanation"]["steps"])
    assert steps[after] == 1
    assert steps[before] > 1


async def test_rules_that_make_no_sense_are_refused_with_the_place(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    late = {"steps": [{"after_s": 5, "reach": "own_centre", "speaker": "anybody"}]}
    status, fault = await _asks(
        service, supervisor, "PUT", "/routing", {"version": 0, "rules": {"plans": [late]}}
    )
    assert (status, fault["code"]) == (400, "bad_request")
    assert "first step" in fault["faults"][0]["what"]
    elsewhere = {"version": 0, "rules": {"location_head_start_s": {"nowhere": 5}}}
    status, fault = await _asks(service, supervisor, "PUT", "/routing", elsewhere)
    assert (status, "nowhere" in fault["faults"][0]["what"]) == (400, True)


async def test_a_call_is_queued_for_a_booth_and_rings_who_was_named(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    await service.staff("desk", "agent-1")
    named = await service.staff("desk", "agent-2")
    booth = await service.booth()
    wanted = {"booth_id": "booth:demo", "language": "nl", "subject": "question", "named": "agent-2"}
    status, call = await _asks(service, supervisor, "POST", "/calls", wanted)
    assert status == 200
    assert (await booth.hears("call.queued"))["call"]["call_id"] == call["call_id"]
    rings = (await named.hears("reservation.created"))["reservation"]
    assert (rings["call_id"], rings["match"]["pool"]) == (call["call_id"], "person/agent-2")
    status, fault = await _asks(
        service, supervisor, "POST", "/calls", wanted | {"booth_id": "booth:demo-2", "named": "tolk-ar"}
    )
    assert (status, fault["code"]) == (404, "no_such_person")


async def test_a_body_beyond_measure_is_refused(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    body = io.BytesIO(b"x" * 2_000_000)
    headers = {"Origin": service.url, "Content-Type": "application/json"}
    async with supervisor.http.put(f"{service.url}/api/v1/routing", data=body, headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (413, "too_large")


async def test_statistics_count_the_call(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth, call_id = await _waiting_call(service)
    await booth.says("call.leave", call_id=call_id)
    await supervisor.hears("call.ended")
    await service.node.upkeep.statistics.catch_up()
    now = time.time_ns() // 1_000_000
    path = f"/statistics?from_at={now - DAY_MS}&to_at={now + DAY_MS}&by=location,language&threshold_s=30"
    status, report = await _asks(service, supervisor, "GET", path)
    assert status == 200
    (row,) = report["calls"]
    assert (row["location"], row["language"]) == ("utrecht-stationsplein", "de")
    assert (row["figures"]["offered"], row["figures"]["abandoned"], row["short_abandoned"]) == (1, 1, 1)
    assert "answered within T" in report["formula_in_words"]
    for wrong in ("", "?from_at=5&to_at=4", "?from_at=1&to_at=2&threshold_s=7", "?from_at=x&to_at=2"):
        status, fault = await _asks(service, supervisor, "GET", f"/statistics{wrong}")
        assert (status, fault["code"]) == (400, "bad_request")
        assert fault["faults"]


async def test_the_api_is_for_supervisors_from_their_own_pages(service: Service) -> None:
    desk = await service.staff("desk", "agent-1")
    assert (await _asks(service, desk, "GET", "/calls"))[0] == 401
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    assert (await _asks(service, supervisor, "GET", "/people"))[0] == 200
    async with supervisor.http.put(
        f"{service.url}/api/v1/locations/utrecht-stationsplein/door",
        json={"open": False},
        headers={"Origin": "https://elsewhere.example"},
    ) as response:
        assert response.status == 403
    answer = await desk.says("call.prioritise", call_id="c", head_start_s=1)
    assert answer["code"] == "not_allowed"


async def test_the_description_names_every_operation_and_resolves(service: Service) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{service.url}/api/v1/openapi.json") as response:
        document = await response.json()
    paths = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert ("put", "/api/v1/routing") in paths
    assert len(paths) == len(service.node.web.operations)
    schemas = document["components"]["schemas"]
    for name in _references(document):
        assert name in schemas


def _references(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rsplit("/", 1)[1]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(_references, node.values())) if node else own
