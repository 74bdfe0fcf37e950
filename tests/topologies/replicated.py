"""A primary, its replicas and three Sentinels that put a replica in its place when it is gone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.topologies.processes import HOST, PATIENCE_S, ServerProcess, eventually

SERVICE: Final = "callrouter"
SENTINEL_PASSWORD: Final = "sentinels-only"  # noqa: S105  (of tests)


class Sentinel(ServerProcess):
    """One Sentinel: the server's own program, in the mode that the name ``redis-sentinel`` stands for."""

    def __init__(self, binary: Path, folder: Path) -> None:
        super().__init__(binary, folder)
        self.known_as = secrets.token_hex(20)

    def command(self) -> list[str]:
        return [str(self._binary), str(self.folder / "sentinel.conf"), "--sentinel"]

    def login(self) -> dict[str, Any]:
        return {"password": SENTINEL_PASSWORD}

    def primary(self) -> int:
        """Return the port of whom it takes for the primary."""
        answer: Any = self.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
        return int(answer[1])


class Replicated:
    """All of them. After ``detect_ms`` without an answer a Sentinel takes the primary for gone."""

    def __init__(
        self, binary: Path, folder: Path, *, replicas: int, detect_ms: int, words: Sequence[str]
    ) -> None:
        self.servers = [
            ServerProcess(binary, folder / f"server-{number}", "--repl-diskless-sync-delay", "0", *words)
            for number in range(replicas + 1)
        ]
        self.sentinels = [Sentinel(binary, folder / f"sentinel-{number}") for number in range(3)]
        self.detect_ms = detect_ms

    @property
    def url(self) -> str:
        """Where nodes find them."""
        hosts = ",".join(each.address for each in self.sentinels)
        return f"redis+sentinel://{hosts}/{SERVICE}?sentinel_password={SENTINEL_PASSWORD}"

    @property
    def primary(self) -> ServerProcess:
        """The server that the Sentinels name."""
        port = self.sentinels[0].primary()
        return next(each for each in self.servers if each.port == port)

    @property
    def replicas(self) -> list[ServerProcess]:
        primary = self.primary
        return [each for each in self.servers if each is not primary]

    def start(self) -> None:
        """Start them, and wait until every replica follows and every Sentinel knows all."""
        first, *others = self.servers
        first.start()
        for each in others:
            each.arguments += ["--replicaof", HOST, str(first.port)]
            each.start()
        self.until_followed(first, len(others))
        for each in self.sentinels:
            self._introduce(each)
            each.start()
        eventually(
            lambda: all(_is_ready(each, len(others)) for each in self.sentinels), "Sentinels that know all"
        )

    def until_followed(self, primary: ServerProcess, replicas: int) -> None:
        """Wait until so many replicas have all that the primary has."""

        def followed() -> bool:
            told: Any = primary.client.info("replication")
            lags = [told.get(f"slave{number}", {}) for number in range(replicas)]
            online = all(lag.get("state") == "online" for lag in lags)
            # Online isn't yet able to confirm.
            primary.client.set("followed", "")
            return online and primary.client.wait(replicas, 100) == replicas

        eventually(followed, f"{replicas} replicas of {primary.address}")

    def cut_replication(self) -> None:
        """Let no replica have anything more of the primary, and Sentinels see no fault."""
        primary = self.primary
        primary.ask("ACL", "SETUSER", "default", "-psync", "-replconf", "-sync")
        primary.ask("CLIENT", "KILL", "TYPE", "replica")

    def fail_over(self) -> ServerProcess:
        """Kill the primary, wait for the next one, and return that; the killed one stays away."""
        lost = self.primary
        lost.kill()
        return self.until_replaced(lost)

    def until_replaced(self, lost: ServerProcess) -> ServerProcess:
        """Wait until all Sentinels name another primary, and it takes itself for one."""
        eventually(
            lambda: (
                all(each.primary() != lost.port for each in self.sentinels)
                and self.primary.role() == "master"
            ),
            "another primary",
        )
        return self.primary

    def close(self) -> None:
        for each in (*self.sentinels, *self.servers):
            each.kill()

    def _introduce(self, sentinel: Sentinel) -> None:
        """Write what it would find out by itself, but only in ten seconds."""
        primary, *others = self.servers
        rest = [each for each in self.sentinels if each is not sentinel]
        lines = [
            f"port {sentinel.port}",
            f"bind {HOST}",
            f"dir {sentinel.folder}",
            f"requirepass {SENTINEL_PASSWORD}",
            f"sentinel myid {sentinel.known_as}",
            f"sentinel monitor {SERVICE} {HOST} {primary.port} 2",
            f"sentinel sentinel-pass {SENTINEL_PASSWORD}",
            f"sentinel down-after-milliseconds {SERVICE} {self.detect_ms}",
            f"sentinel failover-timeout {SERVICE} {int(PATIENCE_S * 1000)}",
            *(f"sentinel known-replica {SERVICE} {HOST} {each.port}" for each in others),
            *(f"sentinel known-sentinel {SERVICE} {HOST} {each.port} {each.known_as}" for each in rest),
        ]
        (sentinel.folder / "sentinel.conf").write_text("\n".join(lines) + "\n", "utf-8")


def _is_ready(sentinel: Sentinel, replicas: int) -> bool:
    told: Any = sentinel.ask("SENTINEL", "MASTERS")
    (known,) = (
        told
        if isinstance(told[0], dict)
        else [dict(zip(each[::2], each[1::2], strict=True)) for each in told]
    )
    reached = sentinel.ask("SENTINEL", "CKQUORUM", SERVICE)
    return (
        known["flags"] == "master"
        and int(known["num-slaves"]) == replicas
        and str(reached).startswith("OK 3")
    )


@contextmanager
def replicated(
    binary: Path, folder: Path, *, replicas: int = 1, detect_ms: int = 1500, words: Sequence[str] = ()
) -> Iterator[Replicated]:
    """Run a primary, replicas and Sentinels; ``words`` are further arguments of the servers."""
    servers = Replicated(binary, folder, replicas=replicas, detect_ms=detect_ms, words=words)
    try:
        servers.start()
        yield servers
    finally:
        servers.close()
