"""Nobody works on data of another form."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from callrouter.queueing import QueueServerError, claim_layout
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


async def test_a_new_deployment_is_claimed_and_found_again(client: Redis, house: House) -> None:
    await claim_layout(client, namespace=house.namespace)
    await house.ready("ann")
    await claim_layout(client, namespace=house.namespace)


async def test_data_without_a_form_is_of_the_first_and_refused(client: Redis, namespace: str) -> None:
    await client.xadd(f"{{{namespace}}}:journal", {"type": "call.queued"})
    for _again in range(2):
        with pytest.raises(QueueServerError, match="form 1"):
            await claim_layout(client, namespace=namespace)


async def test_data_of_a_later_version_is_refused(client: Redis, namespace: str) -> None:
    await client.set(f"{{{namespace}}}:layout", "99")
    with pytest.raises(QueueServerError, match="form 99"):
        await claim_layout(client, namespace=namespace)
