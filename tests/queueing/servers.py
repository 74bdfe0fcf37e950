"""Starts real servers for tests, apart from the engine's own supervision."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

_PATIENCE_S = 20.0


@contextmanager
def running(binary: Path, folder: Path, *arguments: str) -> Iterator[redis.Redis]:
    """Run a server on a unix socket in ``folder`` while its client, which this yields, is in use."""
    socket = folder / "server.sock"
    words = [str(binary), "--unixsocket", str(socket), "--dir", str(folder), "--save", "", *arguments]
    if "--port" not in arguments:
        words += ["--port", "0"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  (our own words)
    client = redis.Redis(unix_socket_path=str(socket), decode_responses=True)
    try:
        _await_answer(client, process)
        yield client
    finally:
        client.close()
        process.kill()
        process.wait()


def _await_answer(client: redis.Redis, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < give_up:
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the test's server doesn't answer")
