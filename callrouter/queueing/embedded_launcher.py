"""Becomes the server after tying its life to its parent's. Run as a script, never imported.

``python embedded_launcher.py <parent's pid> <server> <arguments…>``. A process of its own rather
than a ``preexec_fn``, which may deadlock in a program with threads.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _die_with_parent(parent_pid: int) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    # The parent may have died before the kernel was told.
    if os.getppid() != parent_pid:
        sys.exit("the parent is gone")


if __name__ == "__main__":
    _die_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  (no shell is the point)
