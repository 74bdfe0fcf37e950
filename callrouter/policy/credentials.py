"""What becomes of somebody's credentials; pure. Secrets come in as they are kept: hashed or encrypted."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final, Literal

from callrouter.model.credentials import Credentials
from callrouter.model.directory import Account

SHORTEST: Final = 12
LONGEST: Final = 256
#: So many letters of a password are to be of something else than its person's name.
_OWN_SHARE: Final = 8
#: Shorter parts of names stand in other words too.
_NAME_PART: Final = 3
#: A secret that was shown waits so long for its first code.
OFFER_MS: Final = 15 * 60_000
#: Long enough to pass, and the first that guessers try.
_COMMON: Final = frozenset(
    {
        "123456789012",
        "1234567890123",
        "1q2w3e4r5t6y",
        "abcdefghijkl",
        "adminadmin12",
        "administrator",
        "callrouter12",
        "geheim123456",
        "iloveyou1234",
        "letmein12345",
        "password1234",
        "passwordpassword",
        "politie12345",
        "politie123456",
        "politiepolitie",
        "qwerty123456",
        "qwertyuiop12",
        "qwertyuiop123",
        "wachtwoord123",
        "wachtwoord1234",
        "wachtwoordwachtwoord",
        "welkom123456",
        "welkom1234567",
    }
)

PasswordFault = Literal["too_short", "too_long", "like_name", "too_common", "unchanged"]


def password_fault(password: str, account: Account) -> PasswordFault | None:
    """Say why a password can't be this person's; None when it can.

    No rules about which characters it has (NIST SP 800-63B).
    """
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    plain = password.casefold()
    if len(set(plain)) < SHORTEST // 3 or plain in _COMMON:
        return "too_common"
    return "like_name" if len(_without_names(plain, account)) < _OWN_SHARE else None


def _without_names(plain: str, account: Account) -> str:
    """Return what of a password is left without the person's names, their parts, digits and signs."""
    names = (account.staff_id.casefold(), account.display_name.casefold())
    parts = {
        part for name in names for part in (name, *re.split(r"[\W\d_]+", name)) if len(part) >= _NAME_PART
    }
    if not any(part in plain for part in parts):
        return plain
    for part in sorted(parts, key=len, reverse=True):
        plain = plain.replace(part, "")
    return re.sub(r"[\W\d_]", "", plain)


def hash_of(account: Account, kept: Credentials) -> str:
    """Return the hash that counts: the person's own, unless the directory's was changed since."""
    is_own = kept.password_hash and kept.instead_of == digest(account.password_hash)
    return kept.password_hash if is_own else account.password_hash


def with_password(kept: Credentials, account: Account, password_hash: str) -> Credentials:
    """Let this hash count instead of the directory's."""
    own = {"password_hash": password_hash, "instead_of": digest(account.password_hash)}
    return _next(kept, **own)


def with_offer(kept: Credentials, sealed: str, at: int) -> Credentials:
    """Remember a secret that is being shown."""
    return _next(kept, totp_offered=sealed, totp_offered_at=at)


def offered(kept: Credentials, at: int) -> str:
    """Return the secret that is being shown; empty: none, or too long ago."""
    return kept.totp_offered if at < kept.totp_offered_at + OFFER_MS else ""


def with_second_step(kept: Credentials, step: int, recovery: tuple[str, ...]) -> Credentials:
    """Let the secret that was shown count: a code of time ``step`` proved that its device has it."""
    return _next(
        kept,
        totp=kept.totp_offered,
        totp_offered="",
        totp_offered_at=0,
        totp_step=step,
        recovery=tuple(map(digest, recovery)),
    )


def without_second_step(kept: Credentials) -> Credentials:
    """Forget the secret and all that goes with it."""
    return _next(kept, totp="", totp_offered="", totp_offered_at=0, totp_step=0, recovery=())


def after_code(kept: Credentials, step: int) -> Credentials:
    """Take the code of time ``step``, and no more that are as old."""
    return _next(kept, totp_step=step)


def after_recovery(kept: Credentials, code: str) -> Credentials | None:
    """Take a recovery code; None when it is none, or was used."""
    used = digest(code)
    if used not in kept.recovery:
        return None
    return _next(kept, recovery=tuple(each for each in kept.recovery if each != used))


def with_lock(kept: Credentials, *, locked: bool) -> Credentials:
    """Let nobody sign in, or let them again."""
    return _next(kept, locked=locked)


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _next(kept: Credentials, **changes: object) -> Credentials:
    return kept.model_copy(update={"revision": kept.revision + 1, **changes})
