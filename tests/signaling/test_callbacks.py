"""A callback request over the wire: an officer, a citizen with a link, and nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from callrouter.model.callback_steps import MissedCall
from callrouter.model.callbacks import AttemptResult, Channel, Contact, NewCallback, Origin, Wishes
from callrouter.model.states import Subject
from tests.signaling.conftest import Person, Service

pytestmark = [pytest.mark.valkey, pytest.mark.network]

CONTACT = Contact(name="Jo Smit", phone="+31612345678", mail="jo@example.org")
INVITATION = "0123456789abcdef"
AN_HOUR_MS = 3_600_000


async def asks(
    service: Service, name: str = "request-1", *, postcode: str = "9712 AB", language: str = "nl"
) -> str:
    new = NewCallback(
        request_id=name,
        origin=Origin.FORM,
        contact=CONTACT,
        postcode=postcode,
        subject=Subject.QUESTION,
        language=language,
        wishes=Wishes(channel=Channel.VIDEO),
    )
    return (await service.node.parts.desk.callbacks.ask(new)).request_id


async def link(service: Service, person: Person) -> str:
    """Return the secret of the newest link in the outbox, once there is one."""
    while True:
        async with person.http.get(f"{service.url}/demo/outbox") as response:
            messages = await response.json()
        for message in messages:
            if found := re.search(r"/join/([A-Za-z0-9_-]+)", message["text"]):
                return found[1]


async def posts(service: Service, person: Person, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    url = f"{service.url}/api/v1/join{path}"
    async with person.http.post(url, json=body, headers={"Origin": service.url}) as response:
        told = await response.json()
    if "citizen" in told:
        person.query["citizen"] = told["citizen"]
    return response.status, told


async def test_an_officer_and_a_citizen_meet(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service)
    new = await officer.hears("callback.changed")
    assert "Jo" not in str(new)
    listed = await officer.says("callback.list")
    assert [each["contact"]["name"] for each in listed["callbacks"]] == ["Jo Smit"]
    told = await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    assert told["callback"]["request"]["state"] == "invited"

    citizen = service.person("join")
    token = await link(service, citizen)
    status, opened = await posts(service, citizen, "", token=token)
    assert (status, opened["state"], opened["room"]["officer"]) == (200, "open", "there")
    await citizen.open()
    assert (await citizen.hears("room.changed"))["room"]["state"] == "invited"
    entered = await citizen.says("room.enter")
    offer = await officer.hears("reservation.created")
    assert offer["reservation"]["call_id"] == entered["call_id"]
    await officer.says("reservation.accept", reservation_id=offer["reservation"]["reservation_id"])
    joined = await citizen.hears("call.joined")
    assert [each["role"] for each in joined["call"]["participants"]] == ["citizen", "wijkagent"]
    assert (await citizen.says("chat.post", call_id=entered["call_id"], entry_id="e1", text="hallo"))["type"]
    await citizen.says("call.leave", call_id=entered["call_id"])
    done = await officer.hears("callback.changed", lambda told: told["request"]["state"] == "closed")
    assert done["request"]["outcome"] == "spoken_by_video"
    assert (await posts(service, citizen, "", token=token))[1]["state"] == "closed"
    # How it was, said by the link, as the page's line is closed by now; once, of this call, by nobody else.
    rated = {"token": token, "call_id": entered["call_id"], "rating": 4}
    for _ in range(2):
        assert (await posts(service, citizen, "/rating", **rated))[0] == 200
    assert (await posts(service, citizen, "/rating", **rated | {"rating": 1}))[1]["code"] == "wrong_state"
    assert (await posts(service, citizen, "/rating", **rated | {"call_id": "other"}))[1][
        "code"
    ] == "no_such_call"
    assert (await posts(service, citizen, "/rating", **rated | {"token": "x" * 43}))[0] == 404
    assert (await posts(service, citizen, "/rating", **rated | {"rating": 6}))[0] == 400


async def test_an_employee_of_the_centre_has_what_was_handed_to_it(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    desk = await service.staff("desk", "agent-3")
    request_id = await asks(service)
    await officer.says("callback.hand_over", callback_id=request_id, queue="noord-nederland", staff_id=None)
    await desk.hears("callback.changed", lambda told: told["request"]["queue"] == "noord-nederland")
    assert [each["request"]["request_id"] for each in (await desk.says("callback.list"))["callbacks"]] == [
        request_id
    ]
    assert (await officer.says("callback.read", callback_id=request_id))["code"] == "no_such_request"
    await desk.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    citizen = service.person("join")
    await posts(service, citizen, "", token=await link(service, citizen))
    await citizen.open()
    await citizen.says("room.enter")
    waits = await citizen.hears("room.changed", lambda told: told["room"]["call_id"] is not None)
    # An employee is to come: who waits for one isn't put through, nor can be.
    assert (waits["room"]["put_through"], waits["room"]["centre"]) == (False, False)
    assert (await citizen.says("room.ask_centre"))["code"] == "wrong_state"
    offer = await desk.hears("reservation.created")
    await desk.says("reservation.accept", reservation_id=offer["reservation"]["reservation_id"])
    joined = await citizen.hears("call.joined")
    assert [each["role"] for each in joined["call"]["participants"]] == ["citizen", "agent"]


async def test_a_planned_link_is_early_and_may_be_canceled_or_moved(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service)
    proposed = await officer.says("callback.propose", callback_id=request_id)
    moment = next(each for each in proposed["moments"] if each > 0)
    await officer.says(
        "callback.plan",
        callback_id=request_id,
        starts_at=moment + 24 * AN_HOUR_MS,
        channel="video",
        invitation_id=INVITATION,
    )
    citizen = service.person("join")
    token = await link(service, citizen)
    assert (await posts(service, citizen, "", token=token))[1]["state"] == "early"
    status, moved = await posts(service, citizen, "/moment", token=token, days=[2], parts=["evening"])
    assert (status, moved["room"]["wants_other_moment"]) == (200, True)
    await officer.hears("callback.changed", lambda told: told["request"].get("wants_other_moment", False))
    assert (await posts(service, citizen, "/cancel", token=token))[1]["state"] == "closed"


async def test_forged_used_and_withdrawn_links_lead_nowhere(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service)
    await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    citizen, other = service.person("join"), service.person("join")
    token = await link(service, citizen)
    assert await posts(service, other, "", token=token[:-1] + "-") == (404, {"code": "wrong_link"})
    assert (await posts(service, other, "", token="x"))[0] == 400  # noqa: S106
    await posts(service, citizen, "", token=token)
    await citizen.open()
    assert (await posts(service, other, "", token=token))[1]["state"] == "elsewhere"
    await citizen.drop()
    assert (await posts(service, other, "", token=token))[1]["state"] == "open"
    await citizen.connect()
    assert await citizen.is_closed_with() == 4001
    await officer.says("callback.put_back", callback_id=request_id)
    assert (await posts(service, other, "", token=token))[1]["state"] == "revoked"


async def test_two_links_in_one_browser_lead_each_to_its_own_conversation(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    citizen = service.person("join")
    tokens = {}
    for name in ("request-1", "request-2"):
        request_id = await asks(service, name)
        await officer.says("callback.invite", callback_id=request_id, invitation_id=f"{name}-{INVITATION}")
        tokens[name] = await link(service, citizen)
        while len(set(tokens.values())) < len(tokens):
            tokens[name] = await link(service, citizen)
    marks = {}
    for name in ("request-1", "request-2", "request-1"):
        status, opened = await posts(service, citizen, "", token=tokens[name])
        assert (status, opened["state"]) == (200, "open")
        marks[name] = opened["citizen"]
        await citizen.open()
        told = await citizen.hears("room.changed")
        assert told["room"]["reference"] == opened["room"]["reference"]
        await citizen.drop()
    citizen.query["citizen"] = marks["request-2"]
    await citizen.open()
    assert (await citizen.says("room.enter"))["call_id"]
    kept = {name: await service.node.parts.desk.callbacks.store.get(name) for name in marks}
    entered = {name for name, each in kept.items() if each is not None and each.request.call_id}
    assert entered == {"request-2"}
    await officer.says("callback.put_back", callback_id="request-1")
    assert (await citizen.says("room.enter"))["type"] == "request.done"


async def test_a_browser_is_nobody_whose_link_it_does_not_say(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    await officer.says("callback.invite", callback_id=await asks(service), invitation_id=INVITATION)
    citizen = service.person("join")
    await posts(service, citizen, "", token=await link(service, citizen))
    for said in ("", "00000000", "../" * 3):
        citizen.query["citizen"] = said
        await citizen.connect()
        assert await citizen.is_closed_with() == 4001


async def test_however_many_open_their_links_behind_one_address_nobody_is_told_to_wait(
    service: Service,
) -> None:
    phone, url, body = service.person("join"), f"{service.url}/api/v1/join", {"token": "x" * 43}
    for _ in range(130):
        async with phone.http.post(url, json=body, headers={"Origin": service.url}) as response:
            assert response.status == 404


async def test_a_citizen_who_waits_learns_what_becomes_of_the_officer_and_of_the_link(
    service: Service,
) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service)
    await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    citizen = service.person("join")
    token = await link(service, citizen)
    await posts(service, citizen, "", token=token)
    await citizen.open()
    assert (await citizen.hears("room.changed"))["room"]["officer"] == "there"
    await officer.sign_out()
    await citizen.hears("room.changed", lambda told: told["room"]["officer"] == "away")
    await citizen.open(resume=True)
    assert (await citizen.hears("room.changed"))["room"]["officer"] == "away"
    missed = MissedCall(by="wijkagent-noord", attempt_id="a1", result=AttemptResult.NO_SHOW)
    await service.node.parts.desk.callbacks.take(request_id, missed, by="wijkagent-noord")
    gone = await citizen.hears("room.changed", lambda told: told["room"]["state"] == "waiting")
    assert (gone["room"]["opens_at"], gone["room"]["failure"]) == (None, "no_show")
    assert await citizen.is_closed_with() == 4001


async def test_a_citizen_hears_that_the_officer_declined_and_of_interpreters(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service, language="ar")
    await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    citizen = service.person("join")
    await posts(service, citizen, "", token=await link(service, citizen))
    await citizen.open()
    first = (await citizen.hears("room.changed"))["room"]
    assert (first["host"], first["officer"], first["interpreter"]) == ("officer", "there", "away")
    await citizen.says("room.enter")
    offer = (await officer.hears("reservation.created"))["reservation"]
    await officer.says("reservation.decline", reservation_id=offer["reservation_id"])
    await citizen.hears("room.changed", lambda told: told["room"]["officer"] == "busy")
    tolk = await service.staff("interpreter", "tolk-ar", ready=False)
    await citizen.hears("room.changed", lambda told: told["room"]["interpreter"] == "busy")
    await tolk.says("status.set", status="ready")
    await citizen.hears("room.changed", lambda told: told["room"]["interpreter"] == "free")


async def test_what_a_citizen_calls_off_stays_with_its_officer_until_they_know(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    request_id = await asks(service)
    await officer.says("callback.invite", callback_id=request_id, invitation_id=INVITATION)
    citizen = service.person("join")
    token = await link(service, citizen)
    await posts(service, citizen, "/cancel", token=token)
    off = await officer.hears("callback.changed", lambda told: told["request"]["state"] == "closed")
    assert off["request"]["withdrawn"]["staff_id"] == "wijkagent-noord"
    (listed,) = (await officer.says("callback.list"))["callbacks"]
    assert (listed["request"]["request_id"], listed["contact"]["name"]) == (request_id, "Jo Smit")
    south = await service.staff("wijkagent", "wijkagent-zuid")
    assert (await south.says("callback.dismiss", callback_id=request_id))["code"] == "no_such_request"
    await officer.says("callback.dismiss", callback_id=request_id)
    assert (await officer.says("callback.list"))["callbacks"] == []


async def test_nobody_sees_or_does_what_is_not_theirs(service: Service) -> None:
    request_id = await asks(service)
    south = await service.staff("wijkagent", "wijkagent-zuid")
    assert (await south.says("callback.list"))["count"] == 0
    for kind, more in (("read", {}), ("claim", {}), ("miss", {"attempt_id": INVITATION})):
        told = await south.says(f"callback.{kind}", callback_id=request_id, **more)
        assert told["code"] == "no_such_request"
    tolk = await service.staff("interpreter", "tolk-ar")
    assert (await tolk.says("callback.list"))["code"] == "not_allowed"
    booth = await service.booth()
    assert (await booth.says("room.enter"))["code"] == "not_allowed"
    stranger = service.person("join")
    await stranger.connect()
    assert await stranger.is_closed_with() == 4001


def _opened(person: Person) -> dict[str, Any]:
    return next(each for each in person.heard if each["type"] == "session.opened")


async def test_staff_are_told_the_teams_and_officers_their_colleagues(service: Service) -> None:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    teams = {each["team_id"]: each for each in _opened(officer)["teams"]}
    assert (teams["groningen-noord"]["video"], teams["assen"]["video"]) == (True, False)
    assert teams["groningen-noord"]["neighborhoods"]["korrewegwijk"] == "Korrewegwijk en Indische Buurt"
    assert [each["staff_id"] for each in teams["groningen-noord"]["officers"]] == ["wijkagent-noord"]
    assert [each["staff_id"] for each in teams["groningen-zuid"]["officers"]] == ["wijkagent-zuid"]
    elsewhere = await service.staff("desk", "agent-1")
    assert [each["officers"] for each in _opened(elsewhere)["teams"]] == [[], [], []]
    supervisor = await service.staff("supervisor", "supervisor-1")
    assert sum(len(each["officers"]) for each in _opened(supervisor)["teams"]) == 2
    interpreter = await service.staff("interpreter", "tolk-ar")
    assert _opened(interpreter)["teams"] == []


async def test_an_employee_asks_for_somebody_on_the_phone(service: Service) -> None:
    desk = await service.staff("desk", "agent-3")
    form = {
        "name": "Jo",
        "phone": "050 1234567",
        "postcode": "9401",
        "topic": "report",
        "language": "ar",
        "preference": "video",
        "days": ["1", "3"],
        "needs": [],
    }
    asked = {"callback_id": "0123456789abcdef", "form": form}
    faulty = await desk.says("callback.ask", **asked)
    assert faulty["faults"] == {"preference": "phone_only", "email": "no_way_for_link"}
    form |= {"preference": "phone"}
    told = await desk.says("callback.ask", **asked, urgent=True)
    assert (await desk.says("callback.ask", **asked, urgent=True))["callback"] == told["callback"]
    assert told["callback"]["contact"] is None
    request = told["callback"]["request"]
    assert (request["queue"], request["origin"], request["urgent"]) == ("assen", "employee", True)
    assert re.fullmatch(r"\w{4}-\w{4}", told["callback"]["request"]["reference"])
