"""What the account of our connections needs at the server, and no more, as a line of its ACL file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import library
from callrouter.queueing.server_place import ServerPlace, Topology

#: What is sent beside the scripts.
CLIENT_COMMANDS: Final = frozenset(
    {
        *("ping", "info", "time", "hello", "select"),
        *("fcall", "function|load", "wait", "multi", "exec", "scan", "type", "ttl", "exists", "expire"),
        *("get", "set", "del", "strlen", "hget", "hmget", "hgetall", "hset", "hsetnx", "hdel"),
        *("hexists", "hkeys", "hvals", "hlen", "zadd", "zrange", "zcard", "zcount", "smembers", "lrange"),
        *("lindex", "llen", "xread", "xrange", "xrevrange", "xlen", "xinfo|stream"),
        *("publish", "subscribe", "unsubscribe"),
        # A restore.
        *("pexpiretime", "pexpireat", "unlink", "sadd", "rpush", "xadd", "xsetid"),
    }
)
#: What finding the owner of a slot needs.
_CLUSTER_COMMANDS: Final = frozenset({"cluster|slots"})
_IN_SCRIPTS: Final = re.compile(r"\b(?:command|redis\.p?call)\(\s*(?:\w+ and '([A-Z]+)' or )?'([A-Z]+)'")


def script_commands() -> frozenset[str]:
    """Return what the scripts call: the server checks that too."""
    found = _IN_SCRIPTS.findall(library().text)
    return frozenset(name.lower() for names in found for name in names if name)


def acl_line(place: ServerPlace | None, namespace: str) -> str:
    """Return the line for the account that ``place`` names, ``callrouter`` if none; it has no password shown.

    Without a password there nobody can sign in by the account until it is given one.
    """
    commands = CLIENT_COMMANDS | script_commands()
    if place is not None and place.topology is Topology.CLUSTER:
        commands |= _CLUSTER_COMMANDS
    prefix = Keys(namespace).prefix
    secret = None if place is None else place.password
    words = [
        "user",
        (place and place.username) or "callrouter",
        "on",
        "resetpass" if secret is None else f"#{hashlib.sha256(secret.encode()).hexdigest()}",
        "resetkeys",
        f"~{prefix}*",
        "resetchannels",
        f"&{prefix}*",
        "-@all",
        *_allowed(commands),
    ]
    return " ".join(words)


def _allowed(commands: Iterable[str]) -> Iterable[str]:
    return (f"+{name}" for name in sorted(commands))
