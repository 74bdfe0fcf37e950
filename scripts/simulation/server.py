"""A private server for a simulation, gone with it."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from callrouter.queueing import EmbeddedValkey
from scripts.simulation.wire import PipeliningClient


@asynccontextmanager
async def private_server() -> AsyncIterator[PipeliningClient]:
    """Start the embedded Valkey in a folder of its own, and connect to it.

    It keeps nothing on disk: a simulation that dies is run again.
    """
    with tempfile.TemporaryDirectory(prefix="callrouter-simulation-") as folder:
        valkey = EmbeddedValkey(Path(folder))
        await valkey.start()
        try:
            client = await PipeliningClient.open(valkey.url)
            try:
                await client.execute_command("CONFIG", "SET", "appendonly", "no")
                yield client
            finally:
                await client.aclose()
        finally:
            await valkey.stop()
