"""What systemd is told of this process: that it is ready, that it stops, and that its event loop runs.

The protocol is sd_notify(3): a line to a datagram socket. Started otherwise, nobody is told anything.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from signaling.settings import service_supervision

READY: Final = "READY=1"
STOPPING: Final = "STOPPING=1"
_ALIVE: Final = "WATCHDOG=1"


def tell(state: str) -> None:
    """Tell a state; one that can't be delivered is nobody's fault here."""
    place, _ = service_supervision()
    if place is None:
        return
    address = f"\0{place[1:]}" if place.startswith("@") else place
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, suppress(OSError):
        sender.sendto(state.encode(), address)


async def keep_alive(say: Callable[[str], None] = tell) -> None:
    """Say twice in each watchdog period that the event loop runs, for ever; one that hangs says nothing."""
    _, period_s = service_supervision()
    if period_s is None:
        await asyncio.Event().wait()
        return
    while True:
        say(_ALIVE)
        await asyncio.sleep(period_s / 2)
