"""From a URL to a client, the errors on the way, and whether the server is fit for the job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from callrouter.queueing.batching import BatchingRedis

#: Kinds of server that can be connected to.
URL_SCHEMES = ("redis", "rediss", "unix")
_PLANNED_SCHEMES = ("redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster")
_OLDEST_MAJOR = 7
#: Few and quick: a script that was sent may have been applied, and every script is safe to repeat,
#: but whoever waits for an answer must hear soon that there is none.
_RETRIES = 3
_SOCKET_TIMEOUT_S = 5.0
_POOL_SIZE = 64
_UNAVAILABLE = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.ReadOnlyError,
)


class QueueServerError(Exception):
    """The queue's server can't be used; the message says why in one sentence."""


class UnsupportedUrlError(QueueServerError):
    """The URL names a kind of server that isn't supported."""


class QueueUnavailableError(QueueServerError):
    """The server doesn't answer now. What was asked may or may not have been done; ask again."""


@contextmanager
def reachable() -> Iterator[None]:
    """Turn the client's connection errors into ``QueueUnavailableError``."""
    try:
        yield
    except _UNAVAILABLE as error:
        raise QueueUnavailableError(f"the queue server doesn't answer: {error}") from error


async def connect(url: str) -> Redis:
    """Connect to a single Redis or Valkey: ``redis://``, ``rediss://`` or ``unix://``.

    Raises ``UnsupportedUrlError``, ``QueueUnavailableError`` or, refused by the server,
    ``QueueServerError``. Close the client with ``aclose()``.
    """
    scheme = urlsplit(url).scheme
    if scheme in _PLANNED_SCHEMES:
        raise UnsupportedUrlError(f"{scheme}:// is not supported yet; use redis://, rediss:// or unix://")
    if scheme not in URL_SCHEMES:
        raise UnsupportedUrlError(f"not a queue server's URL (redis://, rediss:// or unix://): {scheme}://")
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_POOL_SIZE,
        timeout=_SOCKET_TIMEOUT_S,
        decode_responses=True,
        socket_timeout=_SOCKET_TIMEOUT_S,
        socket_connect_timeout=_SOCKET_TIMEOUT_S,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), _RETRIES),
        health_check_interval=30,
    )
    client = BatchingRedis.from_pool(pool)
    try:
        with reachable():
            await client.ping()
    except exceptions.AuthenticationError as error:
        await client.aclose()
        raise QueueServerError("the queue server refuses the name or password given") from error
    except BaseException:
        await client.aclose()
        raise
    return client


async def check_server(client: Redis) -> tuple[str, ...]:
    """Tell what is wrong with the server for a queue that must lose nothing; empty when it is fit.

    Raises ``QueueUnavailableError``.
    """
    with reachable():
        server = await client.info("server")
        problems = []
        version = str(server.get("redis_version", "0"))
        if int(version.partition(".")[0]) < _OLDEST_MAJOR:
            problems.append(f"the server speaks version {version}; {_OLDEST_MAJOR} or newer is needed")
        try:
            settings = await client.config_get("maxmemory-policy", "appendonly")
        except exceptions.ResponseError:
            return (*problems, "the server doesn't tell its settings; check maxmemory-policy and appendonly")
    if settings.get("maxmemory-policy") != "noeviction":
        problems.append("maxmemory-policy must be noeviction: anything else drops calls when memory is full")
    if settings.get("appendonly") != "yes":
        problems.append("appendonly must be yes: without it a restart forgets who waits")
    return tuple(problems)
