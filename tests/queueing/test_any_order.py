"""All commands in any order, on time or late, once or twice: the engine does what a plain model does."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Mapping
from itertools import count
from typing import Any, TypeVar

import pytest
import uvloop
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from callrouter.model.casework import DayEntry
from callrouter.model.commands import (
    CallRequest,
    CompanionSpec,
    Place,
    SeatSpec,
    SessionSpec,
    StaffSpec,
    Step,
)
from callrouter.model.media import RelayRecord
from callrouter.model.records import Call, Record, Reservation, Staff
from callrouter.model.refusal import Refusal
from callrouter.model.states import (
    AwayReason,
    Device,
    Disposition,
    Flag,
    LeaveReason,
    Order,
    Role,
    Status,
    Subject,
)
from callrouter.queueing import QueueEngine, RelayRegistry, connect
from callrouter.queueing.keys import Keys
from tests.queueing.house import START, Clock
from tests.queueing.model_house import ModelHouse
from tests.queueing.model_records import ModelCall, Refused
from tests.queueing.soundness import Contents, check, read_contents

pytestmark = pytest.mark.valkey

T = TypeVar("T")

LEASE_MS, GRACE_MS, RELOAD_MS, RING_MS, WRAP_UP_MS = 15_000, 60_000, 10_000, 20_000, 30_000
#: The long run, ``scripts/soak``, asks for more.
EXAMPLES = int(os.environ.get("SOAK_EXAMPLES", "25"))
STEPS = int(os.environ.get("SOAK_STEPS", "50"))

STAFF = ("ann", "bob", "cor", "dee", "tom", "tia")
BOOTHS = ("booth:b1", "booth:b2", "booth:b3", "booth:b4")
POOLS = ("nl", "en", "late")
A_RELAY = st.sampled_from(("r1", "r2", "r3"))
A_STAFF = st.sampled_from(STAFF)
A_BOOTH = st.sampled_from(BOOTHS)
TIMES = st.sampled_from((1, 999, 5000, RELOAD_MS, LEASE_MS, RING_MS, WRAP_UP_MS))
AFTER = st.sampled_from((0, 5000, 12_000))
PLACES = st.lists(
    st.builds(
        Place,
        pool=st.sampled_from((*POOLS, "ar", "ar")),
        order=st.sampled_from((Order.IDLE_SINCE, Order.IDLE_SINCE, Order.OCCUPANCY)),
        handicap=st.sampled_from((0, 0, 7000)),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda place: place.pool,
)
STEP_LISTS = st.lists(
    st.tuples(
        AFTER,
        st.lists(st.sampled_from((*POOLS, "person/ann")), min_size=1, max_size=2, unique=True),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
TERMS = st.fixed_dictionaries(
    {
        "location": st.sampled_from(("station-1", "station-1", "station-2")),
        "head_start_ms": st.sampled_from((0, 0, 10_000)),
        "most_waiting": st.sampled_from((None, None, 2)),
        "require_staff": st.booleans(),
    }
)


@st.composite
def seats(draw: st.DrawFn, seat_id: str) -> SeatSpec:
    """Draw an employee's seat with any plan."""
    drawn = sorted(draw(STEP_LISTS), key=lambda step: step[0])
    steps = [
        Step(after_ms=after_ms if number else 0, pools=tuple(pools), with_companion=for_two)
        for number, (after_ms, pools, for_two) in enumerate(drawn)
    ]
    companion = CompanionSpec(
        seat_id=draw(st.sampled_from(("tolk", f"tolk.{seat_id}"))),
        role=Role.INTERPRETER,
        language="ar",
        pools=draw(st.sampled_from((("ar",), ("ar", "late"), ("ar",)))),
        ring_ms=RING_MS - 3000,
        wrap_up_ms=draw(st.sampled_from((0, WRAP_UP_MS))),
    )
    return SeatSpec(
        seat_id=seat_id,
        role=Role.AGENT,
        language="nl",
        steps=tuple(steps),
        companion=companion if any(step.with_companion for step in steps) else None,
        ring_ms=RING_MS,
        wrap_up_ms=draw(st.sampled_from((0, WRAP_UP_MS))),
        hosts=True,
        once=draw(st.sampled_from((False, False, True))),
        prefer_last_ms=draw(st.sampled_from((0, 600_000))),
        most_offers=draw(st.sampled_from((1, 2, 3))),
    )


def interpreter(seat_id: str, language: str) -> SeatSpec:
    """Describe an interpreter's seat."""
    return SeatSpec(
        seat_id=seat_id,
        role=Role.INTERPRETER,
        language=language,
        steps=(Step(after_ms=0, pools=("ar",)),),
        ring_ms=RING_MS,
        wrap_up_ms=0,
        hosts=False,
    )


_FINGERPRINT = """
local dumps = redis.call('KEYS', KEYS[1] .. '*')
table.sort(dumps)
-- A hash or set that has just grown is moved bit by bit, also by whoever reads it: its dump's order alters.
local function text_of(name)
  local kind, words = redis.call('TYPE', name).ok, {}
  if kind == 'set' then
    words = redis.call('SMEMBERS', name)
  elseif kind == 'hash' then
    local fields = redis.call('HGETALL', name)
    for i = 1, #fields, 2 do words[#words + 1] = fields[i] .. ' ' .. fields[i + 1] end
  else
    return redis.call('DUMP', name)
  end
  table.sort(words)
  return table.concat(words, ' ')
end
for i, name in ipairs(dumps) do dumps[i] = name .. redis.sha1hex(text_of(name)) end
return redis.sha1hex(table.concat(dumps))
"""
_namespaces = (f"any-order-{number}" for number in count(1))


class AnyOrder(RuleBasedStateMachine):
    """The same commands for the engine and for the model, which must agree on everything that can be seen."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self.client = self.run(connect(self.url))
        self.namespace = next(_namespaces)
        self.clock = Clock()
        self.engine = QueueEngine(self.client, namespace=self.namespace, now=self.clock)
        self.relays = RelayRegistry(self.client, namespace=self.namespace, now=self.clock)
        self.model = ModelHouse()
        #: Whose node renews the lease as time passes.
        self.renewed: set[str] = set()
        self.ids = count(1)
        self.known: frozenset[str] = frozenset()

    def run(self, work: Coroutine[None, None, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self._clean())
        self.runner.close()

    async def _clean(self) -> None:
        names = [name async for name in self.client.scan_iter(match=f"{{{self.namespace}}}*", count=1000)]
        if names:
            await self.client.delete(*names)
        await self.client.aclose()

    # Commands and time -----------------------------------------------------------------------

    def both(self, command: str, *arguments: Any, **options: Any) -> None:
        """Give a command to both a moment after the one before, and to the engine once more."""
        self.run(self._both(command, *arguments, **options))

    async def _both(self, command: str, *arguments: Any, **options: Any) -> None:
        await self._passes(1)
        before = await self._fingerprint()
        expected: object = None
        try:
            expected = getattr(self.model, command)(*arguments, **options)
        except Refused as refused:
            expected = refused.code
        try:
            answer = await getattr(self.engine, command)(*arguments, **options)
        except Refusal as refusal:
            refused_too = refusal.code == expected
            assert refused_too, f"{command} is refused as {refusal.code}; the model says {expected}"  # noqa: PT017
            assert await self._fingerprint() == before, "a refusal changes nothing"
            return
        after = await self._fingerprint()
        if not isinstance(answer, Call):
            assert answer == expected, command
        assert await getattr(self.engine, command)(*arguments, **options) == answer
        assert await self._fingerprint() == after, "repeating changes nothing"
        await self._passes(0)

    async def _fingerprint(self) -> object:
        """Sum up all that is kept, the journal too."""
        return await self.client.eval(_FINGERPRINT, 1, Keys(self.namespace).prefix)

    async def _passes(self, ms: int) -> None:
        """Let time pass: each deadline comes at its moment, nodes renew their leases in time."""
        end = self.clock.now + ms
        while True:
            await self._renew()
            claimed = await self.engine.claim_deadlines()
            self.model.now = self.clock.now
            for deadline in claimed.due:
                await self.engine.apply_deadline(deadline)
                self.model.comes(deadline.kind, deadline.subject)
            if claimed.due:
                continue
            assert not [name for name, at in self.model.deadlines().items() if at <= self.clock.now]
            if claimed.next_in_ms is None or self.clock.now + claimed.next_in_ms > end:
                break
            self.clock.now += claimed.next_in_ms
        self.clock.now = end
        await self._renew()

    async def _renew(self) -> None:
        self.model.now = self.clock.now
        if self.renewed:
            gone = await self.engine.renew_leases(sorted(self.renewed), LEASE_MS)
            assert gone == self.model.renew_leases(sorted(self.renewed), LEASE_MS)
            self.renewed -= set(gone)

    # Presence --------------------------------------------------------------------------------

    def opens_page(self, session_id: str, principal: str, staff: StaffSpec | None = None) -> None:
        session = SessionSpec(session_id=session_id, principal_id=principal, lease_ms=LEASE_MS)
        self.both("open_session", session, staff)
        self.renewed.add(session_id)

    def connects_as(self, staff_id: str, places: list[Place], page: str = "page") -> None:
        own = [*places, Place(pool=f"person/{staff_id}")]
        spec = StaffSpec(
            staff_id=staff_id,
            role=Role.INTERPRETER if staff_id.startswith("t") else Role.AGENT,
            display_name=staff_id.title(),
            centre="north",
            languages=("nl",),
            places=tuple(own),
        )
        self.opens_page(f"{staff_id}-{page}", staff_id, spec)

    @rule(staff=A_STAFF, places=PLACES, page=st.sampled_from(("page", "page", "other")))
    def connects(self, staff: str, places: list[Place], page: str) -> None:
        self.connects_as(staff, places, page)

    @rule(booth=A_BOOTH)
    def booth_connects(self, booth: str) -> None:
        self.opens_page(f"{booth}-page", booth)

    @rule(principal=A_STAFF | A_BOOTH, grace_ms=st.sampled_from((0, RELOAD_MS)))
    def closes_page(self, principal: str, grace_ms: int) -> None:
        self.renewed.discard(f"{principal}-page")
        self.both("close_session", f"{principal}-page", grace_ms=grace_ms)

    @rule()
    def nodes_die(self) -> None:
        self.renewed.clear()

    @rule(
        staff=A_STAFF,
        status=st.sampled_from((Status.READY, Status.READY, Status.AWAY, Status.OFFLINE)),
        reason=st.sampled_from((AwayReason.BREAK, AwayReason.MEETING)),
    )
    def sets_status(self, staff: str, status: Status, reason: AwayReason) -> None:
        self.both("set_status", staff, status, reason if status is Status.AWAY else None)

    @initialize(places=st.lists(PLACES, min_size=4, max_size=4))
    def the_day_begins(self, places: list[list[Place]]) -> None:
        self.clock.now = START
        for staff, own in zip(("ann", "bob", "tom", "tia"), places, strict=True):
            self.comes_and_is_ready(staff, own)

    @rule(staff=A_STAFF, places=PLACES)
    def comes_and_is_ready(self, staff: str, places: list[Place]) -> None:
        self.connects_as(staff, places)
        self.both("set_status", staff, Status.READY)

    # Calls -----------------------------------------------------------------------------------

    @rule(booth=A_BOOTH, seat=seats("agent"), terms=TERMS)
    def requests(self, booth: str, seat: SeatSpec, terms: dict[str, Any]) -> None:
        if not self.model.connected(booth):
            self.opens_page(f"{booth}-page", booth)
        request = CallRequest(
            call_id=f"c{next(self.ids)}",
            booth_id=booth,
            centre="north",
            language="nl",
            subject=Subject.QUESTION,
            grace_ms=GRACE_MS,
            seat=seat,
            **terms,
        )
        self.both("request_call", request)

    def ringing(self) -> list[str]:
        return [name for name, each in self.model.reservations.items() if each.outcome is None]

    @rule(data=st.data())
    @precondition(lambda self: self.ringing())
    def accepts(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.ringing()))
        self.both("accept", name, self.model.reservations[name].staff_id)

    @rule(data=st.data(), backoff_ms=st.sampled_from((0, 5000)))
    @precondition(lambda self: self.ringing())
    def declines(self, data: st.DataObject, backoff_ms: int) -> None:
        name = data.draw(st.sampled_from(self.ringing()))
        self.both("decline", name, self.model.reservations[name].staff_id, backoff_ms=backoff_ms)

    @rule(data=st.data(), staff=A_STAFF)
    @precondition(lambda self: self.model.reservations)
    def answers_late_or_for_somebody_else(self, data: st.DataObject, staff: str) -> None:
        name = data.draw(st.sampled_from(list(self.model.reservations)))
        staff = data.draw(st.sampled_from((staff, self.model.reservations[name].staff_id)))
        self.both("accept", name, staff)
        self.both("decline", name, staff)

    def some_call(self, data: st.DataObject) -> ModelCall:
        live = [call.request.call_id for call in self.model.live()]
        return self.model.calls[data.draw(st.sampled_from(live * 4 + list(self.model.calls)))]

    def some_party(self, data: st.DataObject, call: ModelCall) -> str:
        """Prefer somebody who hosts it."""
        own = [principal for principal in call.parties if call.taken_by(principal)]
        return data.draw(st.sampled_from([*own, *own, *call.parties, *STAFF[:1]]))

    @rule(data=st.data(), language=st.sampled_from(("ar", "ar", "so")))
    @precondition(lambda self: self.model.live())
    def invites(self, data: st.DataObject, language: str) -> None:
        call = self.some_call(data)
        seat = interpreter(f"s{next(self.ids)}", language)
        self.both("add_seat", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def consults(self, data: st.DataObject) -> None:
        call = self.some_call(data)
        seat = data.draw(seats(f"s{next(self.ids)}"))
        self.both("add_seat", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def hands_over(self, data: st.DataObject) -> None:
        call = self.some_call(data)
        seat = data.draw(seats(f"s{next(self.ids)}"))
        self.both("transfer_call", call.request.call_id, seat, by=self.some_party(data, call))

    @rule(data=st.data(), taken=st.booleans())
    @precondition(lambda self: self.model.live())
    def withdraws(self, data: st.DataObject, taken: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        call = self.some_call(data)
        by, seat_id = self.some_party(data, call), data.draw(st.sampled_from(list(call.seats)))
        self.both("cancel_seat", call.request.call_id, seat_id, by=by, taken=taken)

    @rule(data=st.data(), held=st.booleans())
    @precondition(lambda self: self.model.live())
    def holds(self, data: st.DataObject, held: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        call = self.some_call(data)
        self.both("hold_call", call.request.call_id, held, by=self.some_party(data, call))

    @rule(data=st.data(), head_start_ms=st.sampled_from((0, 20_000, 90_000)))
    @precondition(lambda self: self.model.live())
    def prioritises(self, data: st.DataObject, head_start_ms: int) -> None:
        call_id = self.some_call(data).request.call_id
        self.both("prioritise_call", call_id, head_start_ms, most_ms=60_000, by="sue")

    @rule(data=st.data(), reason=st.sampled_from((LeaveReason.HUNG_UP, LeaveReason.CONNECTION_LOST)))
    @precondition(lambda self: self.model.live())
    def leaves(self, data: st.DataObject, reason: LeaveReason) -> None:
        call = self.some_call(data)
        self.both("leave_call", call.request.call_id, self.some_party(data, call), reason)

    @rule(data=st.data(), staff=A_STAFF, disposition=st.none() | st.sampled_from(Disposition))
    @precondition(lambda self: self.model.calls)
    def finishes(self, data: st.DataObject, staff: str, disposition: Disposition | None) -> None:
        call_id = data.draw(st.sampled_from(list(self.model.calls)))
        person = self.model.people.get(staff)
        self.both("finish_wrap_up", staff, (person and person.call_id) or call_id, disposition)

    @rule(data=st.data(), staff=A_STAFF, disposition=st.sampled_from(Disposition))
    @precondition(lambda self: self.model.calls)
    def states_how_it_was_finished(self, data: st.DataObject, staff: str, disposition: Disposition) -> None:
        self.both("state_disposition", staff, self.some_call(data).request.call_id, disposition)

    @rule(
        data=st.data(),
        staff=A_STAFF,
        subject=st.sampled_from(Subject),
        flag=st.none() | st.sampled_from(Flag),
    )
    @precondition(lambda self: self.model.calls)
    def corrects_and_reports(
        self, data: st.DataObject, staff: str, subject: Subject, flag: Flag | None
    ) -> None:
        call_id = self.some_call(data).request.call_id
        self.both("classify_call", staff, call_id, subject)
        self.both("flag_call", staff, call_id, flag)

    @rule()
    @precondition(lambda self: self.model.flagged)
    def sees_what_was_reported(self) -> None:
        self.both("settle_flag", min(self.model.flagged), "sue")

    @rule(
        data=st.data(), staff=A_STAFF, text=st.sampled_from(("", "a", "b")), ahead=st.sampled_from((1, 1, 0))
    )
    @precondition(lambda self: self.model.calls)
    def notes(self, data: st.DataObject, staff: str, text: str, ahead: int) -> None:
        call = self.some_call(data)
        revision, _ = call.notes.get(staff, (0, ""))
        self.both("write_note", staff, call.request.call_id, text, revision + ahead)

    @rule(staff=A_STAFF, ms=st.sampled_from((1000, 20_000, 100_000)))
    @precondition(lambda self: self.model.calls)
    def needs_longer(self, staff: str, ms: int) -> None:
        person = self.model.people.get(staff)
        call_id = (person and person.call_id) or "c1"
        self.both("extend_wrap_up", staff, call_id, self.clock.now + WRAP_UP_MS + ms, most_ms=60_000)

    @rule(data=st.data(), microphone=st.sampled_from(Device), camera=st.sampled_from(Device))
    @precondition(lambda self: self.model.calls)
    def shows_devices(self, data: st.DataObject, microphone: Device, camera: Device) -> None:
        call = self.some_call(data)
        who = self.some_party(data, call)
        self.both("show_devices", call.request.call_id, who, microphone=microphone, camera=camera)

    @rule(data=st.data(), rating=st.integers(1, 5))
    @precondition(lambda self: self.model.live())
    def writes_and_rates(self, data: st.DataObject, rating: int) -> None:
        call = self.some_call(data)
        call_id, who, entry_id = call.request.call_id, self.some_party(data, call), f"m{next(self.ids)}"
        self.run(self._writes(call_id, who, entry_id, call.request.booth_id, rating))

    async def _writes(self, call_id: str, who: str, entry_id: str, booth_id: str, rating: int) -> None:
        for _ in range(2):
            for command in (
                self.engine.post_chat(call_id, who, entry_id, "tekst"),
                self.engine.rate_call(call_id, booth_id, rating),
            ):
                try:
                    await command
                except Refusal:
                    continue

    @rule(location=st.sampled_from(("station-1", "station-2")), is_open=st.sampled_from((True, True, False)))
    def switches(self, location: str, is_open: bool) -> None:  # noqa: FBT001  (drawn by hypothesis)
        self.both("switch_location", location, open=is_open, by="sue")

    # Media relays: where they put calls shows in nothing the model knows, but must be sound ------

    @rule(relay=A_RELAY, capacity=st.integers(1, 3))
    def relay_comes(self, relay: str, capacity: int) -> None:
        record = RelayRecord(relay_id=relay, control_url=f"unix:///{relay}", capacity=capacity)
        self.run(self.relays.register(record, lease_ms=LEASE_MS))

    @rule(relay=A_RELAY, command=st.sampled_from(("drain", "move", "lose")))
    def relay_goes(self, relay: str, command: str) -> None:
        self.run(getattr(self.relays, command)(relay))

    @rule(data=st.data())
    @precondition(lambda self: self.model.live())
    def call_needs_a_relay(self, data: st.DataObject) -> None:
        for _ in range(2):
            try:
                self.run(self.relays.assign(self.some_call(data).request.call_id))
            except Refusal:
                continue

    # Time ------------------------------------------------------------------------------------

    @rule(ms=TIMES)
    def time_passes(self, ms: int) -> None:
        self.run(self._passes(ms))

    @rule(ms=st.sampled_from((GRACE_MS, 3_700_000)))
    @precondition(lambda self: self.model.live() and not self.ringing())
    def much_time_passes(self, ms: int) -> None:
        self.run(self._passes(ms))

    @rule(ms=TIMES)
    def time_passes_unattended(self, ms: int) -> None:
        """Let a node claim what is due and die; another comes later and does it all at once."""
        self.clock.now += ms
        self.run(self.engine.claim_deadlines())
        self.clock.now += 5000
        self.run(self._passes(0))

    # What holds ------------------------------------------------------------------------------

    @invariant()
    def the_house_is_sound_and_as_the_model_says(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        contents = await read_contents(self.client, self.namespace, known=self.known)
        self.known = contents.names
        check(contents, self.clock.now)
        calls = {name: Call.model_validate_json(kept["record"]) for name, kept in contents.of("call").items()}
        people = {
            name: Staff.model_validate_json(kept["record"]) for name, kept in contents.of("staff").items()
        }
        assert not _differences(calls, {name: call.record() for name, call in self.model.calls.items()})
        assert not _differences(people, {name: person.record() for name, person in self.model.people.items()})
        outcomes = {name: _seen(kept) for name, kept in contents.of("reservation").items()}
        assert outcomes == {
            name: (each.staff_id, each.expires_at, each.outcome or "pending")
            for name, each in self.model.reservations.items()
        }
        assert _days(contents) == {
            staff: sorted(
                (each.at, each.entry_id, each.outcome, each.subject, each.disposition, each.kind)
                for each in day
            )
            for staff, day in self.model.days.items()
        }
        noted = {name: len(call.notes) for name, call in self.model.calls.items() if call.notes}
        assert dict(contents.of("notes")) == noted
        flagged = (await self.engine.board()).flagged
        assert {each.call_id: (each.kind, each.by, each.at) for each in flagged} == self.model.flagged
        places = await self.engine.queue_places(list(calls))
        assert {place.call_id: place.position for place in places} == self.model.positions()
        assert await self.engine.closed_locations() == self.model.closed


def _differences(found: Mapping[str, Record], expected: Mapping[str, Record]) -> list[str]:
    """Say field by field how records differ from the model's, as (found, expected)."""
    differing = [
        f"{name}: {found.get(name)} / {expected.get(name)}" for name in found.keys() ^ expected.keys()
    ]
    return differing + [
        f"{name}.{field}: {getattr(found[name], field)} / {getattr(expected[name], field)}"
        for name in found.keys() & expected.keys()
        for field in type(found[name]).model_fields
        if getattr(found[name], field) != getattr(expected[name], field)
    ]


def _days(contents: Contents) -> dict[str, list[tuple[object, ...]]]:
    """Tell what stands in everybody's day."""
    days = {
        staff: [(int(at), DayEntry.model_validate_json(text)) for text, at in day.items()]
        for staff, day in contents.of("day").items()
    }
    return {
        staff: sorted(
            (at, each.entry_id, each.outcome, each.subject, each.disposition, each.kind) for at, each in day
        )
        for staff, day in days.items()
    }


def _seen(kept: dict[str, str]) -> tuple[str, int, str]:
    reservation = Reservation.model_validate_json(kept["record"])
    return reservation.staff_id, reservation.expires_at, kept["outcome"]


@pytest.mark.timeout(0 if "SOAK_EXAMPLES" in os.environ else 300)
def test_any_order(server_url: str) -> None:
    machine = type("Machine", (AnyOrder,), {"url": server_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
