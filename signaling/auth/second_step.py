"""The second step of signing in: codes of an app (TOTP, RFC 6238), and recovery codes on paper."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import Final

import pyotp

#: Seconds that one code is for; clocks may differ by one code each way.
_STEP_S: Final = 30
_TOLERANCE: Final = 1
#: 160 bits, as RFC 4226 advises.
_SECRET_LENGTH: Final = 32
_RECOVERY_CODES: Final = 10
#: Of 32 letters and digits that aren't mistaken for each other: 80 bits each.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def new_secret() -> str:
    """Return a random secret, in base 32."""
    return pyotp.random_base32(_SECRET_LENGTH)


def address_of(secret: str, *, staff_id: str, service: str) -> str:
    """Return the ``otpauth:`` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff_id, issuer_name=service)


def step_of(code: str, secret: str, *, at_s: float, after: int) -> int | None:
    """Return the time step of a code that is of now or nearly, and ``after`` the last one taken."""
    totp, now = pyotp.HOTP(secret), int(at_s) // _STEP_S
    given = "".join(code.split())
    found = None
    for step in range(now - _TOLERANCE, now + _TOLERANCE + 1):
        if compare_digest(totp.at(step).encode(), given.encode()) and step > after:
            found = step
    return found


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes like ``k7fm-2qpa-…``, each good once instead of an app's."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
        for _ in range(_RECOVERY_CODES)
    )


def as_recovery_code(typed: str) -> str:
    """Return what was typed in as the code is written."""
    plain = "".join(each for each in typed.lower() if each.isalnum())
    return "-".join(plain[first : first + _GROUP_LENGTH] for first in range(0, len(plain), _GROUP_LENGTH))
