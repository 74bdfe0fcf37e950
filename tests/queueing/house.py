"""The words in which the engine's tests speak: a house with people, booths and a clock."""

from __future__ import annotations

from collections.abc import Sequence

from redis.asyncio import Redis

from callrouter.model.commands import (
    CallRequest,
    CompanionSpec,
    Place,
    SeatSpec,
    SessionSpec,
    StaffSpec,
    Step,
)
from callrouter.model.events import Event
from callrouter.model.records import Call, Reservation, Seat, Staff
from callrouter.model.states import AwayReason, Role, Status, Subject
from callrouter.queueing import Journal, QueueEngine
from tests.queueing.soundness import check, read_contents

#: A Tuesday in 2026, so that times have as many digits as real ones.
START = 1_790_000_000_000
RING_MS = 20_000
WRAP_UP_MS = 30_000
GRACE_MS = 60_000
RELOAD_MS = 10_000
LEASE_MS = 15_000


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


class House:
    """An engine with its own clock, and short ways of saying what people do."""

    def __init__(self, client: Redis, namespace: str) -> None:
        self.client, self.namespace, self.clock = client, namespace, Clock()
        self.engine = QueueEngine(client, namespace=namespace, now=self.clock)
        self.journal = Journal(client, namespace=namespace)
        #: Sessions whose node renews their lease as time passes.
        self.renewed: set[str] = set()

    # People and booths ---------------------------------------------------------------------

    async def connects(
        self,
        staff_id: str,
        pools: Sequence[str | Place] = ("nl",),
        *,
        session: str = "",
        role: Role = Role.AGENT,
    ) -> None:
        spec = StaffSpec(
            staff_id=staff_id,
            role=role,
            display_name=staff_id.title(),
            centre="north",
            languages=("nl",),
            places=tuple(each if isinstance(each, Place) else Place(pool=each) for each in pools),
        )
        await self._open(session or f"{staff_id}-page", staff_id, spec)

    async def ready(self, staff_id: str, pools: Sequence[str | Place] = ("nl",)) -> None:
        """Connect, if need be, and become ready; everybody a moment after the one before."""
        await self.connects(staff_id, pools)
        self.clock.now += 1
        await self.engine.set_status(staff_id, Status.READY)

    async def away(self, staff_id: str, reason: AwayReason = AwayReason.BREAK) -> None:
        await self.engine.set_status(staff_id, Status.AWAY, reason)

    async def booth(self, name: str) -> None:
        await self._open(f"{name}-page", f"booth:{name}", None)

    async def closes_page(self, principal: str, *, grace_ms: int = RELOAD_MS) -> None:
        session = f"{principal.removeprefix('booth:')}-page"
        self.renewed.discard(session)
        await self.engine.close_session(session, grace_ms=grace_ms)

    async def _open(self, session_id: str, principal_id: str, spec: StaffSpec | None) -> None:
        session = SessionSpec(session_id=session_id, principal_id=principal_id, lease_ms=LEASE_MS)
        await self.engine.open_session(session, spec)
        self.renewed.add(session_id)

    # Calls ---------------------------------------------------------------------------------

    @staticmethod
    def seat(
        seat_id: str = "agent",
        pools: Sequence[str] = ("nl",),
        *,
        later: Sequence[tuple[int, str]] = (),
        wrap_up_ms: int = WRAP_UP_MS,
    ) -> SeatSpec:
        """Describe an employee's seat; ``later``: further pools and the ms after which they open."""
        steps = (Step(after_ms=0, pools=tuple(pools)), *(Step(after_ms=ms, pools=(p,)) for ms, p in later))
        return SeatSpec(
            seat_id=seat_id,
            role=Role.AGENT,
            language="nl",
            steps=steps,
            ring_ms=RING_MS,
            wrap_up_ms=wrap_up_ms,
            hosts=True,
        )

    @staticmethod
    def seat_with_interpreter(
        seat_id: str = "agent",
        pools: Sequence[str] = ("nl",),
        *,
        direct: Sequence[str] = ("agent-ar",),
        after_ms: int = 0,
        later: Sequence[tuple[int, str]] = (),
    ) -> SeatSpec:
        """Describe an Arabic seat: for who speaks it, and after a while anybody with an interpreter."""
        return SeatSpec(
            seat_id=seat_id,
            role=Role.AGENT,
            language="ar",
            steps=(
                Step(after_ms=0, pools=tuple(direct)),
                Step(after_ms=after_ms, pools=tuple(pools), with_companion=True),
                *(Step(after_ms=ms, pools=(pool,)) for ms, pool in later),
            ),
            companion=CompanionSpec(
                seat_id="tolk",
                role=Role.INTERPRETER,
                language="ar",
                pools=("ar",),
                ring_ms=RING_MS,
                wrap_up_ms=0,
            ),
            ring_ms=RING_MS,
            wrap_up_ms=WRAP_UP_MS,
            hosts=True,
        )

    @staticmethod
    def interpreter(seat_id: str = "tolk", language: str = "ar") -> SeatSpec:
        """Describe an interpreter's seat, whose pool is named like the language."""
        return SeatSpec(
            seat_id=seat_id,
            role=Role.INTERPRETER,
            language=language,
            steps=(Step(after_ms=0, pools=(language,)),),
            ring_ms=RING_MS,
            wrap_up_ms=0,
            hosts=False,
        )

    def request(
        self, call_id: str, seat: SeatSpec | None = None, *, booth: str = "", head_start_ms: int = 0
    ) -> CallRequest:
        return CallRequest(
            call_id=call_id,
            booth_id=f"booth:{booth or call_id}",
            centre="north",
            location="station-1",
            language="nl",
            subject=Subject.QUESTION,
            head_start_ms=head_start_ms,
            grace_ms=GRACE_MS,
            seat=seat or self.seat(),
        )

    async def calls(self, call_id: str, seat: SeatSpec | None = None, *, head_start_ms: int = 0) -> Call:
        """Let a visitor in a booth named like the call request it, a moment after the one before."""
        self.clock.now += 1
        await self.booth(call_id)
        return await self.engine.request_call(self.request(call_id, seat, head_start_ms=head_start_ms))

    async def talks(self, staff_id: str, call_id: str, seat: SeatSpec | None = None) -> Call:
        """Let somebody be ready, a call come, and the two have each other."""
        await self.ready(staff_id)
        await self.calls(call_id, seat)
        return await self.engine.accept(f"{call_id}/agent#1", staff_id)

    # What is seen --------------------------------------------------------------------------

    async def staff(self, staff_id: str) -> Staff:
        staff = (await self.engine.view(staff_id)).staff
        assert staff is not None
        return staff

    async def rings(self, staff_id: str) -> str | None:
        """Which reservation rings for a person."""
        reservation = await self.reservation(staff_id)
        return reservation.reservation_id if reservation else None

    async def reservation(self, staff_id: str) -> Reservation | None:
        return (await self.engine.view(staff_id)).reservation

    async def call(self, call_id: str) -> Call:
        record = await self.client.hget(f"{{{self.namespace}}}:call:{call_id}", "record")
        assert record is not None
        return Call.model_validate_json(record)

    async def seat_of(self, call_id: str, seat_id: str = "agent") -> Seat:
        return next(seat for seat in (await self.call(call_id)).seats if seat.seat_id == seat_id)

    async def events(self) -> list[Event]:
        events = await self.journal.after("0-0", limit=10_000)
        assert events is not None
        return list(events)

    async def told_since(self, event_id: str) -> list[str]:
        events = await self.journal.after(event_id, limit=10_000)
        assert events is not None
        return [event.type for event in events]

    # Time ----------------------------------------------------------------------------------

    async def passes(self, ms: int) -> None:
        """Let time pass: each deadline comes at its moment, nodes renew their leases in time."""
        end = self.clock.now + ms
        while True:
            claimed = await self.engine.claim_deadlines()
            await self._renews()
            for deadline in claimed.due:
                await self.engine.apply_deadline(deadline)
            if claimed.due:
                continue
            if claimed.next_in_ms is None or self.clock.now + claimed.next_in_ms > end:
                break
            self.clock.now += claimed.next_in_ms
        self.clock.now = end
        await self._renews()

    async def _renews(self) -> None:
        if self.renewed:
            self.renewed -= set(await self.engine.renew_leases(sorted(self.renewed), LEASE_MS))

    async def check(self) -> None:
        """Assert that everything kept is sound; call it when no deadline is due."""
        check(await read_contents(self.client, self.namespace), self.clock.now)
