"""Keeping the audit trail: each action stands there once, whoever writes, dies or comes late."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from structlog.testing import capture_logs

from callrouter.model.audit_trail import AuditEntry
from callrouter.model.statistics import interval_of
from callrouter.policy.audit_trail import FORM, entries_of, entry_of
from callrouter.queueing import (
    AuditTrailStore,
    Journal,
    QueueEngine,
    QueueUnavailableError,
    StatisticsStore,
    TrailPosition,
    connect,
)
from callrouter.queueing.audit import check_chain
from callrouter.queueing.audit.trail import check_trail
from callrouter.services.audit_trail import ActionNotes, AuditKeeper
from callrouter.services.statistics import StatisticsKeeper
from tests.queueing.house import House
from tests.queueing.servers import running
from tests.queueing.traffic import Traffic, give

pytestmark = pytest.mark.valkey

_NAMESPACE = "callrouter"
_COMMANDS_A_LIFE = 200


class _KilledError(Exception):
    """The keeper's process is gone."""


class _Mortal(AuditTrailStore):
    """The store, to a keeper that may be killed before it records and before it hears that it did."""

    def __init__(self, client: Redis, chance: random.Random) -> None:
        super().__init__(client)
        self._chance = chance

    async def record(
        self, since: TrailPosition, entries: Sequence[AuditEntry], *, until: str, at: int
    ) -> bool:
        fate = self._chance.random()
        if fate < 0.25:
            raise _KilledError
        done = await super().record(since, entries, until=until, at=at)
        if fate > 0.75:
            raise _KilledError
        return done


async def _keeps(store: AuditTrailStore, journal: Journal, over: asyncio.Event) -> None:
    """Keep the trail until the traffic is over, by one keeper after another, each killed."""
    while True:
        last = over.is_set()
        try:
            await AuditKeeper(store, journal, gather_s=0).catch_up()
        except _KilledError:
            continue
        if last:
            return


async def _stands_as_the_journal_tells(client: Redis, namespace: str) -> None:
    store = AuditTrailStore(client, namespace=namespace)
    events = await Journal(client, namespace=namespace).after("0-0", limit=1_000_000)
    assert events is not None
    told = [entry for entry in (entry_of(event, number=1) for event in events) if entry is not None]
    numbered = [entry.model_copy(update={"number": number}) for number, entry in enumerate(told, start=1)]
    kept = [AuditEntry.model_validate_json(each.text) async for _, run in store.forward() for each in run]
    assert kept == numbered
    assert {entry.action for entry in kept} >= {"call.joined", "staff.changed"}
    assert (await check_chain(store)).broken is None


@pytest.mark.parametrize("seed", range(2))
async def test_keepers_that_compete_and_die_write_what_the_journal_tells_once(
    client: Redis, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (a test's traffic)
    journal, over = Journal(client), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(_keeps(_Mortal(client, chance), journal, over))
        try:
            await give(Traffic(QueueEngine(client), "one", chance), 600, lambda _: None)
        finally:
            over.set()
    await _stands_as_the_journal_tells(client, _NAMESPACE)


@asynccontextmanager
async def _written(client: Redis) -> AsyncIterator[None]:
    """Two nodes that keep the trail while the context lasts."""
    store, journal = AuditTrailStore(client, namespace="killed"), Journal(client, namespace="killed")
    keepers = [asyncio.create_task(AuditKeeper(store, journal, gather_s=0).run()) for _ in range(2)]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.wait(keepers)


async def test_a_server_that_is_killed_while_it_is_written_loses_and_doubles_nothing(
    server_binary: Path, tmp_path: Path
) -> None:
    keeping = ("--appendonly", "yes", "--appendfsync", "everysec")
    with running(server_binary, tmp_path, *keeping):
        client = await connect(f"unix://{tmp_path}/server.sock")
        client.set_retry(Retry(NoBackoff(), 0))
    try:
        for life in range(3):
            with running(server_binary, tmp_path, *keeping) as server:
                pid = int(server.info("server")["process_id"])
                async with _written(client):
                    await _gives_until_killed(client, f"life-{life}", pid)
        with running(server_binary, tmp_path, *keeping):
            store, journal = AuditTrailStore(client, namespace="killed"), Journal(client, namespace="killed")
            await AuditKeeper(store, journal).catch_up()
            await _stands_as_the_journal_tells(client, "killed")
    finally:
        await client.aclose()


async def _gives_until_killed(client: Redis, name: str, pid: int) -> None:
    """Give commands, and kill the server in the middle of them from beside."""
    traffic = Traffic(QueueEngine(client, namespace="killed"), name, random.Random(name))  # noqa: S311
    killing: list[asyncio.Future[None]] = []

    def said(number: int) -> None:
        if number >= _COMMANDS_A_LIFE and not killing:
            killing.append(asyncio.ensure_future(asyncio.to_thread(os.kill, pid, signal.SIGKILL)))

    with pytest.raises(ExceptionGroup) as ended:
        await give(traffic, 100 * _COMMANDS_A_LIFE, said)
    assert all(isinstance(each, QueueUnavailableError) for each in ended.value.exceptions)
    await asyncio.wait(killing)


async def test_what_left_the_journal_unwritten_is_told_in_the_trail(client: Redis) -> None:
    house, store, journal = House(client, _NAMESPACE), AuditTrailStore(client), Journal(client)
    keeper = AuditKeeper(store, journal)
    await house.talks("ann", "c1")
    await keeper.catch_up()
    position = await store.position()
    await house.engine.hold_call("c1", True, by="ann")
    await house.engine.hold_call("c1", False, by="ann")
    await client.xtrim(f"{{{_NAMESPACE}}}:journal", maxlen=1, approximate=False)
    with capture_logs() as logs:
        await keeper.catch_up()
        await keeper.catch_up()
    assert [entry["event"] for entry in logs] == ["audit_trail.events_lost"]
    kept = [AuditEntry.model_validate_json(each.text) async for _, run in store.forward() for each in run]
    assert [(entry.action, entry.subject) for entry in kept[position.number :]] == [
        ("trail.gap", position.event_id),
        ("call.held", "c1"),
    ]
    assert (await check_chain(store)).broken is None


async def test_an_event_that_cannot_be_read_is_told_in_the_trail_and_in_reports(client: Redis) -> None:
    store, journal, statistics = AuditTrailStore(client), Journal(client), StatisticsStore(client)
    event_id = await client.xadd(f"{{{_NAMESPACE}}}:journal", {"type": "moon.landed"})
    assert isinstance(event_id, str)
    await AuditKeeper(store, journal).catch_up()
    await StatisticsKeeper(statistics, journal).catch_up()
    kept = [AuditEntry.model_validate_json(each.text) async for _, run in store.forward() for each in run]
    assert [(entry.action, entry.event_id) for entry in kept] == [("trail.unreadable", event_id)]
    at = int(event_id.partition("-")[0])
    parts = [part async for part in statistics.parts(interval_of(at), at + 1)]
    assert [part.incomplete for part in parts] == [True]
    assert await check_trail(client, _NAMESPACE) == ()


async def test_what_another_form_told_in_other_words_is_no_contradiction(client: Redis) -> None:
    house, store = House(client, _NAMESPACE), AuditTrailStore(client)
    await house.talks("ann", "c1")
    await house.engine.hold_call("c1", True, by="ann")
    events = await house.events()
    held = next(entry for entry in entries_of(events, after=0) if entry.action == "call.held")
    for words, sound in (
        ({"action": "call.paused", "outcome": "since then", "form": FORM + 1}, True),
        ({"action": "call.paused", "form": FORM + 1, "by": "bob"}, False),
        ({"action": "call.paused"}, False),
    ):
        async for key in client.scan_iter(match=f"{{{_NAMESPACE}}}:trail*"):
            await client.delete(key)
        entry = held.model_copy(update={"number": 1, **words})
        last = events[-1]
        assert await store.record(await store.position(), [entry], until=last.event_id, at=last.at)
        wrong = {each.subject for each in await check_trail(client, _NAMESPACE)}
        assert (held.event_id not in wrong) is sound


async def test_an_unreadable_event_that_was_passed_over_is_found(client: Redis) -> None:
    store = AuditTrailStore(client)
    event_id = await client.xadd(f"{{{_NAMESPACE}}}:journal", {"type": "call.ended"})
    assert isinstance(event_id, str)
    assert await store.record(await store.position(), (), until=event_id, at=1)
    assert [each.subject for each in await check_trail(client, _NAMESPACE)] == [event_id]


async def test_the_end_of_a_day_is_logged_for_whoever_wants_to_prove_it_later(client: Redis) -> None:
    house, store = House(client, _NAMESPACE), AuditTrailStore(client)
    keeper = AuditKeeper(store, Journal(client))
    await house.talks("ann", "c1")
    await keeper.catch_up()
    head = await store.position()
    house.clock.now += 86_400_000
    await house.engine.hold_call("c1", True, by="ann")
    with capture_logs() as logs:
        await keeper.catch_up()
    told = [(entry["number"], entry["hash"]) for entry in logs if entry["event"] == "audit_trail.head"]
    assert told == [(head.number, head.head)]


async def test_an_action_that_changes_nothing_comes_into_the_trail(client: Redis) -> None:
    store = AuditTrailStore(client)
    await ActionNotes(store).note("sign_in.done", by="ann", outcome="desk")
    await AuditKeeper(store, Journal(client)).catch_up()
    (kept,) = [AuditEntry.model_validate_json(each.text) async for _, run in store.forward() for each in run]
    assert (kept.action, kept.by, kept.outcome) == ("sign_in.done", "ann", "desk")
