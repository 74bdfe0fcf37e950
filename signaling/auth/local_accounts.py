"""Changing how staff sign in with a local account: the password, the second step, a lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from callrouter.model.directory import Account
from callrouter.policy import credentials as policy
from callrouter.queueing import Action, CredentialStore
from signaling.auth.app_codes import OWN_CHANGE, Offer, UnreadableError
from signaling.auth.passwords import hash_in_turn
from signaling.auth.proving import Claim, NotProvenError, Proving


class FaultyPasswordError(Exception):
    """A password that can't be this person's; ``code`` is stable."""

    def __init__(self, code: policy.PasswordFault) -> None:
        super().__init__(code)
        self.code = code


class Standing(NamedTuple):
    """How somebody can sign in."""

    has_password: bool
    second_step: bool
    second_step_required: bool
    #: Recovery codes that weren't used.
    recovery_codes: int


@dataclass(frozen=True, kw_only=True)
class LocalAccounts:
    """The passwords and second steps of staff. Every method may raise QueueUnavailableError.

    Whoever changes their own proves once more that it is them, with the present second step, too, where there
    is one: an open page and a password that was seen aren't enough.
    """

    store: CredentialStore
    proving: Proving

    async def standing(self, account: Account) -> Standing:
        """Tell how somebody can sign in."""
        kept = await self.store.read(account.staff_id)
        return Standing(
            has_password=bool(policy.hash_of(account, kept)),
            second_step=bool(kept.totp),
            second_step_required=account.role in self.proving.second_step_of,
            recovery_codes=len(kept.recovery),
        )

    async def change_password(self, claim: Claim, new: str, *, sign_in: str) -> None:
        """Let ``new`` be the password of who knows the present one; all other sign-ins end.

        Raises NotProvenError, FaultyPasswordError.
        """
        account = self.proving.directory.account(claim.name)
        # Before the proof, which takes a code that is good once.
        if account and (fault := policy.password_fault(new, account)):
            raise FaultyPasswordError(fault)
        if new == claim.password:
            raise FaultyPasswordError("unchanged")
        account = await self.proving.prove_again(claim)
        await self.set_password(account, new, by=account.staff_id, but=sign_in)

    async def set_password(self, account: Account, new: str, *, by: str, but: str = "") -> None:
        """Let ``new`` be somebody's password; their sign-ins end, all ``but`` one.

        Raises FaultyPasswordError.
        """
        if fault := policy.password_fault(new, account):
            raise FaultyPasswordError(fault)
        password_hash = await hash_in_turn(new)
        await self.store.change(
            account.staff_id,
            lambda kept: policy.with_password(kept, account, password_hash),
            Action("password.changed", by, account.staff_id),
            ends=OWN_CHANGE,
            but=but,
        )

    async def offer_second_step(self, claim: Claim) -> Offer:
        """Make a secret for who knows the password; it counts once a code proves that an app has it.

        Raises NotProvenError.
        """
        account = await self.proving.prove_again(claim)
        try:
            return await self.proving.codes.offer(account)
        except UnreadableError:
            raise NotProvenError("unavailable", of=account) from None

    async def remove_second_step(self, claim: Claim, *, sign_in: str) -> None:
        """Ask for no code any more, where none is required. Raises NotProvenError."""
        account = self.proving.directory.account(claim.name)
        if account and account.role in self.proving.second_step_of:
            raise NotProvenError("required", of=account)
        account = await self.proving.prove_again(claim)
        await self.reset_second_step(account, by=account.staff_id, but=sign_in)

    async def reset_second_step(self, account: Account, *, by: str, but: str = "") -> None:
        """Forget somebody's second step, whatever is required."""
        told = Action("second_step.removed", by, account.staff_id)
        await self.store.change(account.staff_id, policy.without_second_step, told, ends=OWN_CHANGE, but=but)

    async def lock(self, account: Account, *, locked: bool, by: str) -> None:
        """Let nobody sign in with an account, or let its person again; their sign-ins end."""
        await self.store.change(
            account.staff_id,
            lambda kept: policy.with_lock(kept, locked=locked),
            Action("account.locked" if locked else "account.unlocked", by, account.staff_id),
            ends=OWN_CHANGE if locked else None,
        )

    async def forget_tries(self, account: Account) -> None:
        """Let the next try be made at once, whoever tried before."""
        await self.store.forget_tries(account.staff_id)
