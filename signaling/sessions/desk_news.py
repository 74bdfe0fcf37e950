"""What desks are told beside events: what waits, who could interpret, whom a call could be handed over to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from callrouter.model.directory import Directory
from callrouter.model.events import CallJoined, CallLeft, CallQueued, Event, SeatChanged, StaffChanged
from callrouter.model.records import Call, Staff
from callrouter.model.states import HOSTS, Role, SeatState, Status
from callrouter.policy.queue_overview import queue_overviews
from callrouter.queueing import QueueEngine
from signaling.protocol.server import (
    CentreQueue,
    Colleague,
    ColleaguesCounted,
    InterpretersCounted,
    PartnerChanged,
    QueueCounted,
)
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub
from signaling.sessions.interpreters import count_interpreters, is_free

_TALKING = HOSTS | {Role.INTERPRETER}
#: Who may ask somebody into a call, or to host it instead.
_ASKING = HOSTS | {Role.SUPERVISOR}
#: More than this nobody picks from by hand; the free ones come first.
_MOST_COLLEAGUES = 200
#: Calls that are counted; a queue longer than this is long.
_MOST_CALLS: Final = 500
#: A step opens a call to more people without an event.
_RECOUNT_S: Final = 5.0
_QUEUE_EVENTS: Final = frozenset({"call.queued", "call.joined", "call.left", "call.ended", "seat.changed"})


class DeskNews:
    """Tells the desks of this node what waits for them and whom they could ask, whenever that changes."""

    def __init__(self, hub: Hub, engine: QueueEngine, directory: Directory) -> None:
        self._hub = hub
        self._engine = engine
        self._directory = directory
        self.people = Announcer(self._tell)
        self.queue = Announcer(self._tell_queue)
        self._told: dict[type, InterpretersCounted | ColleaguesCounted] = {}
        self._told_queue: dict[str, QueueCounted] = {}

    def follow(self, event: Event) -> None:
        """Note that somebody has come, gone, or changed, or that the queue has."""
        if event.type in _QUEUE_EVENTS:
            self.queue.changed()
        if isinstance(event, CallQueued | CallJoined | CallLeft | SeatChanged):
            self._tell_partners(event.call)
        if isinstance(event, StaffChanged) and event.staff.role in _TALKING:
            self.people.changed()

    def arrived(self, staff_id: str) -> None:
        """Tell soon, changed or not: this person's desk is new."""
        self._told = {}
        self._told_queue.pop(staff_id, None)
        self.people.changed()
        self.queue.changed()

    async def tell_partner(self, staff_id: str) -> None:
        """Tell a page that is new, if it rings there, how the other one stands whom the call needs."""
        reservation = (await self._engine.view(staff_id)).reservation
        call = reservation and await self._engine.call(reservation.call_id)
        if call:
            self._tell_partners(call, only=staff_id)

    async def run_clock(self) -> None:
        """Count the queue anew for ever, as time passes."""
        while True:
            await asyncio.sleep(_RECOUNT_S)
            self.queue.changed()

    def _tell_partners(self, call: Call, *, only: str | None = None) -> None:
        """Tell those this call rings at how the other one stands whom it needs."""
        for seat in call.seats:
            if (
                seat.state is not SeatState.RESERVED
                or seat.staff_id is None
                or only not in {None, seat.staff_id}
            ):
                continue
            others = [other for other in call.seats if other.role is not seat.role]
            if (other := max(others, key=lambda each: each.opened_at, default=None)) is not None:
                self._hub.tell(
                    seat.staff_id,
                    PartnerChanged(call_id=call.call_id, role=other.role, state=other.state),
                )

    async def _tell_queue(self) -> None:
        desks = self._desks({Role.AGENT})
        if not desks:
            return
        overviews = queue_overviews(await self._engine.lineup(_MOST_CALLS), desks)
        told = {staff_id: QueueCounted(languages=queues) for staff_id, queues in overviews.items()}
        for staff_id, counted in told.items():
            if self._told_queue.get(staff_id) != counted:
                self._hub.tell(staff_id, counted)
        self._told_queue = told

    async def _tell(self) -> None:
        staff = await self._engine.people()
        interpreters = [person for person in staff if person.role is Role.INTERPRETER]
        agents = [person for person in staff if person.role is Role.AGENT]
        for counted in (self._interpreters(interpreters), self._colleagues(agents)):
            if counted == self._told.get(type(counted)):
                continue
            self._told[type(counted)] = counted
            self._hub.tell_all(self._desks(_ASKING), counted)

    def _desks(self, roles: AbstractSet[Role]) -> list[str]:
        """Name those of these roles at this node."""
        connections = self._hub.connections()
        return sorted({page.identity.principal_id for page in connections if page.identity.role in roles})

    def _interpreters(self, people: Iterable[Staff]) -> InterpretersCounted:
        known = tuple(people)
        return InterpretersCounted(
            languages=tuple(
                count_interpreters(language, known) for language in self._directory.interpreter_languages
            )
        )

    def _colleagues(self, agents: Iterable[Staff]) -> ColleaguesCounted:
        ready = [person for person in agents if person.status is Status.READY]
        people = sorted(ready, key=lambda person: (not is_free(person), person.display_name))
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
                    free=is_free(person),
                )
                for person in people[:_MOST_COLLEAGUES]
            ),
        )


def _languages(people: Iterable[Staff]) -> tuple[str, ...]:
    return tuple(sorted({language for person in people for language in person.languages}))
