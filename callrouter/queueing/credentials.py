"""Credentials of staff, and how often somebody tried to sign in, as the queue's server keeps them.

Every command is one atomic script, safe to repeat but for counting; each raises ``QueueUnavailableError``
when the server doesn't answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.credentials import Credentials
from callrouter.model.sign_ins import SignInEnd
from callrouter.policy.lockout import Tried
from callrouter.queueing.audit_trail import Action
from callrouter.queueing.blinding import Blind
from callrouter.queueing.connect import QueueUnavailableError, reachable
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: Somebody else may change what is kept between reading and writing; this often in a row they can't.
_TRIES: Final = 5
_SCANNED: Final = 1000


class Admitted(NamedTuple):
    """What is to be said to somebody who tries."""

    #: How long before this try may be made, ms; 0: now.
    wait_ms: int
    #: How long before the next one, if this is wrong, ms.
    next_ms: int


class CredentialStore:
    """The credentials of one deployment; whoever tries is counted by ``blind``.

    ``now`` replaces the server's clock in tests.
    """

    def __init__(
        self,
        client: Redis,
        *,
        blind: Blind,
        namespace: str = "callrouter",
        now: Callable[[], int] | None = None,
    ) -> None:
        self._client = client
        self._blind = blind
        self._keys = Keys(namespace)
        self._run = Scripts(client, self._keys, now).run

    async def read(self, staff_id: str) -> Credentials:
        """Return what is kept of an account; nothing of an unknown one."""
        with reachable():
            text = await self._client.get(self._keys.record("credentials", staff_id))
        return Credentials(staff_id=staff_id) if text is None else Credentials.to_change(text)

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
            new.to_keep(exclude_defaults=True),
            json.dumps(action) if action else "",
            ends or "",
            but,
        )
        return bool(written)

    async def change(
        self,
        staff_id: str,
        step: Callable[[Credentials], Credentials | None],
        told: Action | None = None,
        *,
        ends: SignInEnd | None = None,
        but: str = "",
    ) -> bool:
        """Keep what ``step`` makes of what is kept, whoever else changes it meanwhile; otherwise as ``put``.

        False: the step made nothing of it.
        """
        for _ in range(_TRIES):
            new = step(await self.read(staff_id))
            if new is None:
                return False
            if await self.put(new, told, ends=ends, but=but):
                return True
        message = "others always were first"
        raise QueueUnavailableError(message)

    async def admit(self, tries: Sequence[Tried]) -> Admitted:
        """Count a try before it is made, and say whether it may be."""
        counts: Iterator[tuple[str | int, ...]] = (
            (self._count(*each.of), json.dumps(each.delays), each.forgotten_ms) for each in tries
        )
        return Admitted(*await self._run(ScriptName.ADMIT_TRY, *chain.from_iterable(counts)))

    async def settle(self, tries: Sequence[Tried], *, passed: bool) -> None:
        """Say that a try wasn't wrong: it ``passed`` (the first count begins anew), or proved nothing."""
        await self._run(ScriptName.SETTLE_TRY, int(passed), *(self._count(*each.of) for each in tries))

    async def forget_tries(self, name: str) -> None:
        """Let the next try with a name be made at once, wherever others were made."""
        counts = [self._keys.record("tries", self._count(kind, name)) for kind in ("anywhere", "own")]
        places = self._keys.record("tries", self._count("name", name))
        with reachable():
            counts += [
                str(each) async for each in self._client.scan_iter(match=f"{places}:*", count=_SCANNED)
            ]
            await self._client.delete(*counts)

    def _count(self, kind: str, *whose: str) -> str:
        """Keep neither names that nobody has, which may be passwords, nor addresses."""
        return ":".join([kind, *map(self._blind, whose)])
