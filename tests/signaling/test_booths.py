"""Booths as devices: enrolled by a code, reporting themselves, and calling for somebody to come."""

from __future__ import annotations

from typing import Any

from signaling.protocol.errors import CloseCode
from tests.signaling.conftest import Message, Person, Service

WELL = {"camera": "off", "microphone": "off", "loudspeaker": "ok", "network": "good"}
ONE = "booth:demo-2"


async def _api(who: Person, service: Service, method: str, path: str, **body: Any) -> tuple[int, Any]:
    async with who.http.request(
        method, f"{service.url}/api/v1{path}", json=body or None, headers={"Origin": service.url}
    ) as answer:
        return answer.status, await answer.json()


async def _code(supervisor: Person, service: Service) -> str:
    status, offered = await _api(supervisor, service, "POST", f"/booths/{ONE}/enrolment")
    assert status == 200
    return str(offered["code"])


async def _enrols(device: Person, code: str) -> tuple[int, Any]:
    return await device.enrol(code)


async def test_a_device_becomes_a_booth_by_a_code_until_it_is_revoked(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    await device.connect()
    assert await device.is_closed_with() == CloseCode.SIGNED_OUT
    assert (await _enrols(device, "0000-0000")) == (401, {"code": "wrong_code"})
    code = await _code(supervisor, service)
    assert (await _enrols(device, code)) == (200, {"booth_id": ONE})
    assert (await _enrols(service.person("booth"), code))[0] == 401
    (cookie,) = [each for each in device.http.cookie_jar if each.key == "callrouter_booth"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", "31536000")
    await device.open()
    assert device.heard[-2]["principal_id"] == ONE
    assert (await device.says("call.request", language="nl", subject="question"))["type"] == "request.done"

    # Another device takes its place; the first is told to go.
    other = service.person("booth")
    assert (await _enrols(other, (await _code(supervisor, service)).replace("-", "")))[0] == 200
    assert await device.is_closed_with() == CloseCode.SIGNED_OUT
    await other.open()
    _, listed = await _api(supervisor, service, "GET", "/booths")
    (standing,) = [each for each in listed["booths"] if each["booth_id"] == ONE]
    assert (standing["online"], standing["enrolled"]) == (True, True)
    path = f"/booths/{ONE}/enrolment"
    assert await _api(supervisor, service, "DELETE", path) == (200, {"was_enrolled": True})
    assert await other.is_closed_with() == CloseCode.SIGNED_OUT
    await other.connect()
    assert await other.is_closed_with() == CloseCode.SIGNED_OUT
    assert await _api(supervisor, service, "DELETE", path) == (200, {"was_enrolled": False})


async def test_a_copied_cookie_is_no_booth(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    assert (await _enrols(device, await _code(supervisor, service)))[0] == 200
    await device.open()
    (challenge,) = [each["challenge"] for each in device.heard if each["type"] == "session.challenge"]
    thief = service.person("booth")
    thief.http.cookie_jar.update_cookies({each.key: each.value for each in device.http.cookie_jar})
    others = service.person("booth")
    others.key = others.new_key()
    for proof in ("", "AAAA", device.proof_of(challenge), others.proof_of(challenge)):
        await thief.connect()
        await thief.says_raw({"type": "session.hello", "request_id": "0"})
        await thief.hears("session.challenge")
        await thief.says_raw({"type": "session.hello", "request_id": "1", "proof": proof})
        assert await thief.is_closed_with() == CloseCode.SIGNED_OUT
    assert {each["type"] for each in thief.heard} == {"session.challenge"}
    assert (await device.says("call.request", language="nl", subject="question"))["type"] == "request.done"
    await device.drop()
    await device.open(resume=True)
    assert (await _api(thief, service, "POST", "/logout", page="booth"))[0] == 400
    assert (await device.says("call.leave", call_id="x"))["type"] == "error"  # still there
    without = await _api(thief, service, "POST", "/booth/enrol", code="12345678", key="AAAA")
    assert without[0] == 400


async def test_a_copied_cookie_neither_keeps_its_booth_out_nor_spends_what_it_may_say(
    service: Service,
) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    assert (await _enrols(device, await _code(supervisor, service)))[0] == 200
    cookies = {each.key: each.value for each in device.http.cookie_jar}
    thieves = [service.person("booth") for _ in range(26)]
    for thief in thieves:
        thief.http.cookie_jar.update_cookies(cookies)
        await thief.connect()
    for talker in thieves[:13]:
        for number in range(30):
            await talker.says_raw({"type": "session.hello", "request_id": f"{number}"})
        assert await talker.is_closed_with() == CloseCode.MISBEHAVED
    await device.open()
    assert (await device.says("call.request", language="nl", subject="question"))["type"] == "request.done"
    assert {each["type"] for thief in thieves for each in thief.heard} == {"session.challenge"}


async def test_a_token_opens_no_page_but_its_own(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    assert (await _enrols(device, await _code(supervisor, service)))[0] == 200
    token = {each.key: each.value for each in (*device.http.cookie_jar, *supervisor.http.cookie_jar)}
    for page, of in (("supervisor", "booth"), ("desk", "booth"), ("join", "booth"), ("booth", "supervisor")):
        liar = service.person(page)
        liar.http.cookie_jar.update_cookies({f"callrouter_{page}": token[f"callrouter_{of}"]})
        await liar.connect()
        assert await liar.is_closed_with() == CloseCode.SIGNED_OUT
        assert (await _api(liar, service, "GET", "/calls"))[0] == 401


async def test_codes_are_for_supervisors_and_known_booths_and_cannot_be_guessed(service: Service) -> None:
    stranger = service.person("booth")
    assert (await _api(stranger, service, "POST", f"/booths/{ONE}/enrolment"))[0] == 401
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    nowhere = await _api(supervisor, service, "POST", "/booths/booth:nowhere/enrolment")
    assert (nowhere[0], nowhere[1]["code"]) == (404, "no_such_booth")
    assert (await _enrols(stranger, "12345"))[0] == 400
    async with stranger.http.post(
        f"{service.url}/api/v1/booth/enrol", json={"code": "1"}, headers={"Origin": "https://elsewhere"}
    ) as answer:
        assert answer.status == 403
    tries = [(await _enrols(stranger, f"{number:08d}"))[0] for number in range(12)]
    assert tries == [401] * 10 + [429] * 2
    assert (await _enrols(stranger, await _code(supervisor, service)))[0] == 429


async def test_a_device_that_becomes_another_booth_is_the_first_no_longer(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    device = service.person("booth")
    assert (await _enrols(device, await _code(supervisor, service)))[0] == 200
    status, offered = await _api(supervisor, service, "POST", "/booths/booth:demo-3/enrolment")
    assert (await _enrols(device, offered["code"])) == (200, {"booth_id": "booth:demo-3"})
    await device.open()
    assert device.heard[-2]["principal_id"] == "booth:demo-3"
    _, listed = await _api(supervisor, service, "GET", "/booths")
    enrolled = [each["booth_id"] for each in listed["booths"] if each["enrolled"]]
    assert (status, enrolled) == (200, ["booth:demo-3"])


async def test_supervisors_see_how_booths_are(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()

    def of_demo(message: Message) -> Message:
        return next(each for each in message["booths"] if each["booth_id"] == "booth:demo")

    def shows(*troubles: str) -> Any:
        return lambda message: (
            (demo := of_demo(message))["report"] is not None and demo["troubles"] == list(troubles)
        )

    assert (await booth.says("booth.report", report=WELL))["type"] == "request.done"
    await supervisor.hears("booths.changed", shows())
    await booth.says("booth.report", report=WELL | {"camera": "missing", "network": "poor"})
    assert (await supervisor.hears("booth.reported"))["report"] == WELL
    told = await supervisor.hears("booths.changed", shows("camera", "network"))
    assert of_demo(told)["online"]
    async with supervisor.http.get(f"{service.url}/metrics") as answer:
        figures = await answer.text()
    assert "\ncallrouter_booths_online 1\n" in figures
    assert "\ncallrouter_booths_in_trouble 1\n" in figures
    assert (await supervisor.says("booth.report", report=WELL))["code"] == "not_allowed"
    assert (await booth.says("booth.report", report=WELL | {"camera": "broken"}))["code"] == "bad_message"


async def test_help_is_asked_for_acknowledged_and_over(service: Service) -> None:
    supervisor = await service.staff("supervisor", "supervisor-1", ready=False)
    booth = await service.booth()
    await booth.says("help.request")
    wanted = (await supervisor.hears("help.requested"))["help"]
    assert (wanted["booth_id"], wanted["by"]) == ("booth:demo", "visitor")
    assert (await booth.hears("help.requested"))["help"] == wanted
    assert (await booth.says("help.acknowledge", help_id=wanted["help_id"]))["code"] == "not_allowed"
    await supervisor.says("help.acknowledge", help_id=wanted["help_id"])
    told = await booth.hears("help.acknowledged")
    assert told["help"]["acknowledged_at"] is not None
    assert told["by"] == "staff"
    await booth.drop()
    assert (await booth.open())["help"] == told["help"]
    await booth.says("help.withdraw")
    assert (await supervisor.hears("help.ended"))["reason"] == "withdrawn"
    assert (await supervisor.says("help.acknowledge", help_id=wanted["help_id"]))["code"] == "no_such_help"
    assert (await supervisor.says("help.settle", help_id=wanted["help_id"]))["type"] == "request.done"


async def test_an_employee_asks_for_help_at_the_booth_of_their_call(service: Service) -> None:
    agent = await service.staff("desk", "agent-1")
    assert (await agent.says("help.request"))["code"] == "no_such_call"
    booth = await service.booth()
    call_id = (await booth.says("call.request", language="nl", subject="question"))["call_id"]
    assert (await agent.says("help.request", call_id=call_id))["code"] == "no_such_call"
    ringing = await agent.hears("reservation.created")
    await agent.says("reservation.accept", reservation_id=ringing["reservation"]["reservation_id"])
    assert (await agent.says("help.request", call_id=call_id))["call_id"] == call_id
    wanted = (await booth.hears("help.requested"))["help"]
    assert (wanted["by"], wanted["call_id"]) == ("agent", call_id)
    assert (await agent.hears("help.requested"))["help"] == wanted
    await agent.drop()
    assert (await agent.open())["help"] == wanted
