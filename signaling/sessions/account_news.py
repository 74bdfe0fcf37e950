"""What becomes of the pages of somebody whose account was changed or removed."""

from __future__ import annotations

from contextlib import suppress

from callrouter.model.directory import Directory
from callrouter.model.refusal import Refusal
from callrouter.model.states import Status
from callrouter.queueing import QueueEngine
from callrouter.services.accounts import Accounts
from signaling.protocol.errors import CloseCode
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub


class AccountNews:
    """Ends the pages of who is no longer here, or is something else now; others begin anew as they are."""

    def __init__(self, hub: Hub, engine: QueueEngine, directory: Directory, accounts: Accounts) -> None:
        self._hub = hub
        self._engine = engine
        self._directory = directory
        self._leaving: set[str] = set()
        self.leaving = Announcer(self._let_go)
        accounts.heard = self._changed

    def _changed(self, staff_id: str) -> None:
        """Close the pages of somebody whose account isn't what it was."""
        account = self._directory.account(staff_id)
        pages = self._hub.connections(staff_id)
        for page in pages:
            stays = account is not None and account.role is page.identity.role
            page.close(CloseCode.GOING_AWAY if stays else CloseCode.SIGNED_OUT)
            if not stays:
                self._leaving.add(staff_id)
        self.leaving.changed()

    async def _let_go(self) -> None:
        """Let nothing ring any more for those who left."""
        while self._leaving:
            staff_id = next(iter(self._leaving))
            with suppress(Refusal):  # who was never there for calls has no status to change
                await self._engine.set_status(staff_id, Status.OFFLINE)
            self._leaving.discard(staff_id)
