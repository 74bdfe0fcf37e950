"""Robots beside whoever tries the demonstration alone: they answer, interpret, and call when there is a desk.

As soon as a person is ready at a desk, the robots at desks step back, and robots at booths begin to call.
"""

from __future__ import annotations

import asyncio
from random import Random
from typing import Final

from callrouter.model.states import Role, Subject
from callrouter.simulation.durations import Duration, Shape
from signaling.auth.identity import Page
from signaling.demonstration.cast import BOOTHS, EMPLOYEES, INTERPRETERS
from signaling.load.behavior import Behavior, Visit
from signaling.load.crowd import Robots
from signaling.load.line import Refused
from signaling.load.robot import Message, Stage
from signaling.load.site import Pass, SiteError
from signaling.load.visitor import Visitor
from signaling.load.worker import Worker
from signaling.protocol.conversation import ChatPost

_LANGUAGES: Final = ("nl", "en", "nl", "ar", "en", "pl")
#: How long robots that call wait, talk, and stay away in between, s.
_PATIENCE_S: Final = 180.0
_TALK_S: Final = 90.0
_PAUSE_S: Final = (5.0, 25.0)
_GREETING: Final = {
    "nl": "Hallo! Ik ben een robot. Ik hoor u, en ik herhaal wat u typt.",
    "en": "Hello! I am a robot. I can hear you, and I repeat what you type.",
}
_ECHO: Final = {"nl": "U schreef:", "en": "You wrote:"}
#: How often it is looked at whether all are signed in.
_LOOK_S: Final = 5.0
_FOR_EVER: Final = Duration(shape=Shape.FIXED, mean_s=86_400)

#: Answers after two seconds, and stays until the other one hangs up.
BEHAVIOR: Final = Behavior(
    talk=_FOR_EVER,
    pick_up=Duration(shape=Shape.FIXED, mean_s=2),
    wrap_up=Duration(shape=Shape.FIXED, mean_s=3),
    declined=0,
    unanswered=0,
)


class Host(Worker):
    """An employee who greets, and repeats what visitors write."""

    def __init__(self, name: str, stage: Stage, known_by: Pass, *, node: int, chance: Random) -> None:
        super().__init__(name, stage, known_by, node=node, chance=chance)
        self._lines: asyncio.Queue[tuple[str, str]] = asyncio.Queue(maxsize=20)

    def told(self, message: Message) -> None:
        """Know what a message says; step back while a person is ready, greet, repeat what is written."""
        super().told(message)
        match message["type"]:
            case "colleagues.counted":
                self.wanted = all(person["staff_id"] in EMPLOYEES for person in message["people"])
            case "call.joined" if message["participant_id"] == self.name:
                self._will_say(_GREETING[self._language()])
            case "chat.delivered" if self.call is not None:
                entry = message["entry"]
                roles = {each["participant_id"]: each["role"] for each in self.call["participants"]}
                if roles.get(entry["participant_id"]) == Role.VISITOR:
                    self._will_say(f"{_ECHO[self._language()]} {entry['text'][:1900]}")

    async def writes(self) -> None:
        """Write what is to be said, for ever. Raises SignedOutError."""
        while True:
            call_id, text = await self._lines.get()
            entry_id = f"{self.name}-{self.chance.getrandbits(48):x}"
            message = ChatPost(
                type="chat.post",
                request_id=self.line.request_id(),
                call_id=call_id,
                entry_id=entry_id,
                text=text,
            )
            try:
                await self.line.ask(message)
            except Refused:
                continue  # the call is over

    def _language(self) -> str:
        return "nl" if self.call is not None and self.call["language"] == "nl" else "en"

    def _will_say(self, text: str) -> None:
        if self.call_id is not None and not self._lines.full():
            self._lines.put_nowait((self.call_id, text))


async def play(url: str, password: str) -> None:
    """Let the robots be there, for ever. Raises SiteError when one of them can't be, or is signed out."""
    # On the own machine, whose certificate may be made up.
    async with Robots([url], behavior=BEHAVIOR, media=1, ssl=False) as robots:
        robots.stage.unread = ()
        # Interpreters first: whoever calls meanwhile isn't given an employee without one.
        await robots.interpreters(dict.fromkeys(INTERPRETERS, password))
        hosts = await robots.staff(dict.fromkeys(EMPLOYEES, password), Page.DESK, Host)
        visitors = await robots.booths(BOOTHS)
        async with asyncio.TaskGroup() as group:
            for host in hosts:
                if isinstance(host, Host):
                    group.create_task(host.writes(), name=f"writes {host.name}")
            for visitor in visitors:
                group.create_task(_calls(visitor, hosts[0]), name=f"calls {visitor.name}")
            while not robots.failed:  # noqa: ASYNC110  (looked at seldom; nobody waits for it)
                await asyncio.sleep(_LOOK_S)
            message = f"signed out: {', '.join(robots.failed)}"
            raise SiteError(message)


async def _calls(visitor: Visitor, host: Worker) -> None:
    """Call now and then while a person is ready at a desk, for ever. Raises SignedOutError."""
    number = visitor.chance.randrange(len(_LANGUAGES))
    while True:
        await host.until(lambda: not host.wanted)
        await asyncio.sleep(visitor.chance.uniform(*_PAUSE_S))
        if host.wanted:
            continue
        number += 1
        visit = Visit(
            language=_LANGUAGES[number % len(_LANGUAGES)],
            subject=visitor.chance.choice(list(Subject)),
            patience_s=_PATIENCE_S,
            talk_s=_TALK_S,
            hangs_up=True,
        )
        await visitor.visits(visit)
