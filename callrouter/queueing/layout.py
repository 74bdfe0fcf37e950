"""Which form a deployment's data has, so that nobody works on data of another one."""

from __future__ import annotations

from redis.asyncio import Redis

from callrouter.queueing.connect import QueueServerError, reachable
from callrouter.queueing.keys import Keys

#: The form of records and queues. Raised whenever this version can't go on with what an older one left.
LAYOUT = "4"


async def claim_layout(client: Redis, *, namespace: str = "callrouter") -> None:
    """Note the form of the data in a new deployment, and check it in an old one.

    Raises ``QueueServerError`` when the data is of another form, ``QueueUnavailableError``.
    """
    keys = Keys(namespace)
    with reachable():
        used = await client.exists(keys.journal)
        await client.set(keys.layout, "1" if used else LAYOUT, nx=True)
        found = await client.get(keys.layout)
    if found != LAYOUT:
        raise QueueServerError(
            f"the data under the namespace {namespace} was written by another version of callrouter (form "
            f"{found!s}, this one reads {LAYOUT}): remove it, or choose another namespace or data directory"
        )
