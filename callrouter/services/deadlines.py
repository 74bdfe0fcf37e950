"""The clockwork: whatever is due (a ring's end, a step, a lapsed lease) is carried out by some node."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from callrouter.model.refusal import Refusal
from callrouter.queueing import QueueEngine, QueueUnavailableError

_log = structlog.get_logger(__name__)

#: Another node may set a deadline earlier than the one slept for, so never sleep longer than this.
_LONGEST_SLEEP_S = 0.25
_PAUSE_AFTER_FAULT_S = 1.0


class DeadlineKeeper:
    """Claims due deadlines in batches and applies them. Any number of nodes may do so at once."""

    def __init__(self, engine: QueueEngine, *, now: Callable[[], int]) -> None:
        self._engine = engine
        self._now = now
        self._last_claim_at = now()

    def stalled_for_s(self) -> float:
        """Return how long ago deadlines were last looked at; health fails on a large figure."""
        return (self._now() - self._last_claim_at) / 1000

    async def run(self) -> None:
        """Apply deadlines for ever."""
        while True:
            try:
                pause_s = await self._round()
            except QueueUnavailableError:
                _log.warning("deadlines.unavailable")
                pause_s = _PAUSE_AFTER_FAULT_S
            await asyncio.sleep(pause_s)

    async def _round(self) -> float:
        claimed = await self._engine.claim_deadlines()
        self._last_claim_at = self._now()
        for deadline in claimed.due:
            try:
                await self._engine.apply_deadline(deadline)
            except Refusal as refusal:
                _log.info("deadline.moot", kind=deadline.kind, code=refusal.code)
        if claimed.due:
            return 0.0
        if claimed.next_at is None:
            return _LONGEST_SLEEP_S
        return min(_LONGEST_SLEEP_S, max(0.0, (claimed.next_at - self._now()) / 1000))
