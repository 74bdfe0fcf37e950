"""What officers hold when their absence begins goes to whoever stands in for them, or back to its queue."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from callrouter.model.absences import Absence
from callrouter.model.callback_steps import Relieve
from callrouter.model.callbacks import CallbackRequest, CallbackState
from callrouter.model.refusal import Refusal
from callrouter.policy.callbacks import advance
from callrouter.queueing import staff_list
from callrouter.services.callbacks import CLOCK, CallbackService

_MOST: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Relief:
    """Relieves absent officers. Any number of nodes may do so.

    What is agreed on for them is looked at until they are there again: it may be planned, or handed to them,
    later. What they claim while they are said to be absent, they work on after all.
    """

    callbacks: CallbackService
    #: Absences whose beginning was seen to; to do so again after a restart does little.
    _begun: set[Absence] = field(default_factory=set)

    async def relieve_due(self) -> None:
        """Relieve whoever is absent by now. Raises QueueUnavailableError; safe to repeat."""
        absent = {each.staff_id: each for each in self.callbacks.roster().now_absent}
        self._begun.intersection_update(absent.values())
        if not absent:
            return
        _, held = await self.callbacks.store.listed([staff_list(name) for name in absent], most=_MOST)
        for request in (kept.request for kept in held):
            absence = absent.get(request.staff_id or "")
            agreed = request.state is CallbackState.PLANNED
            if absence is not None and (agreed or absence not in self._begun):
                await self._relieve(absence, request)
        self._begun.update(absent.values())

    async def _relieve(self, absence: Absence, request: CallbackRequest) -> None:
        stand_in = self.callbacks.roster().stand_in(absence)
        step = Relieve(staff_id=absence.staff_id, until=absence.ends_at, to=stand_in)
        with suppress(Refusal):  # closed meanwhile
            policy, at = self.callbacks.directory.callbacks, self.callbacks.now()
            if advance(request, step, policy, at=at).request is not request:
                await self.callbacks.take(request.request_id, step, by=CLOCK)
