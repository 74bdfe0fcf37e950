"""A backup of replicated servers, which are read and restored like a single one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from callrouter.queueing import LAYOUT, NodeRegistry, connect
from callrouter.queueing.audit import audit
from callrouter.queueing.backup import back_up, restore
from tests.queueing.house import House
from tests.topologies.cluster import Cluster

pytestmark = [pytest.mark.valkey, pytest.mark.network]


async def test_a_backup_of_a_cluster_goes_there_and_back(shards: Cluster, tmp_path: Path) -> None:
    client, path = await connect(shards.url), tmp_path / "backup"
    try:
        await NodeRegistry(client).set_out(LAYOUT)
        house = House(client, "callrouter")
        house.engine = type(house.engine)(client)
        await house.talks("ann", "c1")
        out = io.BytesIO()
        assert (await back_up(client, out, namespace="callrouter", release="1.0", now=1)).head.of_one_moment
        path.write_bytes(out.getvalue())
        async for name in client.scan_iter(match="{callrouter}:*"):
            await client.delete(name)
        await restore(client, path, namespace="callrouter")
        assert [call.call_id for call in (await house.engine.board()).calls] == ["c1"]
        assert await audit(client, "callrouter") == ()
    finally:
        await client.aclose()
