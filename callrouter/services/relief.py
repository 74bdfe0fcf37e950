"""What officers hold when their absence begins goes to whoever stands in for them, or back to its queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from callrouter.model.absences import Absence
from callrouter.model.callback_steps import Relieve
from callrouter.model.refusal import Refusal
from callrouter.queueing import staff_list
from callrouter.services.callbacks import CLOCK, CallbackService

_MOST: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Relief:
    """Relieves officers once when their absence begins, or is told late. Any number of nodes may do so."""

    callbacks: CallbackService
    #: Absences that need nothing more from here; to do them again after a restart changes nothing.
    _done: set[Absence] = field(default_factory=set)

    async def relieve_due(self) -> None:
        """Relieve whoever is absent by now. Raises QueueUnavailableError; safe to repeat."""
        begun = set(self.callbacks.roster().now_absent)
        self._done.intersection_update(begun)
        for absence in begun - self._done:
            await self._relieve(absence)
            self._done.add(absence)

    async def _relieve(self, absence: Absence) -> None:
        stand_in = self.callbacks.roster().stand_in(absence)
        step = Relieve(staff_id=absence.staff_id, until=absence.ends_at, to=stand_in)
        _, held = await self.callbacks.store.listed([staff_list(absence.staff_id)], most=_MOST)
        for kept in held:
            try:
                await self.callbacks.take(kept.request.request_id, step, by=CLOCK)
            except Refusal:  # closed meanwhile
                continue
