"""The process in which the demonstration's robots play; it never outlives the one that started it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Final

from callrouter.queueing import LAUNCHER
from signaling.settings import foreign_environment, own_settings

#: How long it may take to end before it is killed, s.
_STOP_S: Final = 2.0


class RobotProcess:
    """Robots at a node, while it runs."""

    def __init__(self, password: str) -> None:
        """``password``: of all accounts there."""
        self._password = password
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, address: str) -> None:
        """Let robots come to a node, where it serves. Raises OSError."""
        robots = [sys.executable, "-P", "-m", "signaling.demonstration", address]
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
            [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), *robots],
            stdin=subprocess.DEVNULL,
            # The password is nobody's business who may list processes.
            env=foreign_environment() | own_settings(demo_password=self._password, log_level="warning"),
            start_new_session=True,  # Ctrl-C goes to us
        )

    def stop(self) -> None:
        """End it, if it runs."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
