"""``callrouter staff password``, ``totp-reset``, ``sign-out``, ``lock`` and ``unlock``, beside a node."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TextIO

from callrouter.model.directory import Directory
from callrouter.model.sign_ins import SignInEnd, of_person
from callrouter.services.accounts import Accounts
from signaling.auth.local_accounts import FaultyPasswordError
from signaling.settings import Settings
from signaling.staff_accounts import local_accounts
from signaling.stores import beside_node

_OPERATOR: Final = "operator"
_FAULTS: Final = {
    "too_short": "it must have 12 characters or more",
    "too_long": "it must have 256 characters or fewer",
    "like_name": "it is little more than the person's name",
    "too_common": "it is one of the first that guessers try",
}


class AccessAction(StrEnum):
    """What is to be done with how somebody signs in."""

    PASSWORD = "password"  # noqa: S105  (a word of the command)
    TOTP_RESET = "totp-reset"
    SIGN_OUT = "sign-out"
    LOCK = "lock"
    UNLOCK = "unlock"


async def administer_access(  # noqa: PLR0913  (what the command line says)
    settings: Settings,
    directory: Directory,
    action: AccessAction,
    staff_id: str,
    *,
    out: TextIO,
    password: str = "",
) -> int:
    """Carry out an action. Returns 0, or 1 if refused.

    Raises ``QueueServerError`` when no node runs on what the settings name.
    """
    async with beside_node(settings) as stores:
        await Accounts(stores.accounts, directory).load()
        account = directory.account(staff_id)
        if account is None:
            print(f"{staff_id}: nobody here has this name", file=out)
            return 1
        accounts = local_accounts(settings, directory, stores)
        done = ""
        match action:
            case AccessAction.PASSWORD:
                try:
                    await accounts.set_password(account, password, by=_OPERATOR)
                except FaultyPasswordError as error:
                    print(f"{staff_id}: not set: {_FAULTS.get(error.code, error.code)}", file=out)
                    return 1
                done = "the password is set, and they are signed out everywhere"
            case AccessAction.TOTP_RESET if not (await accounts.standing(account)).second_step:
                done = "has no second step; nothing is changed"
            case AccessAction.TOTP_RESET:
                await accounts.reset_second_step(account, by=_OPERATOR)
                done = "no second step any more, and they are signed out everywhere"
            case AccessAction.SIGN_OUT:
                count = await stores.sign_ins.end(of_person(staff_id), SignInEnd.REVOKED, _OPERATOR)
                done = f"signed out, {count} times"
            case AccessAction.LOCK:
                await accounts.lock(account, locked=True, by=_OPERATOR)
                done = "locked, and signed out everywhere"
            case AccessAction.UNLOCK:
                await accounts.lock(account, locked=False, by=_OPERATOR)
                await accounts.forget_tries(account)
                done = "unlocked; the next try may be made at once"
        print(f"{staff_id}: {done}", file=out)
    return 0
