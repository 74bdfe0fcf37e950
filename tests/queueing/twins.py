"""The engine and its model side by side: told the same, a moment apart, and compared."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from itertools import count
from typing import Any, TypeVar

import uvloop
from hypothesis.stateful import RuleBasedStateMachine, invariant

from callrouter.model.casework import DayEntry
from callrouter.model.records import Call, Record, Reservation, Staff
from callrouter.model.refusal import Refusal
from callrouter.queueing import QueueEngine, RelayRegistry, connect
from callrouter.queueing.keys import Keys
from tests.queueing.drawn import LEASE_MS
from tests.queueing.house import Clock
from tests.queueing.model_house import ModelHouse
from tests.queueing.model_records import Refused
from tests.queueing.soundness import Contents, check, read_contents

T = TypeVar("T")

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


class Twins(RuleBasedStateMachine):
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
        assert set(await self.engine.closings()) == self.model.closed


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
