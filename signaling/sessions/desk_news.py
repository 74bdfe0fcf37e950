"""What desks are told beside events: who could interpret, and whom a call could be handed over to."""

from __future__ import annotations

from collections.abc import Iterable

from callrouter.model.directory import Directory
from callrouter.model.events import Event, StaffChanged
from callrouter.model.records import Staff
from callrouter.model.states import Activity, AwayReason, Role, Status
from callrouter.queueing import QueueEngine
from signaling.protocol.server import (
    CentreQueue,
    Colleague,
    ColleaguesCounted,
    InterpretersCounted,
    LanguageCount,
)
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub

_TALKING = frozenset({Role.AGENT, Role.INTERPRETER})
#: More than this nobody picks from by hand; the free ones come first.
_MOST_COLLEAGUES = 200


class DeskNews:
    """Tells the desks of this node whom they could ask for help, whenever that changes."""

    def __init__(self, hub: Hub, engine: QueueEngine, directory: Directory) -> None:
        self._hub = hub
        self._engine = engine
        self._directory = directory
        self.people = Announcer(self._tell)
        self._told: dict[type, InterpretersCounted | ColleaguesCounted] = {}

    def follow(self, event: Event) -> None:
        """Note that somebody has come, gone, or changed."""
        if isinstance(event, StaffChanged) and event.staff.role in _TALKING:
            self.people.changed()

    def arrived(self) -> None:
        """Tell soon, changed or not: a desk is new."""
        self._told = {}
        self.people.changed()

    async def _tell(self) -> None:
        staff = await self._engine.people()
        interpreters = [person for person in staff if person.role is Role.INTERPRETER]
        agents = [person for person in staff if person.role is Role.AGENT]
        for counted in (self._interpreters(interpreters), self._colleagues(agents)):
            if counted == self._told.get(type(counted)):
                continue
            self._told[type(counted)] = counted
            for connection in self._hub.connections():
                if connection.identity.role is Role.AGENT and connection.started:
                    connection.send(counted)

    def _interpreters(self, people: Iterable[Staff]) -> InterpretersCounted:
        known = tuple(people)
        return InterpretersCounted(
            languages=tuple(_count(language, known) for language in self._directory.interpreter_languages)
        )

    def _colleagues(self, agents: Iterable[Staff]) -> ColleaguesCounted:
        ready = [person for person in agents if person.status is Status.READY]
        people = sorted(ready, key=lambda person: (not _is_free(person), person.display_name))
        return ColleaguesCounted(
            centres=tuple(
                CentreQueue(
                    centre=centre.centre_id,
                    name=centre.name,
                    languages=_languages(person for person in ready if person.centre == centre.centre_id),
                )
                for centre in self._directory.centres
            ),
            people=tuple(
                Colleague(
                    staff_id=person.staff_id,
                    display_name=person.display_name,
                    centre=person.centre,
                    languages=person.languages,
                    free=_is_free(person),
                )
                for person in people[:_MOST_COLLEAGUES]
            ),
        )


def _is_free(person: Staff) -> bool:
    return person.status is Status.READY and person.activity is Activity.IDLE and person.ready_at is None


def _languages(people: Iterable[Staff]) -> tuple[str, ...]:
    return tuple(sorted({language for person in people for language in person.languages}))


def _count(language: str, people: Iterable[Staff]) -> LanguageCount:
    speakers = [person for person in people if language in person.languages]
    present = sum(person.reason is not AwayReason.DISCONNECTED for person in speakers)
    return LanguageCount(language=language, free=sum(map(_is_free, speakers)), present=present)
