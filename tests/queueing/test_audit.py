"""The audit finds every kind of damage, tells it by its code, and finds nothing where there is none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from callrouter.model.commands import CompanionSpec, Place, Step
from callrouter.model.media import RelayRecord
from callrouter.model.states import Order, Role
from callrouter.model.statistics import Tally
from callrouter.policy.audit_trail import entries_of
from callrouter.policy.local_time import Zones
from callrouter.policy.rollup import fold
from callrouter.policy.statistics import tally
from callrouter.queueing import AuditTrailStore, RelayRegistry, connect
from callrouter.queueing.audit import (
    FindingCode,
    Subject,
    audit,
    check_figures,
    examine_server,
    findings_in,
    read_contents,
)
from callrouter.queueing.audit.trail import check_trail
from callrouter.queueing.day_figures import DAY_MS
from callrouter.queueing.day_slices import packed
from callrouter.queueing.journal import Journal
from callrouter.queueing.statistics import Position, StatisticsStore
from callrouter.services.statistics import StatisticsKeeper
from tests.queueing.house import RING_MS, House
from tests.queueing.servers import running

pytestmark = pytest.mark.valkey


class Damaged:
    """A house in which much is going on, and ways to break it behind the engine's back."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = house.client
        self.prefix = f"{{{house.namespace}}}:"

    def __call__(self, name: str) -> str:
        return f"{self.prefix}{name}"

    async def record(self, name: str, **fields: Any) -> None:
        """Alter fields of a record; None takes a field away."""
        await self._alter(name, "record", fields)

    async def hidden(self, name: str, **fields: Any) -> None:
        await self._alter(name, "hidden", fields)

    async def _alter(self, name: str, half: str, fields: dict[str, Any]) -> None:
        kept = json.loads(str(await self.client.hget(self(name), half))) | fields
        text = json.dumps({field: value for field, value in kept.items() if value is not None})
        await self.client.hset(self(name), half, text)

    async def found(self) -> set[tuple[FindingCode, str]]:
        contents = await read_contents(self.client, self.house.namespace)
        return {(each.code, each.subject) for each in findings_in(contents, self.house.clock.now)}


@pytest_asyncio.fixture
async def damaged(client: Redis, namespace: str) -> AsyncIterator[Damaged]:
    """Let somebody talk, somebody ring, somebody be free, a call wait, and one be over."""
    house = House(client, namespace)
    await house.talks("ann", "c1")
    await house.ready("bob")
    await house.calls("c2")
    await house.connects("cor", ["en"])
    await house.ready("dee", ["ar"])
    await house.calls("c3", house.seat(pools=("en",), later=((60_000, "late"),)))
    await house.calls("c4")
    await house.engine.leave_call("c4", "booth:c4")
    await house.ready("eva", ["de"])
    await house.ready("fay", [Place(pool="fr", order=Order.OCCUPANCY)])
    await house.calls("c5", _for_two(house))
    await _relayed(house)
    await house.check()
    damaged = Damaged(house)
    assert await damaged.found() == set()
    yield damaged


async def _relayed(house: House) -> None:
    """Let one call live on a relay, one have lost its own, and none take more."""
    relays = RelayRegistry(house.client, namespace=house.namespace, now=house.clock)
    for name in ("r1", "r2"):
        await relays.register(RelayRecord(relay_id=name, control_url=f"unix:///{name}", capacity=1))
    for call_id in ("c1", "c2"):
        await relays.assign(call_id)
    await relays.drain("r1")
    await relays.lose("r2")


def _for_two(house: House) -> Any:
    companion = CompanionSpec(
        seat_id="tolk", role=Role.INTERPRETER, language="so", pools=("so",), ring_ms=RING_MS, wrap_up_ms=0
    )
    steps = (Step(after_ms=0, pools=("de",), with_companion=True),)
    return house.seat().model_copy(update={"steps": steps, "companion": companion})


Break = Callable[[Damaged], Awaitable[Any]]
DAMAGE: dict[str, tuple[Break, FindingCode, str]] = {
    "a relay is listed but unknown": (
        lambda d: d.client.sadd(d("relays"), "r9"),
        FindingCode.RELAY_MISMATCH,
        "r9",
    ),
    "a relay is another one": (
        lambda d: d.client.hset(
            d("relay:r1"), "record", '{"relay_id":"r9","control_url":"unix:///r9","capacity":1}'
        ),
        FindingCode.RELAY_MISMATCH,
        "r1",
    ),
    "a relay says nothing sensible of itself": (
        lambda d: d.client.hset(d("relay:r1"), "load", "{}"),
        FindingCode.UNREADABLE,
        "relay:r1",
    ),
    "a call is placed on a relay that is gone": (
        lambda d: d.hidden("call:c3", relay_id="r9"),
        FindingCode.RELAY_MISMATCH,
        "c3",
    ),
    "a relay counts a call too many": (
        lambda d: d.client.sadd(d("placed:r1"), "c3"),
        FindingCode.RELAY_MISMATCH,
        "c3",
    ),
    "a call that lost its relay is forgotten": (
        lambda d: d.client.delete(d("stranded")),
        FindingCode.RELAY_MISMATCH,
        "c2",
    ),
    "an ended call keeps its place": (
        lambda d: d.hidden("call:c4", relay_id="r1"),
        FindingCode.RELAY_MISMATCH,
        "c4",
    ),
    "a relay's lease never ends": (
        lambda d: d.client.zrem(d("deadlines"), "relay:r1"),
        FindingCode.DEADLINE_MISMATCH,
        "relay:r1",
    ),
    "a record is no JSON": (
        lambda d: d.client.hset(d("staff:ann"), "record", "{"),
        FindingCode.UNREADABLE,
        "staff:ann",
    ),
    "a key is of another type": (
        lambda d: d.client.set(d("session:x"), "x"),
        FindingCode.UNREADABLE,
        "session:x",
    ),
    "a key of no kind": (lambda d: d.client.set(d("cals:c1"), "x"), FindingCode.UNKNOWN_KEY, "cals:c1"),
    "a reservation ended behind its seat": (
        lambda d: d.client.hset(d("reservation:c2/agent#1"), "outcome", "declined"),
        FindingCode.RESERVATION_MISMATCH,
        "c2/agent",
    ),
    "somebody is reserved for nothing": (
        lambda d: d.record("staff:dee", activity="reserved", reservation_id="c9/agent#1"),
        FindingCode.RESERVATION_MISMATCH,
        "dee",
    ),
    "two reservations ring for one person": (
        lambda d: d.client.copy(d("reservation:c2/agent#1"), d("reservation:c2/agent#2")),
        FindingCode.DOUBLE_RESERVATION,
        "bob",
    ),
    "somebody is on a call they take no part in": (
        lambda d: d.record("staff:dee", activity="on_call", call_id="c3"),
        FindingCode.PARTICIPANT_MISMATCH,
        "dee",
    ),
    "a call is talking though nobody hosts it": (
        lambda d: d.record("call:c3", state="talking"),
        FindingCode.RECORD_CONTRADICTION,
        "c3",
    ),
    "somebody ready has a reason to be away": (
        lambda d: d.record("staff:dee", reason="break"),
        FindingCode.RECORD_CONTRADICTION,
        "dee",
    ),
    "a call ended without a reason": (
        lambda d: d.record("call:c4", end_reason=None),
        FindingCode.END_MISMATCH,
        "c4",
    ),
    "an ended call keeps its chat": (
        lambda d: d.client.hset(d("chat:c4"), "m1", "0 {}"),
        FindingCode.END_MISMATCH,
        "c4",
    ),
    "a live call is listed no more": (
        lambda d: d.client.hdel(d("calls"), "c3"),
        FindingCode.INDEX_MISMATCH,
        "calls",
    ),
    "a booth is held by a call that is over": (
        lambda d: d.client.hset(d("booths"), "booth:c4", "c4"),
        FindingCode.INDEX_MISMATCH,
        "booths",
    ),
    "a waiting call ranks wrongly": (
        lambda d: d.client.zadd(d("waiting:station-1"), {"c3": 1}),
        FindingCode.INDEX_MISMATCH,
        "waiting:station-1",
    ),
    "somebody isn't listed": (
        lambda d: d.client.srem(d("people"), "dee"),
        FindingCode.INDEX_MISMATCH,
        "people",
    ),
    "a seat nobody has taken isn't listed": (
        lambda d: d.client.zrem(d("unfilled"), "c3/agent"),
        FindingCode.INDEX_MISMATCH,
        "unfilled",
    ),
    "present is counted wrongly": (
        lambda d: d.client.hincrby(d("present"), "nl", 1),
        FindingCode.COUNTER_MISMATCH,
        "present",
    ),
    "staffed is counted wrongly": (
        lambda d: d.client.hincrby(d("staffed"), "ar", -1),
        FindingCode.COUNTER_MISMATCH,
        "staffed",
    ),
    "somebody available stands nowhere": (
        lambda d: d.client.zrem(d("ready:ar"), "dee"),
        FindingCode.POOL_MISMATCH,
        "ready:ar",
    ),
    "somebody who talks stands in a pool": (
        lambda d: d.client.zadd(d("ready:nl"), {"ann": 1}),
        FindingCode.POOL_MISMATCH,
        "ready:nl",
    ),
    "somebody stands at the wrong place": (
        lambda d: d.client.zadd(d("ready:ar"), {"dee": 1}),
        FindingCode.POOL_MISMATCH,
        "ready:ar",
    ),
    "somebody passes for less occupied": (
        lambda d: d.hidden("staff:fay", signed_in_at=1, busy_ms=d.house.clock.now // 2),
        FindingCode.POOL_MISMATCH,
        "ready:fr",
    ),
    "a seat that waits is in no queue": (
        lambda d: d.client.zrem(d("seats:en"), "c3/agent"),
        FindingCode.QUEUE_MISMATCH,
        "seats:en",
    ),
    "a seat of an ended call waits": (
        lambda d: d.client.zadd(d("seats:nl"), {"c4/agent": 1}),
        FindingCode.QUEUE_MISMATCH,
        "seats:nl",
    ),
    "pools forget that seats wait for both": (
        lambda d: d.client.delete(d("partners:so")),
        FindingCode.QUEUE_MISMATCH,
        "partners:so",
    ),
    "a seat waits for somebody available": (
        lambda d: d.client.zadd(d("ready:en"), {"dee": 1}),
        FindingCode.MISSED_MATCH,
        "c3/agent",
    ),
    "a seat waits for two who are available": (
        lambda d: d.client.zadd(d("ready:so"), {"dee": 1}),
        FindingCode.MISSED_MATCH,
        "c5/agent",
    ),
    "nobody is staffed but the next step stays closed": (
        lambda d: _close_last_step(d, "c3"),
        FindingCode.STEP_MISMATCH,
        "c3/agent",
    ),
    "ringing never ends": (
        lambda d: d.client.zrem(d("deadlines"), "ring:c2/agent#1"),
        FindingCode.DEADLINE_MISMATCH,
        "ring:c2/agent#1",
    ),
    "a deadline for nothing": (
        lambda d: d.client.zadd(d("deadlines"), {"wrap_up:dee": 1}),
        FindingCode.DEADLINE_MISMATCH,
        "wrap_up:dee",
    ),
    "a deadline at another time": (
        lambda d: d.client.zincrby(d("deadlines"), 1, "ring:c2/agent#1"),
        FindingCode.DEADLINE_MISMATCH,
        "ring:c2/agent#1",
    ),
    "a session nobody has": (
        lambda d: d.client.srem(d("sessions:dee"), "dee-page"),
        FindingCode.SESSION_MISMATCH,
        "dee-page",
    ),
    "a live call expires": (
        lambda d: d.client.expire(d("call:c3"), 100),
        FindingCode.EXPIRY_MISMATCH,
        "call:c3",
    ),
    "an ended call is kept for ever": (
        lambda d: d.client.persist(d("call:c4")),
        FindingCode.EXPIRY_MISMATCH,
        "call:c4",
    ),
    "a secret is kept for ever": (
        lambda d: d.client.set(d("token:x"), "ann"),
        FindingCode.EXPIRY_MISMATCH,
        "token:x",
    ),
    "a record changed without an event": (
        lambda d: d.record("staff:dee", missed=7),
        FindingCode.JOURNAL_MISMATCH,
        "staff:dee",
    ),
    "an event came twice": (
        lambda d: _repeat(d, "call.queued"),
        FindingCode.JOURNAL_MISMATCH,
        "c5",
    ),
    "a reservation was made twice": (
        lambda d: _repeat(d, "reservation.created"),
        FindingCode.JOURNAL_MISMATCH,
        "c2/agent#1",
    ),
    "somebody takes part in two calls": (
        lambda d: _joins_too(d, "ann", "c3"),
        FindingCode.DOUBLE_PARTICIPATION,
        "ann",
    ),
    "a session has no end": (
        lambda d: d.client.hdel(d("session:dee-page"), "ends_at"),
        FindingCode.UNREADABLE,
        "check_times",
    ),
}


async def _close_last_step(damaged: Damaged, call_id: str) -> None:
    """Undo that its second step opened at once, since nobody is staffed in the first."""
    kept = json.loads(str(await damaged.client.hget(damaged(f"call:{call_id}"), "hidden")))
    kept["seats"]["agent"]["opened"] = 1
    await damaged.hidden(f"call:{call_id}", seats=kept["seats"])


async def _joins_too(damaged: Damaged, staff_id: str, call_id: str) -> None:
    kept = json.loads(str(await damaged.client.hget(damaged(f"call:{call_id}"), "record")))
    party = {"participant_id": staff_id, "role": "agent", "display_name": "", "online": True, "joined_at": 1}
    await damaged.record(f"call:{call_id}", participants=[*kept["participants"], party])


async def _repeat(damaged: Damaged, kind: str) -> None:
    entries: Any = await damaged.client.xrange(damaged("journal"))
    fields = [fields for _, fields in entries if fields["type"] == kind][-1]
    await damaged.client.xadd(damaged("journal"), fields)


@pytest.mark.parametrize("what", DAMAGE)
async def test_damage_is_found(damaged: Damaged, what: str) -> None:
    do_damage, code, subject = DAMAGE[what]
    await do_damage(damaged)
    assert (code, subject) in await damaged.found()


def test_every_kind_of_damage_is_tried() -> None:
    tried = {code for _, code, _ in DAMAGE.values()}
    apart = {FindingCode.STATISTICS_MISMATCH, FindingCode.TRAIL_BROKEN, FindingCode.TRAIL_MISMATCH}
    assert tried | apart == set(FindingCode)


async def test_statistics_are_recounted(client: Redis, namespace: str, damaged: Damaged) -> None:
    store = StatisticsStore(client, namespace=namespace)
    start = await store.position()
    events = (await read_contents(client, namespace)).events
    counted = Tally()
    for event in events:
        counted.update(tally(event))
    assert await store.record(start, Position(events[-1].event_id, events[-1].at), counted)
    assert await check_figures(client, namespace) == ()
    keeper = StatisticsKeeper(store, Journal(client, namespace=namespace))
    await keeper.add_up(before=events[-1].at + 2 * DAY_MS)
    assert await check_figures(client, namespace) == ()
    (day, *_) = await store.days.marks()
    await client.hset(f"{{{namespace}}}:statistics_days", str(day), "0-0")
    sums = packed(fold(Tally({next(iter(counted)): 9}), Zones({})), day)
    assert await store.days.keep(day, "0-0", sums)
    assert [each.subject for each in await check_figures(client, namespace)] == [str(day)]
    again = await store.position()
    assert await store.record(again, again, Tally({next(iter(counted)): 1}))
    wrong = {finding.code for finding in await check_figures(client, namespace)}
    assert wrong == {FindingCode.STATISTICS_MISMATCH}
    assert await damaged.found() == set()


async def test_the_audit_trail_is_checked_against_itself_and_the_journal(
    client: Redis, namespace: str, damaged: Damaged
) -> None:
    store = AuditTrailStore(client, namespace=namespace)
    events = (await read_contents(client, namespace)).events
    entries = entries_of(events, after=0)
    assert len(entries) > 3
    until, at = events[-1].event_id, events[-1].at
    assert await store.record(await store.position(), entries, until=until, at=at)
    assert await check_trail(client, namespace) == ()
    made_up = entries[0].model_copy(update={"number": len(entries) + 1})
    assert await store.record(await store.position(), [made_up], until=until, at=at)
    assert {each.code for each in await check_trail(client, namespace)} == {FindingCode.TRAIL_MISMATCH}
    (day,) = await store.days()
    await client.lpop(damaged(f"trail_entries:{day.day}"))
    found = await check_trail(client, namespace)
    assert [(each.code, each.subject) for each in found] == [(FindingCode.TRAIL_BROKEN, "entry 1")]
    assert await damaged.found() == set()


async def test_only_what_stands_still_is_told(client: Redis, namespace: str, damaged: Damaged) -> None:
    told: list[str] = []
    await client.hincrby(damaged("present"), "nl", 1)
    assert [each.code for each in await audit(client, namespace, progress=told.append)] == [
        FindingCode.COUNTER_MISMATCH
    ]
    assert sum(each.startswith("reading") for each in told) == 5
    told.clear()
    await client.hincrby(damaged("present"), "nl", -1)
    assert await audit(client, namespace, progress=told.append) == ()
    assert sum(each.startswith("reading") for each in told) == 1


async def test_a_server_is_examined(server_binary: Path, tmp_path: Path) -> None:
    with running(server_binary, tmp_path, "--appendonly", "yes"):
        client = await connect(f"unix://{tmp_path}/server.sock")
        assert [each for each in await examine_server(client) if not each.fit] == []
        used = (await client.info("memory"))["used_memory"]
        for setting, value, subject in (
            ("maxmemory-policy", "allkeys-lru", Subject.EVICTION),
            ("appendonly", "no", Subject.PERSISTENCE),
            ("maxmemory", str(int(used * 1.2)), Subject.MEMORY),
        ):
            before = (await client.config_get(setting))[setting]
            await client.config_set(setting, value)
            bad = [each for each in await examine_server(client) if not each.fit]
            await client.config_set(setting, str(before))
            assert [each.subject for each in bad] == [subject]
            assert bad[0].remedy
        await client.acl_setuser("default", enabled=True, commands=["-config", "-function"])
        bad = [each for each in await examine_server(client) if not each.fit]
        assert [each.subject for each in bad] == [Subject.SCRIPTS]
        await client.aclose()
