"""How much memory there may be in use, and how much is: by this process, or by all of its control group."""

from __future__ import annotations

import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_GROUPS: Final = Path("/sys/fs/cgroup")
_OWN_GROUP: Final = Path("/proc/self/cgroup")


@dataclass(frozen=True)
class Memory:
    """What may be used, in bytes, and by whom: without a ``group`` this process alone counts."""

    limit: int
    group: Path | None = None

    def share_in_use(self) -> float:
        """Return how much of it is in use, of 1."""
        return (_of_this_process() if self.group is None else _of(self.group)) / self.limit


def allowed_memory(set_mb: int | None, *, groups: Path = _GROUPS, own_group: Path = _OWN_GROUP) -> Memory:
    """Return what is set, the least that any control group of this process may have, or the machine."""
    if set_mb is not None:
        return Memory(set_mb * 1_000_000)
    least = Memory(_of_the_machine())
    named = ""
    with suppress(OSError):
        named = own_group.read_text("utf-8")
    inner = next((line[3:] for line in named.splitlines() if line.startswith("0::")), "/")
    group = groups / inner.strip("/")
    for each in (group, *group.parents):
        with suppress(OSError, ValueError):
            least = min(least, Memory(int((each / "memory.max").read_text("ascii")), each), key=_limit)
        if each == groups:
            break
    return least


def _limit(memory: Memory) -> int:
    return memory.limit


def _of(group: Path) -> int:
    """Return what a group has, without files that are given back as soon as anybody needs the room."""
    kept = (group / "memory.stat").read_text("ascii").split()
    files = dict(zip(kept[::2], kept[1::2], strict=True)).get("inactive_file", 0)
    return int((group / "memory.current").read_text("ascii")) - int(files)


def _of_this_process() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize()


def _of_the_machine() -> int:
    line = Path("/proc/meminfo").read_text("ascii").partition("\n")[0]
    return int(line.split()[1]) * 1024
