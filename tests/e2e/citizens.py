"""Citizens at their page, and those whom they talk with, driven over the wire where no page is looked at."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from typing import Any, ClassVar, Self

import aiohttp
from playwright.async_api import ConsoleMessage, WebSocketRoute

from tests.e2e.demo import PASSWORD
from tests.e2e.screens import RAW_AUDIO, CallScreen
from tests.e2e.waiting import until
from tests.signaling.conftest import Person

LINK = re.compile(r"/join/([A-Za-z0-9_-]+)")


class Citizen(CallScreen):
    """The page that a citizen's link leads to."""

    path = "/join/"  # and the link's secret
    languages: ClassVar[tuple[str, ...]] = ("nl", "en", "ar")

    async def opens(self) -> None:
        """Go to the page; its line to the server can be cut."""
        self._lines: list[WebSocketRoute] = []
        self._is_cut_off = False
        await self.page.route_web_socket(re.compile("/ws"), self._connect)
        await self.page.goto(f"{self._url}?{RAW_AUDIO}")

    async def loses_line(self) -> None:
        """Hear and say nothing any more, as behind a dark screen."""
        self._is_cut_off = True
        for line in self._lines:
            await line.close()

    def finds_line(self) -> None:
        """Reach the server again."""
        self._is_cut_off = False

    async def _connect(self, page: WebSocketRoute) -> None:
        if self._is_cut_off:
            await page.close()
        else:
            self._lines = [page, page.connect_to_server()]

    def _note(self, message: ConsoleMessage) -> None:
        # What the browser itself says of a link that nobody made.
        if "status of 404" not in message.text:
            super()._note(message)

    async def is_at(self, screen: str) -> None:
        """Wait until the page shows this screen."""
        await self.page.locator(f'.join[data-screen="{screen}"]').wait_for()

    async def reads(self, language: str) -> None:
        """Choose a language to read in."""
        await self.presses("reading")
        await self.presses(f"reading-{language}")
        await self.is_in(language)

    async def hangs_up(self) -> None:
        """Leave the conversation without waiting for the time to change one's mind."""
        await self.presses("hang-up")
        await self.presses("hang-up-now")


class Staffed:
    """The people of a running service, over the wire."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._people: list[Person] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        for person in self._people:
            await person.go()

    async def signs_in(self, page: str, name: str, *, ready: bool = False) -> Person:
        """Sign somebody in at a page of theirs."""
        person = Person(self, page)
        self._people.append(person)
        assert await person.sign_in(name, PASSWORD) == 200
        await person.open()
        if ready:
            await person.says("status.set", status="ready")
        return person

    async def writes_down(self, desk: Person, *, urgent: bool = False, **fields: Any) -> str:
        """Let an employee write a request down for somebody on the phone; answer its id."""
        form = {
            "name": "Jo Smit",
            "phone": "06 12345678",
            "email": "jo@example.org",
            "postcode": "9712 AB",
            "topic": "question",
            "language": "nl",
            "preference": "video",
        }
        told = await desk.says(
            "callback.ask", callback_id=uuid.uuid4().hex, form=form | fields, urgent=urgent
        )
        return str(told["callback"]["request"]["request_id"])

    async def comes_in(self, token: str) -> Person:
        """Let a citizen wait for their officer."""
        citizen = Person(self, "join")
        self._people.append(citizen)
        async with citizen.http.post(
            f"{self.url}/api/v1/join", json={"token": token}, headers={"Origin": self.url}
        ) as answer:
            told = await answer.json()
        assert told["state"] == "open"
        citizen.query["citizen"] = told["citizen"]
        await citizen.open()
        assert (await citizen.says("room.enter"))["type"] == "request.done"
        return citizen

    async def calls_off(self, citizen: Person, token: str) -> None:
        """Let a citizen who came in need no conversation any more."""
        url, body = f"{self.url}/api/v1/join/cancel", {"token": token}
        async with citizen.http.post(url, json=body, headers={"Origin": self.url}) as answer:
            assert answer.status == 200

    async def held_by(self, officer: Person) -> str:
        """Answer the first request that somebody holds."""
        listed = await officer.says("callback.list")
        held = (each["request"] for each in listed["callbacks"] if each["request"]["state"] != "waiting")
        return str(next(held)["request_id"])

    async def letters(self) -> list[dict[str, str]]:
        """Answer all messages in the outbox, the newest first."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/demo/outbox") as response:
            messages: list[dict[str, str]] = await response.json()
            return messages

    async def links(self) -> tuple[str, ...]:
        """Answer the secrets of all links in the outbox, the newest first."""
        texts = [letter["text"] for letter in await self.letters()]
        return tuple(found[1] for text in texts if (found := LINK.search(text)))

    async def newest_link(self, *, but: Collection[str] = ()) -> str:
        """Wait for a link in the outbox that is none of these, and answer the newest one's secret."""

        async def newest() -> str:
            return next((link for link in await self.links() if link not in but), "")

        return await until(newest, bool, "a link in the outbox")
