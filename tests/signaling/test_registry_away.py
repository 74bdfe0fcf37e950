"""Relays stay what they are while the queue's server is away, and nobody loses media over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from callrouter.model.media import RelayLoad, RelayRecord
from callrouter.queueing import EmbeddedValkey, Journal, QueueEngine, RelayRegistry, connect
from callrouter.services.deadlines import DeadlineKeeper
from signaling.background import Background
from signaling.relays.registration import Registration

pytestmark = [pytest.mark.valkey, pytest.mark.network]

_RELAYS = 6
#: Long enough for a lapsed lease to be found, doubted and ended.
_AFTERWARDS_S = 4.0


async def _nothing() -> None:
    pass


@asynccontextmanager
async def _deployment(valkey: EmbeddedValkey) -> AsyncIterator[RelayRegistry]:
    """Have relays that renew as real ones do, each at another moment, and two nodes that end leases."""
    async with AsyncExitStack() as stack:

        async def registry() -> RelayRegistry:
            client = await connect(valkey.url)
            stack.push_async_callback(client.aclose)
            return RelayRegistry(client)

        background = Background()
        stack.push_async_callback(background.close)
        for number in range(_RELAYS):
            record = RelayRecord(relay_id=f"r{number}", control_url="unix:///r.sock", capacity=9)
            registration = Registration(
                await registry(), record, lambda: RelayLoad(legs=0, packets_per_s=0, cpu=0)
            )
            background.start(f"relay {number}", registration.run)
            await registration.registered.wait()
            await asyncio.sleep(1 / _RELAYS)  # renewals are spread over their second
        for number in range(2):
            client = await connect(valkey.url)
            stack.push_async_callback(client.aclose)
            keeper = DeadlineKeeper(QueueEngine(client), recover=_nothing)
            background.start(f"keeper {number}", keeper.run)
        yield await registry()


@pytest.mark.parametrize("away_s", [2.2, 3.0])
async def test_no_relay_is_lost_over_an_outage(tmp_path: Path, away_s: float) -> None:
    valkey = EmbeddedValkey(tmp_path / "valkey")
    await valkey.start()
    try:
        async with _deployment(valkey) as registry:
            client = await connect(valkey.url)
            position = await Journal(client).last_id()
            await client.aclose()
            await valkey.stop()
            await asyncio.sleep(away_s)  # the outage itself is the test
            await valkey.start()
            await asyncio.sleep(_AFTERWARDS_S)
            client = await connect(valkey.url)
            assert await Journal(client).last_id() == position, "nothing happened to relays or calls"
            await client.aclose()
            assert len(await registry.all()) == _RELAYS
    finally:
        await valkey.stop()
