"""Another server takes over: nothing acknowledged is lost; who read further than it knows, notices."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from callrouter.model.statistics import Tally
from callrouter.queueing import (
    AuditTrailStore,
    Journal,
    Position,
    QueueUnavailableError,
    StatisticsStore,
    TokenStore,
    connect,
)
from callrouter.queueing.audit import audit
from tests.binaries import redis, valkey
from tests.queueing.house import House
from tests.queueing.ledger import Ledger, recount, under_load
from tests.topologies.cluster import Cluster
from tests.topologies.replicated import Replicated, replicated

pytestmark = [pytest.mark.valkey, pytest.mark.timeout(120)]

#: Where both do the same, one of them is enough.
_ON_REDIS = pytest.mark.parametrize("server_binary", [redis], indirect=True, ids=["redis"])
_ON_VALKEY = pytest.mark.parametrize("server_binary", [valkey], indirect=True, ids=["valkey"])

_NAMESPACE = "replaced"
_ACKNOWLEDGED = 100


async def test_what_was_acknowledged_outlives_the_primary(server_binary: Path, tmp_path: Path) -> None:
    with replicated(server_binary, tmp_path, replicas=2) as servers:
        client = await connect(servers.url, namespace=_NAMESPACE)
        # Whose outcome is unknown is asked again by us, so that we know that it was.
        client.set_retry(Retry(NoBackoff(), 0))
        ledger = Ledger()
        ledger.up.set()
        try:
            async with asyncio.timeout(90), under_load(client, _NAMESPACE, ledger):
                await ledger.has(acknowledged=_ACKNOWLEDGED)
                await asyncio.to_thread(servers.cut_replication)
                # All that is written now is lost; whoever wrote it must not have heard that it was done.
                await ledger.has(interrupted=ledger.interrupted + 1)
                await asyncio.to_thread(servers.fail_over)
                await ledger.has(acknowledged=len(ledger.acknowledged) + _ACKNOWLEDGED)
            await recount(client, _NAMESPACE, ledger)
            assert await audit(client, _NAMESPACE) == ()
        finally:
            await client.aclose()


@_ON_REDIS
async def test_what_no_replica_has_is_lost_and_readers_notice(sentinels: Replicated) -> None:
    client = await connect(f"{sentinels.url}&replicas=0", namespace=_NAMESPACE)
    try:
        house, tokens = House(client, _NAMESPACE), TokenStore(client, namespace=_NAMESPACE)
        journal = Journal(client, namespace=_NAMESPACE)
        await house.connects("ann")
        await asyncio.to_thread(sentinels.until_followed, sentinels.primary, 1)
        before = await journal.last_id()
        await asyncio.to_thread(sentinels.cut_replication)
        await house.ready("ann")
        await tokens.put("word", "subject", 1000)
        ahead = await journal.last_id()
        assert (await journal.wait(before, block_ms=1)).position == ahead
        reading = asyncio.create_task(_until_missed(journal, ahead))
        await asyncio.to_thread(sentinels.fail_over)
        await reading
        assert (await journal.wait(before, block_ms=1)).kept, "both servers had it"
        assert await tokens.get("word") is None, "confirming would have refused it"
        await _nothing_lost_is_taken(client, ahead)
    finally:
        await client.aclose()


@_ON_VALKEY
async def test_a_frozen_primary_holds_nobody_up(sentinels: Replicated) -> None:
    client = await connect(f"{sentinels.url}&replicas=0", namespace=_NAMESPACE)
    try:
        tokens, journal = TokenStore(client, namespace=_NAMESPACE), Journal(client, namespace=_NAMESPACE)
        await tokens.put("word", "subject", 1000)
        await asyncio.to_thread(sentinels.until_followed, sentinels.primary, 1)
        waiting = asyncio.create_task(journal.wait("0-0", block_ms=2000))
        lost = sentinels.primary
        lost.freeze()
        asked = asyncio.create_task(_until_answered(tokens))
        await asyncio.to_thread(sentinels.until_replaced, lost)
        assert await asked == "subject"
        await asyncio.gather(waiting, return_exceptions=True)
        lost.wake()
        assert await tokens.get("word") == "subject", "nobody goes back to who woke up"
    finally:
        await client.aclose()


@_ON_REDIS
async def test_a_cluster_moves_our_slot_and_loses_its_owner(shards: Cluster) -> None:
    client = await connect(f"{shards.url}?replicas=0")
    client.set_retry(Retry(NoBackoff(), 0))
    ledger = Ledger()
    ledger.up.set()
    try:
        async with asyncio.timeout(90), under_load(client, "callrouter", ledger):
            await ledger.has(acknowledged=_ACKNOWLEDGED)
            ends = await asyncio.to_thread(shards.begin_move)
            # In two places at once nothing can be decided.
            await ledger.has(interrupted=ledger.interrupted + 1)
            await asyncio.to_thread(shards.end_move, *ends)
            await ledger.has(acknowledged=len(ledger.acknowledged) + _ACKNOWLEDGED)
            # And back, as the replica is with who had it first.
            ends = await asyncio.to_thread(shards.begin_move, ends[0])
            await asyncio.to_thread(shards.end_move, *ends)
            await ledger.has(acknowledged=len(ledger.acknowledged) + _ACKNOWLEDGED)
        await asyncio.to_thread(shards.until_followed)
        await asyncio.to_thread(shards.fail_over)
        tokens = TokenStore(client)
        await _until_answered(tokens)
        await recount(client, "callrouter", ledger)
        assert await audit(client, "callrouter") == ()
    finally:
        await client.aclose()


async def _nothing_lost_is_taken(client: Redis, event_id: str) -> None:
    """Bring what was read up to an event that is lost to whoever took over: it takes nothing of that."""
    statistics = StatisticsStore(client, namespace=_NAMESPACE)
    trail = AuditTrailStore(client, namespace=_NAMESPACE)
    counted, told = await statistics.position(), await trail.position()
    assert not await statistics.record(counted, Position(event_id, 1), Tally())
    assert not await trail.record(told, (), until=event_id, at=1)
    assert (counted, told) == (await statistics.position(), await trail.position())


async def _until_missed(journal: Journal, after: str) -> None:
    """Read on until it is told that events are missing."""
    while True:
        try:
            if not (await journal.wait(after)).kept:
                return
        except QueueUnavailableError:
            await asyncio.sleep(0.02)


async def _until_answered(tokens: TokenStore) -> str | None:
    while True:
        try:
            return await tokens.get("word")
        except QueueUnavailableError:
            await asyncio.sleep(0.02)
