"""Credentials of staff, and how often somebody tried to sign in, as the queue's server keeps them.

Every command is one atomic script, safe to repeat but for counting; each raises ``QueueUnavailableError``
when the server doesn't answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from redis.asyncio import Redis

from callrouter.model.credentials import Credentials
from callrouter.model.sign_ins import SignInEnd
from callrouter.policy.lockout import Tried
from callrouter.queueing.audit_trail import Action
from callrouter.queueing.connect import reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts


class Admitted(NamedTuple):
    """What is to be said to somebody who tries."""

    #: How long before this try may be made, ms; 0: now.
    wait_ms: int
    #: How long before the next one, if this is wrong, ms.
    next_ms: int


class CredentialStore:
    """The credentials of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self, client: Redis, *, namespace: str = "callrouter", now: Callable[[], int] | None = None
    ) -> None:
        self._client = client
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def read(self, staff_id: str) -> Credentials:
        """Return what is kept of an account; nothing of an unknown one."""
        with reachable():
            text = await self._client.get(self._keys.record("credentials", staff_id))
        return Credentials(staff_id=staff_id) if text is None else Credentials.model_validate_json(text)

    async def put(
        self, new: Credentials, told: Action | None = None, *, ends: SignInEnd | None = None, but: str = ""
    ) -> bool:
        """Keep credentials if they are the next after what is kept; False: somebody else was first.

        In the same step it is told in the audit trail, and the person's sign-ins end, all ``but`` one.
        """
        action = {} if told is None else {name: value for name, value in told._asdict().items() if value}
        (written,) = await self._run(
            ScriptName.PUT_CREDENTIALS,
            new.staff_id,
            new.revision - 1,
            new.model_dump_json(exclude_defaults=True),
            json.dumps(action) if action else "",
            ends or "",
            but,
        )
        return bool(written)

    async def admit(self, tries: Sequence[Tried]) -> Admitted:
        """Count a try before it is made, and say whether it may be."""
        counts = ((_count(each.name), json.dumps(each.delays)) for each in tries)
        return Admitted(*await self._run(ScriptName.ADMIT_TRY, *chain.from_iterable(counts)))

    async def settle(self, tries: Sequence[Tried], *, passed: bool) -> None:
        """Say that a try wasn't wrong: it ``passed`` (the first count begins anew), or proved nothing."""
        await self._run(ScriptName.SETTLE_TRY, int(passed), *(_count(each.name) for each in tries))


def _count(name: str) -> str:
    """Keep neither names that nobody has, which may be passwords, nor addresses."""
    kind, _, whose = name.partition(":")
    return f"{kind}:{sha256(whose.encode()).hexdigest()}"
