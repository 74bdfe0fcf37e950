"""What officers and supervisors are told of absences: that they were said, begin, or are over."""

from __future__ import annotations

import asyncio
from typing import Final

from callrouter.model.absences import Absence
from callrouter.model.states import Role
from callrouter.services.callbacks import CallbackService
from signaling.protocol.absence import AbsenceChanged
from signaling.sessions.hub import Hub

#: Nothing is read for it: each node knows the absences.
_CHECK_S: Final = 0.5


class AbsenceNews:
    """Tells whom it concerns, by what is known and by the clock."""

    def __init__(self, hub: Hub, callbacks: CallbackService) -> None:
        self._hub = hub
        self._callbacks = callbacks
        self._told = self._standing()

    async def run(self) -> None:
        """Tell changes for ever."""
        while True:
            self.tell()
            await asyncio.sleep(_CHECK_S)

    def tell(self) -> None:
        """Tell what has changed since it was told last."""
        now = self._standing()
        changed, self._told = now ^ self._told, now
        concerned = {
            name for absence, _ in changed for name in (absence.staff_id, absence.replacement) if name
        }
        if not concerned:
            return
        for connection in self._hub.connections():
            identity = connection.identity
            if connection.started and (
                identity.principal_id in concerned or identity.role is Role.SUPERVISOR
            ):
                connection.send(AbsenceChanged())

    def _standing(self) -> frozenset[tuple[Absence, str | None]]:
        """Return the absences, each with who stands in now; None while it hasn't begun, or nobody does."""
        roster = self._callbacks.roster()
        begun = {absence: roster.stand_in(absence) or "" for absence in roster.now_absent}
        return frozenset((absence, begun.get(absence)) for absence in roster.absences)
