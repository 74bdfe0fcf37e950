"""Three primaries that share the slots, and a replica of the one that has ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from redis.crc import key_slot

from tests.ports import free_port
from tests.topologies.processes import HOST, ServerProcess, eventually

_SLOTS: Final = 16_384
_TIMEOUT_MS: Final = 2000


class Cluster:
    """All of them. ``namespace`` says which slot is ours."""

    def __init__(self, binary: Path, folder: Path, namespace: str) -> None:
        self._namespace = namespace
        self.slot = key_slot(f"{{{namespace}}}:".encode())
        self.servers = [
            ServerProcess(
                binary,
                folder / f"node-{number}",
                *("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"),
                *("--cluster-node-timeout", str(_TIMEOUT_MS), "--cluster-port", str(free_port())),
                *("--repl-diskless-sync-delay", "0"),
            )
            for number in range(4)
        ]

    @property
    def url(self) -> str:
        """Where nodes find them."""
        return "redis+cluster://" + ",".join(each.address for each in self.servers)

    @property
    def owner(self) -> ServerProcess:
        """Who has our slot, as most of those say who run."""
        ports = [port for port in map(self._owner_by, self.servers) if port]
        port = max(set(ports), key=ports.count)
        return next(each for each in self.servers if each.port == port)

    def start(self) -> None:
        """Start them, and wait until the cluster is whole and the replica follows."""
        for each in self.servers:
            each.start()
        *primaries, replica = self.servers
        share = _SLOTS // len(primaries) + 1
        for number, each in enumerate(primaries):
            last = min((number + 1) * share, _SLOTS) - 1
            each.ask("CLUSTER", "ADDSLOTSRANGE", number * share, last)
            each.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for each in self.servers[1:]:
            first, bus = self.servers[0], each.arguments[each.arguments.index("--cluster-port") + 1]
            first.ask("CLUSTER", "MEET", HOST, each.port, bus)
        eventually(
            lambda: all(_known(each) == len(self.servers) for each in self.servers), "all known to all"
        )
        owner = self.owner
        eventually(lambda: _follow(replica, owner), "a replica of the owner")
        eventually(lambda: all(_is_whole(each) for each in self.servers), "a whole cluster")
        self.until_followed()

    def until_followed(self) -> None:
        """Wait until the replica has all that the owner of our slot has."""
        key = f"{{{self._namespace}}}:followed"
        eventually(
            lambda: bool(self.owner.client.set(key, "")) and self.owner.client.wait(1, 100) == 1,
            "a replica that follows",
        )
        self.owner.client.delete(key)

    def fail_over(self) -> ServerProcess:
        """Kill who has our slot, wait until its replica has it, and return that."""
        lost = self.owner
        lost.kill()
        eventually(
            lambda: self.owner is not lost and self.owner.role() == "master" and _is_whole(self.owner),
            "another owner",
        )
        return self.owner

    def begin_move(self, taker: ServerProcess | None = None) -> tuple[ServerProcess, ServerProcess]:
        """Begin to move our slot to that or another primary; return both ends. The keys stay for now."""
        owner = self.owner
        if taker is None:
            taker = next(each for each in self.servers if each is not owner and each.role() == "master")
        taker.ask("CLUSTER", "SETSLOT", self.slot, "IMPORTING", _id(owner))
        owner.ask("CLUSTER", "SETSLOT", self.slot, "MIGRATING", _id(taker))
        return owner, taker

    def end_move(self, owner: ServerProcess, taker: ServerProcess) -> None:
        """Move all keys of our slot, and say to all whose it is now."""
        while keys := owner.ask("CLUSTER", "GETKEYSINSLOT", self.slot, 100):
            owner.ask(*("MIGRATE", HOST, taker.port, "", 0, 5000, "KEYS"), *keys)
        for each in (taker, owner, *self.servers):
            if each.role() == "master":
                each.ask("CLUSTER", "SETSLOT", self.slot, "NODE", _id(taker))

    def close(self) -> None:
        for each in self.servers:
            each.kill()

    def _owner_by(self, server: ServerProcess) -> int | None:
        try:
            told: Any = server.ask("CLUSTER", "SLOTS")
        except Exception:  # noqa: BLE001  (killed, or frozen)
            return None
        for first, last, primary, *_ in _ranges(told):
            if first <= self.slot <= last:
                return int(primary)
        return None


def _ranges(told: Any) -> list[tuple[int, int, int]]:
    if isinstance(told, dict):  # as this client reads it
        return [(first, last, who["primary"][1]) for (first, last), who in told.items()]
    return [(each[0], each[1], each[2][1]) for each in told]


def _id(server: ServerProcess) -> str:
    return str(server.ask("CLUSTER", "MYID"))


def _known(server: ServerProcess) -> int:
    told: Any = server.ask("CLUSTER", "INFO")
    return int(_field(told, "cluster_known_nodes"))


def _is_whole(server: ServerProcess) -> bool:
    told: Any = server.ask("CLUSTER", "INFO")
    return _field(told, "cluster_state") == "ok"


def _field(told: Any, name: str) -> str:
    if isinstance(told, dict):
        return str(told[name])
    return dict(line.split(":", 1) for line in str(told).splitlines() if ":" in line)[name]


def _follow(replica: ServerProcess, owner: ServerProcess) -> bool:
    replica.ask("CLUSTER", "REPLICATE", _id(owner))
    return True


@contextmanager
def cluster(binary: Path, folder: Path, *, namespace: str = "callrouter") -> Iterator[Cluster]:
    """Run a cluster whose slot of ``namespace`` has a replica."""
    servers = Cluster(binary, folder, namespace)
    try:
        servers.start()
        yield servers
    finally:
        servers.close()
