"""Relays as nodes see them, and nodes that follow the journal: several of each, in the test's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from redis.asyncio import Redis

from callrouter.model.commands import CallRequest, Place, SeatSpec, SessionSpec, StaffSpec, Step
from callrouter.model.events import Event
from callrouter.model.joining import JoinMode, JoinReason
from callrouter.model.media import Audience, LegQuality, LegState, RelayLoad, RelayRecord, Slots
from callrouter.model.states import Role, Status, Subject
from callrouter.queueing import Journal, QueueEngine, QueueUnavailableError, RelayRegistry
from callrouter.relay import RelayEngine
from callrouter.relay.api import ControlledRelay, ControlListener
from callrouter.relay.node import Broadcast, ControlPlace, ControlServer, RelayControl
from callrouter.relay.node.place import unix_url
from callrouter.services.media import MediaService
from tests.relay.clients import Changes

BOOTH = "booth:demo"
_LOAD = RelayLoad(legs=0, packets_per_s=0, cpu=0)


class RelayProcess:
    """A relay with its control connection, registered for as long as the test lasts."""

    def __init__(self, name: str, folder: Path, registry: RelayRegistry) -> None:
        self.broadcast = Broadcast()
        self.engine = RelayEngine(hosts=["127.0.0.1"], listener=self.broadcast)
        self.record = RelayRecord(
            relay_id=name, control_url=unix_url(folder / "relays", f"{name}.sock"), capacity=10
        )
        self._registry = registry
        self._server = ControlServer(self.engine, self.broadcast, relay_id=name)
        self._is_up = False

    async def start(self) -> None:
        await self.engine.start()
        await self._server.start(ControlPlace(url=self.record.control_url))
        self._is_up = True
        await self._registry.register(self.record, lease_ms=60_000)

    async def dies(self) -> None:
        """Let nobody listen where it was; whoever was attached or connected notices by themselves."""
        if self._is_up:
            self._is_up = False
            await self._server.close()
            await self.engine.close()

    def rooms(self) -> dict[str, set[str]]:
        """Tell who is connected in which room."""
        return {r.room: {leg.participant_id for leg in r.legs} for r in self.engine.snapshot().rooms}

    async def is_ruled_by(self, audience: Audience) -> None:
        """Wait until these rules hold in its only room."""
        await self.is_as(lambda: [room.audience for room in self.engine.snapshot().rooms] == [audience])

    async def is_as(self, wish: Callable[[], bool]) -> None:
        """Wait for it to be as wished."""
        async with asyncio.timeout(10):
            while not wish():  # noqa: ASYNC110  (nothing announces it)
                await asyncio.sleep(0.005)


class Pages(Changes):
    """What the pages of one node were told."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[str, Slots] = {}
        self.replaced: list[tuple[str, str]] = []
        self.legs: list[tuple[str, str, LegState]] = []
        self.speakers: list[tuple[str, tuple[str, ...]]] = []
        self.wanted: list[str] = []
        self.qualities: list[LegQuality] = []

    def slots_changed(self, call_id: str, participant_id: str, slots: Slots) -> None:
        assert call_id
        self.slots[participant_id] = slots
        self.changed()

    def media_replaced(self, call_id: str, participant_id: str, session_id: str) -> None:
        assert call_id
        self.replaced.append((participant_id, session_id))
        self.changed()

    def leg_changed(self, call_id: str, participant_id: str, told: Collection[str], state: LegState) -> None:
        assert call_id
        self.legs += [(who, participant_id, state) for who in told]
        self.changed()

    def speakers_changed(self, call_id: str, told: Collection[str], speakers: tuple[str, ...]) -> None:
        assert call_id
        self.speakers += [(who, speakers) for who in told]
        self.changed()

    def offer_wanted(self, call_id: str, participant_id: str) -> None:
        assert call_id
        self.wanted.append(participant_id)
        self.changed()

    def quality_measured(
        self,
        call_id: str,
        centres: Collection[str],  # noqa: ARG002  (nobody watches here)
        quality: LegQuality,
    ) -> None:
        assert call_id
        self.qualities.append(quality)
        self.changed()

    def sees(self, viewer: str, *others: str) -> bool:
        """Whether just these are in somebody's slots."""
        return viewer in self.slots and {who for who in self.slots[viewer].people if who} == set(others)

    async def hear_of_replacement(self, participant_id: str, session_id: str) -> None:
        """Wait until they know which page has the media."""
        await self.until(lambda: (participant_id, session_id) in self.replaced)

    async def see_each_other(self, one: str, other: str) -> None:
        """Wait until each of two is in a slot of the other."""
        await self.until(lambda: self.sees(one, other) and self.sees(other, one))


class Node:
    """A node's media service, its pages, and every event it heard."""

    def __init__(self, client: Redis, engine: QueueEngine) -> None:
        self.pages = Pages()
        self.events: list[Event] = []
        self.heard = Changes()
        self._journal = Journal(client)
        self.media = MediaService(engine, RelayRegistry(client, machine="here"), self.pages, self.control)

    def control(self, record: RelayRecord, listener: ControlListener) -> ControlledRelay:
        return RelayControl(record.control_url, record.relay_id, listener)

    async def _follow(self, position: str) -> None:
        while True:
            try:
                batch = await self._journal.wait(position)
            except QueueUnavailableError:
                await asyncio.sleep(0.05)
                continue
            for event in batch.events:
                self.media.follow(event)
                self.events.append(event)
                self.heard.changed()
            position = batch.position

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Node]:
        tasks = {
            asyncio.create_task(self._follow(await self._journal.last_id())),
            asyncio.create_task(self.media.run()),
            asyncio.create_task(self.media.records.run()),
        }
        try:
            yield self
        finally:
            while tasks:
                for task in tasks:
                    task.cancel()
                _, tasks = await asyncio.wait(tasks, timeout=0.1)
            await self.media.close()

    async def hears(self, kind: str) -> Event:
        """Wait for the first event of a kind."""
        await self.heard.until(lambda: any(event.type == kind for event in self.events))
        return next(event for event in self.events if event.type == kind)

    async def attached(self, count: int) -> None:
        """Wait until this node has so many relays."""
        async with asyncio.timeout(10):
            while self.media.relays_attached() != count:  # noqa: ASYNC110  (nothing announces it)
                await asyncio.sleep(0.005)


class Talk:
    """A call between a booth and an employee, and what happens to it."""

    def __init__(
        self, engine: QueueEngine, call_id: str = "c1", booth: str = BOOTH, staff: str = "ann"
    ) -> None:
        self.engine, self.call_id, self.booth, self.staff = engine, call_id, booth, staff

    async def begins(self) -> None:
        await self._is_ready(self.staff)
        session = SessionSpec(session_id=f"{self.call_id}-1", principal_id=self.booth, lease_ms=60_000)
        await self.engine.open_session(session, None)
        request = CallRequest(
            call_id=self.call_id,
            booth_id=self.booth,
            centre="c",
            location="l",
            language="nl",
            subject=Subject.QUESTION,
            grace_ms=60_000,
            seat=_seat(self.staff),
        )
        await self.engine.request_call(request)
        await self.engine.accept(f"{self.call_id}/{self.staff}#1", self.staff)

    async def _is_ready(self, staff_id: str) -> None:
        await self._comes(staff_id, Role.AGENT)
        await self.engine.set_status(staff_id, Status.READY)

    async def _comes(self, staff_id: str, role: Role) -> None:
        spec = StaffSpec(
            staff_id=staff_id,
            role=role,
            display_name=staff_id,
            centre="c",
            languages=("nl",),
            places=(Place(pool=staff_id),) if role is Role.AGENT else (),
        )
        session = SessionSpec(session_id=f"{staff_id}-1", principal_id=staff_id, lease_ms=60_000)
        await self.engine.open_session(session, spec)

    async def is_joined(self, supervisor: str, mode: JoinMode) -> None:
        await self._comes(supervisor, Role.SUPERVISOR)
        await self.engine.join_call(self.call_id, supervisor, mode, JoinReason.QUALITY)

    async def is_handed_over(self, colleague: str) -> None:
        await self._is_ready(colleague)
        await self.engine.add_seat(self.call_id, _seat(colleague), by=self.staff)
        await self.engine.accept(f"{self.call_id}/{colleague}#1", colleague)
        await self.engine.leave_call(self.call_id, self.staff)

    async def hangs_up(self) -> None:
        await self.engine.leave_call(self.call_id, self.booth)

    async def holds(self, *, held: bool) -> None:
        await self.engine.hold_call(self.call_id, held, by=self.staff)


def _seat(staff_id: str) -> SeatSpec:
    return SeatSpec(
        seat_id=staff_id,
        role=Role.AGENT,
        language="nl",
        steps=(Step(after_ms=0, pools=(staff_id,)),),
        ring_ms=60_000,
        wrap_up_ms=0,
        hosts=True,
    )


async def keep_registered(registry: RelayRegistry, relay_id: str) -> None:
    """Renew as a relay does, for ever."""
    while True:
        assert await registry.renew(relay_id, _LOAD)
        await asyncio.sleep(0.3)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
