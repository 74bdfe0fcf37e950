"""Sign-ins of staff, as the queue's server keeps them: every node knows them, and hears at once of their end.

A browser shows a random token, of which only a digest is kept. Every command is one atomic script, safe to
repeat; each raises ``QueueUnavailableError`` when the server doesn't answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from redis.asyncio import Redis

from callrouter.model.sign_ins import SOME_MACHINE, Machine, SignIn, SignInEnd, SignInMethod, of_person
from callrouter.queueing.keys import Keys
from callrouter.queueing.scripts import ScriptName, Scripts

#: More pages than anybody works at; who signs in once more loses the oldest.
MOST_SIGN_INS: Final = 20
#: Requests that were on their way, and tabs that were asleep, still show the token before.
SIGN_IN_OVERLAP_MS: Final = 60_000
_MINUTE_MS: Final = 60_000


class SignInTimes(NamedTuple):
    """How long sign-ins last, ms."""

    #: Unused, with no page open.
    idle_ms: int = 30 * _MINUTE_MS
    #: However much they are used.
    longest_ms: int = 12 * 60 * _MINUTE_MS
    #: After so much time the browser gets another token.
    token_ms: int = 15 * _MINUTE_MS


class Used(NamedTuple):
    """Whose sign-in a token is."""

    sign_in: SignIn
    #: Whether the new token that was brought along is to take its place.
    replaced: bool


class SignInStore:
    """The sign-ins of one deployment. ``now`` replaces the server's clock in tests."""

    def __init__(
        self,
        client: Redis,
        *,
        namespace: str = "callrouter",
        times: SignInTimes | None = None,
        now: Callable[[], int] | None = None,
    ) -> None:
        self._run = Scripts(client, Keys(namespace), now).run
        self._times = times or SignInTimes()

    async def begin(  # noqa: PLR0913  (what a sign-in is)
        self,
        sign_in_id: str,
        token: str,
        *,
        staff_id: str,
        page: str,
        by: SignInMethod = SignInMethod.LOCAL,
        on: Machine = SOME_MACHINE,
        names: Sequence[str] = (),
        longest_ms: int | None = None,
        before: str = "",
    ) -> SignIn:
        """Sign somebody in at a page, and note it in the audit trail in the same step.

        ``names``: under which further names it can be ended, such as ``of_provider_session``'s;
        ``longest_ms``: where it is to last no longer than this; ``before``: the token that the browser showed
        at this page until now, whose sign-in ends.
        """
        longest = min(self._times.longest_ms, longest_ms or self._times.longest_ms)
        record: dict[str, object] = {"sign_in_id": sign_in_id, "staff_id": staff_id, "page": page, "by": by}
        record |= {"on": on.model_dump()}
        answer = await self._run(
            ScriptName.BEGIN_SIGN_IN,
            json.dumps(record),
            _digest(token),
            json.dumps([of_person(staff_id), *names]),
            min(self._times.idle_ms, longest),
            longest,
            MOST_SIGN_INS,
            _digest(before) if before else "",
        )
        kept = SignIn.kept(answer[0])
        return kept.model_copy(update={"seen_at": kept.started_at})

    async def use(self, token: str, new_token: str = "") -> Used | None:
        """Tell whose sign-in a token is; ``new_token`` takes its place if it is old. None: nobody's.

        A token that was replaced a while ago ends the sign-in if the one after it is used, too: somebody has
        a copy.
        """
        text, *rest = await self._run(
            ScriptName.USE_SIGN_IN,
            _digest(token),
            _digest(new_token) if new_token else "",
            self._times.token_ms,
            SIGN_IN_OVERLAP_MS,
        )
        if not text:
            return None
        seen_at, replaced = rest
        return Used(_sign_in(text, seen_at), bool(replaced))

    async def touch(self, sign_in_ids: Collection[str]) -> frozenset[str]:
        """Say that pages of these are open; returns those that are over."""
        if not sign_in_ids:
            return frozenset()
        return frozenset((await self._run(ScriptName.TOUCH_SIGN_INS, *sign_in_ids))[0])

    async def end(  # noqa: PLR0913  (which, and what is told of it)
        self, name: str, reason: SignInEnd, by: str, *, only: str = "", but: str = "", why: str = ""
    ) -> int:
        """End the sign-ins of a name (``of_person`` …), ``only`` this one or all ``but`` one; how many."""
        return int((await self._run(ScriptName.END_SIGN_INS, name, reason, by, only, but, why))[0])

    async def of(self, staff_id: str) -> tuple[SignIn, ...]:
        """Return a person's sign-ins, the oldest first."""
        found = await self._run(ScriptName.READ_SIGN_INS, of_person(staff_id))
        return tuple(_sign_in(text, at) for text, at in zip(found[::2], found[1::2], strict=True))


def _sign_in(text: str, seen_at: str) -> SignIn:
    return SignIn.kept(text).model_copy(update={"seen_at": int(seen_at)})


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
