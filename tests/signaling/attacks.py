"""A scripted attacker with a valid booth: each attack, and what it must come to.

Each takes a service, does what it can, and fails where it gets further than it may; what it returns says in a
word how it was held off. ``scripts/attack`` plays the same against a service of its own, and floods it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from signaling.protocol.client import MAX_MESSAGE_BYTES
from signaling.protocol.errors import CloseCode
from tests.signaling.conftest import Message, Person, Service

Attack = Callable[[Service], Awaitable[str]]
#: Each is named by what it tries.
ATTACKS: Final[dict[str, Attack]] = {}

_PATIENCE_S: Final = 10.0
_TOO_LARGE: Final = MAX_MESSAGE_BYTES + 1
#: What everybody can name of a call they don't belong to: further fields of each message.
_INTO_A_CALL: Final[dict[str, dict[str, object]]] = {
    "call.leave": {},
    "call.rate": {"rating": 1},
    "chat.post": {"entry_id": "e1", "text": "I am here"},
    "chat.read": {},
    "text.type": {"entry_id": "e1", "revision": 1, "text": "I am here"},
    "media.prepare": {},
    "media.offer": {"sdp_offer": "v=0"},
    "media.show": {"microphone": "on", "camera": "on"},
    "media.share": {"on": True},
}
#: What is for employees and supervisors.
_ABOVE: Final[dict[str, dict[str, object]]] = {
    "call.hold": {"held": True},
    "interpreter.invite": {"language": "ar"},
    "call.join": {"mode": "listen", "why": "coaching"},
    "call.explain": {},
    "call.pull": {},
    "call.stop": {"why": "I want it"},
    "note.read": {},
}
_REQUEST: Final = {
    "name": "Jo Smit",
    "phone": "0612345678",
    "email": "jo@example.org",
    "postcode": "9712 AB",
    "topic": "question",
    "language": "nl",
    "preference": "video",
}


def _attack(attack: Attack) -> Attack:
    ATTACKS[attack.__name__.replace("_", " ")] = attack
    return attack


async def _talking(service: Service) -> tuple[Person, Person, str, str]:
    """Bring a booth and an employee into a call; return them, the call's id, and what rang."""
    victim, desk = await service.booth("demo"), await service.staff("desk", "agent-1")
    asked = await victim.says("call.request", language="nl", subject="report")
    offer = (await desk.hears("reservation.created"))["reservation"]["reservation_id"]
    await desk.says("reservation.accept", reservation_id=offer)
    await victim.hears("call.joined")
    return victim, desk, asked["call_id"], offer


async def _all_refused(person: Person, call_id: str, messages: dict[str, dict[str, object]]) -> set[str]:
    codes = set()
    for kind, fields in messages.items():
        answer = await person.says(kind, call_id=call_id, **fields)
        assert answer["type"] == "error", f"{kind} was carried out: {answer}"
        assert answer["code"] != "bad_message", f"{kind} wasn't understood: nothing was tried"
        codes.add(answer["code"])
    return codes


@_attack
async def read_and_join_the_call_of_another_booth(service: Service) -> str:
    victim, desk, call_id, _ = await _talking(service)
    attacker = await service.booth("demo-2")
    codes = await _all_refused(attacker, call_id, _INTO_A_CALL)
    codes |= await _all_refused(attacker, call_id, _ABOVE)
    told = await desk.says("chat.post", call_id=call_id, entry_id="e2", text="between us")
    assert told["type"] == "request.done", "the call goes on"
    await victim.hears("chat.delivered")
    assert (await attacker.says("session.hello"))["code"] == "hello_expected"
    assert call_id not in json.dumps([each for each in attacker.heard if each["type"] != "error"])
    assert "I am here" not in json.dumps([*victim.heard, *desk.heard])
    return ", ".join(sorted(codes))


@_attack
async def replay_an_accept(service: Service) -> str:
    victim, desk, call_id, offer = await _talking(service)
    other = await service.staff("desk", "agent-2")
    attacker = await service.booth("demo-2")
    replayed = {
        (await other.says("reservation.accept", reservation_id=offer))["code"],
        (await attacker.says("reservation.accept", reservation_id=offer))["code"],
    }
    await victim.says("call.leave", call_id=call_id)
    await desk.hears("call.ended")
    late = await desk.says("reservation.accept", reservation_id=offer)
    assert late["type"] == "error" or late["type"] == "request.done"
    assert not [each for each in other.heard if each["type"] == "call.joined"], "the replay took the call"
    view = await _view(desk)
    assert view["call"] is None or view["call"]["state"] == "ended", "the replay brought the call back"
    return ", ".join(sorted(replayed | {late.get("code", "nothing more happens")}))


async def _view(person: Person) -> Message:
    await person.drop()
    return await person.open()


@_attack
async def reuse_a_link(service: Service) -> str:
    officer = await service.staff("wijkagent", "wijkagent-noord")
    async with aiohttp.ClientSession(headers={"Origin": service.url}) as http:
        form = {**_REQUEST, "email": f"{secrets.token_hex(4)}@example.org"}
        async with http.post(f"{service.url}/callback/", data=form) as answer:
            assert answer.status == 200, await answer.text()
        request = (await officer.hears("callback.changed"))["request"]["request_id"]
        await officer.says("callback.invite", callback_id=request, invitation_id=secrets.token_hex(8))
        token = await _link(service, http, form["email"])
        citizen, thief = service.person("join"), service.person("join")
        states = []
        for person in (citizen, thief):
            url = f"{service.url}/api/v1/join"
            async with person.http.post(url, json={"token": token}, headers={"Origin": service.url}) as told:
                opened = await told.json()
            states.append(opened["state"])
            person.query["citizen"] = opened["citizen"]
            if person is citizen:
                await person.open()
        assert states == ["open", "elsewhere"]
        await thief.connect()
        assert await thief.is_closed_with() == CloseCode.SIGNED_OUT
        await officer.says("callback.put_back", callback_id=request)
        async with http.post(f"{service.url}/api/v1/join", json={"token": token}) as told:
            states.append((await told.json())["state"])
    assert states[-1] == "revoked"
    return ", ".join(states[1:])


async def _link(service: Service, http: aiohttp.ClientSession, mail: str) -> str:
    """Return the secret of the link that was sent there, once it is."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            async with http.get(f"{service.url}/demo/outbox") as answer:
                letters = await answer.json()
            for letter in letters:
                if letter["to"] == mail and "/join/" in letter["text"]:
                    return str(letter["text"].split("/join/")[1].split()[0]).rstrip(".")
            await asyncio.sleep(0.02)


@_attack
async def guess_ids(service: Service) -> str:
    attacker = await service.booth("demo-2")
    codes: set[str] = set()
    for _ in range(10):
        guess = secrets.token_hex(8)
        codes |= await _all_refused(attacker, guess, {"call.leave": {}, "media.offer": {"sdp_offer": "v=0"}})
    booth = service.person("booth", secrets.token_hex(4))
    await booth.connect()
    assert await booth.is_closed_with() == CloseCode.SIGNED_OUT
    async with aiohttp.ClientSession(headers={"Origin": service.url}) as http:
        async with http.get(f"{service.url}/callback/received/{secrets.token_hex(16)}") as answer:
            assert answer.status == 404
        device = service.person("booth")
        statuses = [(await device.enrol(f"{number:08d}"))[0] for number in range(15)]
        assert statuses[-1] == 429, "codes can be tried on and on"
        async with http.post(
            f"{service.url}/api/v1/join", json={"token": secrets.token_urlsafe(32)}
        ) as answer:
            statuses.append(answer.status)
            assert answer.status == 404
    assert set(statuses) <= {401, 404, 429}
    return ", ".join(sorted(codes | {str(status) for status in statuses}))


@_attack
async def ring_everybody_by_asking_and_leaving(service: Service) -> str:
    attacker = await service.booth("demo-2")
    taken = 0
    for _ in range(30):
        answer = await attacker.says("call.request", language="nl", subject="question")
        if answer["type"] == "error":
            assert answer["code"] == "too_often"
            return f"too_often after {taken}"
        taken += 1
        await attacker.says("call.leave", call_id=answer["call_id"])
    raise AssertionError(f"{taken} calls were taken")


@_attack
async def say_more_than_a_page_may(service: Service) -> str:
    attacker, other = await service.booth("demo-2"), await service.booth("demo")
    for number in range(200):
        await attacker.says_raw({"type": "call.leave", "request_id": f"f{number}", "call_id": "none"})
    await attacker.hears("error", lambda told: told["code"] == "too_many")
    assert (await other.says("chat.read", call_id="none"))["type"] == "error", "others are answered"
    closed = await attacker.is_closed_with()
    assert closed == CloseCode.MISBEHAVED
    return f"too_many, closed with {closed}"


@_attack
async def open_more_pages_than_anybody_has(service: Service) -> str:
    pages = 0
    for _ in range(12):
        await service.booth("demo-2")
        pages += 1
    one_more = service.person("booth", "demo-2")
    await one_more.connect()
    closed = await one_more.is_closed_with()
    assert closed == CloseCode.TOO_MANY_PAGES
    return f"closed with {closed} after {pages}"


@_attack
async def post_bodies_beyond_measure_and_reason(service: Service) -> str:
    deep, large = b"[" * 10_000, b'{"page":"' + b"x" * 900_000 + b'"}'
    bodies = (large, deep, b"\xff\xfe\x00", b"", b"null", b'{"page": NaN}', b"{" * 100)
    statuses = set()
    headers = {"Origin": service.url, "Content-Type": "application/json"}
    paths = ("login", "logout", "session", "booth/enrol", "join", "join/rating", "routing", "callbacks")
    for path in paths:
        method = "PUT" if path == "routing" else "POST"
        for body in bodies:
            async with aiohttp.ClientSession() as http:
                try:
                    async with http.request(
                        method, f"{service.url}/api/v1/{path}", data=body, headers=headers
                    ) as answer:
                        statuses.add(answer.status)
                        assert 400 <= answer.status < 500, f"{path}: {answer.status}"
                except aiohttp.ClientConnectionError:
                    assert body is large, "only what is too large is cut off"
    assert 413 in statuses
    return ", ".join(map(str, sorted(statuses)))


@_attack
async def speak_http_that_is_none(service: Service) -> str:
    sayings = (
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: x\r\n" % number for number in range(5000)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"\x00" * 5000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    )
    port = urlsplit(service.url).port
    statuses = set()
    for words in sayings:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(words)
        async with asyncio.timeout(_PATIENCE_S):
            try:
                answer = await reader.read(100)
            except ConnectionError:
                answer = b""
        statuses.add(int(answer.split()[1]) if answer else 0)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert statuses <= {0, 400, 431, 414}, statuses
    return ", ".join("cut off" if not status else str(status) for status in sorted(statuses))


@_attack
async def send_frames_beyond_measure_and_reason(service: Service) -> str:
    codes = set()
    for kind in ("text", "binary"):
        attacker = service.person("booth", "demo-2")
        socket = await attacker.connect()
        await (socket.send_str("x" * _TOO_LARGE) if kind == "text" else socket.send_bytes(bytes(_TOO_LARGE)))
        codes.add(await attacker.is_closed_with())
    attacker = await service.booth("demo-3")
    await attacker.says_raw("\x00")
    assert (await attacker.hears("error"))["code"] == "bad_message"
    assert codes == {1009}, "a frame too large ends the line"
    return "closed with 1009, bad_message"


@_attack
async def come_from_elsewhere(service: Service) -> str:
    statuses = set()
    for origin in ("https://elsewhere.example", "null", f"{service.url}.elsewhere.example", "file://"):
        attacker = service.person("booth", "demo-2")
        try:
            await attacker.connect(origin=origin)
        except aiohttp.WSServerHandshakeError as refused:
            statuses.add(refused.status)
        async with (
            aiohttp.ClientSession(headers={"Origin": origin}) as http,
            http.post(f"{service.url}/api/v1/login", json={"page": "desk"}) as answer,
        ):
            statuses.add(answer.status)
    assert statuses == {403}
    return "403"
