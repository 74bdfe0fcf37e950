"""A whole node on a real Valkey, and people who talk to it over real WebSockets."""

from __future__ import annotations

import asyncio
import itertools
import logging
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from callrouter.model.directory import Directory
from callrouter.policy.shedding import Strain
from callrouter.services.directory import parse_directory, with_password_hash
from signaling.auth.passwords import hash_password
from signaling.node import Node, running_node
from signaling.relays.process import running_relay
from signaling.settings import Settings

PASSWORD = "correct horse"  # noqa: S105  (of invented people)
_PATIENCE_S = 30.0

Message = dict[str, Any]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that announces itself to nobody; the caller bounds the time."""
    while not holds():  # noqa: ASYNC110  (nothing to wait for)
        await asyncio.sleep(0.01)


class Place(Protocol):
    """Where a service is to be found."""

    url: str


class Person:
    """Somebody at a page: says things, and waits for what the server says."""

    def __init__(self, service: Place, page: str, kiosk: str | None = None) -> None:
        self._service = service
        self.query = {"page": page} | ({"kiosk": kiosk} if kiosk else {})
        self._page = page
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._ids = itertools.count(1)
        self.heard: list[Message] = []
        self._unread: list[Message] = []
        self._news = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None
        self.last_event_id: str | None = None
        #: Of an enrolled booth's device.
        self.key: ec.EllipticCurvePrivateKey | None = None

    @staticmethod
    def new_key() -> ec.EllipticCurvePrivateKey:
        """Make a key as a device does."""
        return ec.generate_private_key(ec.SECP256R1())

    async def enrol(self, code: str) -> tuple[int, Message]:
        """Become the booth of a code, with a key of one's own; return status and answer."""
        self.key = self.new_key()
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        async with self.http.post(
            f"{self._service.url}/api/v1/booth/enrol",
            json={"code": code, "key": b64encode(public).decode()},
            headers={"Origin": self._service.url},
        ) as response:
            return response.status, await response.json()

    def proof_of(self, challenge: str) -> str:
        """Sign a challenge with the own key."""
        assert self.key is not None
        signed = self.key.sign(f"callrouter booth {challenge}".encode(), ec.ECDSA(SHA256()))
        return b64encode(b"".join(half.to_bytes(32) for half in decode_dss_signature(signed))).decode()

    async def _proof(self) -> str | None:
        if self.key is None:
            return None
        await self.says_raw({"type": "session.hello", "request_id": "r0"})
        return self.proof_of((await self.hears("session.challenge"))["challenge"])

    async def sign_in(self, name: str, password: str = PASSWORD) -> int:
        """Sign in and return the HTTP status."""
        body = {"page": self._page, "username": name, "password": password}
        async with self.http.post(
            f"{self._service.url}/api/v1/login", json=body, headers={"Origin": self._service.url}
        ) as response:
            return response.status

    async def sign_out(self) -> int:
        """Sign out and return the HTTP status."""
        async with self.http.post(
            f"{self._service.url}/api/v1/logout",
            json={"page": self._page},
            headers={"Origin": self._service.url},
        ) as response:
            return response.status

    async def connect(self, *, origin: str | None = None) -> aiohttp.ClientWebSocketResponse:
        """Open the WebSocket without saying anything."""
        self._socket = await self.http.ws_connect(
            f"{self._service.url}/ws", params=self.query, origin=origin or self._service.url
        )
        self._listening = asyncio.create_task(self._listen(self._socket))
        return self._socket

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            message: Message = frame.json()
            if "event_id" in message:
                self.last_event_id = message["event_id"]
            async with self._news:
                self.heard.append(message)
                self._unread.append(message)
                self._news.notify_all()

    async def open(self, *, resume: bool = False) -> Message:
        """Connect, say hello, and return what follows ``session.opened``: the snapshot, or the opening."""
        await self.connect()
        last = self.last_event_id if resume else None
        opened = await self.says("session.hello", last_event_id=last, proof=await self._proof())
        return opened if opened["resumed"] else await self.hears("snapshot")

    async def drop(self) -> None:
        """Lose the connection."""
        assert self._socket is not None
        assert self._listening is not None
        await self._socket.close()
        await asyncio.gather(self._listening, return_exceptions=True)
        self._unread.clear()

    async def says(self, kind: str, /, **fields: Any) -> Message:
        """Send a message and return its answer."""
        request_id = f"r{next(self._ids)}"
        await self.says_raw({"type": kind, "request_id": request_id, **fields})
        return await self.hears(match=lambda message: message.get("request_id") == request_id)

    async def says_raw(self, message: Message | str) -> None:
        """Send anything."""
        assert self._socket is not None
        if isinstance(message, str):
            await self._socket.send_str(message)
        else:
            await self._socket.send_json(message)

    async def hears(
        self, kind: str | None = None, match: Callable[[Message], bool] = lambda _message: True
    ) -> Message:
        """Take the first unread message of this kind that matches, or wait for it; others stay unread."""

        def found() -> Message | None:
            return next((m for m in self._unread if kind in {None, m["type"]} and match(m)), None)

        async with asyncio.timeout(_PATIENCE_S), self._news:
            await self._news.wait_for(lambda: found() is not None)
            message = found()
            assert message is not None
            self._unread.remove(message)
            return message

    async def is_closed_with(self) -> int | None:
        """Wait until the server closes and return the code."""
        assert self._socket is not None
        assert self._listening is not None
        async with asyncio.timeout(_PATIENCE_S):
            await self._listening
        return self._socket.close_code

    async def go(self) -> None:
        """Close everything."""
        if self._socket is not None:
            await self.drop()
        await self.http.close()


class Service:
    """A running node and the people at its pages."""

    def __init__(self, node: Node, url: str) -> None:
        self.node = node
        self.url = url
        self._people: list[Person] = []

    def person(self, page: str, kiosk: str | None = None) -> Person:
        """Return somebody at a page, not connected yet."""
        person = Person(self, page, kiosk)
        self._people.append(person)
        return person

    async def booth(self, kiosk: str = "demo") -> Person:
        """Return a booth, connected."""
        person = self.person("booth", kiosk)
        await person.open()
        return person

    async def staff(self, page: str, name: str, *, ready: bool = True) -> Person:
        """Return somebody of the staff, signed in and connected."""
        person = self.person(page)
        assert await person.sign_in(name) == 200
        await person.open()
        if ready:
            assert (await person.says("status.set", status="ready"))["type"] == "request.done"
        return person

    async def everybody_goes(self) -> None:
        """Close all pages."""
        for person in self._people:
            await person.go()


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Undo what the command line does to logging."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def directory() -> Directory:
    text = files("signaling.demonstration").joinpath("directory.toml").read_text("utf-8")
    return with_password_hash(parse_directory(text), hash_password(PASSWORD))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        port=0,
        open_booths=True,
        respect_hours=False,
        secure_cookies=False,
        totp_roles=(),
        widen_s=0.2,
        relays=0,
        keep_messages=True,
    )


@pytest.fixture
async def service(settings: Settings, directory: Directory) -> AsyncIterator[Service]:
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(running_node(settings, directory))
        node.vitals.feels = lambda _: Strain()  # whatever else this machine has to do
        await stack.enter_async_context(running_relay(settings, node.stores.relays))
        await until(lambda: node.parts.media.relays_attached() > 0)
        address = await stack.enter_async_context(node.edge.serving(node.web_app(home=None)))
        running = Service(node, address)
        stack.push_async_callback(running.everybody_goes)
        yield running
