"""The processor time of a process and its children, to the nanosecond, as the scheduler counts it."""

from __future__ import annotations

from pathlib import Path

import psutil


def nanoseconds(pid: int) -> int:
    """Return what the process, its threads and its children have used so far."""
    root = psutil.Process(pid)
    total = 0
    for process in (root, *root.children(recursive=True)):
        for thread in Path(f"/proc/{process.pid}/task").iterdir():
            try:
                total += int((thread / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue  # a thread that ended meanwhile
    return total


def memory_mb(pid: int) -> float:
    """Return its resident memory."""
    return float(psutil.Process(pid).memory_info().rss) / 1e6
