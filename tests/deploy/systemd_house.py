"""The units that are shipped, under a real systemd: the first process of namespaces, with an own /etc.

It sees the machine's files and network, but none of the machine's units, and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

import psutil

from tests.signaling.serve_process import PATIENCE_S

_SYSTEMD: Final = Path("/lib/systemd/systemd")
_ROOT: Final = Path(__file__).parents[2]
#: What units of a whole system hang on; here nothing is behind them.
_TARGETS: Final = ("sysinit", "basic", "network-online", "multi-user", "shutdown", "umount")
_INNER: Final = """
set -e
mount -t tmpfs tmpfs /run
cp -a /etc /run/etc
rm -rf /run/etc/systemd/system
mount --bind /run/etc /etc
mount -t tmpfs tmpfs /var/lib
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mount --bind "$folder/log" /media
cp -a "$folder/callrouter" /etc/callrouter
cp -a "$folder/units" /etc/systemd/system
mkdir -p /run/opt/callrouter/bin /run/opt/callrouter/code/callrouter /run/opt/callrouter/code/signaling
mkdir /run/opt/callrouter/site /run/opt/callrouter/python
mount --bind /run/opt /opt
mount --bind "$code/callrouter" /opt/callrouter/code/callrouter
mount --bind "$code/signaling" /opt/callrouter/code/signaling
mount --bind "$site" /opt/callrouter/site
mount --bind "$python" /opt/callrouter/python
cp -a "$folder/command" /opt/callrouter/bin/callrouter
systemd-sysusers "$code/deploy/systemd/callrouter.sysusers"
mount --make-rshared /
exec /usr/bin/env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/etc/systemd/system \
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=null --show-status=no
"""
_COMMAND: Final = """#!/bin/sh
export LD_LIBRARY_PATH=/opt/callrouter/python/lib PYTHONPATH=/opt/callrouter/code:/opt/callrouter/site
exec /opt/callrouter/python/bin/{name} -P -m signaling "$@"
"""
_LOGS: Final = "[Service]\nStandardOutput=append:/media/%n\nStandardError=append:/media/%n\n"


def why_not() -> str | None:
    """Return why systemd can't be run here; None if it can."""
    if os.geteuid() != 0:
        return "only root may make the namespaces that systemd runs in"
    if not _SYSTEMD.exists() or shutil.which("unshare") is None:
        return "systemd isn't installed"
    cgroups = _cgroups()
    if cgroups is None or not os.access(cgroups, os.W_OK):
        return "there are no control groups of version 2 to make more in"
    trial = ["unshare", "--fork", "--pid", "--mount-proc", "--cgroup", "true"]
    if subprocess.run(trial, capture_output=True, check=False).returncode != 0:  # noqa: S603
        return "this machine lets nobody make the namespaces that systemd runs in"
    return None


def _cgroups() -> Path | None:
    places = [Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified")]
    return next((place for place in places if (place / "cgroup.controllers").exists()), None)


class SystemdHouse:
    """A systemd whose /etc/callrouter holds ``files`` by their paths, with all units of deploy/systemd."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        cgroups = _cgroups()
        assert cgroups is not None
        self._folder = folder
        self._cgroup = cgroups / f"callrouter-test-{os.getpid()}"
        self._outer: asyncio.subprocess.Process | None = None
        self._inner = 0
        for name in ("log", "units/service.d", "callrouter"):
            (folder / name).mkdir(parents=True)
        for name, text in files.items():
            file = folder / "callrouter" / name
            file.parent.mkdir(exist_ok=True)
            file.write_text(text)
            file.chmod(0o600 if "secrets" in name else 0o644)
        for unit in (
            *(_ROOT / "deploy/systemd").glob("*.service"),
            _ROOT / "deploy/systemd/callrouter.target",
        ):
            shutil.copy(unit, folder / "units")
        for target in _TARGETS:
            (folder / "units" / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n")
        (folder / "units/service.d/log.conf").write_text(_LOGS)
        command = folder / "command"
        command.write_text(_COMMAND.format(name=Path(sys.executable).resolve().name))
        command.chmod(0o755)

    @property
    def log(self) -> str:
        """What the services wrote."""
        return "\n".join(f"== {file.name}\n{file.read_text()}" for file in (self._folder / "log").iterdir())

    async def start(self) -> None:
        """Start systemd, and wait until it takes orders."""
        self._cgroup.mkdir()
        join = f'echo $$ >"{self._cgroup}/cgroup.procs"; exec "$@"'
        kinds = ("--pid", "--mount", "--uts", "--ipc", "--cgroup")
        self._outer = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL", "sh", "-c", join, "sh"),
            *("unshare", "--fork", "--kill-child", "--mount-proc", "--propagation", "private", *kinds),
            *("sh", "-c", _INNER),
            env={
                "PATH": os.environ["PATH"],
                "folder": str(self._folder),
                "code": str(_ROOT),
                "site": sysconfig.get_path("platlib"),
                "python": sys.base_prefix,
            },
        )
        async with asyncio.timeout(PATIENCE_S):
            while not await self._takes_orders():
                assert self._outer.returncode is None
                await asyncio.sleep(0.02)

    async def _takes_orders(self) -> bool:
        assert self._outer is not None
        children = psutil.Process(self._outer.pid).children()
        if not children or children[0].name() != "systemd":
            return False
        self._inner = children[0].pid
        return (await self._systemctl("list-units"))[0] == 0

    async def order(self, *words: str) -> None:
        """Give systemctl an order, and wait until it is done."""
        async with asyncio.timeout(3 * PATIENCE_S):
            status, said = await self._systemctl(*words)
        assert status == 0, f"{said}\n{self.log}"

    async def _systemctl(self, *words: str) -> tuple[int, str]:
        asked = await asyncio.create_subprocess_exec(
            *("nsenter", "--target", str(self._inner), "--mount", "--pid", "systemctl", "--no-pager", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": "/etc/systemd/system"},
        )
        said, _ = await asked.communicate()
        return asked.returncode or 0, said.decode()

    async def close(self) -> None:
        """End systemd and all it started."""
        if self._outer is None:
            return
        if self._outer.returncode is None:
            self._outer.kill()  # and by that its child, the first of its namespace, and by that all of them
        await self._outer.wait()
        async with asyncio.timeout(PATIENCE_S):
            while self._cgroup.exists():
                self._remove_groups()
                await asyncio.sleep(0.02)

    def _remove_groups(self) -> None:
        for folder, _, _ in os.walk(self._cgroup, topdown=False):
            try:
                Path(folder).rmdir()
            except OSError:
                return
