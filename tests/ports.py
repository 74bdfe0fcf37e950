"""Ports for servers that tests start, stop and start again at the same address."""

from __future__ import annotations

import os
import socket
from itertools import count
from typing import Final

#: Below what systems give to outgoing connections, so that none takes one between a stop and the next start.
_FIRST: Final = 20_000
_PORTS: Final = 12_000
#: Test processes run side by side: each begins somewhere else, further apart than one has servers.
_begin = os.getpid() * 101
_numbers = count()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses, and that no other caller is given."""
    while True:
        port = _FIRST + (_begin + next(_numbers)) % _PORTS
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
