"""The server is killed under load and started again: all that was acknowledged is there, and only once."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from callrouter.queueing import QueueEngine, connect
from callrouter.queueing.audit import audit
from tests.queueing.crowd import let_it_be_quiet
from tests.queueing.ledger import Ledger, recount, under_load
from tests.queueing.servers import running

#: The long run, ``scripts/soak``, asks for more.
_LIVES = int(os.environ.get("SOAK_LIVES", "3"))

pytestmark = [pytest.mark.valkey, pytest.mark.timeout(0 if "SOAK_LIVES" in os.environ else 180)]

_ACKNOWLEDGED_A_LIFE = 250
_NAMESPACE = "killed"
#: For how long a server with ``everysec`` may put off writing while an earlier write is being synced; what
#: it acknowledges meanwhile dies with it. With ``always`` it answers nothing that isn't on the disk.
_MAY_BE_LOST_S = {"everysec": 2.0, "always": 0.0}


@pytest.mark.parametrize("fsync", _MAY_BE_LOST_S)
async def test_what_was_acknowledged_outlives_the_server(
    server_binary: Path, tmp_path: Path, fsync: str
) -> None:
    keeping = ("--appendonly", "yes", "--appendfsync", fsync)
    url = f"unix://{tmp_path}/server.sock"
    ledger = Ledger()
    with running(server_binary, tmp_path, *keeping):
        client = await connect(url)
        # Whose outcome is unknown is asked again by us, so that we know that it was.
        client.set_retry(Retry(NoBackoff(), 0))
    try:
        async with under_load(client, _NAMESPACE, ledger):
            for life in range(1, _LIVES + 1):
                with running(server_binary, tmp_path, *keeping) as server:
                    pid = int(server.info("server")["process_id"])
                    ledger.up.set()
                    async with asyncio.timeout(60):
                        await ledger.has(acknowledged=life * _ACKNOWLEDGED_A_LIFE)
                        before = ledger.interrupted
                        # From beside, so that it happens in the middle of the work.
                        await asyncio.to_thread(os.kill, pid, signal.SIGKILL)
                        ledger.killed.append(time.monotonic())
                        await ledger.has(interrupted=before + 1)
                ledger.up.clear()
        with running(server_binary, tmp_path, *keeping):
            assert await audit(client, _NAMESPACE) == ()
            await recount(client, _NAMESPACE, ledger, lost_s=_MAY_BE_LOST_S[fsync])
            await let_it_be_quiet(client, QueueEngine(client, namespace=_NAMESPACE), _NAMESPACE)
            assert await audit(client, _NAMESPACE) == ()
    finally:
        await client.aclose()
