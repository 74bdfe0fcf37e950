"""Reading the journal: from anywhere that is kept, and never past a gap without a word."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.queueing import Journal
from callrouter.queueing.journal import Batch, journal_place
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


async def test_an_empty_journal(house: House) -> None:
    assert await house.journal.last_id() == "0-0"
    assert await house.journal.after("0-0", limit=10) == ()
    assert (await house.engine.view("nobody")).event_id == "0-0"


async def test_reading_on_from_where_one_was(house: House) -> None:
    await house.ready("ann")
    first, second = await house.events()
    assert await house.journal.after("0-0", limit=2) == (first, second)
    assert await house.journal.after(first.event_id, limit=10) == (second,)
    assert await house.journal.after(second.event_id, limit=10) == ()
    assert await house.journal.last_id() == second.event_id
    assert (await house.engine.board()).event_id == second.event_id
    assert (await house.engine.view("ann")).event_id == second.event_id


@pytest.mark.parametrize("event_id", ["", "x", "1", "1-x", "0-0 ", "99999999999999-0", "5-0", "-", "+", "$"])
async def test_an_id_that_never_was_one_is_a_gap(house: House, event_id: str) -> None:
    await house.ready("ann")
    assert await house.journal.after(event_id, limit=10) is None


async def test_more_than_may_be_told_is_a_gap(house: House) -> None:
    await house.ready("ann")
    first, second = await house.events()
    assert await house.journal.after("0-0", limit=1) is None
    assert await house.journal.after(first.event_id, limit=1) == (second,)
    await house.ready("bob")
    assert await house.journal.after(first.event_id, limit=2) is None


async def test_an_event_of_a_newer_version_is_passed_over(house: House, client: Redis) -> None:
    await house.ready("ann")
    copy = f"{{{house.namespace}-mixed}}:journal"
    entries: Any = await client.xrange(f"{{{house.namespace}}}:journal")
    for event_id, fields in entries:
        await client.xadd(copy, fields, id=event_id)
    unknown = await client.xadd(copy, {"type": "of.tomorrow", "at": 1, "audience": "", "data": "{}"})
    mixed = Journal(client, namespace=f"{house.namespace}-mixed")
    batch = await mixed.wait("0-0")
    assert [event.type for event in batch.events] == ["staff.changed", "staff.changed"]
    assert batch.position == unknown
    assert await mixed.after("0-0", limit=10) == batch.events
    assert await mixed.after(unknown, limit=10) == ()


async def test_what_isnt_kept_any_more_is_a_gap(house: House, client: Redis) -> None:
    await house.ready("ann")
    first, second = await house.events()
    copy = f"{{{house.namespace}-trimmed}}:journal"
    for event in (first, second):
        await client.xadd(copy, {"type": "x"}, id=event.event_id)
    await client.xtrim(copy, maxlen=1, approximate=False)
    trimmed = Journal(client, namespace=f"{house.namespace}-trimmed")
    assert await trimmed.after("0-0", limit=1) is None
    assert await trimmed.after(first.event_id, limit=1) is None
    assert await trimmed.after(second.event_id, limit=1) == ()


async def test_waiting_for_the_next_event(house: House) -> None:
    await house.connects("ann")
    last = await house.journal.last_id()
    waiting = asyncio.create_task(house.journal.wait(last, block_ms=60_000))
    await house.ready("ann")
    events, position, *_ = await waiting
    assert [event.type for event in events] == ["staff.changed"]
    assert (await house.journal.wait("0-0", limit=1)).events == tuple((await house.events())[:1])
    assert await house.journal.wait(position, block_ms=1) == Batch((), position)


async def test_waiting_never_outlasts_the_sockets_patience(server_url: str, namespace: str) -> None:
    path = server_url.removeprefix("unix://")
    async with Redis(unix_socket_path=path, socket_timeout=0.2, decode_responses=True) as impatient:
        assert await Journal(impatient, namespace=namespace).wait("0-0", block_ms=60_000) == Batch((), "0-0")


async def test_events_go_at_their_time_but_none_that_is_still_to_be_read(
    house: House, client: Redis, namespace: str
) -> None:
    for name in ("ann", "bea", "cem"):
        await house.ready(name)
    events = await house.events()
    month = 31 * 86_400_000
    later = journal_place(events[-1].event_id)[0] + month + 1
    early = Journal(client, namespace=namespace, now=lambda: later - month)
    late = Journal(client, namespace=namespace, now=lambda: later)
    assert await late.trim(month) == 0
    for reader, read in (("trail", events[4]), ("statistics", events[2])):
        await client.hset(f"{{{namespace}}}:{reader}", "position", read.event_id)
    assert await early.trim(month) == 0
    assert await late.trim(month) == 2
    assert await house.journal.newest(10) == tuple(events[2:])
    await client.hset(f"{{{namespace}}}:statistics", "position", events[-1].event_id)
    await client.hset(f"{{{namespace}}}:trail", "position", events[-1].event_id)
    assert await late.trim(month) == 3
    assert await house.journal.keeps(events[-1].event_id)
