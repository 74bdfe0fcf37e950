"""Which rights the account of a connection lacks, without using any: commands are queued, and never run."""

from __future__ import annotations

from typing import Any, Final

from redis import exceptions
from redis.asyncio import Redis

from callrouter.queueing.acl import CLIENT_COMMANDS, script_commands
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys

#: What isn't queued, or was done to get here.
_TRIED_ELSEWHERE: Final = frozenset({"hello", "select", "ping", "multi", "exec", "subscribe", "unsubscribe"})
#: A server looks at rights once the number of words is one that a command has.
_MOST_WORDS: Final = 5


async def missing_rights(client: Redis, namespace: str) -> tuple[str, ...]:
    """Return the commands that the account may not use on a deployment's keys, in alphabetical order.

    Raises ``QueueUnavailableError``, and ``QueueServerError`` when not even a transaction is allowed.
    """
    names = sorted((CLIENT_COMMANDS | script_commands()) - _TRIED_ELSEWHERE)
    word = Keys(namespace).index("rights")
    asked = [
        (name, (*name.upper().split("|"), *(word,) * count)) for name in names for count in range(_MOST_WORDS)
    ]
    pool: Any = client.connection_pool
    with reachable():
        connection = await pool.get_connection()
        try:
            await connection.send_command("MULTI")
            await connection.read_response()
            await connection.send_packed_command(connection.pack_commands([words for _, words in asked]))
            denied = [name for name, _ in asked if await _is_denied(connection)]
        finally:
            # What was queued is forgotten with the connection.
            await connection.disconnect()
            await pool.release(connection)
    return tuple(dict.fromkeys(denied))


async def _is_denied(connection: Any) -> bool:
    try:
        await connection.read_response()
    except exceptions.NoPermissionError:
        return True
    except exceptions.ResponseError:
        pass
    return False
