"""Where a relay's control connection listens: a unix socket of its own, or TCP with TLS. Never plain TCP."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import socket
import ssl
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from aiohttp import web

#: sun_path holds 108 bytes on Linux, 104 on macOS, with the closing NUL.
_LONGEST_PATH: Final = 100
#: File systems that a container's root is laid over an image with.
_LAYERED: Final = frozenset({"overlay", "fuse.fuse-overlayfs", "aufs", "zfs", "btrfs"})
_URL: Final = re.compile(r"(unix:///|https://)\S{1,200}")


class PlaceError(ValueError):
    """A place that can't be listened at or connected to; the message says why in one sentence."""


@dataclass(frozen=True, kw_only=True)
class ControlPlace:
    """A place to listen at: ``unix:///path`` or ``https://host:port`` (0: any free one)."""

    url: str
    #: The URL to tell others, where it isn't ``url``: behind a name, a proxy, an address translation.
    told: str | None = None
    tls: ssl.SSLContext | None = None

    async def listen(self, runner: web.AppRunner) -> str:
        """Listen for ``runner``; return the URL others reach it at. Raises OSError or PlaceError."""
        if is_unix(self.url):
            path = unix_path(self.url)
            own_folder(path.parent)
            if _somebody_listens(path):
                raise OSError(errno.EADDRINUSE, "another relay listens there", str(path))
            path.unlink(missing_ok=True)
            await web.UnixSite(runner, path).start()
            # Nobody else gets into the folder, so nobody was faster.
            path.chmod(0o600)
            return self.told or self.url
        if self.tls is None:
            raise PlaceError("plain TCP is not for control: name a certificate and a key")
        parts = urlsplit(self.url)
        site = web.TCPSite(runner, parts.hostname, parts.port or 0, ssl_context=self.tls)
        await site.start()
        host = parts.hostname or ""
        shown = f"[{host}]" if ":" in host else host
        return self.told or f"https://{shown}:{runner.addresses[0][1]}"

    def leave(self) -> None:
        """Leave nothing behind once nobody listens any more."""
        if is_unix(self.url):
            unix_path(self.url).unlink(missing_ok=True)


def this_machine() -> str | None:
    """Return what tells this machine, since its start, from all others; None where the system doesn't say.

    Containers share their host's start, but not its files nor each other's: each is a machine of its own.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        root = Path("/").stat() if _has_root_of_its_own() else None
    except OSError:
        return None
    return f"{started}-{root.st_dev}-{root.st_ino}" if started and root else started or None


def _has_root_of_its_own() -> bool:
    """Tell whether the root directory is one that was put together for some processes only."""
    for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines():
        mount, _, kind = line.partition(" - ")  # proc_pid_mountinfo(5)
        _, _, _, part, at, *_ = mount.split()
        if at == "/":
            return part != "/" or kind.split()[0] in _LAYERED
    return False


def is_unix(url: str) -> bool:
    """Tell a unix socket from TLS. Raises PlaceError for what is neither, plain TCP above all."""
    if not _URL.fullmatch(url):
        raise PlaceError("must be unix:///path or https://host:port")
    return url.startswith("unix://")


def unix_path(url: str) -> Path:
    """Return the path of a unix socket's URL."""
    return Path(unquote(urlsplit(url).path))


def unix_url(folder: Path, name: str) -> str:
    """Return the URL of a socket called ``name`` in ``folder``, or elsewhere when that path is too long.

    It is the same each time, for everybody who runs as the same user.
    """
    path = folder.absolute() / name
    if len(os.fsencode(path)) > _LONGEST_PATH:
        mark = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
        path = Path("/tmp") / f"callrouter-{os.getuid()}-{mark}" / name  # noqa: S108  (see own_folder)
    return f"unix://{quote(str(path))}"


def own_folder(folder: Path) -> None:
    """Make a folder that only this user can enter. Raises PlaceError if there is one that others can use."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PlaceError(f"{folder} must be a folder that only its owner can enter, and be ours")


def sweep(folder: Path) -> None:
    """Remove the sockets of killed relays: those that nobody listens at."""
    for path in folder.glob("*.sock"):
        if not _somebody_listens(path):
            path.unlink(missing_ok=True)


def _somebody_listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True


def client_tls(authority: Path | None) -> ssl.SSLContext:
    """Return how a node knows its relays: by this authority, or the system's. Raises PlaceError."""
    try:
        return ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise PlaceError(f"authority {authority}: {error}") from error
