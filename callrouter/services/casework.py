"""What employees say of their calls, within what their centre offers."""

from __future__ import annotations

from dataclasses import dataclass

from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import Disposition, RefusalCode
from callrouter.queueing import QueueEngine


@dataclass(frozen=True, kw_only=True)
class CaseworkService:
    """Keeps how calls were finished."""

    engine: QueueEngine
    directory: Directory

    async def state(self, staff_id: str, call_id: str, disposition: Disposition) -> None:
        """Keep how a call was finished for somebody.

        Raises Refusal: ``not_offered`` when their centre has no such disposition, and those of the engine.
        """
        self._check(staff_id, disposition)
        await self.engine.state_disposition(staff_id, call_id, disposition)

    async def finish(self, staff_id: str, call_id: str, disposition: Disposition) -> None:
        """Be done with a call, saying how it was finished. Raises Refusal as ``state`` does."""
        self._check(staff_id, disposition)
        await self.engine.finish_wrap_up(staff_id, call_id, disposition)

    def _check(self, staff_id: str, disposition: Disposition) -> None:
        account = self.directory.account(staff_id)
        centre = account and self.directory.centre(account.centre)
        # What a hand-over states by itself may be confirmed anywhere.
        if centre and disposition is not Disposition.HANDED_OVER and disposition not in centre.dispositions:
            raise Refusal(RefusalCode.NOT_OFFERED)
