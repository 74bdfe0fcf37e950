"""Connections that lead to whoever has our data now, also after another server took over.

All keys of a deployment are in one slot, so in a cluster, too, one server at a time has all of them: what
Sentinels call the primary, and in a cluster the slot's owner. Everything else of the client stays as it is
for a single server.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar
from weakref import WeakSet

import structlog
from redis import exceptions
from redis.asyncio import Connection, Redis, SSLConnection

from callrouter.queueing.server_place import Address

#: How often it is asked who has our data.
_LOOK_S: Final = 0.5
#: A Sentinel or node that takes longer is left out of this round.
_ASKED_S: Final = 1.0
#: Nodes of a cluster that are asked at a time.
_ASKED: Final = 5
#: What a server answers who isn't the primary any more, or not yet.
_ELSEWHERE: Final = frozenset(
    {"READONLY", "MOVED", "ASK", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "UNBLOCKED"}
)

_A = TypeVar("_A")
_T = TypeVar("_T")

_log = structlog.get_logger(__name__)


class NobodyKnowsError(Exception):
    """None of those who were asked can say who has our data; the message says why."""


def code_of(error: exceptions.RedisError) -> str:
    """Return the word by which a server's error begins."""
    return error.status_code or str(error).partition(" ")[0]


class Primary(ABC):
    """Who has our data. ``watch`` keeps that up to date, and leads connections to whoever takes over."""

    def __init__(self) -> None:
        self.address: Address | None = None
        self._connections: WeakSet[LedConnection] = WeakSet()
        self._doubted = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    def doubt(self) -> None:
        """Look again at once: who was taken for it says that it isn't."""
        self._doubted.set()

    def led(self, connection: LedConnection) -> None:
        """Note a connection that was made."""
        self._connections.add(connection)

    async def look(self) -> None:
        """Find out who it is. Raises ``NobodyKnowsError``, and ``exceptions.AuthenticationError``."""
        found = await self._found()
        if found == self.address:
            return
        before, self.address = self.address, found
        if before is not None:
            _log.warning("queue_server.moved", server=f"{found[0]}:{found[1]}")
        for connection in tuple(self._connections):
            connection.leave_unless_at(found)

    def watch(self) -> None:
        """Begin to look now and then, until ``close``."""
        self._watching = asyncio.create_task(self._watch(), name="queue-server-watch")

    async def close(self) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        await self._part()

    async def _watch(self) -> None:
        known = True
        while True:
            self._doubted.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._doubted.wait()
                    # Many connections doubt at once, and whoever takes over needs a moment.
                    await asyncio.sleep(_LOOK_S / 10)
            try:
                await self.look()
            except (NobodyKnowsError, exceptions.RedisError) as error:
                if known:
                    _log.warning("queue_server.unknown", why=str(error))
                known = False
            except Exception:  # noqa: BLE001  (a bug costs one look; without looks nobody follows)
                _log.exception("queue_server.look_failed")
            else:
                known = True

    @abstractmethod
    async def _found(self) -> Address:
        """Ask who it is."""

    @abstractmethod
    async def _part(self) -> None:
        """Close the connections to those who are asked."""


class FixedPrimary(Primary):
    """A single server: always the same name, which may come to mean another machine."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self._fixed = self.address = address

    async def _found(self) -> Address:
        return self._fixed

    async def _part(self) -> None:
        pass


class SentinelPrimary(Primary):
    """The primary that Sentinels name; where they differ, the newest configuration holds."""

    def __init__(self, sentinels: Sequence[Redis], service: str) -> None:
        super().__init__()
        self._sentinels = sentinels
        self._service = service

    async def _found(self) -> Address:
        told, errors = await _all(self._sentinels, self._asked)
        named = [each for each in told if each is not None]
        if named:
            return max(named)[1]
        if told:
            raise NobodyKnowsError(f"the Sentinels know no service {self._service!r}")
        _raise_refusal(errors)
        raise NobodyKnowsError("no Sentinel answers")

    async def _asked(self, sentinel: Redis) -> tuple[int, Address] | None:
        address: Any = await sentinel.sentinel_get_master_addr_by_name(self._service)
        if address is None:
            return None
        known: Any = await sentinel.sentinel_master(self._service)
        return int(known["config-epoch"]), (str(address[0]), int(address[1]))

    async def _part(self) -> None:
        for sentinel in self._sentinels:
            await sentinel.aclose()


class ClusterPrimary(Primary):
    """The owner of a slot, as most of the nodes say that are asked. Nodes that join become known."""

    def __init__(self, seeds: Sequence[Address], slot: int, client_of: Callable[[Address], Redis]) -> None:
        super().__init__()
        self._seeds = tuple(seeds)
        self._slot = slot
        self._client_of = client_of
        self._nodes: dict[Address, Redis] = {}

    async def _found(self) -> Address:
        # Those who answered last come first; the seeds stay, in case all others are gone.
        known = tuple(dict.fromkeys((*self._nodes, *self._seeds)))
        self._nodes = {address: self._client(address) for address in known}
        answered, errors = await _all(known[:_ASKED], self._asked)
        _raise_refusal(errors)
        if not answered:
            answered, _ = await _all(known[_ASKED:], self._asked)
        owners = Counter(owner for _, owner, _ in answered if owner is not None)
        await self._know([each for each, _, _ in answered], {each for *_, all_ in answered for each in all_})
        if not owners:
            raise NobodyKnowsError(
                f"nobody has slot {self._slot}" if answered else "no node of the cluster answers"
            )
        return owners.most_common(1)[0][0]

    async def _asked(self, address: Address) -> tuple[Address, Address | None, frozenset[Address]]:
        """Return who answers, who has our slot, and all nodes it knows."""
        told: Any = await self._nodes[address].cluster("SLOTS")
        owner, nodes = None, set()
        for first, last, *holders in told:
            # Who doesn't know its own name yet leaves it out: it is where it was asked.
            places = [(str(each[0] or address[0]), int(each[1])) for each in holders]
            nodes.update(places)
            if first <= self._slot <= last:
                owner = places[0]
        return address, owner, frozenset(nodes)

    async def _know(self, answered: Sequence[Address], named: set[Address]) -> None:
        """Keep those who answered, then others that were named, and the seeds."""
        if not answered:
            return
        before = self._nodes
        kept = tuple(dict.fromkeys((*answered, *sorted(named), *self._seeds)))
        self._nodes = {address: self._client(address) for address in kept}
        for gone in before.keys() - self._nodes.keys():
            await before[gone].aclose()

    def _client(self, address: Address) -> Redis:
        known = self._nodes.get(address)
        return self._client_of(address) if known is None else known

    async def _part(self) -> None:
        for node in self._nodes.values():
            await node.aclose()


async def _all(
    asked: Sequence[_A], ask: Callable[[_A], Awaitable[_T]]
) -> tuple[list[_T], list[exceptions.RedisError]]:
    """Ask all at once; return the answers and the errors of those who could be asked in time."""

    async def one(each: _A) -> _T | exceptions.RedisError:
        try:
            async with asyncio.timeout(_ASKED_S):
                return await ask(each)
        except TimeoutError:
            return exceptions.TimeoutError("no answer in time")
        except exceptions.RedisError as error:
            return error

    told = await asyncio.gather(*(one(each) for each in asked))
    errors = [each for each in told if isinstance(each, exceptions.RedisError)]
    return [each for each in told if not isinstance(each, exceptions.RedisError)], errors


def _raise_refusal(errors: Sequence[exceptions.RedisError]) -> None:
    """Raise what would be so again: that the name or password given is wrong."""
    for error in errors:
        if isinstance(error, exceptions.AuthenticationError):
            raise error


class LedConnection(Connection):
    """A connection to the primary, wherever that is when it connects.

    What says that it is elsewhere is told as a lost connection: then it is unknown what was done, the pool
    connects anew, and the command is sent again, few times, as after every lost connection.
    """

    def __init__(self, *, primary: Primary, **options: Any) -> None:
        super().__init__(**options)
        self._primary = primary

    async def connect(self) -> None:
        """Connect, unless it is connected to whoever is the primary now."""
        if self.is_connected and (self.host, self.port) != self._primary.address:
            await self.disconnect(nowait=True)
        await super().connect()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        if self._primary.address is None:
            raise exceptions.ConnectionError("nobody knows who has the queue")
        self.host, self.port = self._primary.address
        try:
            await super()._connect()  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError):
            self._primary.doubt()
            raise
        self._primary.led(self)

    async def read_response(self, *args: Any, **options: Any) -> Any:
        """Return the next answer. Raises ``exceptions.ConnectionError`` also for one from elsewhere."""
        try:
            return await super().read_response(*args, **options)
        except exceptions.ResponseError as error:
            if code_of(error) not in _ELSEWHERE:
                raise
            self._primary.doubt()
            raise exceptions.ConnectionError(f"this server isn't the primary now: {error}") from error
        except (exceptions.ConnectionError, exceptions.TimeoutError):
            self._primary.doubt()
            raise

    def leave_unless_at(self, address: Address) -> None:
        """Let go of the server it is connected to, also in the midst of waiting for an answer."""
        if self._writer is not None and (self.host, self.port) != address:
            self._writer.transport.abort()


class LedSSLConnection(LedConnection, SSLConnection):
    """The same, encrypted."""
