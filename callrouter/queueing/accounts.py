"""Accounts kept beside those of the directory's file: one entry each, told of by the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis

from callrouter.model.accounts import AccountChange, KeptAccount
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts


class AccountStore:
    """The kept accounts of one deployment, by name.

    ``now`` replaces the server's clock in tests. Every method raises ``QueueUnavailableError`` when the
    server doesn't answer.
    """

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._accounts = Keys(namespace).index("accounts")
        self._subjects = Keys(namespace).index("account_subjects")
        self._run = Scripts(client, Keys(namespace), now).run

    async def read(self) -> dict[str, str]:
        """Return all of them as they are kept (``KeptAccount`` as JSON)."""
        with reachable():
            kept: Any = await self._client.hgetall(self._accounts)
        return dict(kept)

    async def read_one(self, staff_id: str) -> str | None:
        """Return one as it is kept, or None."""
        with reachable():
            kept: Any = await self._client.hget(self._accounts, staff_id)
        return None if kept is None else str(kept)

    async def name_of(self, subject: str) -> str | None:
        """Return what somebody is called here whom the identity provider knows."""
        with reachable():
            name: Any = await self._client.hget(self._subjects, subject)
        return None if name is None else str(name)

    async def put(self, kept: KeptAccount, *, by: str, why: str = "") -> AccountChange | None:
        """Keep an account as it is given; None when it was kept so already.

        Raises ``Refusal`` ``already_taken``: the name is somebody else's, or this person has another.
        """
        text = kept.model_dump_json(exclude_defaults=True)
        staff_id = kept.account.staff_id
        (what,) = await self._run(ScriptName.PUT_ACCOUNT, staff_id, text, kept.subject, by, why)
        return AccountChange(what) if what else None

    async def remove(self, staff_id: str, *, by: str, why: str = "") -> bool:
        """Keep an account no longer; False when it wasn't kept."""
        return bool((await self._run(ScriptName.REMOVE_ACCOUNT, staff_id, by, why))[0])

    async def erase(self, staff_id: str, *, by: str) -> None:
        """Erase what is kept of somebody who has no account any more: their day, credentials and status.

        Raises ``Refusal``: ``already_taken`` while they have one that is kept, ``wrong_state`` while they are
        signed in.
        """
        await self._run(ScriptName.ERASE_PERSON, staff_id, by)
