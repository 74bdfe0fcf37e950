"""Marked data goes through the whole service, and comes out nowhere but where it is meant to be."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiosmtpd.smtp import SMTP, Envelope, Session
from redis.asyncio import Redis

from callrouter.queueing import connect
from tests.ports import free_port
from tests.signaling.conftest import Person, Service, until
from tests.signaling.serve_process import PATIENCE_S, ServeProcess

pytestmark = [pytest.mark.valkey, pytest.mark.network, pytest.mark.timeout(90)]

NAME, PHONE, MAIL, POSTCODE = "Qwintzum", "+31687654321", "vlaxmirt@example.org", "9712 QX"
FULL = "vlaxmirt-2@example.org"
CHAT, TYPED, NOTE, LEFT_NOTE = "chatzwolm", "typezwolm", "notezwolm", "leftzwolm"
UFRAG, ICE_PASSWORD, CANDIDATE = "Ufrgzwolm", "Icepasswordzwolm12345678", "198.51.100.77"
PASSWORD, NOBODY, JUNK, ADDRESS = "passzwolm", "nobodyzwolm", "junkzwolm", "203.0.113.99"
KEY, GATEWAY_TOKEN = "keyzwolm" * 5, "gatewayzwolm" * 3
#: What is looked for, however it is written.
MARKS = re.compile(
    r"zwolm|qwintzum|0?687654321|6 ?87654321|vlaxmirt|9712 ?qx|198\.51\.100\.77|203\.0\.113\.99",
    re.IGNORECASE,
)
#: Of what is few enough to be tried one by one, a digest tells as much.
GUESSED = [
    sha256(f"{before}{each}{after}".encode()).hexdigest()
    for each in (PHONE, MAIL, FULL, NOBODY, ADDRESS, "127.0.0.1")
    for before in ("", "place:")
    for after in ("", "/32")
]
#: Where what a visitor or citizen said of themselves may be kept, and nowhere else.
KEPT_IN = {"callback", "message", "chat", "notes"}
OFFER = (Path(__file__).parents[1] / "relay" / "chromium-156-offer.sdp").read_text("utf-8")


class Outside:
    """A mail server and a text message gateway; both repeat what they were given when they refuse."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.texts: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default).as_string())
        (to,) = envelope.rcpt_tos
        if to == FULL:
            return f"451 {to} is full"
        return "250 taken" if len(self.mails) > 1 else f"550 {to} is nobody's"

    async def text(self, request: web.Request) -> web.Response:
        self.texts.append(await request.text())
        return web.Response(status=400, text=self.texts[-1])


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def _outside(stack: AsyncExitStack) -> tuple[Outside, dict[str, object]]:
    outside = Outside()
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: SMTP(outside, hostname="office"), "127.0.0.1", 0)
    stack.callback(mail.close)
    app = web.Application()
    app.router.add_post("/", outside.text)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return outside, {
        "mail_server": "127.0.0.1",
        "mail_port": mail.sockets[0].getsockname()[1],
        "mail_security": "none",
        "mail_from": "noreply@example.org",
        "sms_url": f"http://127.0.0.1:{port}/",
        "sms_token": GATEWAY_TOKEN,
    }


def _marked_offer() -> str:
    marked = re.sub(r"a=ice-ufrag:\S+", f"a=ice-ufrag:{UFRAG}", OFFER)
    marked = re.sub(r"a=ice-pwd:\S+", f"a=ice-pwd:{ICE_PASSWORD}", marked)
    candidate = f"a=candidate:1 1 udp 2122260223 {CANDIDATE} 50000 typ host"
    return re.sub(r"(a=ice-options:trickle)", rf"\1\r\n{candidate}", marked)


class Story:
    """What happens in the service, and what of it others are told."""

    def __init__(self, serve: ServeProcess, people: Service) -> None:
        self.serve, self.people = serve, people
        self.told: dict[str, str] = {}
        self.others: list[Person] = []

    async def talks(self) -> tuple[Person, Person, str]:
        """Let an anonymous visitor and an employee talk and write, while others watch."""
        desk = await self.people.staff("desk", "agent-1")
        self.others = [
            await self.people.staff("supervisor", "supervisor-1", ready=False),
            await self.people.staff("desk", "agent-2", ready=False),
            await self.people.staff("station", "service-1", ready=False),
            await self.people.booth("demo-2"),
        ]
        booth = await self.people.booth()
        await booth.says("call.request", language="en", subject="anonymous")
        ringing = (await desk.hears("reservation.created"))["reservation"]
        call_id = (await desk.says("reservation.accept", reservation_id=ringing["reservation_id"]))["call_id"]
        for sdp in (_marked_offer(), _marked_offer().replace("m=audio", f"m={JUNK}", 1)):
            await booth.says("media.offer", call_id=call_id, sdp_offer=sdp)
        await booth.says("text.type", call_id=call_id, entry_id="e1", revision=1, text=TYPED)
        await desk.hears("text.typed")
        await booth.says("chat.post", call_id=call_id, entry_id="e1", text=CHAT)
        await desk.hears("chat.delivered")
        await desk.says("note.write", call_id=call_id, text=NOTE, revision=1)
        return booth, desk, call_id

    async def asks(self, request_id: str, **contact: str) -> None:
        """Let a form of somebody else ask that a citizen be called back."""
        body = {"id": request_id, "name": NAME, "postcode": POSTCODE, "topic": "report", "language": "nl"}
        body |= {"preference": "video", **contact}
        status, text = await self.http("POST", "/api/v1/callbacks", json=body, bearer=KEY)
        assert status in {200, 201}, text

    async def trespasses(self) -> None:
        """Sign in wrongly, and send what nothing understands."""
        person = self.people.person("desk")
        for name, password in ((NOBODY, PASSWORD), ("agent-1", PASSWORD)):
            assert await person.sign_in(name, password) == 401
        await person.http.close()
        person = await self.people.staff("desk", "agent-3", ready=False)
        self.others.append(person)
        for raw in (JUNK, json.dumps({"type": JUNK}), json.dumps({"type": "chat.post", "text": {JUNK: 1}})):
            await person.says_raw(raw)
            await person.hears("error")
        await person.says("chat.post", call_id=JUNK, entry_id="e1", text=JUNK)
        for number, (method, path, body) in enumerate(
            (
                ("GET", f"/{JUNK}?{JUNK}={JUNK}", None),
                ("POST", "/api/v1/login", {JUNK: JUNK}),
                ("POST", "/api/v1/login", JUNK),
                ("POST", "/api/v1/join", {"token": "zwolm" * 8}),
                ("POST", "/api/v1/callbacks", {"id": "marked-0", "name": f"{NAME}://", "phone": PHONE}),
                ("GET", f"/api/v1/calls/{JUNK}/explanation", None),
                ("POST", "/callback/", {"name": NAME}),
            )
        ):
            status, text = await self.http(method, path, json=body, bearer=KEY)
            assert status >= 400, (path, status)
            self.told[f"answer {number} {method} {path[:14]}"] = text

    async def http(
        self, method: str, path: str, *, json: object = None, bearer: str | None = None
    ) -> tuple[int, str]:
        headers = {"Origin": self.serve.url, "X-Forwarded-For": ADDRESS, "User-Agent": JUNK}
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with (
            ClientSession(headers=headers) as http,
            http.request(method, self.serve.url + path, json=json) as answer,
        ):
            return answer.status, await answer.text()

    async def everything_told(self, client: Redis) -> dict[str, str]:
        """Return all that comes out: logs, figures, events, the audit trail, what others are told."""
        told = dict(self.told)
        for person in self.others:
            told[f"heard by {person.query}"] = json.dumps(person.heard)
        supervisor = self.others[0]
        for path in (
            *("audit", "audit/export?format=jsonl&from_at=0&to_at=4102444800000", "calls"),
            *(
                "flagged",
                "people",
                "queue",
                "booths",
                "locations",
                "alerts",
                "statistics?from_at=0&to_at=900000",
            ),
        ):
            async with supervisor.http.get(f"{self.serve.url}/api/v1/{path}") as answer:
                assert answer.status == 200, path
                told[path] = await answer.text()
        async with ClientSession() as http, http.get(f"{self.serve.url}/metrics") as answer:
            told["figures"] = await answer.text()
            assert "callrouter_" in told["figures"]
        told["journal"] = str(await client.xrange("{callrouter}:journal"))
        told["log"] = self.serve.log
        told["queue server's log"] = "".join(
            path.read_text("utf-8") for path in self.serve.folder.rglob("valkey.log")
        )
        for process in self.serve.processes():
            told[f"arguments of {process.pid}"] = " ".join(process.cmdline())
        return told


async def _kept(client: Any) -> dict[str, str]:
    """Return everything that is kept, by key."""
    kept: dict[str, str] = {}
    readers = {
        "string": ("GET",),
        "hash": ("HGETALL",),
        "zset": ("ZRANGE", 0, -1),
        "list": ("LRANGE", 0, -1),
        "set": ("SMEMBERS",),
        "stream": ("XRANGE", "-", "+"),
    }
    async for name in client.scan_iter():
        command, *limits = readers[str(await client.type(name))]
        kept[str(name)] = f"{name} {await client.execute_command(command, name, *limits)}"
    return kept


def _marked(told: dict[str, str]) -> dict[str, list[str]]:
    """Return where there are marks, with what stands around them."""
    return {
        name: [text[max(0, found.start() - 60) : found.end() + 20] for found in MARKS.finditer(text)][:5]
        for name, text in told.items()
        if MARKS.search(text)
    }


async def test_what_people_say_of_themselves_comes_out_nowhere(stack: AsyncExitStack, tmp_path: Path) -> None:
    outside, carriers = await _outside(stack)
    serve = ServeProcess(
        tmp_path, relays=1, log_level="debug", callback_api_key=KEY, trusted_proxies="127.0.0.1", **carriers
    )
    stack.push_async_callback(serve.sweep)
    await serve.start()
    people = serve.people()
    stack.push_async_callback(people.everybody_goes)
    client = await connect(f"unix://{tmp_path}/valkey/valkey.sock")
    stack.push_async_callback(client.aclose)
    story = Story(serve, people)
    booth, _, call_id = await story.talks()
    await story.asks("marked-1", phone=PHONE)
    await story.asks("marked-2", email=MAIL)
    await story.asks("marked-3", email=FULL)
    officer = await people.staff("wijkagent", "wijkagent-noord", ready=False)
    listed = (await officer.says("callback.list"))["callbacks"]
    assert {each["contact"]["name"] for each in listed} == {NAME}
    for number, each in enumerate(listed):
        request_id = each["request"]["request_id"]
        await officer.says("callback.note", callback_id=request_id, text=LEFT_NOTE)
        await officer.says("callback.invite", callback_id=request_id, invitation_id=f"invited-{number}")
    async with asyncio.timeout(PATIENCE_S):
        await until(lambda: bool(outside.texts) and any("/join/" in mail for mail in outside.mails))
    token = next(found[1] for mail in outside.mails if (found := re.search(r"/join/(\S+)", mail)))
    status, _ = await story.http("POST", "/api/v1/join", json={"token": token})
    assert status == 200
    await story.trespasses()
    # What goes wrong while it holds something: a relay dies with an offer, the server with a text.
    for process in serve.processes():
        if "signaling.relays" in " ".join(process.cmdline()):
            process.kill()
    await booth.says("media.offer", call_id=call_id, sdp_offer=_marked_offer())
    for process in serve.processes():
        if process.name().startswith("valkey"):
            process.kill()
    await booth.says("chat.post", call_id=call_id, entry_id="e2", text=CHAT)

    await serve.until_ready()
    told = await story.everything_told(client)
    kept = await _kept(client)
    assert _marked(told) == {}
    assert not {name: text for name, text in told.items() if token in text}
    assert {name.split(":")[1] for name in _marked(kept)} == KEPT_IN
    assert {"asked", "tries"} <= {name.split(":")[1] for name in kept}
    assert not [name for name, text in kept.items() if any(each in text for each in GUESSED)]
    assert not [name for name, text in kept.items() if token in text and ":message:" not in name]
