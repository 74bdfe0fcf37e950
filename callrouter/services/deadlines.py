"""The clockwork: whatever is due (a ring's end, a step, a lapsed lease) is carried out by some node."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from callrouter.model.events import Event, StaffChanged
from callrouter.model.refusal import Refusal
from callrouter.model.states import Status
from callrouter.queueing import Deadline, QueueEngine, QueueUnavailableError

_log = structlog.get_logger(__name__)

#: Another node may set a deadline earlier than the one slept for, so never sleep longer than this.
_LONGEST_SLEEP_S = 0.25
_PAUSE_AFTER_FAULT_S = 1.0


class DeadlineKeeper:
    """Claims due deadlines in batches and applies them. Any number of nodes may do so at once."""

    def __init__(self, engine: QueueEngine, *, recover: Callable[[], Awaitable[None]]) -> None:
        """``recover`` is done first after an outage: leases ran out while nobody could renew them."""
        self._engine = engine
        self._recover = recover
        self._last_claim_at = time.monotonic()
        self._woken = asyncio.Event()
        #: By which word the server, which answers, can't do anything now: its disk or memory is full, say.
        self.refused = ""

    def follow(self, event: Event) -> None:
        """Look at once when somebody is no longer there for calls: theirs may have to go on elsewhere."""
        if isinstance(event, StaffChanged) and (
            event.staff.status is not Status.READY or event.staff.next_status is not None
        ):
            self._woken.set()

    def stalled_for_s(self) -> float:
        """Return how long ago deadlines were last looked at; health fails on a large figure."""
        return time.monotonic() - self._last_claim_at

    async def run(self) -> None:
        """Apply deadlines for ever."""
        reachable = True
        while True:
            try:
                if not reachable:
                    await self._recover()
                pause_s = await self._round()
            except QueueUnavailableError as error:
                if reachable or error.word != self.refused:
                    _log.warning("deadlines.unavailable", server=error.word)
                pause_s, reachable, self.refused = _PAUSE_AFTER_FAULT_S, False, error.word
            else:
                reachable, self.refused = True, ""
            await self._pause(pause_s)

    async def _pause(self, pause_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._woken.wait()
        self._woken.clear()

    async def _round(self) -> float:
        """Apply what is due; return for how many seconds there is nothing to do."""
        claimed = await self._engine.claim_deadlines()
        self._last_claim_at = time.monotonic()
        for deadline in claimed.due:
            await self._apply(deadline)
        if claimed.due:
            return 0.0
        if claimed.next_in_ms is None:
            return _LONGEST_SLEEP_S
        return min(_LONGEST_SLEEP_S, claimed.next_in_ms / 1000)

    async def _apply(self, deadline: Deadline) -> None:
        try:
            await self._engine.apply_deadline(deadline)
        except Refusal as refusal:
            _log.info("deadline.moot", kind=deadline.kind, code=refusal.code)
        except QueueUnavailableError:
            raise
        except Exception:  # noqa: BLE001  (one that fails comes again by itself; the others must not wait for it)
            _log.exception("deadline.failed", kind=deadline.kind)
