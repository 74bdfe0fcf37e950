"""What time does with callback requests: whatever is due is carried out, by some node."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from callrouter.model.callback_steps import Wake
from callrouter.model.refusal import Refusal
from callrouter.policy.callback_moments import erased_at
from callrouter.queueing import QueueUnavailableError
from callrouter.services.audit_trail import ActionNotes
from callrouter.services.callbacks import CLOCK, CallbackService
from callrouter.services.relief import Relief
from callrouter.services.waiting_room import WaitingRoom

_LONGEST_SLEEP_S: Final = 1.0
_PAUSE_AFTER_FAULT_S: Final = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class CallbackClock:
    """Wakes requests whose moment has come, and relieves absent officers. Any number of nodes may."""

    callbacks: CallbackService
    waiting_room: WaitingRoom
    relief: Relief
    notes: ActionNotes

    async def run(self) -> None:
        """Wake for ever."""
        while True:
            try:
                pause_s = await self.wake_due()
            except QueueUnavailableError:
                pause_s = _PAUSE_AFTER_FAULT_S
            await asyncio.sleep(pause_s)

    async def wake_due(self) -> float:
        """Wake what is due, and return for how many seconds there is nothing to do."""
        await self.relief.relieve_due()
        due, next_in_ms = await self.callbacks.store.claim_waking()
        erased = 0
        for request_id in due:
            try:
                erased += await self._wake(request_id)
            except Refusal as refusal:
                _log.info("callback.wake_moot", code=refusal.code)
            except QueueUnavailableError:
                raise
            except Exception:  # noqa: BLE001  (it comes again by itself; the others must not wait for it)
                _log.exception("callback.wake_failed")
        if erased:
            # Beside each erasure, which is in the trail by its own event.
            await self.notes.note("erasure.run", by=CLOCK, outcome=str(erased))
        if due:
            return 0.0
        return _LONGEST_SLEEP_S if next_in_ms is None else min(_LONGEST_SLEEP_S, next_in_ms / 1000)

    async def _wake(self, request_id: str) -> bool:
        """Do what is due with a request; say whether who its citizen is was erased."""
        kept = await self.callbacks.store.get(request_id)
        if kept is None:
            return False
        request, at = kept.request, self.callbacks.now()
        erase_at = erased_at(request, self.callbacks.directory.callbacks)
        if erase_at is not None and erase_at <= at:
            await self.callbacks.erase(request_id, by=CLOCK)
            return True
        await self.waiting_room.look_after(request)
        await self.callbacks.take(request_id, Wake(), by=CLOCK)
        return False
