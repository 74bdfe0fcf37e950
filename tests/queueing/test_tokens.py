"""Tokens: found while they last, and never stored."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from callrouter.queueing import TokenStore

pytestmark = pytest.mark.valkey


async def test_a_token_stands_for_its_subject_until_deleted(client: Redis, namespace: str) -> None:
    tokens = TokenStore(client, namespace=namespace)
    assert await tokens.get("s3cret") is None
    await tokens.put("s3cret", "agent-1", 60)
    assert await tokens.get("s3cret") == "agent-1"
    assert await tokens.get("other") is None
    await tokens.delete("s3cret")
    await tokens.delete("s3cret")
    assert await tokens.get("s3cret") is None


async def test_only_a_digest_is_kept_and_not_for_ever(client: Redis, namespace: str) -> None:
    await TokenStore(client, namespace=namespace).put("s3cret", "agent-1", 60)
    (name,) = [name async for name in client.scan_iter(match=f"{{{namespace}}}*", count=1000)]
    assert "s3cret" not in name
    assert await client.get(name) == "agent-1"
    assert 0 < await client.ttl(name) <= 60


class _Repeating(Redis):
    """Sends everything twice, as a client does that lost the first answer with its connection."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]


async def test_one_alone_takes_a_token_though_answers_are_lost(client: Redis, namespace: str) -> None:
    repeating = TokenStore(_Repeating(connection_pool=client.connection_pool), namespace=namespace)
    tokens = TokenStore(client, namespace=namespace)
    assert await repeating.take("s3cret") is None
    await tokens.put("s3cret", "agent-1", 60)
    assert await repeating.take("s3cret") == "agent-1"
    await tokens.put("s3cret", "agent-1", 60)
    taken = await asyncio.gather(*(tokens.take("s3cret") for _ in range(10)))
    assert taken.count("agent-1") == 1
    assert await tokens.get("s3cret") is None
    assert await repeating.take("s3cret") is None
