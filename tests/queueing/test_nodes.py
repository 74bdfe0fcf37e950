"""Which nodes are there: each as long as it renews, with how far its clock is from the server's."""

from __future__ import annotations

import pytest

from callrouter.model.nodes import NodeRecord
from callrouter.queueing import NODE_LEASE_MS, NodeRegistry
from tests.queueing.house import House

pytestmark = pytest.mark.valkey


async def test_a_node_is_known_until_its_lease_ends_or_it_leaves(house: House) -> None:
    nodes = NodeRegistry(house.client, namespace=house.namespace, now=house.clock)
    for name in ("n1", "n2"):
        await nodes.renew(NodeRecord(node_id=name, version="1.0"), own_ms=house.clock() + 700)
    assert {each.node.node_id for each in await nodes.all()} == {"n1", "n2"}
    assert {each.ahead_ms for each in await nodes.all()} == {700}
    await nodes.leave("n2")
    assert [each.node.node_id for each in await nodes.all()] == ["n1"]
    house.clock.now += NODE_LEASE_MS
    assert await nodes.all() == ()
