"""Tokens: found while they last, and never stored."""

from __future__ import annotations

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
