"""When a relay process ends: asked to stop, or left behind by who started it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import Final, Literal, Protocol

import structlog

#: A relay whose starter is gone ends when no node has been attached for so long.
FORSAKEN_S: Final = 30.0
#: How long pages have to leave once their calls were moved.
LEAVE_S: Final = 5.0
#: How often a draining relay looks whether it may end.
_LOOK_S: Final = 0.1

_log = structlog.get_logger(__name__)


class DrainedRelay(Protocol):
    """What is asked of a relay that is to end."""

    @property
    def attached(self) -> int:
        """How many nodes are attached."""

    @property
    def empty(self) -> bool:
        """Whether nobody is connected."""

    def drain(self) -> None:
        """Take no new calls."""

    async def move(self) -> None:
        """Send the calls that are left to other relays."""


class Wishes:
    """What a relay process is asked from outside: to drain, to end, and whether its starter lives."""

    def __init__(self) -> None:
        self.drain = asyncio.Event()
        self.end = asyncio.Event()
        self.orphaned = asyncio.Event()
        self._any = asyncio.Event()
        self._changed = asyncio.Event()

    def watch(self, *, supervised: bool) -> None:
        """Hear signals, and notice the end of standard input if somebody holds it."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.terminated)
        loop.add_signal_handler(signal.SIGINT, self._set, self.end)
        if supervised:
            os.set_blocking(0, False)
            loop.add_reader(0, self._read_lifeline, loop)

    def terminated(self) -> None:
        """Hear SIGTERM: the first asks to drain, the second to end."""
        self._set(self.end if self.drain.is_set() else self.drain)

    def _set(self, wish: asyncio.Event) -> None:
        wish.set()
        self._any.set()
        self._changed.set()

    def _read_lifeline(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            gone = not os.read(0, 64)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            loop.remove_reader(0)
            self.orphan()

    def orphan(self) -> None:
        """Hear that who started it is gone."""
        _log.warning("relay.orphaned")
        self._set(self.orphaned)

    async def first(self) -> None:
        """Wait until anything at all is wished."""
        await self._any.wait()

    async def change(self, patience_s: float | None) -> None:
        """Wait for another wish, no longer than that."""
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._changed.wait()


Reason = Literal["asked", "empty", "moved", "forsaken"]


class Ending:
    """Decides when a relay that was asked to stop, or whose starter is gone, may end."""

    def __init__(
        self, relay: DrainedRelay, wishes: Wishes, *, drain_s: float, forsaken_s: float = FORSAKEN_S
    ) -> None:
        self._relay = relay
        self._wishes = wishes
        self._drain_s = drain_s
        self._forsaken_s = forsaken_s
        self._attached_at = 0.0

    async def awaited(self) -> Reason:
        """Serve until the end; return why it is there."""
        wishes, relay = self._wishes, self._relay
        while not (wishes.drain.is_set() or wishes.orphaned.is_set() or wishes.end.is_set()):
            await wishes.change(None)
        relay.drain()
        _log.info("relay.draining")
        began = self._attached_at = time.monotonic()
        moved_at: float | None = None
        while True:
            reason = self._reason(time.monotonic(), moved_at)
            if reason is not None:
                return reason
            if moved_at is None and wishes.drain.is_set() and time.monotonic() - began >= self._drain_s:
                await relay.move()
                moved_at = time.monotonic()
            await wishes.change(_LOOK_S)

    def _reason(self, now: float, moved_at: float | None) -> Reason | None:
        if self._wishes.end.is_set():
            return "asked"
        if self._relay.empty:
            return "empty"
        if moved_at is not None and now - moved_at >= LEAVE_S:
            return "moved"
        if self._relay.attached:
            self._attached_at = now
        elif self._wishes.orphaned.is_set() and now - self._attached_at >= self._forsaken_s:
            return "forsaken"
        return None
