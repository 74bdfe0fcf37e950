"""What desks are told beside events: how many interpreters of each language could come."""

from __future__ import annotations

from callrouter.model.directory import Directory
from callrouter.model.events import Event, StaffChanged
from callrouter.model.records import Staff
from callrouter.model.states import Activity, AwayReason, Role, Status
from callrouter.queueing import QueueEngine
from signaling.protocol.server import InterpretersCounted, LanguageCount
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub


class DeskNews:
    """Tells the desks of this node who could interpret, whenever that changes."""

    def __init__(self, hub: Hub, engine: QueueEngine, directory: Directory) -> None:
        self._hub = hub
        self._engine = engine
        self._languages = directory.interpreter_languages
        self.interpreters = Announcer(self._tell)
        self._told: InterpretersCounted | None = None

    def follow(self, event: Event) -> None:
        """Note that an interpreter has come, gone, or changed."""
        if isinstance(event, StaffChanged) and event.staff.role is Role.INTERPRETER:
            self.interpreters.changed()

    def arrived(self) -> None:
        """Tell soon, changed or not: a desk is new."""
        self._told = None
        self.interpreters.changed()

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
