"""The second step of staff: an app's secret offered, confirmed and asked for; each code is taken once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import structlog

from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account
from callrouter.model.sign_ins import SignInEnd
from callrouter.policy import credentials as policy
from callrouter.queueing import Action, CredentialStore
from signaling.auth.sealing import Seal
from signaling.auth.second_step import (
    address_of,
    as_recovery_code,
    new_recovery_codes,
    new_secret,
    step_of,
)
from signaling.secret_file import SecretFileError

_log = structlog.get_logger(__name__)

OWN_CHANGE: Final = SignInEnd.CREDENTIALS_CHANGED


class Offer(NamedTuple):
    """A secret for an app, as it is shown: in text, and as the address in its QR code."""

    secret: str
    address: str


class UnreadableError(Exception):
    """What was encrypted can't be read here: another node has another key, or this one has none."""


@dataclass(frozen=True, kw_only=True)
class AppCodes:
    """The secrets and their codes. Every method may raise QueueUnavailableError and UnreadableError."""

    store: CredentialStore
    #: Made at first need, as it may be kept in a file.
    seal: Callable[[], Seal]
    now: Callable[[], int] = field(repr=False)
    #: What the app shows beside the name.
    service: str = "callrouter"

    async def offer(self, account: Account) -> Offer:
        """Make a secret; it counts once a code proves that an app has it."""
        secret = new_secret()
        sealed = self._seal(account).close(secret, of=account.staff_id)
        at = self.now()
        await self.store.change(account.staff_id, lambda kept: policy.with_offer(kept, sealed, at))
        return Offer(secret, address_of(secret, staff_id=account.staff_id, service=self.service))

    async def confirm(self, account: Account, code: str, *, but: str = "") -> tuple[str, ...] | None:
        """Let what was offered count, and return codes for when the device is lost; None: a wrong code.

        All sign-ins end ``but`` one.
        """
        recovery = new_recovery_codes()

        def confirmed(kept: Credentials) -> Credentials | None:
            step = self._step(account, policy.offered(kept, self.now()), code, after=0)
            return None if step is None else policy.with_second_step(kept, step, recovery)

        told = Action("second_step.set", account.staff_id)
        done = await self.store.change(account.staff_id, confirmed, told, ends=OWN_CHANGE, but=but)
        return recovery if done else None

    async def take(self, account: Account, code: str) -> bool:
        """Take a code of the app, or of paper, once; False: it is wrong."""

        def after_code(kept: Credentials) -> Credentials | None:
            step = self._step(account, kept.totp, code, after=kept.totp_step)
            return None if step is None else policy.after_code(kept, step)

        paper = as_recovery_code(code)
        told = Action("recovery_code.used", account.staff_id)
        # Paper needs no key: it helps where an app's secret can't be read.
        return await self.store.change(
            account.staff_id, lambda kept: policy.after_recovery(kept, paper), told
        ) or await self.store.change(account.staff_id, after_code)

    def _step(self, account: Account, sealed: str, code: str, *, after: int) -> int | None:
        if not sealed:
            return None
        secret = self._seal(account).open(sealed, of=account.staff_id)
        if secret is None:
            _log.error("second_step.unreadable", staff_id=account.staff_id)
            raise UnreadableError
        return step_of(code, secret, at_s=self.now() / 1000, after=after)

    def _seal(self, account: Account) -> Seal:
        try:
            return self.seal()
        except (OSError, SecretFileError) as error:
            _log.error("second_step.no_key", staff_id=account.staff_id, why=str(error))
            raise UnreadableError from error
