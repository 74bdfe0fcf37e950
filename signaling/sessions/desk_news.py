"""What desks are told beside events: how many interpreters of each language could come."""

from __future__ import annotations

import asyncio
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.events import Event, StaffChanged
from callrouter.model.records import Staff
from callrouter.model.states import Activity, AwayReason, Role, Status
from callrouter.queueing import QueueEngine, QueueUnavailableError
from signaling.protocol.server import InterpretersCounted, LanguageCount
from signaling.sessions.hub import Hub

#: Told at most this often, however much happens.
_SHORTEST_PAUSE_S: Final = 0.2


class DeskNews:
    """Tells the desks of this node who could interpret, whenever that changes."""

    def __init__(self, hub: Hub, engine: QueueEngine, directory: Directory) -> None:
        self._hub = hub
        self._engine = engine
        self._languages = directory.interpreter_languages
        self._changed = asyncio.Event()
        self._told: InterpretersCounted | None = None

    def follow(self, event: Event) -> None:
        """Note that an interpreter has come, gone, or changed."""
        if isinstance(event, StaffChanged) and event.staff.role is Role.INTERPRETER:
            self._changed.set()

    def arrived(self) -> None:
        """Tell soon, changed or not: a desk is new."""
        self._told = None
        self._changed.set()

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._tell()
            except QueueUnavailableError:
                self._changed.set()
            await asyncio.sleep(_SHORTEST_PAUSE_S)

    async def _tell(self) -> None:
        people = [person for person in (await self._engine.board()).staff if person.role is Role.INTERPRETER]
        counted = InterpretersCounted(
            languages=tuple(self._count(language, people) for language in self._languages)
        )
        if counted == self._told:
            return
        self._told = counted
        for connection in self._hub.connections():
            if connection.identity.role is Role.AGENT and connection.started:
                connection.send(counted)

    def _count(self, language: str, people: list[Staff]) -> LanguageCount:
        speakers = [person for person in people if language in person.languages]
        free = sum(person.status is Status.READY and person.activity is Activity.IDLE for person in speakers)
        present = sum(person.reason is not AwayReason.DISCONNECTED for person in speakers)
        return LanguageCount(language=language, free=free, present=present)
