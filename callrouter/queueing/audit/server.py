"""Whether a server is fit for a queue that must lose nothing, and what to do about it if not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from redis import exceptions
from redis.asyncio import Redis

from callrouter.queueing.audit.rights import missing_rights
from callrouter.queueing.connect import reachable
from callrouter.queueing.scripts import ScriptName, load_library

_OLDEST_MAJOR: Final = 7
#: Of the memory it may use; with ``noeviction`` a full server refuses every further call.
_MOST_MEMORY: Final = 0.8


class Subject(StrEnum):
    """What is examined."""

    VERSION = "version"
    EVICTION = "eviction"
    PERSISTENCE = "persistence"
    WRITES = "writes"
    MEMORY = "memory"
    ROLE = "role"
    REPLICAS = "replicas"
    SCRIPTS = "scripts"
    RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was examined: how it is and, when that is wrong, how to mend it."""

    subject: Subject
    state: str
    remedy: str | None = None

    @property
    def fit(self) -> bool:
        """Whether nothing need be done."""
        return self.remedy is None


async def examine_server(client: Redis) -> tuple[Examined, ...]:
    """Examine all a deployment relies on; adds our scripts, no more. Raises ``QueueUnavailableError``."""
    with reachable():
        info: dict[str, Any] = await client.info()
        settings = await _settings(client)
        scripts = await _scripts(client)
    return (
        _version(info),
        *_durability(info, settings),
        _writes(info),
        _memory(info),
        _role(info),
        *_replicas(info, getattr(client, "replicas_wanted", 0)),
        scripts,
    )


async def examine_rights(client: Redis, namespace: str) -> Examined:
    """Examine what the account of the connection may do. Raises ``QueueUnavailableError``."""
    missing = await missing_rights(client, namespace)
    if missing:
        return Examined(
            Subject.RIGHTS,
            f"the account may not use {', '.join(missing)}",
            "give it the line that `callrouter doctor --acl` prints in the server's ACL file (ACL LOAD)",
        )
    return Examined(Subject.RIGHTS, "the account may do what is needed")


async def _settings(client: Redis) -> Mapping[str, str]:
    """Return what INFO doesn't tell; nothing for an account that needn't know."""
    try:
        settings = await client.config_get("appendfsync")
    except exceptions.ResponseError:
        return {}
    return {str(name): str(value) for name, value in settings.items()}


async def _scripts(client: Redis) -> Examined:
    try:
        await load_library(client)
    except exceptions.ResponseError as error:
        return Examined(
            Subject.SCRIPTS,
            f"can't be loaded: {error}",
            "let the account of this connection use +function and +fcall, on a server that allows Lua",
        )
    return Examined(Subject.SCRIPTS, f"{len(ScriptName)} can be loaded")


def _version(info: Mapping[str, Any]) -> Examined:
    name = str(info.get("server_name", "redis"))
    spoken = str(info.get("redis_version", "0"))
    own = str(info.get("valkey_version", spoken))
    if int(spoken.partition(".")[0]) < _OLDEST_MAJOR:
        return Examined(Subject.VERSION, f"{name} {own}", "use Redis 7 or newer, or any Valkey")
    return Examined(Subject.VERSION, f"{name} {own}")


def _durability(info: Mapping[str, Any], settings: Mapping[str, str]) -> Iterator[Examined]:
    policy = str(info.get("maxmemory_policy", ""))
    yield Examined(
        Subject.EVICTION,
        policy,
        None if policy == "noeviction" else "set maxmemory-policy noeviction: anything else drops calls",
    )
    kept = bool(info.get("aof_enabled"))
    fsync = f", fsync {settings['appendfsync']}" if "appendfsync" in settings else ""
    yield Examined(
        Subject.PERSISTENCE,
        f"append-only file{fsync}" if kept else "no append-only file",
        None if kept else "set appendonly yes: without it a restart forgets who waits",
    )


def _writes(info: Mapping[str, Any]) -> Examined:
    outcomes = {name: info.get(name, "ok") for name in ("aof_last_write_status", "aof_last_bgrewrite_status")}
    failed = ", ".join(name for name, outcome in outcomes.items() if outcome != "ok")
    if failed:
        return Examined(Subject.WRITES, f"failed: {failed}", "see to the disk: its space and its permissions")
    return Examined(Subject.WRITES, "the last ones succeeded")


def _memory(info: Mapping[str, Any]) -> Examined:
    used, most = int(info.get("used_memory", 0)), int(info.get("maxmemory", 0))
    shown = f"{used / 2**20:.0f} MB"
    if not most:
        return Examined(Subject.MEMORY, f"{shown}, without a limit")
    state = f"{shown} of {most / 2**20:.0f} MB"
    if used > most * _MOST_MEMORY:
        return Examined(Subject.MEMORY, state, "raise maxmemory: a full server refuses every further call")
    return Examined(Subject.MEMORY, state)


def _role(info: Mapping[str, Any]) -> Examined:
    role = str(info.get("role", "master"))
    if role != "master":
        return Examined(Subject.ROLE, role, "connect to the primary: a replica takes no commands")
    return Examined(Subject.ROLE, "primary")


def _replicas(info: Mapping[str, Any], wanted: int) -> Iterator[Examined]:
    """Examine who would take over, where changes wait for them or anybody follows."""
    there = int(info.get("connected_slaves", 0))
    if not wanted and not there:
        return
    state, remedy = f"{there} follow, {wanted} confirm each change", None
    if there < wanted:
        remedy = "start them: until they follow nothing is taken; or ask fewer in redis_url (replicas)"
    elif not wanted:
        remedy = "let one confirm (replicas=1 in redis_url): else what is taken may be lost with the primary"
    # Told only where at least one is asked for.
    elif "min_slaves_good_slaves" not in info:
        remedy = "set min-replicas-to-write 1 at the servers: one that is cut off then refuses at once"
    yield Examined(Subject.REPLICAS, state, remedy)
