"""From a URL to a client, the errors on the way, and whether the server is fit for the job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.crc import key_slot

from callrouter.queueing.batching import BatchingRedis, BusyError, Confirmation, UnconfirmedError
from callrouter.queueing.keys import Keys
from callrouter.queueing.primary import (
    ClusterPrimary,
    FixedPrimary,
    LedConnection,
    LedSSLConnection,
    NobodyKnowsError,
    Primary,
    SentinelPrimary,
    code_of,
)
from callrouter.queueing.server_place import (
    Address,
    ServerPlace,
    Tls,
    Topology,
    UnsupportedUrlError,
    Verification,
    server_place,
)

_OLDEST_MAJOR = 7
#: Few and quick: a script that was sent may have been applied, and every script is safe to repeat,
#: but whoever waits for an answer must hear soon that there is none.
_RETRIES = 3
_SOCKET_TIMEOUT_S = 5.0
#: Where another server may have taken over, nobody waits long for one that doesn't answer.
_CONNECT_S: Final = 1.5
_POOL_SIZE = 64
#: What a server says that can't do anything for us now, or not yet: see docs/operating.md.
_NOT_NOW: Final = frozenset(
    {
        *("READONLY", "MOVED", "ASK", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "UNBLOCKED", "LOADING"),
        *("NOREPLICAS", "MISCONF", "OOM", "BUSY"),
    }
)


_REFUSALS: Final = (exceptions.AuthenticationError, exceptions.NoPermissionError)


class QueueServerError(Exception):
    """The queue's server can't be used; the message says why in one sentence."""


class QueueUnavailableError(QueueServerError):
    """The server doesn't answer now. What was asked may or may not have been done; ask again.

    ``word`` is the server's own for why it can't, such as ``MISCONF`` when its disk is full, or
    ``UNCONFIRMED`` where too few replicas have what it did; empty when it is away.
    """

    def __init__(self, message: str, word: str = "") -> None:
        super().__init__(message)
        self.word = word


class QueueBusyError(QueueUnavailableError):
    """Too much is asked of the server at once. Nothing was done; ask again later."""


@contextmanager
def reachable() -> Iterator[None]:
    """Turn the client's connection errors, and the server's "not now", into ``QueueUnavailableError``."""
    try:
        yield
    except BusyError as error:
        raise QueueBusyError("the queue server has too much to do") from error
    except UnconfirmedError as error:
        raise QueueUnavailableError(
            f"the queue server's replicas don't answer: {error}", "UNCONFIRMED"
        ) from error
    except (exceptions.ConnectionError, exceptions.TimeoutError) as error:
        raise QueueUnavailableError(f"the queue server doesn't answer: {error}") from error
    except exceptions.NoPermissionError as error:
        raise QueueServerError(
            f"the queue server's account lacks a right ({error}); `callrouter doctor` names all it lacks"
        ) from error
    except exceptions.ResponseError as error:
        word = code_of(error)
        if word not in _NOT_NOW:
            raise
        raise QueueUnavailableError(f"the queue server can't do it now: {error}", word) from error


class _LedRedis(BatchingRedis):
    """A client that also looks after where its connections lead."""

    def __init__(
        self, pool: BlockingConnectionPool, primary: Primary, confirmation: Confirmation | None
    ) -> None:
        super().__init__(connection_pool=pool, confirmation=confirmation)
        self.auto_close_connection_pool = True
        self.primary = primary

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001  (as redis has it)
        await self.primary.close()
        await super().aclose(close_connection_pool)


async def connect(url: str, *, namespace: str = "callrouter") -> Redis:
    """Connect to a Redis or Valkey, replicated ones under Sentinels, or a cluster; see ``server_place``.

    ``namespace`` says which of a cluster's slots is ours. Raises ``UnsupportedUrlError``,
    ``QueueUnavailableError`` or, refused by the server, ``QueueServerError``. Close with ``aclose()``.
    """
    place, prefix = server_place(url), Keys(namespace).prefix
    client = _client(place, prefix)
    try:
        with reachable():
            await _greet(client)
    except BaseException:
        await client.aclose()
        raise
    # Not before: whoever connects tries again themselves, or tells at once that it can't be.
    client.set_retry(Retry(ExponentialBackoff(cap=0.5, base=0.05), _RETRIES))
    if place.topology is not Topology.SINGLE:
        client.primary.watch()
    return client


async def _greet(client: _LedRedis) -> None:
    """Find the server and see whether it lets us in."""
    try:
        await client.primary.look()
        await client.ping()
    except (exceptions.ConnectionError, exceptions.NoPermissionError) as error:
        # The client takes it for a lost connection (on a unix socket, for its cause); it would be so again.
        if not any(isinstance(each, _REFUSALS) for each in (error, error.__cause__)):
            raise
        raise QueueServerError("the queue server refuses the name or password given") from error
    except NobodyKnowsError as error:
        raise QueueUnavailableError(f"the queue server isn't found: {error}") from error


def _client(place: ServerPlace, prefix: str) -> _LedRedis:
    options = _options(place)
    if place.socket is not None:
        primary: Primary = FixedPrimary(("", 0))
        options |= {"connection_class": UnixDomainSocketConnection, "path": place.socket}
    else:
        primary = _primary(place, prefix)
        led = LedConnection if place.tls is None else LedSSLConnection
        options |= {"connection_class": led, "primary": primary}
    if place.topology is not Topology.SINGLE:
        options["socket_connect_timeout"] = _CONNECT_S
    pool = BlockingConnectionPool(
        max_connections=_POOL_SIZE,
        timeout=_SOCKET_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
        db=place.db,
        username=place.username,
        password=place.password,
        **options,
    )
    confirmation = Confirmation(place.replicas, mark=f"{prefix}confirmed") if place.replicas else None
    return _LedRedis(pool, primary, confirmation)


def _options(place: ServerPlace) -> dict[str, Any]:
    """Return what every connection is made with, whomever it leads to."""
    options: dict[str, Any] = {
        "decode_responses": True,
        # It would tell the server which client this is, which older ones don't know and ACLs must allow.
        "driver_info": None,
        "socket_timeout": _SOCKET_TIMEOUT_S,
        "socket_connect_timeout": _SOCKET_TIMEOUT_S,
    }
    return options if place.tls is None else options | _tls_options(place.tls)


def _tls_options(tls: Tls) -> dict[str, Any]:
    return {
        "ssl_ca_certs": None if tls.ca is None else str(tls.ca),
        "ssl_certfile": None if tls.cert is None else str(tls.cert),
        "ssl_keyfile": None if tls.key is None else str(tls.key),
        "ssl_cert_reqs": "none" if tls.verify is Verification.NONE else "required",
        "ssl_check_hostname": tls.verify is Verification.FULL,
    }


def _primary(place: ServerPlace, prefix: str) -> Primary:
    if place.topology is Topology.SINGLE:
        return FixedPrimary(place.hosts[0])
    options = _options(place) | {"socket_connect_timeout": _CONNECT_S, "socket_timeout": _CONNECT_S}
    if place.tls is not None:
        options["connection_class"] = SSLConnection

    def client_of(address: Address, username: str | None, password: str | None) -> Redis:
        pool = BlockingConnectionPool(
            max_connections=1,
            host=address[0],
            port=address[1],
            username=username,
            password=password,
            retry=Retry(NoBackoff(), 0),
            **options,
        )
        return Redis.from_pool(pool)

    if place.topology is Topology.CLUSTER:
        slot = key_slot(prefix.encode())
        return ClusterPrimary(
            place.hosts, slot, lambda address: client_of(address, place.username, place.password)
        )
    sentinels = [
        client_of(address, place.sentinel_username, place.sentinel_password) for address in place.hosts
    ]
    return SentinelPrimary(sentinels, place.service)


async def check_server(client: Redis) -> tuple[str, ...]:
    """Tell what is wrong with the server for a queue that must lose nothing; empty when it is fit.

    Raises ``QueueUnavailableError``.
    """
    with reachable():
        server = await client.info()
    problems = []
    version = str(server.get("redis_version", "0"))
    if int(version.partition(".")[0]) < _OLDEST_MAJOR:
        problems.append(f"the server speaks version {version}; {_OLDEST_MAJOR} or newer is needed")
    if server.get("maxmemory_policy") != "noeviction":
        problems.append("maxmemory-policy must be noeviction: anything else drops calls when memory is full")
    if not server.get("aof_enabled"):
        problems.append("appendonly must be yes: without it a restart forgets who waits")
    return tuple(problems)


__all__ = [
    "QueueServerError",
    "QueueUnavailableError",
    "UnsupportedUrlError",
    "check_server",
    "connect",
    "reachable",
]
