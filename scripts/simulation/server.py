"""A private server for a simulation, gone with it."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from redis.asyncio import Redis

from callrouter.queueing import EmbeddedValkey, connect
from scripts.simulation.wire import PipeliningClient


class PrivateServer(NamedTuple):
    """A running server: the simulation's own connection to it, and an ordinary one."""

    wire: PipeliningClient
    #: For what needs answers as the ordinary client converts them.
    plain: Redis


@asynccontextmanager
async def private_server() -> AsyncIterator[PrivateServer]:
    """Start the embedded Valkey in a folder of its own, and connect to it.

    It keeps nothing on disk: a simulation that dies is run again.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="callrouter-simulation-"))
        valkey = EmbeddedValkey(Path(folder))
        await valkey.start()
        stack.push_async_callback(valkey.stop)
        plain = await connect(valkey.url)
        stack.push_async_callback(plain.aclose)
        wire = await PipeliningClient.open(valkey.url)
        stack.push_async_callback(wire.aclose)
        await wire.ask("CONFIG", "SET", "appendonly", "no")
        yield PrivateServer(wire, plain)
