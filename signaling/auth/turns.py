"""Whose try to sign in is next: one at a time, as each costs tens of milliseconds; lines take turns."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

#: About ten seconds of work on a slow machine; nobody waits longer than that.
_MOST_WAITING: Final = 256
#: The line that goes before all others.
FIRST: Final = ""


class BusyError(Exception):
    """Too many wait: this one doesn't get a turn."""


class _Waiter(NamedTuple):
    turn: asyncio.Future[None]
    is_there: Callable[[], bool]


class Turns:
    """Gives turns to those who wait in lines, such as one for each network.

    The lines take turns, so that a flood in one of them holds up nobody in another. When very many wait, the
    last of the longest line makes room.
    """

    def __init__(self, most_waiting: int = _MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        #: The line whose turn is next stands first.
        self._lines: dict[str, deque[_Waiter]] = {}
        self._is_taken = False

    @asynccontextmanager
    async def turn(self, line: str, is_there: Callable[[], bool]) -> AsyncIterator[None]:
        """Wait for a turn and have it; who isn't there any more is passed over. Raises BusyError."""
        await self._wait(line, is_there)
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, line: str, is_there: Callable[[], bool]) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        self._make_room(line)
        waiter = _Waiter(asyncio.get_running_loop().create_future(), is_there)
        self._lines.setdefault(line, deque()).append(waiter)
        try:
            await waiter.turn
        except asyncio.CancelledError:
            if not waiter.turn.cancelled():  # it was given in the same moment
                self._pass_on()
            raise

    def _make_room(self, line: str) -> None:
        if sum(map(len, self._lines.values())) < self._most_waiting:
            return
        longest = max(self._lines.values(), key=len)
        if len(longest) <= len(self._lines.get(line, ())) + 1:
            raise BusyError
        _refuse(longest.pop())

    def _pass_on(self) -> None:
        while self._lines:
            name = FIRST if FIRST in self._lines else next(iter(self._lines))
            line = self._lines.pop(name)
            waiter = line.popleft()
            if line:
                self._lines[name] = line
            if waiter.turn.done():
                continue
            if waiter.is_there():
                waiter.turn.set_result(None)
                return
            _refuse(waiter)
        self._is_taken = False


def _refuse(waiter: _Waiter) -> None:
    if not waiter.turn.done():
        waiter.turn.set_exception(BusyError())
