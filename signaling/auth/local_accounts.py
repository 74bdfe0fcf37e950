"""Signing in with a password and a second step, and changing either; tries count on all nodes together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import structlog

from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account, Directory
from callrouter.model.sign_ins import SignInEnd
from callrouter.model.states import Role
from callrouter.policy import credentials as policy
from callrouter.policy.lockout import Tried, tries_of, tries_with_code
from callrouter.queueing import Action, Admitted, CredentialStore
from signaling.auth.passwords import hash_in_turn, is_outdated, verify_password
from signaling.auth.sealing import Seal
from signaling.auth.second_step import (
    address_of,
    as_recovery_code,
    new_recovery_codes,
    new_secret,
    step_of,
)

_log = structlog.get_logger(__name__)

#: Somebody else may change what is kept between reading and writing; this often in a row they can't.
_TRIES: Final = 5
_OWN_CHANGE: Final = SignInEnd.CREDENTIALS_CHANGED


class Offer(NamedTuple):
    """A secret for an app, as it is shown: in text, and as the address in its QR code."""

    secret: str
    address: str


class NotProvenError(Exception):
    """Somebody didn't prove who they are; ``code`` is stable. ``of``: the account, if there is one."""

    def __init__(
        self, code: str, *, of: Account | None = None, wait_ms: int = 0, offer: Offer | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.of, self.wait_ms, self.offer = code, of, wait_ms, offer


class FaultyPasswordError(Exception):
    """A password that can't be this person's; ``code`` is stable."""

    def __init__(self, code: policy.PasswordFault) -> None:
        super().__init__(code)
        self.code = code


class Proof(NamedTuple):
    """Who somebody proved to be."""

    account: Account
    #: Codes for when the device is lost, to be shown now and never again.
    recovery: tuple[str, ...] = ()


class Standing(NamedTuple):
    """How somebody can sign in."""

    has_password: bool
    second_step: bool
    second_step_required: bool
    #: Recovery codes that weren't used.
    recovery_codes: int


class Claim(NamedTuple):
    """What somebody says to prove who they are, and where from."""

    name: str
    password: str
    #: Of the app or of paper; None: not given yet.
    code: str | None = None
    place: str = ""
    #: Something about a device where this person signed in before; empty elsewhere.
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class LocalAccounts:
    """The passwords and second steps of staff. Every method may raise QueueUnavailableError."""

    directory: Directory
    store: CredentialStore
    #: Made at first need, as it may be kept in a file.
    seal: Callable[[], Seal]
    #: Who must have a second step.
    second_step_of: Collection[Role]
    #: What the app shows beside the name.
    service: str = "callrouter"
    now: Callable[[], int] = field(repr=False)

    async def standing(self, account: Account) -> Standing:
        """Tell how somebody can sign in."""
        kept = await self.store.read(account.staff_id)
        return Standing(
            has_password=bool(policy.hash_of(account, kept)),
            second_step=bool(kept.totp),
            second_step_required=account.role in self.second_step_of,
            recovery_codes=len(kept.recovery),
        )

    async def prove(self, claim: Claim, role: Role) -> Proof:
        """Return who it is, of this role. Raises NotProvenError.

        ``too_many_attempts``, ``wrong_credentials``, ``wrong_role``, ``account_locked``; ``code_wanted``, or
        ``setup_wanted`` with an offer, where the password was right and a code is missing; ``wrong_code``.
        """
        tries = tries_of(claim.name, place=claim.place, device=claim.device)
        admitted = await self._admit(tries, self.directory.account(claim.name))
        account = await self._by_password(claim, admitted)
        try:
            recovery = await self._second_step(account, role, claim.code, admitted)
        except NotProvenError as error:
            if error.code != "wrong_code":
                await self.store.settle(tries, passed=False)
            raise
        await self.store.settle(tries, passed=True)
        await self._rehash(account, claim.password)
        return Proof(account, recovery)

    async def change_password(self, claim: Claim, new: str, *, sign_in: str) -> None:
        """Let ``new`` be the password of who knows the present one; all other sign-ins end.

        Raises NotProvenError, FaultyPasswordError.
        """
        account = await self._confirm(claim)
        if new == claim.password:
            raise FaultyPasswordError("unchanged")
        await self.set_password(account, new, by=account.staff_id, but=sign_in)

    async def set_password(self, account: Account, new: str, *, by: str, but: str = "") -> None:
        """Let ``new`` be somebody's password; their sign-ins end, all ``but`` one.

        Raises FaultyPasswordError.
        """
        if fault := policy.password_fault(new, account):
            raise FaultyPasswordError(fault)
        password_hash = await hash_in_turn(new)
        await self._change(
            account,
            lambda kept: policy.with_password(kept, account, password_hash),
            Action("password.changed", by, account.staff_id),
            but=but,
        )

    async def offer_second_step(self, claim: Claim) -> Offer:
        """Make a secret for who knows the password; it counts once a code proves that an app has it.

        Raises NotProvenError.
        """
        return await self._offer(await self._confirm(claim))

    async def confirm_second_step(self, account: Account, code: str, *, sign_in: str) -> tuple[str, ...]:
        """Let the secret that was offered count, and return codes for when the device is lost.

        Raises NotProvenError ``wrong_code`` or ``too_many_attempts``.
        """
        tries = tries_with_code(account.staff_id)
        await self._admit(tries, account)
        recovery = await self._confirmed(account, code, but=sign_in)
        if recovery is None:
            raise NotProvenError("wrong_code", of=account)
        await self.store.settle(tries, passed=True)
        return recovery

    async def remove_second_step(self, claim: Claim, *, sign_in: str) -> None:
        """Ask for no code any more, where none is required. Raises NotProvenError."""
        account = await self._confirm(claim)
        if account.role in self.second_step_of:
            raise NotProvenError("required", of=account)
        await self.reset_second_step(account, by=account.staff_id, but=sign_in)

    async def reset_second_step(self, account: Account, *, by: str, but: str = "") -> None:
        """Forget somebody's second step, whatever is required."""
        told = Action("second_step.removed", by, account.staff_id)
        await self._change(account, policy.without_second_step, told, but=but)

    async def lock(self, account: Account, *, locked: bool, by: str) -> None:
        """Let nobody sign in with an account, or let its person again; their sign-ins end."""
        told = Action("account.locked" if locked else "account.unlocked", by, account.staff_id)
        await self._change(account, lambda kept: policy.with_lock(kept, locked=locked), told, ends=locked)

    async def forget_tries(self, account: Account) -> None:
        """Let the next try be made at once, whoever tried before."""
        await self.store.settle(tries_of(account.staff_id, place="", device="")[:1], passed=True)

    async def _admit(self, tries: tuple[Tried, ...], of: Account | None) -> Admitted:
        admitted = await self.store.admit(tries)
        if admitted.wait_ms:
            raise NotProvenError("too_many_attempts", of=of, wait_ms=admitted.wait_ms)
        return admitted

    async def _by_password(self, claim: Claim, admitted: Admitted) -> Account:
        account = self.directory.account(claim.name)
        # Also of a name that nobody has, so that it takes as long.
        kept = await self.store.read(account.staff_id if account else "unknown")
        password_hash = policy.hash_of(account, kept) if account else ""
        if not await verify_password(claim.password, password_hash) or account is None:
            raise NotProvenError("wrong_credentials", of=account, wait_ms=admitted.next_ms)
        return account

    async def _confirm(self, claim: Claim) -> Account:
        """Return who it is by the password alone, of somebody who is signed in."""
        tries = tries_of(claim.name, place=claim.place, device=claim.device)
        admitted = await self._admit(tries, self.directory.account(claim.name))
        account = await self._by_password(claim, admitted)
        await self.store.settle(tries, passed=True)
        return account

    async def _second_step(
        self, account: Account, role: Role, code: str | None, admitted: Admitted
    ) -> tuple[str, ...]:
        """Ask what is to be asked of whose password was right."""
        if account.role is not role:
            raise NotProvenError("wrong_role", of=account)
        kept = await self.store.read(account.staff_id)
        if kept.locked:
            raise NotProvenError("account_locked", of=account)
        if not kept.totp:
            if account.role not in self.second_step_of:
                return ()
            if code is None:
                raise NotProvenError("setup_wanted", of=account, offer=await self._offer(account))
            recovery = await self._confirmed(account, code)
            if recovery is None:
                raise NotProvenError("wrong_code", of=account, wait_ms=admitted.next_ms)
            return recovery
        if code is None:
            raise NotProvenError("code_wanted", of=account)
        if not await self._take_code(account, code):
            raise NotProvenError("wrong_code", of=account, wait_ms=admitted.next_ms)
        return ()

    async def _take_code(self, account: Account, code: str) -> bool:
        """Take a code of the app, or of paper, once."""
        for _ in range(_TRIES):
            kept = await self.store.read(account.staff_id)
            secret = self._opened(account, kept.totp)
            step = step_of(code, secret, at_s=self.now() / 1000, after=kept.totp_step) if secret else None
            if step is not None:
                new: Credentials | None = policy.after_code(kept, step)
                told = None
            else:
                new = policy.after_recovery(kept, as_recovery_code(code))
                told = Action("recovery_code.used", account.staff_id)
            if new is None:
                return False
            if await self.store.put(new, told):
                return True
        return False

    async def _offer(self, account: Account) -> Offer:
        secret = new_secret()
        sealed = self.seal().close(secret, of=account.staff_id)
        await self._change(
            account, lambda kept: policy.with_offer(kept, sealed, self.now()), None, ends=False
        )
        return Offer(secret, address_of(secret, staff_id=account.staff_id, service=self.service))

    async def _confirmed(self, account: Account, code: str, *, but: str = "") -> tuple[str, ...] | None:
        recovery = new_recovery_codes()
        told = Action("second_step.set", account.staff_id)
        for _ in range(_TRIES):
            kept = await self.store.read(account.staff_id)
            secret = self._opened(account, policy.offered(kept, self.now()))
            step = step_of(code, secret, at_s=self.now() / 1000, after=0) if secret else None
            if step is None:
                return None
            new = policy.with_second_step(kept, step, recovery)
            if await self.store.put(new, told, ends=_OWN_CHANGE, but=but):
                return recovery
        return None

    def _opened(self, account: Account, sealed: str) -> str | None:
        if not sealed:
            return None
        secret = self.seal().open(sealed, of=account.staff_id)
        if secret is None:
            _log.error("second_step.unreadable", staff_id=account.staff_id)
        return secret

    async def _rehash(self, account: Account, password: str) -> None:
        """Keep a better hash of a password that is known now."""
        kept = await self.store.read(account.staff_id)
        if is_outdated(policy.hash_of(account, kept)):
            # Not told, and tried once: the next sign-in does it otherwise.
            await self.store.put(policy.with_password(kept, account, await hash_in_turn(password)))

    async def _change(
        self,
        account: Account,
        step: Callable[[Credentials], Credentials],
        told: Action | None,
        *,
        but: str = "",
        ends: bool = True,
    ) -> None:
        for _ in range(_TRIES):
            kept = await self.store.read(account.staff_id)
            if await self.store.put(step(kept), told, ends=_OWN_CHANGE if ends else None, but=but):
                return
        raise RuntimeError
