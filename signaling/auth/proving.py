"""Proving who somebody is, with a password and a second step; tries count on all nodes together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from callrouter.model.directory import Account, Directory
from callrouter.model.states import Role
from callrouter.policy import credentials as policy
from callrouter.policy.lockout import Tried, customer_of, own_tries, tries_of
from callrouter.queueing import Admitted, CredentialStore
from signaling.auth.app_codes import AppCodes, Offer, UnreadableError
from signaling.auth.passwords import hash_in_turn, is_outdated, verify_password
from signaling.auth.turns import FIRST, BusyError, Turns

#: What may be otherwise on another node, or in a moment.
_UNAVAILABLE_MS: Final = 5000


class NotProvenError(Exception):
    """Somebody didn't prove who they are; ``code`` is stable. ``of``: the account, if there is one."""

    def __init__(
        self, code: str, *, of: Account | None = None, wait_ms: int = 0, offer: Offer | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.of, self.wait_ms, self.offer = code, of, wait_ms, offer


class Proof(NamedTuple):
    """Who somebody proved to be."""

    account: Account
    #: Codes for when the device is lost, to be shown now and never again.
    recovery: tuple[str, ...] = ()


def _still() -> bool:
    return True


class Claim(NamedTuple):
    """What somebody says to prove who they are, and where from."""

    name: str
    password: str
    #: Of the app or of paper; None: not given yet.
    code: str | None = None
    place: str = ""
    #: Something about a device where this person signed in before; empty elsewhere.
    device: str = ""
    #: Says whether somebody still waits for the answer.
    is_there: Callable[[], bool] = _still


#: What is asked of whose password was right.
_Further = Callable[[Account, str | None], Awaitable[tuple[str, ...]]]


@dataclass(frozen=True, kw_only=True)
class Proving:
    """Tells who somebody is. Every method may raise QueueUnavailableError.

    Each raises NotProvenError: ``too_many_attempts``, ``wrong_credentials``; ``code_wanted`` where the
    password was right and a code is missing; ``wrong_code``; ``unavailable``, which counts as no try.
    """

    directory: Directory
    store: CredentialStore
    codes: AppCodes
    #: Who must have a second step.
    second_step_of: Collection[Role]
    turns: Turns = field(default_factory=Turns)

    async def prove(self, claim: Claim, role: Role) -> Proof:
        """Return who it is, of this role.

        Raises NotProvenError ``wrong_role`` and ``account_locked``, too, and ``setup_wanted`` with an offer.
        """

        async def further(account: Account, code: str | None) -> tuple[str, ...]:
            return await self._as_role(account, role, code)

        line = FIRST if claim.device else customer_of(claim.place)
        tries = tries_of(claim.name, place=claim.place, device=claim.device)
        proof = await self._tried(claim, tries, line, further)
        await self._rehash(proof.account, claim.password)
        return proof

    async def prove_again(self, claim: Claim) -> Account:
        """Return who it is, of somebody who is signed in and changes how they sign in."""
        return (await self._tried(claim, own_tries(claim.name), FIRST, self._present_code)).account

    async def confirm(self, account: Account, code: str, *, sign_in: str) -> tuple[str, ...]:
        """Let the app's secret that was offered count, and return codes for when the device is lost."""
        tries = own_tries(account.staff_id)
        await self._admit(tries, account)
        try:
            recovery = await self.codes.confirm(account, code, but=sign_in)
        except UnreadableError:
            await self.store.settle(tries, passed=False)
            raise NotProvenError("unavailable", of=account, wait_ms=_UNAVAILABLE_MS) from None
        if recovery is None:
            raise NotProvenError("wrong_code", of=account)
        await self.store.settle(tries, passed=True)
        return recovery

    async def _tried(self, claim: Claim, tries: tuple[Tried, ...], line: str, further: _Further) -> Proof:
        try:
            # A try counts at its turn, so that of those who wait none is in another's way.
            async with self.turns.turn(line, claim.is_there):
                return await self._in_turn(claim, tries, further)
        except BusyError:
            raise NotProvenError("unavailable", wait_ms=_UNAVAILABLE_MS) from None

    async def _in_turn(self, claim: Claim, tries: tuple[Tried, ...], further: _Further) -> Proof:
        known = self.directory.account(claim.name)
        admitted = await self._admit(tries, known)
        account = await self._by_password(claim, known, admitted)
        try:
            recovery = await further(account, claim.code)
        except UnreadableError:
            await self.store.settle(tries, passed=False)
            raise NotProvenError("unavailable", of=account, wait_ms=_UNAVAILABLE_MS) from None
        except NotProvenError as error:
            if error.code == "wrong_code":
                error.wait_ms = admitted.next_ms
            else:
                await self.store.settle(tries, passed=False)
            raise
        await self.store.settle(tries, passed=True)
        return Proof(account, recovery)

    async def _admit(self, tries: tuple[Tried, ...], of: Account | None) -> Admitted:
        admitted = await self.store.admit(tries)
        if admitted.wait_ms:
            raise NotProvenError("too_many_attempts", of=of, wait_ms=admitted.wait_ms)
        return admitted

    async def _by_password(self, claim: Claim, account: Account | None, admitted: Admitted) -> Account:
        # Also of a name that nobody has, so that it takes as long.
        kept = await self.store.read(account.staff_id if account else "unknown")
        password_hash = policy.hash_of(account, kept) if account else ""
        if not await verify_password(claim.password, password_hash) or account is None:
            raise NotProvenError("wrong_credentials", of=account, wait_ms=admitted.next_ms)
        return account

    async def _as_role(self, account: Account, role: Role, code: str | None) -> tuple[str, ...]:
        if account.role is not role:
            raise NotProvenError("wrong_role", of=account)
        kept = await self.store.read(account.staff_id)
        if kept.locked:
            raise NotProvenError("account_locked", of=account)
        if kept.totp or account.role not in self.second_step_of:
            return await self._present_code(account, code)
        if code is None:
            raise NotProvenError("setup_wanted", of=account, offer=await self.codes.offer(account))
        recovery = await self.codes.confirm(account, code)
        if recovery is None:
            raise NotProvenError("wrong_code", of=account)
        return recovery

    async def _present_code(self, account: Account, code: str | None) -> tuple[str, ...]:
        """Ask for a code of the second step that there is, if there is one."""
        if not (await self.store.read(account.staff_id)).totp:
            return ()
        if code is None:
            raise NotProvenError("code_wanted", of=account)
        if not await self.codes.take(account, code):
            raise NotProvenError("wrong_code", of=account)
        return ()

    async def _rehash(self, account: Account, password: str) -> None:
        """Keep a better hash of a password that is known now."""
        kept = await self.store.read(account.staff_id)
        if is_outdated(policy.hash_of(account, kept)):
            # Not told, and tried once: the next sign-in does it otherwise.
            await self.store.put(policy.with_password(kept, account, await hash_in_turn(password)))
