"""What becomes of the pages of somebody whose account was changed or removed."""

from __future__ import annotations

from callrouter.model.directory import Directory
from callrouter.model.sign_ins import SignIn, SignInEnd, of_person
from callrouter.queueing import SignInStore
from callrouter.services.accounts import Accounts
from signaling.auth.identity import ROLE_OF, Page
from signaling.protocol.errors import CloseCode
from signaling.sessions.announcer import Announcer
from signaling.sessions.hub import Hub

#: Who ends the sign-ins of an account that is no more, in the journal.
_CLOCK = "clock"


class AccountNews:
    """Signs out who is no longer here, or is something else now; others begin anew as they are."""

    def __init__(self, hub: Hub, sign_ins: SignInStore, directory: Directory, accounts: Accounts) -> None:
        self._hub = hub
        self._sign_ins = sign_ins
        self._directory = directory
        self._named: set[str] = set()
        self.ending = Announcer(self._end)
        accounts.heard = self._changed

    def _changed(self, staff_id: str) -> None:
        """Let pages connect anew as who they are now; where that is nobody, their sign-in ends."""
        account = self._directory.account(staff_id)
        for page in self._hub.connections(staff_id):
            if account is not None and account.role is page.identity.role:
                page.close(CloseCode.GOING_AWAY)
        self._named.add(staff_id)
        self.ending.changed()

    async def _end(self) -> None:
        """End the sign-ins at pages that aren't theirs any more, at whichever node they are."""
        while self._named:
            staff_id = next(iter(self._named))
            for sign_in in await self._sign_ins.of(staff_id):
                if not self._fits(sign_in):
                    only = sign_in.sign_in_id
                    await self._sign_ins.end(
                        of_person(staff_id), SignInEnd.ACCOUNT_CHANGED, _CLOCK, only=only
                    )
            self._named.discard(staff_id)

    def _fits(self, sign_in: SignIn) -> bool:
        account = self._directory.account(sign_in.staff_id)
        return account is not None and account.role is ROLE_OF[Page(sign_in.page)]
