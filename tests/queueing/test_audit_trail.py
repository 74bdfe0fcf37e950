"""Where the audit trail is kept: added to once, read by time, dropped by days, and found broken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.model.audit_trail import AuditEntry, ChainBreak
from callrouter.policy.audit_trail import GENESIS
from callrouter.queueing import Action, AuditTrailStore, Journal, TrailPosition
from callrouter.queueing.audit import check_chain

pytestmark = pytest.mark.valkey

START = 1_790_000_100_000
DAY = 86_400_000
NOWHERE = TrailPosition("0-0", 0, 0, "")


@pytest.fixture
def store(client: Redis, namespace: str) -> AuditTrailStore:
    return AuditTrailStore(client, namespace=namespace, keep_days=3, clock=lambda: START + 3 * DAY)


async def _adds(store: AuditTrailStore, count: int, *, at: int = START) -> tuple[AuditEntry, ...]:
    since = await store.position()
    entries = tuple(
        AuditEntry(
            number=number, at=at, by="sue", action="flag.settled", subject=f"c{number}", event_id=f"{at}-1"
        )
        for number in range(since.number + 1, since.number + count + 1)
    )
    assert await store.record(since, entries, until=f"{at}-{since.number + count}", at=at)
    return entries


async def _all(store: AuditTrailStore) -> tuple[AuditEntry, ...]:
    return tuple(
        [AuditEntry.model_validate_json(kept.text) async for _, run in store.forward() for kept in run]
    )


async def test_entries_are_added_once_whoever_comes_second(store: AuditTrailStore) -> None:
    entries = await _adds(store, 3)
    assert not await store.record(NOWHERE, entries, until="9-9", at=START)
    assert await _all(store) == entries
    assert (await store.position()).number == 3
    state = await check_chain(store)
    assert (state.entries, state.number, state.broken) == (3, 3, None)
    assert state.head == (await store.position()).head


async def test_without_an_entry_the_place_moves_on_alone(store: AuditTrailStore) -> None:
    assert await store.record(NOWHERE, (), until="5-1", at=START)
    assert await store.position() == TrailPosition("5-1", START, 0, "")
    await _adds(store, 1)
    assert (await check_chain(store)).broken is None


async def test_packing_changes_nothing_that_is_read(
    store: AuditTrailStore, client: Redis, namespace: str
) -> None:
    entries = await _adds(store, 2300)
    entries += await _adds(store, 150, at=START + DAY)
    before = await _all(store), await check_chain(store), await _back(store, 2301)
    room = await _room(client, namespace)
    await store.pack()
    assert before == (await _all(store), await check_chain(store), await _back(store, 2301))
    assert before[0] == entries
    packed = [key async for key in client.scan_iter(match=f"{{{namespace}}}:trail_packed:*")]
    assert len(packed) == 1, "only the day that is over"
    assert await _room(client, namespace) < room / 2
    await store.pack()
    assert await _all(store) == entries


async def _room(client: Redis, namespace: str) -> int:
    keys = [key async for key in client.scan_iter(match=f"{{{namespace}}}:trail_*")]
    return sum([await client.memory_usage(key, samples=0) or 0 for key in keys])


async def _back(store: AuditTrailStore, before: int) -> list[int]:
    return [
        AuditEntry.model_validate_json(kept.text).number
        async for run in store.backward(before)
        for kept in reversed(run)
    ]


@pytest.mark.parametrize("before", [1, 2, 1000, 1001, 1002, 1150, 1151, 5000])
async def test_it_is_read_backward_from_any_entry(store: AuditTrailStore, before: int) -> None:
    await _adds(store, 1000)
    await _adds(store, 150, at=START + DAY)
    await store.pack()
    assert await _back(store, before) == list(range(min(before, 1151) - 1, 0, -1))


async def test_days_are_dropped_at_their_time_and_the_rest_can_be_checked(
    client: Redis, namespace: str
) -> None:
    store = AuditTrailStore(client, namespace=namespace, keep_days=3, clock=lambda: START + 4 * DAY)
    for day in range(5):
        await _adds(store, 2, at=START + day * DAY)
    assert [day.number for day in await store.days()] == [3, 5, 8, 10]
    kept = await _all(store)
    assert [entry.number for entry in kept] == list(range(3, 12))
    assert [(entry.number, entry.by) for entry in kept if entry.action == "trail.dropped"] == [(7, "clock")]
    state = await check_chain(store)
    assert (state.entries, state.number, state.broken) == (9, 11, None)
    await client.hdel(f"{{{namespace}}}:trail_days", (await store.days())[0].day)
    assert (await check_chain(store)).broken == ChainBreak(number=3, what="missing")


async def test_an_event_of_a_clock_far_ahead_drops_no_day_before_its_time(store: AuditTrailStore) -> None:
    for day in (2, 3, 400, 4):
        await _adds(store, 1, at=START + day * DAY)
    assert [entry.number for entry in await _all(store)] == [1, 2, 3, 4]


async def test_a_server_whose_clock_is_far_ahead_drops_two_days_at_most(
    client: Redis, namespace: str, store: AuditTrailStore
) -> None:
    for day in (1, 2, 3, 4):
        await _adds(store, 1, at=START + day * DAY)
    ahead = AuditTrailStore(client, namespace=namespace, keep_days=3, clock=lambda: START + 400 * DAY)
    for _ in range(3):
        await _adds(ahead, 1, at=START + 400 * DAY)
    assert [day.number for day in await store.days()] == [3, 4, 5]
    assert (await check_chain(store)).broken is None


async def test_a_clock_that_is_put_back_leaves_the_order(store: AuditTrailStore) -> None:
    await _adds(store, 1, at=START + DAY)
    await _adds(store, 1, at=START)
    await _adds(store, 1, at=START + DAY)
    assert [entry.number for entry in await _all(store)] == [1, 2, 3]
    assert (await check_chain(store)).broken is None


async def test_a_clock_that_is_put_back_over_midnight_leaves_one_stretch_in_order(
    store: AuditTrailStore,
) -> None:
    midnight = START - START % DAY + DAY
    for moments in ((midnight - 9, midnight + 1, midnight - 5), (midnight - 2, midnight + 3)):
        since = await store.position()
        entries = [
            AuditEntry(number=number, at=at, by="sue", action="flag.settled", event_id=f"{number}-1")
            for number, at in enumerate(moments, start=since.number + 1)
        ]
        assert await store.record(since, entries, until=f"{since.number + 9}-1", at=moments[-1])
        assert (await store.position()).at == max(midnight + 1, moments[-1])
    assert [entry.number for entry in await _all(store)] == [1, 2, 3, 4, 5]
    assert (await check_chain(store)).broken is None


# What is found -----------------------------------------------------------------------------------

Damage = Callable[["_Desk"], Awaitable[object]]


class _Desk:
    """Where somebody sits who may write to the server."""

    def __init__(self, client: Redis, namespace: str) -> None:
        self.client: Any = client
        self.namespace = namespace

    def __call__(self, name: str) -> str:
        return f"{{{self.namespace}}}:{name}"

    @property
    def entries(self) -> str:
        return self("trail_entries:2026-09-21")

    async def alter(self) -> None:
        kept = await self.client.lindex(self.entries, 4)
        await self.client.lset(self.entries, 4, kept.replace("sue", "ann"))

    async def cut_out(self) -> None:
        await self.client.lrem(self.entries, 1, await self.client.lindex(self.entries, 4))

    async def cut_off(self) -> None:
        await self.client.rpop(self.entries, 2)

    async def drop_a_day(self) -> None:
        await self.client.delete(self("trail_entries:2026-09-22"))
        await self.client.hdel(self("trail_days"), "2026-09-22")

    async def drop_the_first_day(self) -> None:
        await self.client.delete(self.entries)
        await self.client.hdel(self("trail_days"), "2026-09-21")

    async def begin_anew(self) -> None:
        await self.client.hset(self("trail_days"), "2026-09-21", f"4 {GENESIS}")
        await self.client.ltrim(self.entries, 3, -1)

    async def scribble(self) -> None:
        await self.client.lset(self.entries, 4, "nonsense")

    async def swap(self) -> None:
        first, second = await self.client.lrange(self.entries, 4, 5)
        await self.client.lset(self.entries, 4, second)
        await self.client.lset(self.entries, 5, first)

    async def reseal_the_end(self) -> None:
        await self.client.hset(self("trail"), "head", "0" * 64)


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        (_Desk.alter, (5, "altered")),
        (_Desk.cut_out, (5, "missing")),
        (_Desk.cut_off, (9, "missing")),
        (_Desk.drop_a_day, (11, "missing")),
        (_Desk.drop_the_first_day, (1, "missing")),
        (_Desk.begin_anew, (4, "altered")),
        (_Desk.scribble, (5, "unreadable")),
        (_Desk.swap, (5, "missing")),
        (_Desk.reseal_the_end, (14, "head")),
    ],
)
async def test_the_first_entry_that_is_not_as_it_was_is_found(
    store: AuditTrailStore, client: Redis, namespace: str, damage: Damage, broken: tuple[int, str]
) -> None:
    for count, day in ((10, 0), (2, 1), (2, 2)):
        await _adds(store, count, at=START + day * DAY)
    assert (await check_chain(store)).broken is None
    await damage(_Desk(client, namespace))
    found = (await check_chain(store)).broken
    assert isinstance(found, ChainBreak)
    assert (found.number, found.what) == broken


# Notes -------------------------------------------------------------------------------------------


async def test_a_note_is_told_once_however_often_it_is_repeated(
    store: AuditTrailStore, client: Redis, namespace: str
) -> None:
    action = Action(action="sign_in.done", by="ann", outcome="desk")
    for note_id in ("n1", "n1", "n2"):
        await store.note(action, note_id=note_id)
    events = await Journal(client, namespace=namespace).after("0-0", limit=10)
    assert events is not None
    assert [(event.type, event.audience) for event in events] == [("action.noted", ())] * 2
